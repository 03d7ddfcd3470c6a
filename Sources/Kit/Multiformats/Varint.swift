/// Unsigned varints of at most nine bytes and 63 bits, minimal. Source: multiformats/unsigned-varint.
package enum Varint {
    /// The longest form.
    package static let maximumBytes = 9

    /// The bytes of a number below 2^63, least significant seven bits first.
    package static func encode(_ value: UInt64) -> [UInt8] {
        precondition(value < 1 << 63, "an unsigned varint holds 63 bits")
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        return bytes
    }

    /// Reads one number from the front and moves past it; on failure the slice stays where it was.
    ///
    /// - Throws: `truncated`, `notMinimal` (a last byte of zero) or `tooLong` (a tenth byte follows); the offset is an
    ///   index of the slice.
    package static func decode(_ bytes: inout ArraySlice<UInt8>) throws(DecodingFailure) -> UInt64 {
        let start = bytes.startIndex
        var value: UInt64 = 0
        for index in 0..<maximumBytes {
            guard start + index < bytes.endIndex else { throw DecodingFailure(.truncated, at: bytes.endIndex) }
            let byte = bytes[start + index]
            value |= UInt64(byte & 0x7f) << UInt64(7 * index)
            guard byte < 0x80 else { continue }
            guard index == 0 || byte != 0 else { throw DecodingFailure(.notMinimal, at: start + index) }
            bytes = bytes[(start + index + 1)...]
            return value
        }
        throw DecodingFailure(.tooLong, at: start + maximumBytes)
    }
}
