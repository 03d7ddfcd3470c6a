/// Base 32 in lower case without padding (RFC 4648 section 6; the multibase `b` when that letter stands before it).
package enum Base32 {
    static let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[Int(pending >> bits & 31)])
            }
            pending &= 1 << bits - 1
        }
        if bits > 0 { text.append(digits[Int(pending << (5 - bits) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; every text that is accepted is the encoding of what comes out.
    ///
    /// - Throws: `badCharacter`, or `badPadding` for a length that cannot be and for left-over bits that are not zero.
    package static func decode(_ text: some Collection<UInt8>) throws(DecodingFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 5 / 8)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        var offset = 0
        for character in text {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): digit = character - UInt8(ascii: "2") + 26
            default: throw DecodingFailure(.badCharacter, at: offset)
            }
            pending = pending << 5 | UInt32(digit)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
                pending &= 1 << bits - 1
            }
            offset += 1
        }
        guard bits < 5, pending == 0 else { throw DecodingFailure(.badPadding, at: max(0, offset - 1)) }
        return bytes
    }
}
