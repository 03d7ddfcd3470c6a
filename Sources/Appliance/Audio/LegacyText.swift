/// Words in tags whose bytes were written, or read, in the wrong alphabet.
///
/// ID3v1 and many ID3v2 tags hold bytes in whatever encoding the writer's computer used. The repair is conservative:
/// UTF-8 always wins; Shift-JIS and Windows-1251 need evidence that Western words do not give, gathered over all words
/// of the file; everything else is Windows-1252, which contains Latin-1. It never fails.
enum LegacyText {
    /// The most bytes of one text that are looked at.
    private static let mostBytes = 4096

    /// Decodes all texts of one file.
    static func decode(_ texts: [String: [UInt8]]) -> [String: String] {
        var done: [String: String] = [:]
        var doubtful: [String: [UInt8]] = [:]
        for (name, bytes) in texts {
            switch judge(Array(bytes.prefix(mostBytes))) {
            case .sure(let text): done[name] = text
            case .doubtful(let bytes): doubtful[name] = bytes
            }
        }
        let japanese = ShiftJIS.evidence(in: Array(doubtful.values))
        let cyrillic = Windows1251.evidence(in: Array(doubtful.values))
        for (name, bytes) in doubtful {
            if japanese, ShiftJIS.isPossible(bytes), let text = ShiftJIS.decode(bytes) {
                done[name] = text
            } else if cyrillic, Windows1251.isPossible(bytes) {
                done[name] = Windows1251.decode(bytes)
            } else {
                done[name] = Windows1252.decode(bytes)
            }
        }
        return done
    }

    private enum Verdict {
        case sure(String)
        /// Bytes of an unknown encoding with something beyond ASCII.
        case doubtful([UInt8])
    }

    private static func judge(_ bytes: [UInt8]) -> Verdict {
        guard let text = utf8(bytes) else { return .doubtful(bytes) }
        guard text.unicodeScalars.contains(where: { $0.value > 0x7f }) else { return .sure(text) }
        // UTF-8 that was taken for a Western encoding and encoded again: its bytes are valid UTF-8 with something
        // beyond ASCII, which real Western words almost never are.
        if let before = Windows1252.bytes(text), let repaired = String(validating: before, as: UTF8.self) {
            return .sure(repaired)
        }
        // Bytes of any encoding that a tag reader took for Latin-1.
        guard text.unicodeScalars.allSatisfy({ $0.value <= 0xff }) else { return .sure(text) }
        return .doubtful(text.unicodeScalars.map { UInt8($0.value) })
    }

    /// Valid UTF-8, or UTF-8 whose last character was cut by a field of fixed length.
    private static func utf8(_ bytes: [UInt8]) -> String? {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        for cut in 1...3 where bytes.count > cut && bytes[bytes.count - cut] >= 0xc2 {
            let text = String(validating: bytes.dropLast(cut), as: UTF8.self)
            return text.flatMap { $0.utf8.contains { $0 > 0x7f } ? $0 : nil }
        }
        return nil
    }
}

/// Microsoft's Western alphabet: Latin-1 with letters and punctuation where Latin-1 has control characters.
enum Windows1252 {
    private static let middle = Array(
        "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ".unicodeScalars)
    private static let backwards = Dictionary(
        zip(middle, UInt8(0x80)...0x9f).filter { $0.0 != "\u{fffd}" }, uniquingKeysWith: { first, _ in first })

    static func decode(_ bytes: [UInt8]) -> String {
        String(
            String.UnicodeScalarView(
                bytes.map { (0x80...0x9f).contains($0) ? middle[Int($0) - 0x80] : Unicode.Scalar($0) }))
    }

    /// The bytes of a text, nil if it has others than this alphabet's; control characters stand for themselves.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) ?? backwards[scalar] else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
