package import Foundation
import Glibc

/// Why a certificate cannot carry what was asked for.
package enum NameRefusal: Error, Equatable, Sendable {
    /// Not letters, digits and hyphens in labels of 1 to 63, or longer than 253 in all.
    case notAName(String)
    /// A name that is not below `local` or `localhost`.
    case outside(String)
    case notAnAddress(String)
    /// Neither a name nor an address of a local network is left.
    case nothing
    /// More than `LeafNames.limit` names or addresses.
    case tooMany

    package var sentence: String {
        switch self {
        case .notAName(let name):
            "\u{201c}\(Words.shown(name))\u{201d} is not a name that browsers can ask for. "
                + "Use letters from a to z, digits and hyphens, such as stagebox.local."
        case .outside(let name):
            "The box cannot vouch for \u{201c}\(Words.shown(name))\u{201d}, only for names that end in .local. "
                + "For another name, use a certificate of your own."
        case .notAnAddress(let text):
            "\u{201c}\(Words.shown(text))\u{201d} is not an IP address. Write it like 192.168.1.5."
        case .nothing:
            "There is no local name or address to make a certificate for. Connect the box to a network first."
        case .tooMany:
            "A certificate carries at most \(LeafNames.limit) names and as many addresses. Ask for fewer."
        }
    }
}

/// Why the authority of the box cannot work.
package enum AuthorityFailure: Error, Equatable, Sendable {
    /// The clock is so wrong that a root made now would be useless as soon as it is put right.
    case clockImplausible(Date)
    /// The clock shows a time before the root was made.
    case clockBehindRoot(validFrom: Date)
    /// The root's file is gone, but what is left shows that there was one. No new root is made, since every device
    /// would have to be set up again.
    case rootMissing
    /// One of the files cannot be used; `why` completes "it".
    case damaged(file: String, why: String)
    /// `root.pem` and `root-certificate.pem` belong to different roots, as after a backup that was restored by half.
    case halvesDiffer
    case rootExpired(Date)
    case names(NameRefusal)
    /// The operating system's error number at a path.
    case system(path: String, code: Int32)
    /// The library refused to make or sign a certificate; for the log.
    case notMade(String)

    package var sentence: String {
        switch self {
        case .clockImplausible(let now):
            "The clock of the box says \(Words.day(now)), which cannot be. "
                + "Set the clock, then start again; no certificate was made."
        case .clockBehindRoot(let validFrom):
            "The clock of the box shows a time before its root certificate was made (\(Words.day(validFrom))). "
                + "Set the clock; the present certificate stays in use until then."
        case .rootMissing:
            "The file root.pem with the root of the box is gone, though a root was made before. "
                + "Bring it back from a backup. To begin with a new root, which every device must then install again, "
                + "move the whole folder away."
        case .damaged(let file, let why):
            "The file \(file) cannot be used: it \(why). Bring it back from a backup; nothing was changed."
        case .halvesDiffer:
            "The files root.pem and root-certificate.pem belong to different roots. "
                + "Bring both back from the same backup, or delete root-certificate.pem if root.pem is the right one."
        case .rootExpired(let date):
            "The root of the box was valid until \(Words.day(date)). Move its folder away and start again; "
                + "every device then installs the new root."
        case .names(let refusal):
            refusal.sentence
        case .system(let path, let code):
            "The disk refused to work with \(path): \(Words.system(code)). Look at its space and its permissions."
        case .notMade:
            "The certificate could not be made. The details are in the log; please report them."
        }
    }
}

extension AuthorityFailure {
    /// Turns what the library throws into a failure with a sentence.
    static func whileMaking<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch { throw AuthorityFailure.notMade(String(describing: error)) }
    }
}

/// Pieces of sentences.
enum Words {
    /// `2026-11-25`, in UTC.
    static func day(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day())
    }

    /// Foreign text on one short line.
    static func shown(_ text: String) -> String {
        let clean = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }
        return clean.count <= 80 ? clean.joined() : clean.prefix(80).joined() + "…"
    }

    static func system(_ code: Int32) -> String {
        String(cString: strerror(code))
    }

    static func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }

    /// `a, b and 3 more`.
    static func list(_ words: [String], atMost limit: Int = 4) -> String {
        guard words.count > limit else { return words.joined(separator: ", ") }
        return words.prefix(limit).joined(separator: ", ") + " and \(words.count - limit) more"
    }
}
