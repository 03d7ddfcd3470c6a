import Backup
import Catalog
import EventLog
import Foundation
import GRDB
import NIOPosix
import SQLStore
import StageModel
import Synchronization

// Restoring: how a lost box comes back on new hardware, from the backup and the recovery words alone.
//
// Purpose. On a box that nobody has claimed, whoever has the words may look into a backup folder and bring one of its
// snapshots back. Everything is read and compared before anything is written; it is written beside what is here; what
// was written is opened and checked; then the box starts again, and its start swaps the two by renaming (RestoreSwap).
// What was here before stays in a folder of its own.
//
// Limits. The database is replaced, so how far the job is stands in a small file of the data folder: it is told across
// a reload and across the start, and for an hour after its end. The words are never stored: a restore that is cut short
// before it is whole has changed nothing and is begun again by hand.
//
// Callers. RestoreRoutes, BackupWorker; the command `stagebox restore` uses the same RestoreRun and RestoreSwap.

/// The front door of restoring.
package struct RestoreService: Sendable {
    /// For how long the end of a restore is told to anybody.
    static let tellsEnd = Duration.seconds(3600)

    let data: DataFolder
    let clock: BoxClock
    let entropy: Entropy
    let places: BackupPlaces
    let desk = BackupDesk()
    private let backups: BackupService
    private let isClaimed: @Sendable () async throws -> Bool
    private let restart: RestartSignal

    init(
        backups: BackupService, restart: RestartSignal, isClaimed: @escaping @Sendable () async throws -> Bool
    ) {
        self.backups = backups
        self.restart = restart
        self.isClaimed = isClaimed
        data = backups.folder
        clock = backups.clock
        entropy = backups.entropy
        places = backups.places
    }

    // MARK: Looking

    /// A disk that may hold a backup.
    struct Place: Encodable, Sendable {
        let folder, label: String
        let freeBytes: Int64
        let isRemovable, holdsBackup: Bool
    }

    func allPlaces() async throws -> [Place] {
        try await demandUnclaimed()
        let found = try await backups.threads.runIfActive { [places] in places.all(with: nil, readOnlyToo: true) }
        var answer: [Place] = []
        for place in found {
            answer.append(
                Place(
                    folder: place.folder, label: place.label, freeBytes: place.freeBytes,
                    isRemovable: place.isRemovable,
                    holdsBackup: try await backups.snapshots(in: place.folder) != nil))
        }
        return answer
    }

    /// What is in a backup folder, for whoever has its words.
    func look(into typed: String, words: String) async throws -> BackupSight {
        try await demandUnclaimed()
        let place = try BackupRules.folder(typed)
        return try await asRefusal { try await backups.repository(place).look(with: .words(words)) }
    }

    // MARK: The job

    /// Begins a restore; the worker carries it out, and the box starts again by itself.
    ///
    /// - Parameter snapshot: nil is the newest.
    /// - Throws: `BackupRefusal.alreadyClaimed`, `.busy`, `.noSuchSnapshot`, and what is wrong with folder and words.
    func begin(from typed: String, words: String, snapshot: String?) async throws -> BackupJob {
        let place = try BackupRules.folder(typed)
        let name = try snapshot.map { text in
            guard let name = SnapshotName(text: text) else { throw BackupRefusal.noSuchSnapshot }
            return name
        }
        let sight = try await look(into: place, words: words)
        guard let newest = sight.snapshots.first?.name else { throw BackupRefusal.failed(.noSnapshot) }
        guard sight.snapshots.contains(where: { $0.name == name ?? newest }) else {
            throw BackupRefusal.noSuchSnapshot
        }
        let lock = try JobLock.take(data)
        guard !data.isBetweenBoxes else { throw BackupRefusal.busy }
        let now = clock.now()
        let job = BackupJob(BackupJobID(at: now, entropy: entropy), .restore, at: now)
        try save(job)
        desk.add(
            BegunJob(job: job, order: .restore(folder: place, words: words, snapshot: name ?? newest), lock: lock))
        return job
    }

    /// How far the restore is or how it ended; nil if there is none that anybody should hear of.
    func job() async throws -> BackupJob? {
        guard let job = try savedJob() else { return nil }
        guard try await isClaimed(), job.state != .running else { return job }
        guard job.state == .done, let ended = job.endedAt, clock.now() < ended + Self.tellsEnd else { return nil }
        return job
    }

    /// Carries out the restore that was begun here; false if there is none.
    package func runNext() async throws -> Bool {
        guard let begun = desk.next() else { return false }
        guard case .restore(let place, let words, let snapshot) = begun.order else {
            preconditionFailure("backups have a desk of their own")
        }
        let meter = JobMeter(begun.job)
        let run = RestoreRun(data: data, clock: clock, entropy: entropy, threads: backups.threads)
        let ended = await JobRun(
            meter: meter, clock: clock,
            note: { moved in
                if let moved { try save(moved) }
                return false
            }, stopped: RestoreRun.stopped
        ).ended {
            try await run.bring(from: place, words: words, snapshot: snapshot, meter) { try await demandUnclaimed() }
        }
        guard data.isBetweenBoxes else {
            try save(ended)
            withExtendedLifetime(begun.lock) {}
            return true
        }
        meter.enter(.restarting)
        try save(meter.job)
        restart.ask()
        withExtendedLifetime(begun.lock) {}
        return true
    }

    /// Ends a job that was cut short before it was whole, and removes what it left; for the start of a daemon.
    func recover() async throws {
        guard let lock = try JobLock.takeIfFree(data), !data.isBetweenBoxes else { return }
        if let job = try savedJob(), job.state == .running {
            try save(job.ended(.failed, RestoreRun.stopped, at: clock.now()))
        }
        try RestoreRun(data: data, clock: clock, entropy: entropy, threads: backups.threads).clear()
        withExtendedLifetime(lock) {}
    }

    /// Tells the restored database that it was restored, once: sessions of browsers end, what lay in the cache is made
    /// again, the audit trail says so.
    func finish(endSessions: @escaping @Sendable (Database) throws -> Void) async throws {
        guard let note = try RestoreNote.read(data.path(of: .placed)) else { return }
        var job = note.job
        job.endedAt = clock.now()
        let (ended, key) = (job, try data.knownRecoveryKey())
        let made = ended.snapshot.flatMap { SnapshotName(text: $0) }.map { SnapshotAnswer.moment($0) }
        let isPlaceKnown = try await backups.settings().folder.map { BackupPlaces.isFolder($0) } ?? true
        try await backups.store.write { [journal = backups.journal] db in
            let store = BackupStore(db: db)
            guard try store.job(ended.id) == nil else { return }
            // The copy was made while its own backup ran.
            _ = try store.endRunning(
                as: .done, "This backup is the one that was restored.", at: made ?? ended.startedAt)
            try store.insert(ended)
            var settings = try store.settings()
            if let key { settings.confirmedKey = key.mark }
            if !isPlaceKnown { settings.folder = note.place }
            try store.save(settings)
            try endSessions(db)
            try CatalogBlobStore(db: db).makeTranscodesAgain()
            try journal.append(BackupEvents.restored(ended), in: db)
        }
        try save(ended)
        try PrivateFile.erase(data.path(of: .placed))
    }

    private func demandUnclaimed() async throws {
        if try await isClaimed() { throw BackupRefusal.alreadyClaimed }
    }

    private func save(_ job: BackupJob) throws {
        try PrivateFile.replace(data.restoreJobFile, with: Array(try JSONEncoder().encode(job)))
    }

    /// A file that cannot be read tells nothing; the next restore writes another.
    private func savedJob() throws -> BackupJob? {
        guard let bytes = FileManager.default.contents(atPath: data.restoreJobFile) else { return nil }
        do {
            return try JSONDecoder().decode(BackupJob.self, from: bytes)
        } catch is DecodingError {
            return nil
        }
    }
}
