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

    /// Text of letters, marks, signs and controls of many scripts.
    private func text(_ count: Int, _ random: inout SplitMix) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x7f, 0x80...0x24f, 0x300...0x36f, 0x370...0x5ff, 0x900...0xdff, 0x1e00...0x206f, 0x3040...0x30ff,
            0x4e00...0x4fff, 0xac00...0xadff, 0xe000...0xe0ff, 0xfb00...0xffff, 0x1f300...0x1f6ff, 0xe0000...0xe007f,
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<count {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { scalars.append(scalar) }
        }
        return String(scalars)
    }

    @Test func anyNameOfAFileGivesATitleThatCanBeKept() {
        var random = SplitMix(for: "names of files")
        for _ in 0..<3000 {
            let sent = text(Int.random(in: 0...400, using: &random), &random)
            let name = CatalogRules.fileName(sent.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            #expect(name.unicodeScalars.count <= 255)
            let title = CatalogRules.title(fromFileName: name)
            #expect((1...200).contains(title.count))
            // The database counts code points, and a control character could hide what follows.
            #expect(title.unicodeScalars.count <= 1000)
            #expect(!title.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }

    @Test(arguments: [
        ("Ọ́lá", "ola"), ("Ẹ̀kọ́", "eko"), ("G̃uarani", "guarani"), ("Ǫ́", "o"), ("SPIN\u{308}AL", "spinal"),
        ("О\u{301}льга", "ольга"), ("Ế", "e"), ("Ǿ", "o"), ("Ł\u{301}", "l"), ("Þór", "thor"), ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Σίσυφος", "σισυφοσ"), ("İstanbul", "istanbul"), ("ısı", "isi"), ("ﬁn", "fin"),
    ])
    func foldingGoesToTheEnd(word: String, folded: String) {
        #expect(SearchWords.fold(word) == folded)
        #expect(SearchWords.fold(folded) == folded)
    }

    @Test func namesOfFilesAreDecodedAndBounded() {
        #expect(CatalogRules.fileName("a%20b%2Fc.wav") == "a b/c.wav")
        #expect(
            CatalogRules.fileName(nil) == "" && CatalogRules.fileName("%FF") == "" && CatalogRules.fileName("%4") == "")
        #expect(CatalogRules.fileName("a%00b%0D%0Ac") == "abc")
        #expect(CatalogRules.fileName(String(repeating: "a", count: 255)).count == 255)
        #expect(CatalogRules.fileName(String(repeating: "a", count: 256)).count == 255)
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
            .duplicate(title: "x"), .toolMissing(name: "x"), .toolFailed, .tookTooLong,
            .fileTooLarge(limitMegabytes: 1), .diskFull,
            .pictureTooLarge, .notAPicture, .stillMaking, .otherArtistsAlbum, .tracksChanged,
            .albumFull, .lastEditor, .noSuchPerson, .notAMaker(name: "x"), .tooManyEditors,
        ]
        #expect(Set(all.map(\.reason)).count == all.count)
        #expect(all.allSatisfy { $0.sentence.hasSuffix(".") && !$0.sentence.contains("!") })
    }
}
