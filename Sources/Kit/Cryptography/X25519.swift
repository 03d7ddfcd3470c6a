internal import CCrypto

/// X25519 (RFC 7748): a secret that two parties share who each know the other's public key.
package enum X25519 {
    /// Of private keys, public keys and shared secrets alike.
    package static let byteCount = 32

    /// A key of a wrong length, or a public key of low order, whose shared secret would be zero for everybody.
    package struct KeyRefused: Error, Equatable {
        package init() {}
    }

    /// A fresh private key.
    package static func privateKey() -> [UInt8] { SecureRandom.bytes(byteCount) }

    /// The public key of a private key of 32 bytes; any such bytes are a private key.
    ///
    /// - Throws: `KeyRefused`.
    package static func publicKey(of privateKey: [UInt8]) throws(KeyRefused) -> [UInt8] {
        guard privateKey.count == byteCount,
            let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, privateKey, byteCount)
        else { throw KeyRefused() }
        defer { EVP_PKEY_free(key) }
        return [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            var length = byteCount
            guard EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &length) == 1, length == byteCount else {
                preconditionFailure("libcrypto refused a public key")
            }
            count = length
        }
    }

    /// The 32 bytes that both sides reach; a key is derived from them, they are none.
    ///
    /// - Throws: `KeyRefused`.
    package static func sharedSecret(privateKey: [UInt8], publicKey: [UInt8]) throws(KeyRefused) -> [UInt8] {
        guard privateKey.count == byteCount, publicKey.count == byteCount,
            let own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nil, privateKey, byteCount)
        else { throw KeyRefused() }
        defer { EVP_PKEY_free(own) }
        guard let peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nil, publicKey, byteCount) else {
            throw KeyRefused()
        }
        defer { EVP_PKEY_free(peer) }
        guard let context = EVP_PKEY_CTX_new(own, nil) else { preconditionFailure("libcrypto has no X25519") }
        defer { EVP_PKEY_CTX_free(context) }
        var secret = [UInt8](repeating: 0, count: byteCount)
        var length = byteCount
        // libcrypto itself refuses to give out a secret of zeros.
        guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, peer) == 1,
            EVP_PKEY_derive(context, &secret, &length) == 1, length == byteCount
        else { throw KeyRefused() }
        return secret
    }
}
