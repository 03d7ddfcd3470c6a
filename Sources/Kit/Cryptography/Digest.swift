internal import CCrypto

// Cryptography: the project's one provider of cryptography, the system's libcrypto behind a small Swift face.
//
// Purpose. Digests, authentication codes, authenticated encryption, key agreement, derivation of keys and passwords,
// randomness and constant-time comparison, each once and with its published vectors as tests. Nothing here is our own
// cryptography; it is libcrypto's, with bounds checked.
//
// Limits. Only what the product uses. A failure of libcrypto that correct arguments cannot cause stops the program,
// because going on without randomness or digests would be worse.
//
// Callers. Multiformats and BlobStore (digests of files), StageModel (derived secrets), Identity (passwords), EventLog
// (the chain of hashes), Mnemonic and Backup (recovery keys, sealed files).

/// SHA-256 (FIPS 180-4, RFC 6234), in pieces or at once; 32 bytes come out.
///
/// It cannot be copied, because libcrypto's running state is one object; as a stored property it makes its owner
/// non-copyable too.
///
/// `@unchecked Sendable`: the pointer has one owner, changes only through `mutating`, and libcrypto binds no state to
/// a thread.
package struct SHA256: ~Copyable, @unchecked Sendable {
    package static let byteCount = 32

    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto has no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        guard EVP_DigestUpdate(context, base, bytes.count) == 1 else {
            preconditionFailure("libcrypto refused to digest")
        }
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    package mutating func update(_ bytes: some Collection<UInt8>) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if isDone == nil { update(Array(bytes)) }
    }

    /// The digest of everything so far; the value is spent.
    package consuming func finalize() -> [UInt8] {
        digest()
    }

    /// The digest of everything so far; the value begins again, empty.
    ///
    /// Cheaper than a new value for each of many short digests, since libcrypto's object is used again.
    package mutating func finalizeAndBegin() -> [UInt8] {
        let result = digest()
        guard EVP_DigestInit_ex(context, nil, nil) == 1 else { preconditionFailure("libcrypto refused to begin again") }
        return result
    }

    private borrowing func digest() -> [UInt8] {
        let context = context
        return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            var length: UInt32 = 0
            guard EVP_DigestFinal_ex(context, buffer.baseAddress, &length) == 1, length == 32 else {
                preconditionFailure("libcrypto refused to finish a digest")
            }
            count = Self.byteCount
        }
    }

    /// The digest of all bytes at once.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { hash($0) }
    }

    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finalize()
    }
}

/// HMAC with SHA-256 (RFC 2104, vectors of RFC 4231); 32 bytes come out.
package enum HMACSHA256 {
    /// The code of a message under a key of any length, also none.
    package static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            var length = 0
            let code = EVP_Q_mac(
                nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, buffer.baseAddress,
                SHA256.byteCount, &length)
            guard code != nil, length == SHA256.byteCount else {
                preconditionFailure("libcrypto refused to authenticate")
            }
            count = length
        }
    }
}
