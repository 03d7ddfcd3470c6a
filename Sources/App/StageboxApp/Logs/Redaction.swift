/// Takes out of a text what must not stand in a log: mail addresses, tokens, cookies, codes and long secrets.
///
/// It goes by shape. What it takes for a secret is gone, also where it was none; identifiers of the box (`show_…`),
/// names of requests and CIDs stay, because they open nothing. Mail addresses with a quotation mark or an angle bracket
/// in them are only partly taken out. Control characters become spaces, so that no line can pretend to be two.
enum Redaction {
    static let mail = "[mail]"
    static let secret = "[secret]"

    /// The most bytes that are looked at; the rest is left out.
    private static let mostBytes = 8192

    /// - Parameter limit: the most bytes of the answer.
    static func clean(_ text: String, limit: Int = 1000) -> String {
        var bytes = Array(text.utf8.prefix(mostBytes + 1))
        if bytes.count > mostBytes {
            // A secret that is cut in two would no longer look like one.
            let end = bytes.lastIndex { $0 <= 0x20 } ?? 0
            bytes.removeSubrange(end...)
        }
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x7f { bytes[index] = 0x20 }
        var marks = MailFinder.marks(in: bytes) + KeyedFinder.marks(in: bytes) + SecretFinder.marks(in: bytes)
        marks.sort { ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound) }
        var clean: [UInt8] = []
        var rest = 0
        for mark in marks where mark.range.upperBound > rest {
            if mark.range.lowerBound >= rest {
                clean += bytes[rest..<mark.range.lowerBound]
                clean += mark.label.utf8
            }
            rest = mark.range.upperBound
        }
        clean += bytes[rest...]
        return cut(String(decoding: clean, as: UTF8.self), to: limit)
    }

    /// What stands in place of the value of a key that always bears a secret; nil for other keys.
    static func label(forKey key: String) -> String? {
        let key = key.lowercased()
        if ["mail", "email"].contains(key) { return mail }
        return ["code", "words", "pin"].contains(key) || KeyedFinder.words.contains { key.contains($0.name) }
            ? secret : nil
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var short = ""
        for character in text {
            guard short.utf8.count + character.utf8.count <= limit - 3 else { break }
            short.append(character)
        }
        return short + "…"
    }
}

/// A piece of a text and what it is replaced by.
struct RedactionMark {
    let range: Range<Int>
    let label: String
}

/// Finds what has an @ with something on both sides, also percent-encoded. What surrounds it goes with it, up to a
/// space, a quotation mark or an angle bracket.
enum MailFinder {
    static func marks(in bytes: [UInt8]) -> [RedactionMark] {
        var marks: [RedactionMark] = []
        var index = 0
        while index < bytes.count {
            guard let width = at(bytes, index) else {
                index += 1
                continue
            }
            var start = index
            while start > 0, !isBorder(bytes[start - 1]) { start -= 1 }
            var end = index + width
            while end < bytes.count, !isBorder(bytes[end]) { end += 1 }
            if start < index, index + width < end {
                marks.append(RedactionMark(range: start..<end, label: Redaction.mail))
            }
            index = end
        }
        return marks
    }

    /// How long the sign is that stands here; nil for another one.
    private static func at(_ bytes: [UInt8], _ index: Int) -> Int? {
        if bytes[index] == UInt8(ascii: "@") { return 1 }
        return bytes[index...].starts(with: "%40".utf8) ? 3 : nil
    }

    private static func isBorder(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
    }
}

/// Finds values by the word before them: `password: …`, `"token":"…"`, `Cookie: …`, `Bearer …`.
enum KeyedFinder {
    struct Word {
        let name: String
        /// True where the value may have spaces and goes on to the end of the text.
        var isWide = false
        /// True where the word must not be the end of another one: `barcode`.
        var standsAlone = false
        /// The shortest value that counts: `code: 14` is a number of SQLite's and opens nothing.
        var least = 1
    }

    static let words = [
        Word(name: "password", isWide: true), Word(name: "passphrase", isWide: true),
        Word(name: "cookie", isWide: true), Word(name: "authorization", isWide: true), Word(name: "credential"),
        Word(name: "secret"), Word(name: "token"),
    ]
    private static let known =
        words + [
            Word(name: "words", isWide: true, standsAlone: true), Word(name: "code", standsAlone: true, least: 6),
            Word(name: "pin", standsAlone: true),
        ]

    static func marks(in bytes: [UInt8]) -> [RedactionMark] {
        let lower = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
        var marks: [RedactionMark] = []
        for index in lower.indices {
            if let range = bearer(lower, index) {
                marks.append(RedactionMark(range: range, label: Redaction.secret))
            }
            for word in known where lower[index...].starts(with: word.name.utf8) {
                if word.standsAlone, index > 0, SecretFinder.isLetter(lower[index - 1]) { continue }
                if let range = value(lower, after: index + word.name.utf8.count, word) {
                    marks.append(RedactionMark(range: range, label: Redaction.secret))
                }
            }
        }
        return marks
    }

    private static func bearer(_ lower: [UInt8], _ index: Int) -> Range<Int>? {
        guard lower[index...].starts(with: "bearer ".utf8) else { return nil }
        let start = index + 7
        var end = start
        while end < lower.count, lower[end] > 0x20, lower[end] != UInt8(ascii: "\"") { end += 1 }
        return end - start >= 8 ? start..<end : nil
    }

    /// The value behind a key: `: x`, `=x`, `": "x"`.
    private static func value(_ lower: [UInt8], after key: Int, _ word: Word) -> Range<Int>? {
        var index = key
        func skip(_ wanted: (UInt8) -> Bool) { while index < lower.count, wanted(lower[index]) { index += 1 } }
        // `tokens`, `cookies`, and what closes a quoted key.
        skip { $0 == UInt8(ascii: "s") }
        skip { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") || $0 == 0x20 }
        guard index < lower.count, lower[index] == UInt8(ascii: ":") || lower[index] == UInt8(ascii: "=") else {
            return nil
        }
        index += 1
        skip { $0 == 0x20 }
        guard index < lower.count else { return nil }
        let quote = lower[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = index + 1
            index = start
            while index < lower.count, lower[index] != quote { index += lower[index] == UInt8(ascii: "\\") ? 2 : 1 }
            return start < min(index, lower.count) ? start..<min(index, lower.count) : nil
        }
        let start = index
        if word.isWide { return start..<lower.count }
        skip { $0 > 0x20 && !" ,;&\")}".utf8.contains($0) }
        return index - start >= word.least ? start..<index : nil
    }
}
