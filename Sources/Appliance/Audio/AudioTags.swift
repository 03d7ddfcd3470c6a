import Foundation

/// Words in a sound file, cleaned: valid Unicode in NFC, without control characters, trimmed, at most 300 code points
/// each; nil where the file says nothing that can be used.
package struct AudioTags: Sendable, Equatable {
    package var title: String?
    package var artist: String?
    package var album: String?
    package var albumArtist: String?
    /// 1 to 9,999; `3/12` is 3.
    package var trackNumber: Int?
    /// 1 to 9,999.
    package var discNumber: Int?
    /// 1000 to 9999.
    package var year: Int?
    package var genre: String?
    package var composer: String?
    /// Twelve characters without hyphens, as ISO 3901 has it; nil if it does not look like one.
    package var isrc: String?
    package var comment: String?

    package init() {}

    /// Reads what ffprobe reports.
    ///
    /// - Parameter raw: names in any case with the bytes exactly as the file has them; encodings are repaired here.
    init(raw: [String: [UInt8]]) {
        let lower = Dictionary(raw.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        let words = LegacyText.decode(lower.filter { Self.names.contains($0.key) })
        func text(_ names: String...) -> String? { names.lazy.compactMap { words[$0] }.compactMap(Self.clean).first }
        title = text("title")
        artist = text("artist")
        album = text("album")
        albumArtist = text("album_artist", "albumartist", "album artist")
        trackNumber = text("track", "tracknumber").flatMap(Self.number)
        discNumber = text("disc", "discnumber").flatMap(Self.number)
        year = text("date", "year", "originaldate").flatMap(Self.year)
        genre = text("genre")
        composer = text("composer")
        isrc = text("isrc", "tsrc").flatMap(Self.isrc)
        comment = text("comment", "description")
    }

    /// The names that are read, in lower case, as ffprobe writes them.
    static let names: Set<String> = [
        "title", "artist", "album", "album_artist", "albumartist", "album artist", "track", "tracknumber", "disc",
        "discnumber", "date", "year", "originaldate", "genre", "composer", "isrc", "tsrc", "comment", "description",
    ]

    /// The most code points of one text.
    static let longest = 300

    /// Fit to be shown anywhere: no controls, no characters that turn the direction or that nobody sees; nil if empty.
    static func clean(_ text: String) -> String? {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: scalars.append(" ")
            case .privateUse, .unassigned, .surrogate: break
            // Joiners carry meaning in Persian, Indic scripts and emoji; other format characters can disguise a name.
            case .format where scalar != "\u{200c}" && scalar != "\u{200d}": break
            case _ where scalar == "\u{fffd}": break
            default: scalars.append(scalar)
            }
        }
        let words = String(scalars).split(separator: " ").joined(separator: " ").precomposedStringWithCanonicalMapping
        var short = ""
        var room = longest
        for character in words {
            room -= character.unicodeScalars.count
            guard room >= 0 else { break }
            short.append(character)
        }
        if short.last == " " { short.removeLast() }
        return short.isEmpty ? nil : short
    }

    /// The number before the slash of `3/12`.
    static func number(_ text: String) -> Int? {
        Int(text.prefix { $0.isASCII && $0.isNumber }).flatMap { (1...9999).contains($0) ? $0 : nil }
    }

    /// The year of `2011-05-03`, `20110503`, `03.05.2011` or `2011`.
    static func year(_ text: String) -> Int? {
        let runs = text.split { !($0.isASCII && $0.isNumber) }
        guard let run = runs.first(where: { $0.count == 4 || $0.count == 8 }), let year = Int(run.prefix(4)) else {
            return nil
        }
        return (1000...9999).contains(year) ? year : nil
    }

    /// Two letters, three letters or digits, seven digits; hyphens and spaces between them are left out.
    static func isrc(_ text: String) -> String? {
        let code = Array(text.uppercased().unicodeScalars.filter { $0 != "-" && $0 != " " })
        let letters: ClosedRange<Unicode.Scalar> = "A"..."Z"
        let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
        guard code.count == 12, code[..<2].allSatisfy(letters.contains), code[5...].allSatisfy(digits.contains),
            code[2..<5].allSatisfy({ letters.contains($0) || digits.contains($0) })
        else { return nil }
        return String(String.UnicodeScalarView(code))
    }
}
