import Foundation

/// How words are made comparable for finding.
package enum SearchWords {
    /// Text without case, accents and the letters that have no accent but sound like their bare form, so that
    /// `Bjork`, `BJÖRK` and `björk` are one word. Used for what is indexed and for what is asked.
    package static func fold(_ text: String) -> String {
        var folded = ""
        for character in text.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        {
            switch character {
            case "ß", "ẞ": folded += "ss"
            case "æ": folded += "ae"
            case "œ": folded += "oe"
            case "ø": folded += "o"
            case "đ", "ð": folded += "d"
            case "ł": folded += "l"
            case "þ": folded += "th"
            case "ı": folded += "i"
            default: folded.append(character)
            }
        }
        return folded
    }
}
