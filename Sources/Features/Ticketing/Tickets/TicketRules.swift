import Foundation

/// Decisions about tickets on values.
enum TicketRules {
    /// A name as it is looked for: without capitals, accents and surplus spaces, so that a busy desk finds `Özlem` by
    /// typing `ozlem`.
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
