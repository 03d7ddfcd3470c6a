/// A name of one label under `.local`, such as `stagebox` for `stagebox.local`, as people type it into a browser.
package struct AliasLabel: Sendable, Hashable, CustomStringConvertible {
    /// RFC 1035 section 2.3.4.
    package static let maximumBytes = 63

    /// Lower case, without `.local`.
    package let text: String

    /// Accepts `stagebox`, `Stagebox` and `stagebox.local`.
    ///
    /// Other scripts than a to z are refused: browsers ask for such a name in a spelling (`xn--…`) that mDNS does not
    /// know. The name of the box, which people read but do not type, may be in any script.
    ///
    /// - Throws: `AliasFailure`.
    package init(_ given: String) throws(AliasFailure) {
        var text = given.lowercased()
        if text.hasSuffix(".") { text.removeLast() }
        if text.hasSuffix(".local") { text.removeLast(".local".count) }
        guard !text.isEmpty else { throw .empty }
        if let strange = text.first(where: { !Self.isAllowed($0) }) { throw .strangeCharacter(strange) }
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLong(bytes: text.utf8.count) }
        guard !text.hasPrefix("-"), !text.hasSuffix("-") else { throw .hyphenAtAnEnd }
        self.text = text
    }

    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (("a"..."z").contains(character) || ("0"..."9").contains(character) || character == "-")
    }

    /// `stagebox.local`.
    package var fullName: String { "\(text).local" }

    package var description: String { fullName }

    /// The full name to try for the nth time: `stagebox.local`, then `stagebox-2.local`, `stagebox-3.local`; a long
    /// label is cut so that it stays one.
    func fullName(attempt: Int) -> String {
        if attempt <= 1 { return fullName }
        let ending = "-\(attempt)"
        var begin = text.prefix(Self.maximumBytes - ending.utf8.count)
        while begin.hasSuffix("-") { begin.removeLast() }
        return "\(begin)\(ending).local"
    }
}

/// Why a text is no name under `.local`.
package enum AliasFailure: Error, Sendable, Equatable {
    case empty
    case tooLong(bytes: Int)
    case strangeCharacter(Character)
    case hyphenAtAnEnd

    /// For a person.
    package var sentence: String {
        switch self {
        case .empty: "A name in front of “.local” is missing, such as stagebox.local."
        case .tooLong(let bytes):
            "The name has \(bytes) characters in front of “.local”; shorten it to \(AliasLabel.maximumBytes) or fewer."
        case .strangeCharacter(let character):
            "The name has a “\(character)”, which browsers do not find; use only a to z, 0 to 9 and hyphens."
        case .hyphenAtAnEnd: "The name begins or ends with a hyphen; put a letter or a digit there."
        }
    }
}
