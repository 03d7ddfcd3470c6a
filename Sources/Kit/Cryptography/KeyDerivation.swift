internal import CCrypto

/// HKDF with SHA-256 (RFC 5869): keys for several purposes from one strong secret.
package enum HKDFSHA256 {
    /// 8,160 bytes, 255 times the digest.
    package static let maximumBytes = 255 * SHA256.byteCount

    /// Derives `length` bytes (0 to 8,160).
    ///
    /// - Parameters:
    ///   - secret: input keying material, not a password.
    ///   - salt: may be empty.
    ///   - info: what the key is for; two purposes give independent keys.
    package static func derive(secret: [UInt8], salt: [UInt8], info: [UInt8], length: Int) -> [UInt8] {
        precondition((0...maximumBytes).contains(length), "HKDF gives at most 8,160 bytes")
        // An empty salt is one of zeros (section 2.2), which HMAC cannot tell apart from an empty key.
        let key = HMACSHA256.authenticate(secret, key: salt)
        var derived: [UInt8] = []
        var block: [UInt8] = []
        var counter: UInt8 = 0
        while derived.count < length {
            counter += 1
            block = HMACSHA256.authenticate(block + info + [counter], key: key)
            derived += block
        }
        return Array(derived.prefix(length))
    }
}

/// SHA-512 (FIPS 180-4, RFC 6234); 64 bytes come out.
package enum SHA512 {
    package static let byteCount = 64

    /// The digest of all bytes at once.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            var length: UInt32 = 0
            guard EVP_Digest(bytes, bytes.count, buffer.baseAddress, &length, EVP_sha512(), nil) == 1, length == 64
            else { preconditionFailure("libcrypto has no SHA-512") }
            count = byteCount
        }
    }
}

/// PBKDF2 with HMAC-SHA-512 (RFC 8018), for formats that demand it; new passwords go to scrypt.
package enum PBKDF2HMACSHA512 {
    /// A count of rounds or a length out of bounds.
    package struct CostRefused: Error, Equatable {
        package init() {}
    }

    /// Ten million: more would let a stored number occupy a thread for minutes.
    package static let maximumRounds = 10_000_000

    /// Derives `length` bytes (1 to 1024) in so many rounds (1 to ten million).
    ///
    /// Blocks for the time that the rounds take: never on an event loop.
    ///
    /// - Throws: `CostRefused`.
    package static func derive(
        password: [UInt8], salt: [UInt8], rounds: Int, length: Int
    ) throws(CostRefused) -> [UInt8] {
        guard (1...maximumRounds).contains(rounds), (1...1024).contains(length), password.count <= 1 << 20,
            salt.count <= 1 << 20
        else { throw CostRefused() }
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            let status = password.withUnsafeBytes { text in
                PKCS5_PBKDF2_HMAC(
                    text.bindMemory(to: CChar.self).baseAddress, Int32(text.count), salt, Int32(salt.count),
                    Int32(rounds), EVP_sha512(), Int32(length), buffer.baseAddress)
            }
            guard status == 1 else { preconditionFailure("libcrypto refused to derive") }
            count = length
        }
    }
}
