internal import CCrypto

/// Random bytes from libcrypto's generator, which the operating system seeds.
package enum SecureRandom {
    /// So many fresh bytes, 0 to 2^31 - 1; the program stops if there is no randomness.
    package static func bytes(_ count: Int) -> [UInt8] {
        precondition(count >= 0 && count <= Int(Int32.max), "a count of random bytes is not negative")
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            guard RAND_bytes(buffer.baseAddress, Int32(count)) == 1 else { preconditionFailure("no randomness") }
            filled = count
        }
    }
}

/// True if both are equal; takes the same time wherever they differ. Unequal lengths are unequal at once.
package func constantTimeEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && CRYPTO_memcmp(one, other, one.count) == 0
}
