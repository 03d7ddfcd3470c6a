/// Microsoft's Cyrillic alphabet, and how to tell it from Western words.
enum Windows1251 {
    private static let middle = Array(
        ("ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{fffd}™љ›њќћџ" + "\u{a0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{ad}®Ї°±Ііґµ¶·ё№є»јЅѕї").unicodeScalars)
    /// а е и о у ы э ю я ё in both cases.
    private static let vowels = Set<UInt8>([
        0xe0, 0xe5, 0xe8, 0xee, 0xf3, 0xfb, 0xfd, 0xfe, 0xff, 0xb8, 0xc0, 0xc5, 0xc8, 0xce, 0xd3, 0xdb, 0xdd, 0xde,
        0xdf, 0xa8,
    ])

    static func decode(_ bytes: [UInt8]) -> String {
        let scalars = bytes.map { byte -> Unicode.Scalar in
            switch byte {
            case ..<0x80: Unicode.Scalar(byte)
            case ..<0xc0: middle[Int(byte) - 0x80]
            default: Unicode.Scalar(0x410 + UInt32(byte) - 0xc0) ?? "\u{fffd}"
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Whether the words of a file, taken together, read like Russian: at least four letters beyond ASCII, three of
    /// them in a row, a fifth to seven tenths of them vowels. Western words have single accented letters between plain
    /// ones.
    static func evidence(in texts: [[UInt8]]) -> Bool {
        let letters = texts.filter(isPossible).flatMap { words($0) }.filter { isLetter($0.first ?? 0) }
        let count = letters.reduce(0) { $0 + $1.count }
        let vowelCount = letters.reduce(0) { $0 + $1.count(where: vowels.contains) }
        return count >= 4 && letters.contains { $0.count >= 3 } && vowelCount * 5 >= count
            && vowelCount * 10 <= count * 7
    }

    /// Whether no word mixes ASCII letters with others, and capitals stand only where they can.
    static func isPossible(_ bytes: [UInt8]) -> Bool {
        words(bytes).allSatisfy { word in
            let foreign = word.filter(isLetter)
            guard !foreign.isEmpty else { return true }
            guard foreign.count == word.count else { return false }
            let capitals = word.count(where: isCapital)
            return capitals == 0 || capitals == word.count || (capitals == 1 && word.first.map(isCapital) == true)
        }
    }

    private static func words(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split { !isLetter($0) && !(0x41...0x5a).contains($0) && !(0x61...0x7a).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0xc0 || byte == 0xa8 || byte == 0xb8 }
    private static func isCapital(_ byte: UInt8) -> Bool { (0xc0...0xdf).contains(byte) || byte == 0xa8 }
}
