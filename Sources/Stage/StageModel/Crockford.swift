/// Crockford's base 32 in lower case: no i, l, o, u, so that a code survives being read aloud and typed.
///
/// Source: Douglas Crockford, "Base 32". Decoding forgives case and maps i, l to 1 and o to 0; hyphens and spaces
/// are skipped, anything else is refused.
package enum Crockford {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Encodes bytes, most significant bit first; the last digit is padded with zero bits.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                digits.append(alphabet[Int(pending >> UInt32(bits) & 31)])
            }
            pending &= (1 << UInt32(bits)) - 1
        }
        if bits > 0 { digits.append(alphabet[Int(pending << UInt32(5 - bits) & 31)]) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Decodes what `encode` wrote, or what a person typed from it; nil if a character or a padding bit is wrong.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for character in text.utf8 where character != UInt8(ascii: "-") && character != UInt8(ascii: " ") {
            guard let digit = value(of: character) else { return nil }
            pending = pending << 5 | UInt32(digit)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
                pending &= (1 << UInt32(bits)) - 1
            }
        }
        return bits < 5 && pending == 0 ? bytes : nil
    }

    /// The text as this alphabet writes it: lower case, i and l as 1, o as 0, without hyphens and spaces.
    package static func normalized(_ text: some StringProtocol) -> String? {
        var digits: [UInt8] = []
        for character in text.utf8 where character != UInt8(ascii: "-") && character != UInt8(ascii: " ") {
            guard let digit = value(of: character) else { return nil }
            digits.append(alphabet[Int(digit)])
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// The digit of a value below 32, as ASCII.
    package static func digit(_ value: Int) -> UInt8 { alphabet[value] }

    static func value(of character: UInt8) -> UInt8? {
        let lower = (65...90).contains(character) ? character + 32 : character
        switch lower {
        case UInt8(ascii: "i"), UInt8(ascii: "l"): return 1
        case UInt8(ascii: "o"): return 0
        default: return alphabet.firstIndex(of: lower).map(UInt8.init)
        }
    }
}
