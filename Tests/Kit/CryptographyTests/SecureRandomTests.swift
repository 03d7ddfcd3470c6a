import Cryptography
import Testing

@Suite struct SecureRandomTests {
    @Test(arguments: [0, 1, 16, 33, 100_000])
    func asManyBytesComeAsWereAskedFor(count: Int) {
        #expect(SecureRandom.bytes(count).count == count)
    }

    @Test func noTwoDrawsAreEqualAndEveryByteOccurs() {
        let draws = (0..<1000).map { _ in SecureRandom.bytes(16) }
        #expect(Set(draws).count == 1000)
        #expect(Set(draws.joined()).count == 256)
    }

    @Test func equalityNeedsEveryByteAndTheLength() {
        let secret = SecureRandom.bytes(32)
        #expect(constantTimeEqual(secret, secret))
        #expect(constantTimeEqual([], []))
        #expect(!constantTimeEqual(secret, Array(secret.dropLast())))
        #expect(!constantTimeEqual(secret, secret + [0]))
        for index in secret.indices {
            var other = secret
            other[index] ^= 0x80
            #expect(!constantTimeEqual(secret, other))
        }
    }
}
