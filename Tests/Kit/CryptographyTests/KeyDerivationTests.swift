import Cryptography
import Testing

@Suite struct KeyDerivationTests {
    // MARK: HKDF, RFC 5869 appendix A

    @Test func hkdfGivesTheKeyOfTheBasicCase() {
        let key = HKDFSHA256.derive(
            secret: repeated("0b", 22), salt: Array(0...12), info: bytes("f0f1f2f3f4f5f6f7f8f9"), length: 42)
        #expect(
            hex(key) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    }

    @Test func hkdfGivesTheKeyOfTheLongCase() {
        let key = HKDFSHA256.derive(
            secret: Array(0x00...0x4f), salt: Array(0x60...0xaf), info: Array(0xb0...0xff), length: 82)
        #expect(
            hex(key)
                == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87")
    }

    @Test func hkdfGivesTheKeyWithoutSaltAndInfo() {
        let key = HKDFSHA256.derive(secret: repeated("0b", 22), salt: [], info: [], length: 42)
        #expect(
            hex(key) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    @Test func hkdfGivesAnyLengthUpToItsLimit() {
        let longest = HKDFSHA256.derive(secret: [1], salt: [2], info: [3], length: HKDFSHA256.maximumBytes)
        #expect(longest.count == 8160)
        for length in [0, 1, 31, 32, 33, 64] {
            #expect(
                HKDFSHA256.derive(secret: [1], salt: [2], info: [3], length: length)
                    == Array(longest.prefix(length)))
        }
    }

    // MARK: SHA-512, RFC 6234 section 8.5

    static let digests = [
        Vector(
            "",
            gives: "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
        Vector(
            "abc",
            gives: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
        Vector(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                + "mnopqrstnopqrstu",
            gives: "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"),
    ]

    @Test(arguments: digests)
    func sha512GivesThePublishedDigests(vector: Vector) {
        #expect(hex(SHA512.hash(vector.message)) == vector.result)
    }

    // MARK: PBKDF2, the inputs of RFC 6070 with HMAC-SHA-512

    struct Derivation: Sendable {
        let password: String
        let salt: String
        let rounds: Int
        let key: String
    }

    static let derivations = [
        Derivation(
            password: "password", salt: "salt", rounds: 1,
            key: "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252"
                + "c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce"),
        Derivation(
            password: "password", salt: "salt", rounds: 2,
            key: "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
                + "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e"),
        Derivation(
            password: "password", salt: "salt", rounds: 4096,
            key: "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
                + "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5"),
        Derivation(
            password: "passwordPASSWORDpassword", salt: "saltSALTsaltSALTsaltSALTsaltSALTsalt", rounds: 4096,
            key: "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71"
                + "115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8"),
        Derivation(
            password: "pass\0word", salt: "sa\0lt", rounds: 4096, key: "9d9e9c4cd21fe4be24d5b8244c759665"),
    ]

    @Test(arguments: derivations)
    func pbkdf2GivesThePublishedKeys(vector: Derivation) throws {
        let key = try PBKDF2HMACSHA512.derive(
            password: Array(vector.password.utf8), salt: Array(vector.salt.utf8), rounds: vector.rounds,
            length: vector.key.count / 2)
        #expect(hex(key) == vector.key)
    }

    @Test func pbkdf2TakesNothingOutOfBounds() throws {
        func derive(_ rounds: Int, _ length: Int) throws -> [UInt8] {
            try PBKDF2HMACSHA512.derive(password: [], salt: [], rounds: rounds, length: length)
        }
        #expect(try derive(1, 1).count == 1)
        #expect(try derive(1, 1024).count == 1024)
        for (rounds, length) in [(0, 1), (-1, 1), (10_000_001, 1), (1, 0), (1, 1025), (1, -1)] {
            #expect(throws: PBKDF2HMACSHA512.CostRefused()) { try derive(rounds, length) }
        }
    }
}
