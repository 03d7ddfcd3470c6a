internal import Cryptography

/// A SHA-256 digest that says that it is one: 0x12, 0x20, 32 bytes. Source: multiformats/multihash.
package struct Multihash: Sendable, Hashable {
    static let function: UInt64 = 0x12

    /// 32 bytes.
    package let digest: [UInt8]

    package init(digest: [UInt8]) {
        precondition(digest.count == SHA256.byteCount, "a SHA-256 digest has 32 bytes")
        self.digest = digest
    }

    /// The hash of bytes.
    package init(hashing bytes: [UInt8]) {
        digest = SHA256.hash(bytes)
    }

    /// Reads the binary form; no byte may be left over.
    ///
    /// - Throws: `DecodingFailure`, its offset an index of the slice.
    package init(bytes: ArraySlice<UInt8>) throws(DecodingFailure) {
        var rest = bytes
        guard try Varint.decode(&rest) == Self.function else {
            throw DecodingFailure(.unknownHash, at: bytes.startIndex)
        }
        let length = rest.startIndex
        guard try Varint.decode(&rest) == SHA256.byteCount else { throw DecodingFailure(.wrongLength, at: length) }
        guard rest.count >= SHA256.byteCount else { throw DecodingFailure(.truncated, at: rest.endIndex) }
        guard rest.count == SHA256.byteCount else {
            throw DecodingFailure(.wrongLength, at: rest.startIndex + SHA256.byteCount)
        }
        digest = Array(rest)
    }

    package var bytes: [UInt8] { [UInt8(Self.function), UInt8(SHA256.byteCount)] + digest }
}
