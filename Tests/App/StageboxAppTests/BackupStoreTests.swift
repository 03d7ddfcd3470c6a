import Backup
import Cryptography
import EventLog
import Foundation
import Identity
import Logging
import NIOPosix
import SQLStore
import StageModel
import Synchronization
import Testing

@testable import StageboxApp

/// Jobs at rest, those that were cut short, and the start of a box from what was restored.
@Suite struct BackupStoreTests {
    private let now = Timestamp(milliseconds: 1_900_000_000_000)

    private func folder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("jobs-\(UUID().uuidString)").path
    }

    private func job(_ kind: BackupJob.Kind, _ state: BackupJob.State, minute: Int) -> BackupJob {
        let at = now + .seconds(60 * minute)
        let job = BackupJob(BackupJobID(at: at, entropy: .system), kind, at: at)
        return state == .running ? job : job.ended(state, "Ended.", at: at)
    }

    @Test func oldJobsAreForgottenButNotTheLastGoodOfItsKind() async throws {
        let path = folder()
        let backups = try BackupService.beside(try DataFolder(path: path))
        try await backups.store.write { db in
            let store = BackupStore(db: db)
            try store.insert(job(.backup, .done, minute: 0))
            try store.insert(job(.testRestore, .done, minute: 1))
            for minute in 2..<2 + BackupStore.keptJobs { try store.insert(job(.backup, .failed, minute: minute)) }
            try store.pruneJobs()
            let history = try store.history()
            #expect(history.lastBackup == now)
            #expect(history.lastTest == now + .seconds(60))
            #expect(history.lastBackupTry == now + .seconds(60 * (1 + BackupStore.keptJobs)))
            // The next one pushes out the oldest that failed.
            let oldest = try #require(try store.lastJob(.backup, .failed))
            try store.insert(job(.backup, .failed, minute: 999))
            try store.pruneJobs()
            #expect(try store.job(oldest.id) != nil)
            #expect(try store.history().lastBackup == now)
        }
        try backups.close()
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func aJobThatSomebodyIsAtIsLeftAlone() async throws {
        let path = folder()
        let data = try DataFolder(path: path)
        let backups = try BackupService.beside(data)
        let running = job(.backup, .running, minute: 0)
        try await backups.store.write { db in try BackupStore(db: db).insert(running) }
        var lock: FolderLock? = try JobLock.take(data)
        try await backups.recover()
        #expect(try await backups.job(running.id)?.state == .running)
        let disk = folder()
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        await #expect(throws: BackupRefusal.busy) { try await backups.backUp(to: disk, by: "box") }
        #expect(throws: BackupRefusal.busy) { try JobLock.take(data) }
        #expect(lock != nil)
        lock = nil
        let next = try await backups.backUp(to: disk, by: "box")
        #expect(try await backups.job(running.id)?.state == .failed, "its lock was free, so it was cut short")
        #expect(try await backups.runNext())
        #expect(try await backups.job(next.id)?.state == .done)
        try backups.close()
        for path in [path, disk] { try FileManager.default.removeItem(atPath: path) }
    }

    @Test func aLockThatIsFreeLetsTheStartTidyUp() async throws {
        let path = folder()
        let data = try DataFolder(path: path)
        let backups = try BackupService.beside(data)
        let running = job(.backup, .running, minute: 0)
        try await backups.store.write { db in try BackupStore(db: db).insert(running) }
        try FileManager.default.createDirectory(
            atPath: "\(path)/backup.work/rest", withIntermediateDirectories: true)
        try await backups.recover()
        let marked = try #require(try await backups.job(running.id))
        #expect(marked.state == .failed)
        #expect(marked.sentence == BackupService.stopped)
        #expect(!FileManager.default.fileExists(atPath: "\(path)/backup.work"))
        try backups.close()
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func aCommandOfANewerVersionDoesNotChangeTheDatabaseBesideTheDaemon() async throws {
        let path = folder()
        let data = try DataFolder(path: path)
        _ = try data.key(entropy: .system)
        let older = try DurableStore(path: data.database, migrations: Array(Box.migrations.dropLast()))
        #expect(throws: BackupRefusal.upgradeWaits) { try BackupService.beside(data) }
        try older.close()
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func theHealthPageAsksForWordsOnPaper() {
        var reading = BackupReading(everyHours: 1, lastBackup: now)
        #expect(HealthRules.backup(reading, now: now).status == .ok)
        reading.areWordsConfirmed = false
        let finding = HealthRules.backup(reading, now: now)
        #expect(finding.status == .warn)
        #expect(finding.detail.contains("recovery words"))
    }

    @Test func aRestoreThatWasCutShortIsMarkedAndLeavesNothing() async throws {
        let path = folder()
        let box = try await Self.box(path)
        let running = job(.restore, .running, minute: 0)
        try PrivateFile.replace(box.restoring.data.restoreJobFile, with: Array(try JSONEncoder().encode(running)))
        try FileManager.default.createDirectory(
            atPath: "\(path)/restore.partial/files", withIntermediateDirectories: true)
        #expect(try await box.restoring.job()?.state == .running)
        try await box.restoring.recover()
        let told = try #require(try await box.restoring.job())
        #expect(told.state == .failed)
        #expect(told.sentence.contains("Nothing was changed"))
        #expect(!FileManager.default.fileExists(atPath: "\(path)/restore.partial"))
        try PrivateFile.replace(box.restoring.data.restoreJobFile, with: Array("{".utf8))
        #expect(try await box.restoring.job() == nil, "a damaged file tells nothing")
        try box.close()
        try FileManager.default.removeItem(atPath: path)
    }

    static func box(_ path: String) async throws -> Box {
        var configuration = BoxConfiguration()
        configuration.dataFolder = path
        configuration.bindAddress = "127.0.0.1"
        (configuration.httpPort, configuration.httpsPort) = (0, 0)
        configuration.isAnnounced = false
        configuration.reserveBytes = 0
        return try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: path), clock: .system, entropy: .system,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            hashing: PasswordHashing(cost: Scrypt.Cost(n: 16, r: 1, p: 1)))
    }

    @Test func aRunningBoxRestoresAndAsksForItsNewStart() async throws {
        let (old, new, disk) = (folder(), folder(), folder())
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let first = try await Self.box(old)
        _ = try await first.identity.createAccount(
            name: "Nina", mail: "nina@example.org", roles: [.admin], password: "a long password")
        _ = try await first.backups.backUp(to: disk, by: "box")
        #expect(try await first.backups.runNext())
        let words = try await first.backups.words(by: "box")
        try first.close()

        let second = try await Self.box(new)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let end = try await second.run(logger: quiet, signals: []) { _ in
            _ = try await second.restoring.begin(from: disk, words: words, snapshot: nil)
        }
        #expect(end == .restart)
        let data = try DataFolder(path: new)
        #expect(data.isBetweenBoxes)
        await #expect(throws: DataFolderFailure.restoreWaits(path: new)) { try await Self.box(new) }
        try data.finishRestore()

        let third = try await Self.box(new)
        #expect(try await third.identity.isClaimed())
        #expect(try await third.restoring.job()?.state == .done)
        let events = try await EventJournal(store: third.store, clock: .system).events(after: 0, limit: 500)
        #expect(events.last?.name == "box.restored")
        // A second look finds nothing to do.
        try await third.restoring.finish { _ in Issue.record("sessions end once") }
        try third.close()
        for path in [old, new, disk] { try FileManager.default.removeItem(atPath: path) }
    }
}
