/// Finds secrets by their look: long runs of letters and digits that no person would write, and codes in groups.
enum SecretFinder {
    /// The prefixes of the box's identifiers; behind them stand 26 characters that open nothing.
    private static let identifiers = [
        "acct", "sess", "inv", "dev", "pair", "art", "alb", "trk", "show", "type", "tick", "scan", "ord", "shift", "tx",
        "job",
    ]

    static func marks(in bytes: [UInt8]) -> [RedactionMark] {
        var marks: [RedactionMark] = []
        var index = 0
        while index < bytes.count {
            guard isWide(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isWide(bytes[index]) { index += 1 }
            if isBase64(bytes[start..<index]) {
                marks.append(RedactionMark(range: start..<index, label: Redaction.secret))
            } else {
                marks += runs(in: bytes, start..<index)
            }
        }
        return marks
    }

    /// Looks at the pieces of a run that have neither + nor / nor =.
    private static func runs(in bytes: [UInt8], _ range: Range<Int>) -> [RedactionMark] {
        var marks: [RedactionMark] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            while index < range.upperBound, isNarrow(bytes[index]) { index += 1 }
            if start == index {
                index += 1
                continue
            }
            let run = bytes[start..<index]
            if isOpen(run) { continue }
            if isRandom(run) {
                marks.append(RedactionMark(range: start..<index, label: Redaction.secret))
                continue
            }
            marks += groups(in: bytes, start..<index)
            marks += words(in: bytes, start..<index)
        }
        return marks
    }

    /// Four groups of four and more, as the claim code is written.
    private static func groups(in bytes: [UInt8], _ range: Range<Int>) -> [RedactionMark] {
        let parts = bytes[range].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        var marks: [RedactionMark] = []
        var row: [ArraySlice<UInt8>] = []
        for part in parts + [[]] {
            if part.count == 4, !part.contains(UInt8(ascii: "_")) {
                row.append(part)
                continue
            }
            if let first = row.first, let last = row.last, row.count >= 4 {
                marks.append(RedactionMark(range: first.startIndex..<last.endIndex, label: Redaction.secret))
            }
            row = []
        }
        return marks
    }

    private static func words(in bytes: [UInt8], _ range: Range<Int>) -> [RedactionMark] {
        bytes[range].split { !isLetter($0) && !isDigit($0) }.filter { isSecret($0) }
            .map { RedactionMark(range: $0.startIndex..<$0.endIndex, label: Redaction.secret) }
    }

    /// A word of letters and digits that nobody says.
    private static func isSecret(_ word: ArraySlice<UInt8>) -> Bool {
        if isCode(word) { return true }
        guard word.count >= 16 else { return false }
        if word.contains(where: isDigit) { return true }
        let capitals = word.count(where: isCapital)
        if capitals == word.count { return true }
        if capitals == 0 { return word.count >= 20 }
        return word.count >= 24 && isMixed(word)
    }

    /// Eight characters as a device is paired with: capitals and digits of Crockford's alphabet, one digit at least.
    private static func isCode(_ word: ArraySlice<UInt8>) -> Bool {
        word.count == 8 && word.contains(where: isDigit) && word.contains(where: isCapital)
            && word.allSatisfy { isDigit($0) || (isCapital($0) && !"ILOU".utf8.contains($0)) }
    }

    /// 32 characters and more of base64url (RFC 4648 section 5), joined by few hyphens.
    private static func isRandom(_ run: ArraySlice<UInt8>) -> Bool {
        run.count >= 32 && run.contains(where: isCapital) && run.contains { (97...122).contains($0) } && isMixed(run)
    }

    /// Base64 (RFC 4648 section 4) with its signs; a path has them too, but seldom a capital or a digit.
    private static func isBase64(_ run: ArraySlice<UInt8>) -> Bool {
        guard run.count >= 24, run.contains(where: isCapital), isMixed(run) else { return false }
        if run.last == UInt8(ascii: "=") { return true }
        return run.first != UInt8(ascii: "/") && run.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    }

    /// What opens nothing: an identifier of the box, a CID in base 32.
    private static func isOpen(_ run: ArraySlice<UInt8>) -> Bool {
        let isLower = run.allSatisfy { isDigit($0) || (97...122).contains($0) || $0 == UInt8(ascii: "_") }
        guard isLower else { return false }
        if run.count == 59, run.starts(with: "bafk".utf8) || run.starts(with: "bafy".utf8) {
            return run.allSatisfy { (97...122).contains($0) || (50...55).contains($0) }
        }
        guard let line = run.firstIndex(of: UInt8(ascii: "_")), run.endIndex - line == 27 else { return false }
        return identifiers.contains { run[..<line].elementsEqual($0.utf8) }
    }

    /// More capitals or digits than a person or a programmer would put into a word.
    private static func isMixed(_ run: ArraySlice<UInt8>) -> Bool {
        run.count(where: isCapital) * 3 + run.count(where: isDigit) * 8 > run.count
    }

    static func isLetter(_ byte: UInt8) -> Bool { isCapital(byte) || (97...122).contains(byte) }
    private static func isCapital(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isNarrow(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isWide(_ byte: UInt8) -> Bool {
        isNarrow(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
    }
}
