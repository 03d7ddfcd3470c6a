import Foundation
import Testing

@testable import StageModel

/// Identifiers, moments, money and codes.
@Suite struct ValueTests {
    private let entropy = Entropy { (0..<$0).map { UInt8(truncatingIfNeeded: $0 &* 37) } }

    @Test func identifiersBearTheirKindAndSortByTime() throws {
        let early = TrackID(at: Timestamp(milliseconds: 1_000), entropy: entropy)
        let late = TrackID(at: Timestamp(milliseconds: 2_000), entropy: entropy)
        #expect(early.text.hasPrefix("trk_"))
        #expect(early.text.utf8.count == 30)
        #expect(early < late)
        #expect(TrackID(early.text) == early)
        #expect(AlbumID(early.text) == nil)
    }

    @Test(arguments: [
        "", "trk_", "trk_0000000000000000000000000", "trk_000000000000000000000000000",
        "trk_0000000000000000000000000u",
    ])
    func whatIsNoIdentifierIsRefused(text: String) {
        #expect(TrackID(text) == nil)
    }

    @Test func identifiersHoldAVersionSevenUUID() throws {
        let id = OrderID(at: Timestamp(milliseconds: 0x0123_4567_89ab), entropy: entropy)
        let bytes = try #require(Crockford.decode(id.text.dropFirst(4)))
        #expect(Array(bytes.prefix(6)) == [0x01, 0x23, 0x45, 0x67, 0x89, 0xab])
        #expect(bytes[6] >> 4 == 7)
        #expect(bytes[8] >> 6 == 2)
    }

    @Test func anOrderIsCalledBySixCapitals() {
        let id = OrderID(at: Timestamp(milliseconds: 1), entropy: entropy)
        #expect(id.number.utf8.count == 6)
        #expect(id.number == id.number.uppercased())
        #expect(id.text.uppercased().contains(id.number))
    }

    @Test func crockfordForgivesWhatPeopleMistype() {
        let text = Crockford.encode([0xff, 0x00, 0x12, 0x80, 0x42])
        #expect(Crockford.decode(text.uppercased()) == [0xff, 0x00, 0x12, 0x80, 0x42])
        #expect(Crockford.normalized("O1-il l0") == "011110")
        #expect(Crockford.normalized("u") == nil)
        #expect(Crockford.decode("0u") == nil)
    }

    @Test func timesAreReadWithAnyOffsetAndWrittenInUTC() {
        #expect(Timestamp(text: "2030-06-01T21:30:00+02:00")?.text == "2030-06-01T19:30:00.000Z")
        #expect(Timestamp(text: "2030-06-01T19:30:00.250Z")?.milliseconds == 1_906_572_600_250)
        for text in ["", "tomorrow", "2030-13-01T00:00:00Z", "1969-12-31T23:59:59Z", String(repeating: "1", count: 41)]
        {
            #expect(Timestamp(text: text) == nil, "\(text)")
        }
    }

    @Test func moneyIsAWholeNumberInAString() throws {
        let money = try JSONDecoder().decode(Money.self, from: Data(#"{"amount":"1250","currency":"EUR"}"#.utf8))
        #expect(money == Money(1250, .eur))
        for amount in ["12.5", "1e3", "", "-", "10000000000000000", "0x10", " 1"] {
            let json = Data(#"{"amount":"\#(amount)","currency":"EUR"}"#.utf8)
            #expect(throws: DecodingError.self, "\(amount)") { try JSONDecoder().decode(Money.self, from: json) }
        }
        #expect(Currency("eur") == nil)
        #expect(Currency("EURO") == nil)
    }

    @Test func aPriceHasALastAllowedAndAFirstRefusedValue() throws {
        #expect(try FieldRules.price(Money(0, .eur), field: "price").amount == 0)
        #expect(try FieldRules.price(Money(100_000_000, .eur), field: "price").amount == 100_000_000)
        #expect(throws: InvalidInput.self) { try FieldRules.price(Money(-1, .eur), field: "price") }
        #expect(throws: InvalidInput.self) { try FieldRules.price(Money(100_000_001, .eur), field: "price") }
    }

    @Test func namesInAnyScriptAreTakenAndTricksAreNot() throws {
        for name in ["Björk", "Нина", "ビョーク", "أم كلثوم", "👩‍🎤 Nina", "O'Neil & Søn"] {
            #expect(try FieldRules.line(name, field: "name", limit: 60) == name.precomposedStringWithCanonicalMapping)
        }
        #expect(try FieldRules.line("  two   words ", field: "name", limit: 60) == "two words")
        for name in ["", "   ", "a\u{0}b", "abc\u{202e}fdp.exe", "\u{2066}x"] {
            #expect(throws: InvalidInput.self, "\(name.debugDescription)") {
                try FieldRules.line(name, field: "name", limit: 60)
            }
        }
        #expect(try FieldRules.line(String(repeating: "a", count: 60), field: "name", limit: 60).count == 60)
        #expect(throws: InvalidInput.self) {
            try FieldRules.line(String(repeating: "a", count: 61), field: "name", limit: 60)
        }
    }

    @Test(arguments: ["nina@example.org", " Nina@Example.ORG "])
    func mailAddressesAreFolded(mail: String) throws {
        #expect(try FieldRules.mail(mail, field: "mail") == "nina@example.org")
    }

    @Test(arguments: ["", "nina", "@example.org", "nina@", "a@b@c", "ni na@example.org"])
    func whatIsNoMailAddressIsRefused(mail: String) {
        #expect(throws: InvalidInput.self) { try FieldRules.mail(mail, field: "mail") }
    }

    @Test func aSubkeyVerifiesOnlyItsOwnTags() {
        let key = SecretKey(bytes: (0..<32).map { UInt8($0) })
        let one = key.subkey("one")
        let other = key.subkey("other")
        let tag = one.tag([1, 2, 3], length: 16)
        #expect(one.verifies(tag, length: tag.count, of: [1, 2, 3]))
        #expect(!one.verifies(tag, length: tag.count, of: [1, 2, 4]))
        #expect(!other.verifies(tag, length: tag.count, of: [1, 2, 3]))
        #expect(!one.verifies(Array(tag.dropLast()), length: tag.count, of: [1, 2, 3]))
        #expect(!one.verifies([], length: tag.count, of: [1, 2, 3]))
    }
}
