import Foundation
import Multiformats
import Testing

@Suite struct CIDTests {
    static let empty = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
    static let emptyNode = "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"

    @Test func theEmptyRawBlockHasItsWellKnownName() throws {
        let cid = CID(codec: .raw, multihash: Multihash(hashing: []))
        #expect(cid.description == Self.empty)
        #expect(try CID(string: Self.empty) == cid)
        #expect(try CID(bytes: cid.bytes) == cid)
        #expect(cid.bytes.count == 36)
    }

    @Test func theEmptyNodeHasItsWellKnownName() throws {
        let cid = try CID(string: Self.emptyNode)
        #expect(cid.codec == .dagPB)
        #expect(cid.digest == Multihash(hashing: []).digest)
        #expect(cid.description == Self.emptyNode)
    }

    static let refusedTexts: [(String, DecodingFailure.Reason, Int)] = [
        ("", .unknownBase, 0),
        ("B", .unknownBase, 0),
        ("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH", .unknownBase, 0),
        ("zdj7Wkkhxcu2rsiN6GUyHCLsSLL47kdUNfjbFqBUUhMFTZKBi", .unknownBase, 0),
        ("BAFKREIHDWDCEFGH4DQKJV67UZCMW7OJEE6XEDZDETOJUZJEVTENXQUVYKU", .unknownBase, 0),
        ("b", .truncated, 1),
        ("baf", .badPadding, 2),
        (empty + "a", .badPadding, 59),
        (String(empty.dropLast()) + "v", .badPadding, 58),
        ("bAfkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", .badCharacter, 1),
        (String(empty.dropLast()) + "=", .badCharacter, 58),
        (" " + empty, .unknownBase, 0),
        (empty + "\n", .badCharacter, 59),
        (empty + "aaaaa", .wrongLength, 58),
        (String(empty.prefix(1 + 16)), .truncated, 17),
        ("bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae", .unknownCodec, 2),
        ("baguqeerasords4njcts6vs7qvdjfcvgnume4hqohf65zsfguprqphs3icwea", .unknownCodec, 2),
        ("bafkqaaa", .unknownHash, 4),
    ]

    @Test(arguments: refusedTexts)
    func otherTextsAreRefusedWithThePlace(text: String, reason: DecodingFailure.Reason, offset: Int) {
        #expect(throws: DecodingFailure(reason, at: offset)) { try CID(string: text) }
    }

    @Test func textsOf128BytesAreReadAndLongerOnesNot() {
        let longest = "b" + String(repeating: "a", count: 127)
        #expect(throws: DecodingFailure(.unknownVersion, at: 1)) { try CID(string: longest) }
        #expect(throws: DecodingFailure(.tooLong, at: 128)) { try CID(string: longest + "a") }
    }

    static let refusedBytes: [([UInt8], DecodingFailure.Reason, Int)] = [
        ([], .truncated, 0),
        ([0x01], .truncated, 1),
        ([0x02, 0x55], .unknownVersion, 0),
        ([0x12, 0x20] + [UInt8](repeating: 7, count: 32), .unknownVersion, 0),
        ([0x81, 0x00, 0x55], .notMinimal, 1),
        ([0x01, 0x71, 0x12, 0x20], .unknownCodec, 1),
        ([0x01, 0x55, 0x13, 0x20], .unknownHash, 2),
        ([0x01, 0x55, 0x12, 0x1f] + [UInt8](repeating: 7, count: 31), .wrongLength, 3),
        ([0x01, 0x55, 0x12, 0x20] + [UInt8](repeating: 7, count: 31), .truncated, 35),
        ([0x01, 0x55, 0x12, 0x20] + [UInt8](repeating: 7, count: 33), .wrongLength, 36),
        ([0x01, 0x55, 0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], .wrongLength, 3),
    ]

    @Test(arguments: refusedBytes)
    func otherBytesAreRefusedWithThePlace(bytes: [UInt8], reason: DecodingFailure.Reason, offset: Int) {
        #expect(throws: DecodingFailure(reason, at: offset)) { try CID(bytes: bytes) }
    }

    @Test func jsonHoldsTheText() throws {
        let cid = try CID(string: Self.empty)
        #expect(String(decoding: try JSONEncoder().encode([cid]), as: UTF8.self) == "[\"\(Self.empty)\"]")
        #expect(try JSONDecoder().decode([CID].self, from: Data("[\"\(Self.empty)\"]".utf8)) == [cid])
    }

    @Test func jsonWithAnotherTextIsRefusedWithItsPath() {
        #expect {
            try JSONDecoder().decode([String: CID].self, from: Data(#"{"cover":"nothing"}"#.utf8))
        } throws: { error in
            guard case DecodingError.dataCorrupted(let context) = error else { return false }
            return context.codingPath.map(\.stringValue) == ["cover"]
                && context.underlyingError as? DecodingFailure == DecodingFailure(.unknownBase, at: 0)
        }
    }

    @Test func everyEndingThatCanBeIsListedOnce() {
        let endings = CID.endings
        #expect(endings.count == 256)
        #expect(Set(endings).count == 256)
        let seen = Set((0..<5000).map { CID(codec: .raw, multihash: Multihash(hashing: Array("\($0)".utf8))).ending })
        #expect(seen == Set(endings))
    }
}
