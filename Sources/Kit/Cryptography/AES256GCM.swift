internal import CCrypto

/// Sealed bytes that are not what was sealed under this key, nonce and additional data, or no sealed bytes at all.
package struct NotAuthentic: Error, Equatable {
    package init() {}
}

/// AES-256 in Galois/counter mode (NIST SP 800-38D): secrecy and authenticity of messages under one key.
///
/// A nonce is used once under a key; who seals sees to that. The key is expanded once, so that many messages are cheap.
///
/// `@unchecked Sendable`: the pointer has one owner, changes only through `mutating`, and libcrypto binds no state to
/// a thread.
package struct AES256GCM: ~Copyable, @unchecked Sendable {
    package static let keyBytes = 32
    package static let nonceBytes = 12
    package static let tagBytes = 16
    /// 16 MiB: the most bytes of one message; longer things are cut into messages by those who know their order.
    package static let maximumMessageBytes = 16 << 20

    private let context: OpaquePointer

    /// - Parameter key: 32 bytes.
    package init(key: [UInt8]) {
        precondition(key.count == Self.keyBytes, "a key of AES-256 has 32 bytes")
        guard let context = EVP_CIPHER_CTX_new(),
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nil, 1) == 1
        else { preconditionFailure("libcrypto has no AES-256-GCM") }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// The message, encrypted, and the 16 bytes of its tag behind it.
    ///
    /// - Parameters:
    ///   - nonce: 12 bytes, never used before under this key.
    ///   - additional: bytes that are authenticated and not contained.
    package mutating func seal(
        _ message: UnsafeRawBufferPointer, nonce: [UInt8], additional: [UInt8] = []
    ) -> [UInt8] {
        precondition(message.count <= Self.maximumMessageBytes, "a message has a limit")
        let size = message.count + Self.tagBytes
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var written: Int32 = 0
            var rest: Int32 = 0
            guard begin(nonce, additional, isSealing: true),
                EVP_CipherUpdate(context, buffer.baseAddress, &written, bytes(message), Int32(message.count)) == 1,
                EVP_CipherFinal_ex(context, buffer.baseAddress?.advanced(by: Int(written)), &rest) == 1,
                Int(written + rest) == message.count,
                EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes),
                    buffer.baseAddress?.advanced(by: message.count)) == 1
            else { preconditionFailure("libcrypto refused to seal") }
            count = size
        }
    }

    package mutating func seal(_ message: [UInt8], nonce: [UInt8], additional: [UInt8] = []) -> [UInt8] {
        message.withUnsafeBytes { seal($0, nonce: nonce, additional: additional) }
    }

    /// The message behind sealed bytes; nothing of it is given out before the tag was checked.
    ///
    /// - Parameter nonce: 12 bytes, those it was sealed with; so are `additional`.
    /// - Throws: `NotAuthentic`.
    package mutating func open(
        _ sealed: UnsafeRawBufferPointer, nonce: [UInt8], additional: [UInt8] = []
    ) throws(NotAuthentic) -> [UInt8] {
        let size = sealed.count - Self.tagBytes
        guard (0...Self.maximumMessageBytes).contains(size) else { throw NotAuthentic() }
        var tag = [UInt8](sealed.suffix(Self.tagBytes))
        var isAuthentic = false
        let message = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var written: Int32 = 0
            var rest: Int32 = 0
            // An empty message has no buffer; the last call still wants a place to point to.
            var nowhere: UInt8 = 0
            guard begin(nonce, additional, isSealing: false),
                EVP_CipherUpdate(context, buffer.baseAddress, &written, bytes(sealed), Int32(size)) == 1,
                EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1
            else { preconditionFailure("libcrypto refused to open") }
            isAuthentic = EVP_CipherFinal_ex(context, &nowhere, &rest) == 1
            count = size
        }
        guard isAuthentic else { throw NotAuthentic() }
        return message
    }

    package mutating func open(
        _ sealed: [UInt8], nonce: [UInt8], additional: [UInt8] = []
    ) throws(NotAuthentic) -> [UInt8] {
        let opened = sealed.withUnsafeBytes { bytes -> Result<[UInt8], NotAuthentic> in
            do throws(NotAuthentic) {
                return .success(try open(bytes, nonce: nonce, additional: additional))
            } catch {
                return .failure(error)
            }
        }
        return try opened.get()
    }

    private borrowing func begin(_ nonce: [UInt8], _ additional: [UInt8], isSealing: Bool) -> Bool {
        precondition(nonce.count == Self.nonceBytes, "a nonce of this mode has 12 bytes")
        var count: Int32 = 0
        guard EVP_CipherInit_ex(context, nil, nil, nil, nonce, isSealing ? 1 : 0) == 1 else { return false }
        return additional.isEmpty
            || EVP_CipherUpdate(context, nil, &count, additional, Int32(additional.count)) == 1
    }

    private borrowing func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        buffer.bindMemory(to: UInt8.self).baseAddress
    }
}
