import Foundation
import StageModel

/// Decisions on values: no clock, no database, no files.
enum CatalogRules {
    /// How far the numbers on an album go.
    static let mostTracksOnAlbum = 999
    /// The most people who may edit one page.
    static let mostEditors = 100

    /// Who may edit an artist's page.
    static func mayEdit(_ account: SignedInAccount?, editors: Set<AccountID>) -> Bool {
        guard let account else { return false }
        return account.roles.contains(.admin) || editors.contains(account.id)
    }

    /// Whether somebody may be one of the people of a page: the desk is for those who make music.
    static func isMaker(_ roles: Set<Role>) -> Bool { !roles.isDisjoint(with: [.artist, .producer, .admin]) }

    /// Who is meant, of the two ways to say it.
    static func wanted(account: AccountID?, mail: String?) throws -> PersonWanted {
        switch (account, mail) {
        case (let account?, nil): .account(account)
        case (nil, let mail?): .mail(try FieldRules.mail(mail, field: "mail"))
        case (nil, nil): throw InvalidInput("mail", "Give the mail address of the person to add.")
        case (_?, _?): throw InvalidInput("mail", "Say the account or its mail address, not both.")
        }
    }

    /// Whether somebody may be taken off a page. A page never loses its last editor but by an admin.
    static func mayRemove(_ editor: AccountID, of editors: Set<AccountID>, by caller: SignedInAccount) -> Bool {
        caller.roles.contains(.admin) || editors != [editor]
    }

    /// Whether a track may be seen and heard by this caller.
    static func maySee(_ track: TrackRow, mayEdit: Bool) -> Bool {
        mayEdit || (track.visibility == .listed && track.removedAt == nil && track.state != .failed)
    }

    /// An FTS5 query in which every word typed is a prefix of some word; nil if nothing searchable was typed.
    /// Words are quoted, so no character typed can be an operator.
    static func searchQuery(_ typed: String) -> String? {
        let words = SearchWords.fold(typed).split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(8)
        guard !words.isEmpty else { return nil }
        return words.map { "\"\($0)\"*" }.joined(separator: " ")
    }

    /// A title from a file's name: without folders, ending, a leading track number, underscores.
    static func title(fromFileName name: String) -> String {
        var title = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        if let dot = title.lastIndex(of: "."), title[dot...].count <= 6, dot > title.startIndex {
            title = String(title[..<dot])
        }
        title = String(title.replacing("_", with: " ").drop { $0 == "." })
        let number = title.prefix { $0.isNumber }
        if (1...3).contains(number.count) {
            let rest = title.dropFirst(number.count).drop { " .-–)".contains($0) }
            if !rest.isEmpty { title = String(rest) }
        }
        let scalars = title.unicodeScalars.filter {
            ![.control, .format, .privateUse, .unassigned].contains($0.properties.generalCategory)
        }
        let words = String(String.UnicodeScalarView(scalars)).split(whereSeparator: \.isWhitespace)
        let clean = String(words.joined(separator: " ").prefix(200)).precomposedStringWithCanonicalMapping
        return clean.isEmpty ? "Untitled" : clean
    }

    /// The name a browser sent in `Upload-Filename`, percent-decoded and bounded; it is shown, never used as a path.
    static func fileName(_ header: String?) -> String {
        let decoded = header.flatMap(\.removingPercentEncoding) ?? ""
        return String(decoded.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(255))
    }

    /// A calendar day as `YYYY-MM-DD`, checked to exist.
    static func day(_ text: String, field: String) throws -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1000,
            (1...12).contains(month), (1...daysIn(month, year)).contains(day)
        else { throw InvalidInput(field, "Use a day like 2030-06-01.") }
        return text
    }

    private static func daysIn(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
