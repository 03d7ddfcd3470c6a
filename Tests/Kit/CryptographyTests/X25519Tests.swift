import Cryptography
import Testing

@Suite struct X25519Tests {
    struct Vector: Sendable {
        let scalar: String
        let point: String
        let secret: String
    }

    /// RFC 7748 section 5.2: the two single vectors and the first of the iterated ones.
    static let vectors = [
        Vector(
            scalar: "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            point: "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            secret: "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"),
        Vector(
            scalar: "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            point: "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            secret: "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"),
        Vector(
            scalar: "0900000000000000000000000000000000000000000000000000000000000000",
            point: "0900000000000000000000000000000000000000000000000000000000000000",
            secret: "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"),
    ]

    @Test(arguments: vectors)
    func theSharedSecretIsThePublishedOne(vector: Vector) throws {
        let secret = try X25519.sharedSecret(privateKey: bytes(vector.scalar), publicKey: bytes(vector.point))
        #expect(hex(secret) == vector.secret)
    }

    @Test func aThousandIterationsEndWhereTheStandardSays() throws {
        var scalar = bytes("0900000000000000000000000000000000000000000000000000000000000000")
        var point = scalar
        for _ in 0..<1000 {
            (scalar, point) = (try X25519.sharedSecret(privateKey: scalar, publicKey: point), scalar)
        }
        #expect(hex(scalar) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    /// RFC 7748 section 6.1.
    @Test func twoPartiesReachThePublishedSecret() throws {
        let one = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
        let other = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
        let onePublic = try X25519.publicKey(of: one)
        let otherPublic = try X25519.publicKey(of: other)
        #expect(hex(onePublic) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(hex(otherPublic) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        #expect(try hex(X25519.sharedSecret(privateKey: one, publicKey: otherPublic)) == secret)
        #expect(try hex(X25519.sharedSecret(privateKey: other, publicKey: onePublic)) == secret)
    }

    @Test func freshKeysAreAllDifferent() throws {
        let keys = try (0..<50).map { _ in try X25519.publicKey(of: X25519.privateKey()) }
        #expect(Set(keys).count == 50)
    }

    @Test func pointsOfLowOrderAreRefused() {
        let lows = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        ]
        for low in lows {
            #expect(throws: X25519.KeyRefused()) {
                try X25519.sharedSecret(privateKey: X25519.privateKey(), publicKey: bytes(low))
            }
        }
    }

    @Test(arguments: [0, 31, 33])
    func keysOfAnotherLengthAreRefused(count: Int) {
        let short = [UInt8](repeating: 9, count: count)
        let good = X25519.privateKey()
        #expect(throws: X25519.KeyRefused()) { try X25519.publicKey(of: short) }
        #expect(throws: X25519.KeyRefused()) { try X25519.sharedSecret(privateKey: short, publicKey: good) }
        #expect(throws: X25519.KeyRefused()) { try X25519.sharedSecret(privateKey: good, publicKey: short) }
    }
}
