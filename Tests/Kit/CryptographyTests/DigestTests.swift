import Cryptography
import Testing

@Suite struct DigestTests {
    /// RFC 6234 section 8.5, and the empty message.
    static let digests: [Vector] = [
        Vector("", gives: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Vector("abc", gives: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Vector(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            gives: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        Vector(
            String(repeating: "01234567", count: 80),
            gives: "594847328451bdfa85056225462cc1d867d877fb388df0ce35f25ab5562bfbb5"),
        Vector(
            String(repeating: "a", count: 1_000_000),
            gives: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        Vector("\u{19}", gives: "68aa2e2ee5dff96e3355e6c7ee373e3d6a4e17f75f9518d843709c0c9bc3e3d4"),
    ]

    @Test(arguments: digests)
    func sha256GivesThePublishedDigests(vector: Vector) {
        #expect(hex(SHA256.hash(vector.message)) == vector.result)
    }

    @Test func sha256DigestsBytesThatAreNotText() {
        let digest = "175ee69b02ba9b58e2b0a5fd13819cea573f3940a94f825128cf4209beabb4e8"
        #expect(hex(SHA256.hash(bytes("e3d72570dcdd787ce3887ab2cd684652"))) == digest)
    }

    @Test func piecesGiveTheDigestOfTheWhole() {
        let message = (0..<300).map { UInt8($0 % 251) }
        let whole = SHA256.hash(message)
        for cut in 0...message.count {
            var digest = SHA256()
            digest.update(Array(message[..<cut]))
            digest.update(message[cut...])
            #expect(digest.finalize() == whole)
        }
    }

    @Test func piecesMayBeAnyCollectionOfBytes() {
        var digest = SHA256()
        digest.update("a".utf8)
        digest.update([UInt8(ascii: "b")].lazy.map { $0 })
        [UInt8(ascii: "c")].withUnsafeBytes { digest.update($0) }
        digest.update(UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(digest.finalize() == SHA256.hash(Array("abc".utf8)))
    }

    @Test func aDigestThatBeginsAgainRemembersNothing() {
        var digest = SHA256()
        digest.update("something else".utf8)
        _ = digest.finalizeAndBegin()
        digest.update("abc".utf8)
        #expect(digest.finalizeAndBegin() == SHA256.hash(Array("abc".utf8)))
        #expect(digest.finalize() == SHA256.hash([]))
    }

    @Test func aStreamingOwnerHoldsADigest() {
        final class Owner {
            var digest = SHA256()
        }
        let owner = Owner()
        owner.digest.update("abc".utf8)
        #expect(owner.digest.finalizeAndBegin() == SHA256.hash(Array("abc".utf8)))
    }

    /// RFC 4231, test cases 1, 2, 3, 4, 6 and 7.
    static let codes: [Vector] = [
        Vector(
            "Hi There", under: repeated("0b", 20),
            gives: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            "what do ya want for nothing?", under: Array("Jefe".utf8),
            gives: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            repeated("dd", 50), under: repeated("aa", 20),
            gives: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            repeated("cd", 50), under: Array(1...25),
            gives: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            "Test Using Larger Than Block-Size Key - Hash Key First", under: repeated("aa", 131),
            gives: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be"
                + " hashed before being used by the HMAC algorithm.", under: repeated("aa", 131),
            gives: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: codes)
    func hmacGivesThePublishedCodes(vector: Vector) {
        #expect(hex(HMACSHA256.authenticate(vector.message, key: vector.key)) == vector.result)
    }

    @Test func hmacTakesAnEmptyKeyAndAnEmptyMessage() {
        let code = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(hex(HMACSHA256.authenticate([], key: [])) == code)
    }
}

/// A message, a key if there is one, and what must come out.
struct Vector: Sendable {
    let message: [UInt8]
    let key: [UInt8]
    let result: String

    init(_ message: [UInt8], under key: [UInt8] = [], gives result: String) {
        self.message = message
        self.key = key
        self.result = result
    }

    init(_ message: String, under key: [UInt8] = [], gives result: String) {
        self.init(Array(message.utf8), under: key, gives: result)
    }
}

/// One byte in hexadecimal, so many times.
func repeated(_ byte: String, _ count: Int) -> [UInt8] {
    [UInt8](repeating: bytes(byte)[0], count: count)
}

/// Lower-case hexadecimal digits of bytes.
func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// Bytes of hexadecimal digits.
func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
