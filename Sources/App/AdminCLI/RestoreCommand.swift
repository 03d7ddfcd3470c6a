import ArgumentParser
import Foundation
import Identity
import Logging
import SQLStore
import StageModel
import StageboxApp

/// Brings a lost box back, or goes back behind an upgrade; while no daemon runs.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring the box back from a backup, or go back to before an upgrade.",
        discussion: """
            With --from, everything in the backup is read and compared before anything is written. The 24 recovery \
            words are asked for, or read from a file. What was in the data folder is moved aside and not removed; a \
            box that has an owner is never replaced. With --pre-upgrade, the database becomes again what it was before \
            a newer version changed it. Stop the box first.
            """)

    @OptionGroup var place: DataOptions

    @Option(name: .long, help: ArgumentHelp("Folder or disk with the backup.", valueName: "folder"))
    var from: String?

    @Option(name: .long, help: ArgumentHelp("Which backup of the folder; the newest if left out.", valueName: "name"))
    var snapshot: String?

    @Option(name: .long, help: ArgumentHelp("File with the recovery words.", valueName: "file"))
    var wordsFile: String?

    @Flag(name: .long, help: "Put back the copy of the database that was made before an upgrade.")
    var preUpgrade = false

    func validate() throws {
        guard preUpgrade != (from != nil) else {
            throw ValidationError("Say either --from FOLDER or --pre-upgrade.")
        }
        guard !preUpgrade || (snapshot == nil && wordsFile == nil) else {
            throw ValidationError("--snapshot and --words-file belong to --from.")
        }
    }

    func run() async throws {
        try await Sentences.said {
            let configuration = try await BoxConfiguration.load(
                flags: place.flags(), environment: ProcessInfo.processInfo.environment)
            try Ownership.take(of: configuration.dataFolder)
            let folder = try DataFolder(path: configuration.dataFolder)
            let lock = try folder.lock()
            if let from {
                try await restore(from: BackupCommand.absolute(from), into: folder, configuration)
            } else {
                try goBack(folder)
            }
            withExtendedLifetime(lock) {}
        }
    }

    private func restore(from place: String, into folder: DataFolder, _ configuration: BoxConfiguration) async throws {
        try folder.finishRestore()
        if FileManager.default.fileExists(atPath: folder.database) {
            let box = try await Box.assemble(
                configuration: configuration, folder: folder, clock: .system, entropy: .system,
                logger: .init(label: "stagebox") { _ in SwiftLogNoOpLogHandler() })
            let isClaimed = try await box.identity.isClaimed()
            try box.close()
            guard !isClaimed else { throw BoxHasOwner(folder: folder.path) }
        }
        let lines = ProgressLines()
        let words = try RecoveryWords.ask(file: wordsFile)
        let ended = try await RestoreService.restoreAlone(
            from: place, words: words, snapshot: snapshot, into: folder, clock: .system, entropy: .system
        ) { lines.tell($0) }
        guard ended.state == .done else { throw JobFailed(sentence: ended.sentence) }
        try folder.finishRestore()
        print(ended.sentence)
        print("Start the box now. Everybody signs in again.")
    }

    private func goBack(_ folder: DataFolder) throws {
        let report = try PreUpgrade.goBack(folder, at: BoxClock.system.now())
        print("The database is again what it was before the upgrade (\(report.copy)).")
        print("What is not in it was moved aside, to \(report.aside).")
        print("Start the version of then, or this one.")
    }
}

/// A restore would replace a box that somebody owns.
struct BoxHasOwner: Refusal {
    let folder: String
    let kind = RefusalKind.conflict
    let reason = "command.box_has_owner"

    var sentence: String {
        "In \(folder) lives a box that has an owner, and nothing was changed. Restore into another folder with --data, "
            + "or move this one away first."
    }
}

/// The recovery words from a file, from a pipe, or typed unseen.
enum RecoveryWords {
    /// Far above 24 words.
    static let mostBytes = 4096

    static func ask(file: String?) throws -> String {
        if let file { return try read(file) }
        guard isatty(STDIN_FILENO) == 1 else {
            return String(decoding: FileHandle.standardInput.readData(ofLength: mostBytes), as: UTF8.self)
        }
        FileHandle.standardError.write(Data("The 24 recovery words (they are not shown): ".utf8))
        let words = typedUnseen()
        FileHandle.standardError.write(Data("\n".utf8))
        return words
    }

    private static func read(_ path: String) throws -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw InvalidInput("words-file", "The file \(path) cannot be read.")
        }
        let bytes = handle.readData(ofLength: mostBytes)
        try handle.close()
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func typedUnseen() -> String {
        var before = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        var unseen = before
        unseen.c_lflag &= ~tcflag_t(ECHO)
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) }
        defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) } }
        return readLine(strippingNewline: true) ?? ""
    }
}
