import ArgumentParser
import Foundation
import StageModel
import StageboxApp
import Synchronization

/// Makes a backup now, beside a running daemon or without one.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a backup now.",
        discussion: """
            Writes into the folder that is set on the page Backups of the box, or into the one given here. The box may \
            run meanwhile. The backup is sealed: only the 24 recovery words, which the page Backups shows once, open it.
            """)

    @OptionGroup var place: DataOptions

    @Option(
        name: .long, help: ArgumentHelp("Folder on another disk; made ready if it is new.", valueName: "folder"))
    var to: String?

    func run() async throws {
        try await Sentences.said {
            let configuration = try await LookedAtBox.configuration(place)
            let backups = try BackupService.beside(try DataFolder(path: configuration.dataFolder))
            let ended: BackupJob?
            do {
                ended = try await backUp(backups)
            } catch {
                try backups.close()
                throw error
            }
            try backups.close()
            guard let ended, ended.state == .done else { throw JobFailed(sentence: ended?.sentence ?? "") }
            print(ended.sentence)
        }
    }

    private func backUp(_ backups: BackupService) async throws -> BackupJob? {
        let job = try await backups.backUp(to: to.map(Self.absolute), by: "box")
        let lines = ProgressLines()
        _ = try await backups.runNext { lines.tell($0) }
        return try await backups.job(job.id)
    }

    /// A path as it was typed in a shell.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }
}

/// A job came to a bad end; the sentence is the job's own.
struct JobFailed: Refusal {
    let kind = RefusalKind.conflict
    let reason = "command.job_failed"
    let sentence: String
}

/// Says what a job does, a line for each stage and each tenth of it.
final class ProgressLines: Sendable {
    private struct Told: Equatable {
        var stage: BackupJob.Stage
        var tenth: Int64
    }

    private let told = Mutex<Told?>(nil)
    private let write: @Sendable (String) -> Void

    init(write: @escaping @Sendable (String) -> Void = { print($0) }) { self.write = write }

    func tell(_ job: BackupJob) {
        guard job.state == .running else { return }
        let tenth = job.totalBytes > 0 ? job.doneBytes * 10 / job.totalBytes : 0
        let now = Told(stage: job.stage, tenth: tenth)
        let isNew = told.withLock { told in
            defer { told = now }
            return told != now
        }
        guard isNew else { return }
        write(job.totalBytes > 0 ? "\(job.stage.sentence) \(tenth * 10) %" : job.stage.sentence)
    }
}
