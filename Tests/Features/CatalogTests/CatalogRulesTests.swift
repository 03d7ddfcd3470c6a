import Foundation
import StageModel
import Testing

@testable import Catalog

/// Decisions about words, files and who may edit.
@Suite struct CatalogRulesTests {
    @Test(arguments: [
        ("Björk", "bjork"), ("STRAẞE", "strasse"), ("Ærø", "aero"), ("Łódź", "lodz"), ("Ｆｕｌｌ", "full"),
        ("Ólafur", "olafur"),
    ])
    func wordsAreFoldedSoThatAccentsDoNotMatter(word: String, folded: String) {
        #expect(SearchWords.fold(word) == folded)
    }

    @Test func whatIsTypedBecomesPrefixesAndNeverAnOperator() {
        #expect(CatalogRules.searchQuery("bjö hom") == "\"bjo\"* \"hom\"*")
        #expect(CatalogRules.searchQuery("a\" OR title:*") == "\"a\"* \"or\"* \"title\"*")
        #expect(CatalogRules.searchQuery("  -- \"\" ") == nil)
        #expect(CatalogRules.searchQuery("a b c d e f g h i j")?.split(separator: " ").count == 8)
    }

    @Test(arguments: [
        ("01 - Green Coat.flac", "Green Coat"), ("C:\\Music\\07_song.mp3", "song"), ("/etc/passwd", "passwd"),
        ("1999.mp3", "1999"), ("a.b.c.wav", "a.b.c"), ("..", "Untitled"), ("\u{202e}evil.mp3", "evil"),
        ("", "Untitled"),
        ("03. Été.opus", "Été"),
    ])
    func aTitleIsReadFromAFileName(name: String, title: String) {
        #expect(CatalogRules.title(fromFileName: name) == title)
    }

    @Test func aDayMustExist() throws {
        #expect(try CatalogRules.day("2028-02-29", field: "releasedOn") == "2028-02-29")
        for day in ["2027-02-29", "2027-13-01", "2027-00-10", "2027-1-1", "tomorrow!!", "2027-04-31", ""] {
            #expect(throws: InvalidInput.self, "\(day)") { try CatalogRules.day(day, field: "releasedOn") }
        }
    }

    @Test func onlyEditorsAndAdminsMayEdit() {
        let entropy = Entropy { (0..<$0).map { UInt8($0) } }
        let now = Timestamp(milliseconds: 1)
        func account(_ byte: UInt8, _ roles: Set<Role>) -> SignedInAccount {
            let id = AccountID(at: Timestamp(milliseconds: Int64(byte)), entropy: entropy)
            return SignedInAccount(id: id, name: "N", roles: roles, session: SessionID(at: now, entropy: entropy))
        }
        let nina = account(1, [.artist])
        let otto = account(2, [.artist, .staff])
        let admin = account(3, [.admin])
        #expect(CatalogRules.mayEdit(nina, editors: [nina.id]))
        #expect(!CatalogRules.mayEdit(otto, editors: [nina.id]))
        #expect(CatalogRules.mayEdit(admin, editors: [nina.id]))
        #expect(!CatalogRules.mayEdit(nil, editors: [nina.id]))
    }

    @Test func everyRefusalHasACodeOfItsOwnAndASentence() {
        let all: [CatalogRefusal] = [
            .notYours, .nameTaken, .notAudio, .unsupported(codec: "x"), .damaged(detail: "x"), .empty,
            .duplicate(title: "x"), .toolMissing(name: "x"), .tookTooLong, .fileTooLarge(limitMegabytes: 1), .diskFull,
            .pictureTooLarge, .notAPicture, .stillMaking, .otherArtistsAlbum, .tracksChanged,
        ]
        #expect(Set(all.map(\.reason)).count == all.count)
        #expect(all.allSatisfy { $0.sentence.hasSuffix(".") && !$0.sentence.contains("!") })
    }
}
