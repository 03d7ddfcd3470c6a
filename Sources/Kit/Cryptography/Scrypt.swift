internal import CCrypto

/// scrypt (RFC 7914): slow and large on purpose, for passwords.
package enum Scrypt {
    /// Cost: memory is 128 · n · r bytes, work n · r · p; n is a power of two.
    package struct Cost: Sendable, Hashable {
        package let n: Int
        package let r: Int
        package let p: Int

        package init(n: Int, r: Int, p: Int) {
            self.n = n
            self.r = r
            self.p = p
        }

        /// Bytes that one derivation fills.
        package var memoryBytes: Int { 128 * r * (n + p) }

        /// n a power of two from 2, r and p from 1 to 64, and no more than `memoryLimitBytes`.
        package var isAcceptable: Bool {
            (2...1 << 22).contains(n) && n.nonzeroBitCount == 1 && (1...64).contains(r) && (1...64).contains(p)
                && 128 * n * r <= Scrypt.memoryLimitBytes
        }
    }

    /// A cost or a length out of bounds, or memory that the machine did not have.
    package struct CostRefused: Error {}

    /// 256 MiB of 128 · n · r: what a small box can give to one derivation, also to a stored cost that was tampered
    /// with.
    package static let memoryLimitBytes = 256 << 20

    /// Derives `length` bytes (1 to 1024) from a password.
    ///
    /// Blocks for the time that the cost says: never on an event loop.
    ///
    /// - Throws: `CostRefused`.
    package static func derive(password: [UInt8], salt: [UInt8], cost: Cost, length: Int) throws -> [UInt8] {
        guard cost.isAcceptable, (1...1024).contains(length) else { throw CostRefused() }
        // libcrypto counts the blocks of p and a work area beside the table; what it may use is a bound, not a request.
        let allowed = UInt64(cost.memoryBytes) + (1 << 20)
        return try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let status = password.withUnsafeBytes { text in
                EVP_PBE_scrypt(
                    text.bindMemory(to: CChar.self).baseAddress, text.count, salt, salt.count, UInt64(cost.n),
                    UInt64(cost.r), UInt64(cost.p), allowed, buffer.baseAddress, length)
            }
            guard status == 1 else { throw CostRefused() }
            count = length
        }
    }
}
