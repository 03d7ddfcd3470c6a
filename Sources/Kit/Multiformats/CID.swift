// Multiformats: names of content that everybody computes alike.
//
// Purpose. Unsigned varints, base 32, multihashes of SHA-256, CIDs of version 1, and the hasher that gives a file the
// CID that Kubo's `v1` import profile gives it, while the bytes stream by. Strict decoders: what the specification
// refuses is refused, with a typed error that says where, and every accepted form is the only form of its value.
//
// Limits. Only the forms that the box writes: version 1, base 32, SHA-256, the codecs raw and dag-pb. A text of more
// than 128 bytes is refused unread.
//
// Callers. BlobStore, Catalog.

/// A content identifier of version 1 over a SHA-256 multihash.
///
/// Text form: `b` and base 32 in lower case without padding, 59 characters. Source: multiformats/cid.
package struct CID: Sendable, Hashable {
    /// What the bytes behind the identifier are.
    package enum Codec: UInt64, Sendable {
        /// Plain bytes.
        case raw = 0x55
        /// A node of a directed graph, as UnixFS files with more than one chunk have.
        case dagPB = 0x70
    }

    static let maximumTextBytes = 128

    package let codec: Codec
    package let multihash: Multihash

    package init(codec: Codec, multihash: Multihash) {
        self.codec = codec
        self.multihash = multihash
    }

    /// - Parameter digest: the 32 bytes of a SHA-256.
    package init(codec: Codec, digest: [UInt8]) {
        self.init(codec: codec, multihash: Multihash(digest: digest))
    }

    /// The 32 bytes of the SHA-256.
    package var digest: [UInt8] { multihash.digest }

    /// The binary form: version, codec, hash function 0x12, length 32, digest; 36 bytes.
    package var bytes: [UInt8] { [0x01, UInt8(codec.rawValue)] + multihash.bytes }

    /// Reads the text form.
    ///
    /// - Throws: `DecodingFailure`, its offset a UTF-8 unit of the text, also for what is wrong with the bytes inside.
    package init(string: some StringProtocol) throws(DecodingFailure) {
        let text = string.utf8
        guard text.count <= Self.maximumTextBytes else { throw DecodingFailure(.tooLong, at: Self.maximumTextBytes) }
        guard text.first == UInt8(ascii: "b") else { throw DecodingFailure(.unknownBase, at: 0) }
        let decoded: [UInt8]
        do {
            decoded = try Base32.decode(text.dropFirst())
        } catch {
            throw DecodingFailure(error.reason, at: error.offset + 1)
        }
        do {
            try self.init(bytes: decoded)
        } catch {
            // The character that holds the first bit of the byte.
            throw DecodingFailure(error.reason, at: min(text.count, 1 + error.offset * 8 / 5))
        }
    }

    /// Reads the binary form; no byte may be left over.
    ///
    /// - Throws: `DecodingFailure`.
    package init(bytes: [UInt8]) throws(DecodingFailure) {
        var rest = bytes[...]
        guard try Varint.decode(&rest) == 1 else { throw DecodingFailure(.unknownVersion, at: 0) }
        let start = rest.startIndex
        guard let codec = Codec(rawValue: try Varint.decode(&rest)) else {
            throw DecodingFailure(.unknownCodec, at: start)
        }
        self.init(codec: codec, multihash: try Multihash(bytes: rest))
    }
}

extension CID: CustomStringConvertible {
    package var description: String { "b" + Base32.encode(bytes) }
}

extension CID {
    /// The last two characters of the text form, which spread evenly; the first ones are always the same.
    package var ending: String { String(description.suffix(2)) }

    /// All 256 endings: the last character holds three bits of the digest and two of padding.
    package static var endings: [String] {
        Base32.digits.flatMap { first in
            stride(from: 0, to: Base32.digits.count, by: 4).map { last in
                String(decoding: [first, Base32.digits[last]], as: UTF8.self)
            }
        }
    }
}

/// As its text form in JSON and everywhere else.
extension CID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(string: text)
        } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "not a CID: \(error)", underlyingError: error))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
