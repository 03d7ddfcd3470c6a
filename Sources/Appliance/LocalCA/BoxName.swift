/// The name of the box, as people typed it, in a form that certificates and property lists can carry.
enum BoxName {
    /// One line of text in any script without what is invisible or turns the direction of writing.
    ///
    /// The joiners that Persian, Indic scripts and emoji need stay.
    ///
    /// - Parameter limit: the most Unicode scalars, which is how X.520 counts; no visible character is cut in two.
    static func cleaned(_ name: String, limit: Int) -> String {
        var line = ""
        for scalar in name.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if !line.isEmpty, line.last != " " { line.append(" ") }
            default:
                if scalar.properties.isNoncharacterCodePoint || scalar.properties.isBidiControl { continue }
                line.unicodeScalars.append(scalar)
            }
        }
        var kept = ""
        for character in line {
            guard kept.unicodeScalars.count + character.unicodeScalars.count <= limit else { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept
    }

    /// The common name of the root. Never empty, which Apple's systems refuse, and at most 64 scalars (RFC 5280,
    /// ub-common-name).
    static func rootSubject(_ name: String) -> String {
        let inner = cleaned(name, limit: 64 - "Stagebox  ROOT".unicodeScalars.count)
        return inner.isEmpty ? "Stagebox ROOT" : "Stagebox \(inner) ROOT"
    }
}
