import Multiformats
import Testing

@Suite struct Base32Tests {
    /// RFC 4648 section 10, in lower case and without padding.
    static let texts: [(String, String)] = [
        ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
        ("foobar", "mzxw6ytboi"),
    ]

    @Test(arguments: texts)
    func bytesHaveTheTextOfRFC4648(plain: String, text: String) throws {
        #expect(Base32.encode(plain.utf8) == text)
        #expect(try Base32.decode(text.utf8) == Array(plain.utf8))
    }

    static let refused: [(String, DecodingFailure.Reason, Int)] = [
        ("mZxq", .badCharacter, 1),
        ("mzx1", .badCharacter, 3),
        ("my======", .badCharacter, 2),
        ("m y", .badCharacter, 1),
        ("mzxé", .badCharacter, 3),
        ("m", .badPadding, 0),
        ("mzx", .badPadding, 2),
        ("mzxw6y", .badPadding, 5),
        ("mz", .badPadding, 1),
    ]

    @Test(arguments: refused)
    func otherTextsAreRefused(text: String, reason: DecodingFailure.Reason, offset: Int) {
        #expect(throws: DecodingFailure(reason, at: offset)) { try Base32.decode(text.utf8) }
    }
}
