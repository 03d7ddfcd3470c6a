internal import Cryptography
package import Foundation
internal import Multiformats

/// One backup of everything, by the time it was begun and a random part: `20260131T235959Z-abcdefgh`.
package struct SnapshotName: Sendable, Hashable {
    /// Whole seconds, UTC; years 1970 to 9999.
    package let time: Date
    private let random: String

    static let sealedEnding = ".sealed"
    static let referencesEnding = ".names"
    private static let format = Date.ISO8601FormatStyle(
        dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted,
        timeZone: .gmt)
    private static let seconds = 0.0...253_402_300_799.0

    /// A new name; a time outside of the years is moved to their edge.
    init(at time: Date) {
        let whole = time.timeIntervalSince1970.rounded(.down)
        self.time = Date(timeIntervalSince1970: min(max(whole, Self.seconds.lowerBound), Self.seconds.upperBound))
        random = Base32.encode(SecureRandom.bytes(5))
    }

    /// Reads `text` again; nil for anything else.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 25, parts.count == 2 else { return nil }
        do {
            time = try Self.format.parse(String(parts[0]))
            guard try Base32.decode(parts[1].utf8).count == 5 else { return nil }
        } catch {
            return nil
        }
        random = String(parts[1])
        guard Self.seconds.contains(time.timeIntervalSince1970), self.text == text else { return nil }
    }

    package var text: String { "\(Self.format.format(time))-\(random)" }

    /// Relative to the backup folder.
    var sealedPath: String { "\(BackupLayout.snapshots)/\(text)\(Self.sealedEnding)" }
    var referencesPath: String { "\(BackupLayout.snapshots)/\(text)\(Self.referencesEnding)" }
}

extension SnapshotName: Comparable, CustomStringConvertible {
    /// Earlier first; at the same second by their random part, so that the order is the same everywhere.
    package static func < (one: SnapshotName, other: SnapshotName) -> Bool {
        (one.time, one.random) < (other.time, other.random)
    }

    package var description: String { text }
}
