import Foundation
import StageModel

/// When backups and test restores were made and tried last.
struct BackupHistory: Sendable, Equatable {
    var lastBackup: Timestamp?
    var lastBackupTry: Timestamp?
    var lastTest: Timestamp?
    var lastTestTry: Timestamp?
}

/// Pure decisions about backups.
enum BackupRules {
    /// After a backup that failed.
    static let retryBackup = Duration.seconds(600)
    static let testEvery = Duration.seconds(7 * 86_400)
    /// After a test restore that failed.
    static let retryTest = Duration.seconds(86_400)
    /// Blobs that the weekly test reads whole; that all are there it looks at always.
    static let testedBlobs = 500

    /// What is to be done now by itself; a backup before a test.
    static func due(_ settings: BackupSettings, _ history: BackupHistory, at now: Timestamp) -> BackupJob.Kind? {
        guard settings.folder != nil else { return nil }
        if hasPassed(.seconds(settings.everyHours * 3600), since: history.lastBackup, now),
            hasPassed(retryBackup, since: history.lastBackupTry, now)
        {
            return .backup
        }
        if history.lastBackup != nil, hasPassed(testEvery, since: history.lastTest, now),
            hasPassed(retryTest, since: history.lastTestTry, now)
        {
            return .testRestore
        }
        return nil
    }

    /// Whether a backup is so old that somebody must look after it: three times as old as it should become, at least a
    /// day.
    static func isLate(_ settings: BackupSettings, _ history: BackupHistory, at now: Timestamp) -> Bool {
        let most = max(.seconds(settings.everyHours * 3 * 3600), Duration.seconds(86_400))
        return hasPassed(most, since: history.lastBackup, now)
    }

    /// Whether the last good test is older than two weeks.
    static func isTestLate(_ history: BackupHistory, at now: Timestamp) -> Bool {
        hasPassed(testEvery + testEvery, since: history.lastTest, now)
    }

    /// A moment that lies ahead, because the clock was set back, is no reason to wait.
    private static func hasPassed(_ span: Duration, since moment: Timestamp?, _ now: Timestamp) -> Bool {
        guard let moment else { return true }
        return now >= moment + span || moment > now
    }

    // MARK: Input

    static let hours = 1...168
    static let kept = 0...1000
    static let folderBytes = 1024

    /// - Throws: `InvalidInput` naming `everyHours`, `hourly`, `daily` or `weekly`.
    static func changed(
        _ settings: BackupSettings, everyHours: Int, hourly: Int, daily: Int, weekly: Int
    ) throws -> BackupSettings {
        var settings = settings
        settings.everyHours = try FieldRules.number(everyHours, field: "everyHours", in: hours)
        settings.hourly = try FieldRules.number(hourly, field: "hourly", in: kept)
        settings.daily = try FieldRules.number(daily, field: "daily", in: kept)
        settings.weekly = try FieldRules.number(weekly, field: "weekly", in: kept)
        return settings
    }

    /// A path as it is compared and kept: absolute, without `.`, `..` and doubled slashes.
    ///
    /// - Throws: `InvalidInput` naming `folder`.
    static func folder(_ typed: String) throws -> String {
        guard typed.hasPrefix("/"), typed.utf8.count <= folderBytes else {
            throw InvalidInput("folder", "Give the whole path of a folder, such as /media/stick.")
        }
        guard typed.utf8.allSatisfy({ $0 >= 32 && $0 != 127 }) else {
            throw InvalidInput("folder", "This path has an invisible control character.")
        }
        let parts = typed.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            throw InvalidInput("folder", "Give the path without \u{201c}..\u{201d}.")
        }
        guard !parts.isEmpty else { throw InvalidInput("folder", "Choose a folder, not the whole disk of the box.") }
        return "/" + parts.joined(separator: "/")
    }

    /// Whether one resolved path lies in another, or is it.
    static func lies(_ path: String, in folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }

    /// What the box calls itself in its backup folders: its name as far as plain letters can say it, and what tells it
    /// from every other box.
    static func label(name: String, id: String) -> String {
        let words = plain(name).split { !isPlain($0) }.joined(separator: "-")
        let room = 64 - id.utf8.count - 1
        let short = String(words.prefix(room)).trimmingSuffix("-")
        return (short.isEmpty ? "Stagebox" : short) + "-" + id
    }

    /// The name in a label, for a person; the label itself if it was made otherwise.
    static func name(inLabel label: String) -> String {
        guard let dash = label.lastIndex(of: "-"), dash > label.startIndex else { return label }
        return String(label[..<dash].replacing("-", with: " "))
    }

    private static func plain(_ name: String) -> String {
        name.replacing("ß", with: "ss").folding(options: [.diacriticInsensitive, .widthInsensitive], locale: nil)
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    /// Which of the two words that were typed back are wrong, as sentences by field.
    static func wrongWords(third: String, seventeenth: String, of words: [String]) -> [String: String] {
        var wrong: [String: String] = [:]
        for (field, typed, place) in [("third", third, 2), ("seventeenth", seventeenth, 16)] {
            let word = typed.filter { !$0.isWhitespace }.lowercased()
            if word != words[place] { wrong[field] = "This is not the \(field) of the words. Look at the paper again." }
        }
        return wrong
    }
}

extension String {
    /// Without this character at the end.
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self
        while text.last == character { text.removeLast() }
        return text
    }
}
