import Glibc

/// Microsoft's Shift-JIS (code page 932), and how to tell it from Western words.
enum ShiftJIS {
    /// What the pairs of bytes in a text look like.
    private struct Shape {
        var pairs = 0
        var kana = 0
        /// Pairs that stand alone between ASCII: `don’t` in Windows-1252 looks like one.
        var lonely = 0
    }

    /// Whether the words of a file, taken together, look Japanese: at least two pairs, among them kana or nothing but
    /// runs of two or more.
    static func evidence(in texts: [[UInt8]]) -> Bool {
        let shapes = texts.compactMap(shape)
        let pairs = shapes.reduce(0) { $0 + $1.pairs }
        let kana = shapes.reduce(0) { $0 + $1.kana }
        let lonely = shapes.reduce(0) { $0 + $1.lonely }
        return pairs >= 2 && (kana >= 2 || (kana >= 1 && lonely == 0) || lonely == 0)
    }

    static func isPossible(_ bytes: [UInt8]) -> Bool { shape(bytes) != nil }

    /// Nil if the bytes are no pairs of this encoding, or are pairs that Western or Cyrillic words could be as well.
    private static func shape(_ bytes: [UInt8]) -> Shape? {
        var shape = Shape()
        var run = 0
        var low = 0
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                if run == 1 { shape.lonely += 1 }
                run = 0
                index += 1
                continue
            }
            guard (0x81...0x9f).contains(lead) || (0xe0...0xfc).contains(lead) else { return nil }
            // A field of fixed length may cut the last pair.
            guard index + 1 < bytes.count else { break }
            let trail = bytes[index + 1]
            guard (0x40...0x7e).contains(trail) || (0x80...0xfc).contains(trail) else { return nil }
            let isKana =
                (lead == 0x82 && (0x9f...0xf1).contains(trail)) || (lead == 0x83 && (0x40...0x96).contains(trail))
            shape.kana += isKana ? 1 : 0
            // Leads that are control characters in Latin-1 and rare in Cyrillic.
            low += lead <= 0x9f ? 1 : 0
            shape.pairs += 1
            run += 1
            index += 2
        }
        if run == 1 { shape.lonely += 1 }
        return shape.pairs > 0 && low * 2 >= shape.pairs ? shape : nil
    }

    /// Decodes with the C library's tables; nil if it lacks them or the bytes are not of this encoding.
    static func decode(_ bytes: [UInt8]) -> String? {
        let converter = iconv_open("UTF-8", "CP932")
        guard converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 3 + 16)
        var inputLeft = input.count
        var outputLeft = output.count
        let failed = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var from = input.baseAddress
                var to = output.baseAddress
                return iconv(converter, &from, &inputLeft, &to, &outputLeft) == -1
            }
        }
        // One byte may be left of a pair that was cut.
        guard !failed || inputLeft <= 1 else { return nil }
        let written = output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }
        return String(validating: written, as: UTF8.self)
    }
}
