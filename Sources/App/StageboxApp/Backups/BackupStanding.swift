import Backup
import EventLog
import NIOPosix
import SQLStore
import StageModel

/// Everything that the findings depend on.
struct BackupFacts: Sendable {
    var settings = BackupSettings.before
    var history = BackupHistory()
    var lastBackup: BackupJob?
    var lastTest: BackupJob?
    /// Whether the backup folder is there and made ready.
    var isThere = false
    var areWordsConfirmed = false
}

/// What there is to say; decisions on values.
enum BackupStandingRules {
    static func backup(_ facts: BackupFacts, at now: Timestamp) -> HealthFinding {
        guard let folder = facts.settings.folder else {
            return HealthFinding(
                status: .warn,
                detail: "No backups are made. If the disk of the box dies, everything on it is lost.",
                advice: "Choose a disk or a folder for backups.")
        }
        let isLate = BackupRules.isLate(facts.settings, facts.history, at: now)
        guard facts.isThere else {
            return HealthFinding(
                status: isLate ? .fail : .warn,
                detail: "The backup folder \(folder) is not there.\(last(facts.history))",
                advice: "Plug in the backup disk. The box looks for it each minute.")
        }
        if let job = facts.lastBackup, job.state == .failed {
            return HealthFinding(
                status: isLate ? .fail : .warn, detail: "The last backup failed.\(last(facts.history))",
                advice: job.sentence)
        }
        guard facts.history.lastBackup != nil else {
            return HealthFinding(
                status: .warn, detail: "No backup was made yet.",
                advice: "The first one is made by itself within minutes, or start it now.")
        }
        if isLate {
            return HealthFinding(
                status: .fail, detail: "The last backup is too old.\(last(facts.history))",
                advice: "Start a backup now, and look at what it says.")
        }
        guard facts.areWordsConfirmed else {
            return HealthFinding(
                status: .warn, detail: "Nobody has confirmed the 24 recovery words.\(last(facts.history))",
                advice: "Write the words on paper and confirm them: without them nobody can open a backup.")
        }
        return HealthFinding(
            status: .ok, detail: "Backups are made every \(hours(facts.settings.everyHours)).\(last(facts.history))",
            advice: nil)
    }

    static func test(_ facts: BackupFacts, at now: Timestamp) -> HealthFinding {
        guard facts.history.lastBackup != nil else {
            return HealthFinding(
                status: .warn, detail: "There is no backup yet whose restore could be tested.",
                advice: "It is tested by itself after the first backup.")
        }
        if let job = facts.lastTest, job.state == .failed, facts.isThere {
            return HealthFinding(status: .fail, detail: "The last test restore failed.", advice: job.sentence)
        }
        guard let last = facts.history.lastTest else {
            return HealthFinding(
                status: .warn, detail: "No restore was tested yet.",
                advice: "It is tested by itself within a day, or start it now.")
        }
        guard !BackupRules.isTestLate(facts.history, at: now) else {
            return HealthFinding(
                status: .warn, detail: "The last good test restore was at \(last.text).",
                advice: "Plug in the backup disk, or start a test now.")
        }
        return HealthFinding(
            status: .ok, detail: "The backup of the box was restored aside and checked at \(last.text).", advice: nil)
    }

    /// Both in one sentence or two, for the page about backups.
    static func sentence(_ facts: BackupFacts, at now: Timestamp) -> String {
        let findings = [backup(facts, at: now), test(facts, at: now)]
        let worst = findings.first { $0.status == .fail } ?? findings.first { $0.status == .warn } ?? findings[0]
        return [worst.detail, worst.advice].compactMap { $0 }.joined(separator: " ")
    }

    private static func last(_ history: BackupHistory) -> String {
        history.lastBackup.map { " The last one is of \($0.text)." } ?? " None was made yet."
    }

    private static func hours(_ hours: Int) -> String { hours == 1 ? "hour" : "\(hours) hours" }
}

/// Looking at how it stands, and doing what is due.
extension BackupService {
    func facts() async throws -> BackupFacts {
        var facts = try await store.read { db in
            let backups = BackupStore(db: db)
            return BackupFacts(
                settings: try backups.settings(), history: try backups.history(),
                lastBackup: try backups.lastEnded(.backup), lastTest: try backups.lastEnded(.testRestore))
        }
        facts.areWordsConfirmed = try areWordsConfirmed(facts.settings)
        if let place = facts.settings.folder { facts.isThere = try await snapshots(in: place) != nil }
        return facts
    }

    /// The snapshots in a folder, the newest first; nil where none is prepared, as when its disk is unplugged, and
    /// where the disk cannot be read.
    func snapshots(in place: String) async throws -> [SnapshotSummary]? {
        do {
            return try await repository(place).snapshots()
        } catch is BackupFailure {
            return nil
        }
    }

    /// Begins what is due by itself; for every minute. A folder that is not there is not even tried.
    package func tick() async throws {
        let (settings, history) = try await store.read { db in
            (try BackupStore(db: db).settings(), try BackupStore(db: db).history())
        }
        guard let place = settings.folder, let due = BackupRules.due(settings, history, at: clock.now()) else { return }
        do {
            _ = try await repository(place).snapshots()
        } catch BackupFailure.notPrepared {
            return
        } catch is BackupFailure {
            // The disk is there and fails: the job will say how.
        }
        do {
            switch due {
            case .backup: _ = try await backUp(by: "box")
            case .testRestore, .restore: _ = try await test(sample: BackupRules.testedBlobs, by: "box")
            }
        } catch BackupRefusal.busy {
            // Somebody began one by hand; what is due stays due.
        }
    }
}
