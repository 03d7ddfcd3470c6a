import Foundation

/// Rules for text that people type, used by every feature so that the same name is good everywhere.
package enum FieldRules {
    /// One line of text in any script: trimmed, NFC, inner runs of white space made one space, control and
    /// bidirectional-override characters refused.
    ///
    /// - Parameter limit: the most characters (extended grapheme clusters) allowed; bytes are held to four times that
    ///   plus 64.
    /// - Throws: `InvalidInput` naming `field`.
    package static func line(_ text: String, field: String, limit: Int, allowsEmpty: Bool = false) throws -> String {
        try checkSize(text, field: field, limit: limit)
        let words = text.split(whereSeparator: \.isWhitespace)
        let line = words.joined(separator: " ").precomposedStringWithCanonicalMapping
        guard line.unicodeScalars.allSatisfy(isPlain) else {
            throw InvalidInput(field, "Use letters, digits and signs only; this has an invisible control character.")
        }
        if line.isEmpty && !allowsEmpty { throw InvalidInput(field, "Please fill this in.") }
        return line
    }

    /// Several lines of text: as `line`, but line breaks stay (at most two in a row).
    package static func paragraphs(_ text: String, field: String, limit: Int) throws -> String {
        try checkSize(text, field: field, limit: limit)
        var lines: [String] = []
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = try line(String(raw), field: field, limit: limit, allowsEmpty: true)
            if line.isEmpty && (lines.last?.isEmpty ?? true) { continue }
            lines.append(line)
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// A whole number within bounds.
    package static func number(_ value: Int, field: String, in range: ClosedRange<Int>) throws -> Int {
        guard range.contains(value) else {
            throw InvalidInput(field, "This must lie between \(range.lowerBound) and \(range.upperBound).")
        }
        return value
    }

    /// A price: at least nothing and at most `most` of the smallest unit.
    package static func price(_ price: Money, field: String, most: Int64 = 100_000_000) throws -> Money {
        guard price.amount >= 0 else { throw InvalidInput(field, "A price cannot be below zero.") }
        guard price.amount <= most else { throw InvalidInput(field, "This price is higher than the box sells for.") }
        return price
    }

    /// An e-mail address by shape alone (RFC 5321 lengths); whether it exists, only a message can tell.
    package static func mail(_ text: String, field: String) throws -> String {
        let mail = text.trimmingCharacters(in: .whitespaces).lowercased().precomposedStringWithCanonicalMapping
        let halves = mail.split(separator: "@", omittingEmptySubsequences: false)
        guard mail.utf8.count <= 254, halves.count == 2, (1...64).contains(halves[0].utf8.count),
            halves[1].utf8.count >= 1, mail.unicodeScalars.allSatisfy({ isPlain($0) && !$0.properties.isWhitespace })
        else { throw InvalidInput(field, "This does not look like an e-mail address.") }
        return mail
    }

    private static func checkSize(_ text: String, field: String, limit: Int) throws {
        guard text.utf8.count <= limit * 4 + 64, text.count <= limit else {
            throw InvalidInput(field, "This is too long. It may have \(limit) characters.")
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        case .format:
            // Joiners belong to scripts and emoji; overrides and isolates can make a name lie about its letters.
            return !(0x202a...0x202e).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value)
        default: return true
        }
    }
}
