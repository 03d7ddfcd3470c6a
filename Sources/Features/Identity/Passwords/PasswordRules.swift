import Foundation
import StageModel

/// A password as it is hashed: NFC, within bounds. Says nothing of itself in logs.
struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let bytes: [UInt8]

    var description: String { "password" }
    var debugDescription: String { "password" }
}

/// Which passwords the box takes: long enough and not among those that everybody tries first. No rules of composition
/// (OWASP ASVS 5.0 §6.2: 6.2.1, 6.2.4, 6.2.5, 6.2.8, 6.2.9).
enum PasswordRules {
    /// A password as somebody shows it; only its size is checked.
    static func typed(_ text: String, field: String) throws -> Password {
        guard !text.isEmpty else { throw InvalidInput(field, "Please fill this in.") }
        guard text.utf8.count <= IdentityLimits.passwordBytes else {
            throw InvalidInput(field, "This is too long for a password of this box.")
        }
        return Password(bytes: Array(text.precomposedStringWithCanonicalMapping.utf8))
    }

    /// A password as somebody chooses it.
    ///
    /// - Parameter about: names and mail addresses of the person and the box, which others would try.
    static func chosen(_ text: String, field: String, about words: [String]) throws -> Password {
        let limits = IdentityLimits.passwordCharacters
        guard text.utf8.count <= IdentityLimits.passwordBytes, text.count <= limits.upperBound else {
            throw InvalidInput(field, "This is too long. A password may have \(limits.upperBound) characters.")
        }
        let normal = text.precomposedStringWithCanonicalMapping
        guard normal.utf8.count <= IdentityLimits.passwordBytes else {
            throw InvalidInput(field, "This is too long. A password may have \(limits.upperBound) characters.")
        }
        guard normal.count >= limits.lowerBound else {
            throw InvalidInput(
                field, "This is too short. Use at least \(limits.lowerBound) characters; three words are good.")
        }
        let plain = fold(normal)
        guard !isPattern(plain) else {
            throw InvalidInput(field, "This is a simple pattern that is guessed at once. Three words are good.")
        }
        guard !isAbout(plain, words) else {
            throw InvalidInput(field, "This is your name, your mail or the name of the box, which is guessed at once.")
        }
        guard !isCommon(plain) else {
            throw InvalidInput(field, "This is one of the passwords that everybody tries first. Choose another one.")
        }
        return Password(bytes: Array(normal.utf8))
    }

    /// Without case, accents and width.
    private static func fold(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    /// A short unit again and again, or a run along the alphabet, the digits or a keyboard.
    private static func isPattern(_ plain: String) -> Bool {
        let signs = Array(plain)
        for unit in 1...4 where signs.count >= 2 * unit {
            if signs.indices.allSatisfy({ signs[$0] == signs[$0 % unit] }) { return true }
        }
        return runs.contains { $0.contains(plain) || String($0.reversed()).contains(plain) }
    }

    private static let runs = [
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", "012345678901234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
        "!\"§$%&/()=", "!@#$%^&*()", "aabbccddeeffgghh", "112233445566778899", "a1b2c3d4e5f6g7h8",
    ]

    /// One of the words everybody tries, alone or with a few signs before and after, also written with digits for
    /// letters.
    private static func isCommon(_ plain: String) -> Bool {
        if CommonPasswords.whole.contains(plain) { return true }
        guard let core = core(of: plain) else { return false }
        return CommonPasswords.words.contains(core) || CommonPasswords.words.contains(unleet(core))
            || halves(core).contains(where: CommonPasswords.words.contains)
    }

    private static func isAbout(_ plain: String, _ words: [String]) -> Bool {
        let terms = words.flatMap(terms)
        let letters = plain.filter { $0.isLetter || $0.isNumber }
        let core = core(of: plain).map { $0.filter { $0.isLetter || $0.isNumber } }
        return terms.contains { $0 == letters || $0 == core || $0 + $0 == letters || $0 == plain }
    }

    /// What a name or mail address gives away: itself, its part before the @, its words of four letters or more.
    private static func terms(_ word: String) -> [String] {
        let plain = fold(word.precomposedStringWithCanonicalMapping)
        let local = plain.split(separator: "@").first.map(String.init) ?? ""
        let parts = plain.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let whole = [plain, plain.filter { $0.isLetter || $0.isNumber }, local.filter { $0.isLetter || $0.isNumber }]
        return whole.filter { !$0.isEmpty } + parts.filter { $0.count >= 4 }
    }

    /// What is left without the digits and signs around it; nil if those are more than a common ending.
    private static func core(of plain: String) -> String? {
        let isLetter: (Character) -> Bool = { $0.isLetter }
        guard let first = plain.firstIndex(where: isLetter), let last = plain.lastIndex(where: isLetter) else {
            return nil
        }
        let head = String(plain[..<first])
        let tail = String(plain[plain.index(after: last)...])
        guard [head, tail].allSatisfy({ $0.count <= 4 || isPattern($0) }) else { return nil }
        return String(plain[first...last])
    }

    private static func halves(_ core: String) -> [String] {
        guard core.count.isMultiple(of: 2), core.count >= 8 else { return [] }
        let half = core.prefix(core.count / 2)
        return half == core.suffix(core.count / 2) ? [String(half)] : []
    }

    private static func unleet(_ word: String) -> String {
        String(word.map { leet[$0] ?? $0 })
    }

    private static let leet: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i",
        "€": "e", "+": "t",
    ]
}
