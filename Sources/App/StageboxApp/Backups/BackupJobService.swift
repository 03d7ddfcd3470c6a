import Backup
import EventLog
import Foundation
import NIOPosix
import SQLStore
import StageModel

/// Beginning, stopping and carrying out jobs.
extension BackupService {
    static let stopped = "The box was stopped before this ended. What was there before is unharmed."

    /// Begins a backup; the worker carries it out.
    ///
    /// - Parameter place: another folder than the one that is set, made ready if it is new.
    /// - Throws: `BackupRefusal.noFolder`, `.busy`, and what is wrong with the folder.
    package func backUp(to place: String? = nil, by actor: String) async throws -> BackupJob {
        if let place = try place.map(BackupRules.folder) {
            try BackupPlaces.check(place, data: folder.path)
            return try await begin(.backup, .backup(folder: place, preparing: true), by: actor)
        }
        guard let place = try await settings().folder else { throw BackupRefusal.noFolder }
        return try await begin(.backup, .backup(folder: place, preparing: false), by: actor)
    }

    /// Begins a test restore of the newest snapshot.
    ///
    /// - Parameter sample: so many files are read whole; nil is all.
    func test(sample: Int? = nil, by actor: String) async throws -> BackupJob {
        guard let place = try await settings().folder else { throw BackupRefusal.noFolder }
        return try await begin(.testRestore, .test(folder: place, sample: sample), by: actor)
    }

    private func begin(_ kind: BackupJob.Kind, _ order: BackupOrder, by actor: String) async throws -> BackupJob {
        let lock = try JobLock.take(folder)
        let now = clock.now()
        let job = BackupJob(BackupJobID(at: now, entropy: entropy), kind, at: now)
        try await store.write { [journal] db in
            let backups = BackupStore(db: db)
            for ended in try backups.endRunning(as: .failed, Self.stopped, at: now) {
                try journal.append(BackupEvents.ended(ended), in: db)
            }
            try backups.insert(job)
            try journal.append(BackupEvents.started(job, actor: actor), in: db)
        }
        desk.add(BegunJob(job: job, order: order, lock: lock))
        return job
    }

    package func job(_ id: BackupJobID) async throws -> BackupJob? {
        try await store.read { db in try BackupStore(db: db).job(id) }
    }

    /// Asks a job to stop, whichever process is at it; it does so within a second or two.
    func cancel(_ id: BackupJobID) async throws {
        let isRunning = try await store.write { db in try BackupStore(db: db).wantCancel(id) }
        guard isRunning else { throw BackupRefusal.notRunning }
    }

    /// Marks jobs as failed that were cut short, and removes what they left; for the start of a daemon.
    func recover() async throws {
        guard let lock = try JobLock.takeIfFree(folder) else { return }
        try WorkFolder(folder).end()
        guard try await store.read({ db in try BackupStore(db: db).newestJob()?.state }) == .running else { return }
        let now = clock.now()
        try await store.write { [journal] db in
            for job in try BackupStore(db: db).endRunning(as: .failed, Self.stopped, at: now) {
                try journal.append(BackupEvents.ended(job), in: db)
            }
        }
        withExtendedLifetime(lock) {}
    }

    /// Carries out the job that was begun here; false if there is none.
    ///
    /// - Parameter onProgress: called on any thread, often.
    package func runNext(onProgress: @escaping @Sendable (BackupJob) -> Void = { _ in }) async throws -> Bool {
        guard let begun = desk.next() else { return false }
        let meter = JobMeter(begun.job, listener: onProgress)
        let run = JobRun(meter: meter, clock: clock, note: note(begun.job.id), stopped: Self.stopped)
        let ended = await run.ended {
            switch begun.order {
            case .backup(let folder, let preparing):
                try await write(to: folder, preparing: preparing, meter)
            case .test(let folder, let sample):
                try await testRestore(from: folder, sample: sample, meter)
            case .restore:
                preconditionFailure("a restore has a desk of its own")
            }
        }
        try await store.write { [journal] db in
            let backups = BackupStore(db: db)
            try backups.update(ended)
            try backups.pruneJobs()
            try journal.append(BackupEvents.ended(ended), in: db)
        }
        onProgress(ended)
        withExtendedLifetime(begun.lock) {}
        return true
    }

    private func note(_ id: BackupJobID) -> @Sendable (BackupJob?) async throws -> Bool {
        { [store] moved in
            guard let moved else { return try await store.read { db in try BackupStore(db: db).isCancelWanted(id) } }
            return try await store.write { db in
                let backups = BackupStore(db: db)
                try backups.update(moved)
                return try backups.isCancelWanted(id)
            }
        }
    }

    // MARK: Backing up

    private func write(to place: String, preparing: Bool, _ meter: JobMeter) async throws -> JobEnding {
        let owner = try await owner()
        let repository = repository(place)
        if preparing { try await repository.prepare(for: owner) }
        // A folder that is not there is found before the database is copied for it.
        _ = try await repository.snapshots()
        let work = WorkFolder(folder)
        try work.begin()
        do {
            let ending = try await write(to: repository, of: owner, in: work, meter)
            try work.end()
            return ending
        } catch {
            try work.end()
            throw error
        }
    }

    private func write(
        to repository: BackupRepository, of owner: BackupOwner, in work: WorkFolder, _ meter: JobMeter
    ) async throws -> JobEnding {
        meter.enter(.copying)
        let copy = "\(work.path)/\(BackupContents.databaseName)"
        try await store.copy(to: copy)
        let (settings, damaged) = try await store.read { db in
            (try BackupStore(db: db).settings(), try BackupStore(db: db).damagedBlobs())
        }
        let contents = BackupContents(data: folder)
        let (source, missing) = try await threads.runIfActive { try contents.source(copy: copy, writeAgain: damaged) }
        try Task.checkCancellation()
        let report = try await repository.backUp(source, of: owner, at: clock.now().date) { meter.report($0) }
        if !damaged.isEmpty {
            try await store.write { db in try BackupStore(db: db).forgetDamagedBlobs(damaged) }
        }
        meter.enter(.tidying)
        var sentence = "The backup is complete."
        let lost = missing + report.unreadable.count
        if lost > 0 {
            sentence =
                "\(lost) files of music or pictures could not be read on this box and are not in the backup. "
                + "Everything else is. Look at the health page for the state of the disk."
        }
        do {
            _ = try await repository.prune(settings.retention, of: owner, keeping: report.snapshot)
        } catch let failure as BackupFailure {
            sentence += " Older backups could not be tidied up: \(failure.sentence)"
        }
        return JobEnding(sentence: sentence, snapshot: report.snapshot.text)
    }

    // MARK: Testing

    private func testRestore(from place: String, sample: Int?, _ meter: JobMeter) async throws -> JobEnding {
        guard let key = try folder.knownRecoveryKey() else { throw BackupFailure.noSnapshot }
        let work = WorkFolder(folder)
        try work.begin()
        do {
            let ending = try await testRestore(from: place, key: key, sample: sample, in: work, meter)
            try work.end()
            return ending
        } catch BackupFailure.blobsDamaged(let cids) {
            try work.end()
            try await store.write { db in try BackupStore(db: db).addDamagedBlobs(cids) }
            throw BackupFailure.blobsDamaged(cids)
        } catch {
            try work.end()
            throw error
        }
    }

    private func testRestore(
        from place: String, key: RecoveryKey, sample: Int?, in work: WorkFolder, _ meter: JobMeter
    ) async throws -> JobEnding {
        let proof = BackupProof(clock: clock, entropy: entropy)
        let report = try await repository(place).testRestore(
            with: .key(key), beside: work.path, sample: sample, progress: { meter.report($0) },
            check: { restored in
                meter.enter(.checking)
                let findings = try await proof.findings(in: restored.folder) { restored.blobs.contains($0) }
                guard findings.isEmpty else { throw BackupRefusal.doesNotHold(findings) }
            })
        return JobEnding(
            sentence: "The newest backup was restored aside and everything that must hold does.",
            snapshot: report.snapshot.text)
    }
}

/// Held by whoever is at a backup, a test or a restore.
enum JobLock {
    /// - Throws: `BackupRefusal.busy`.
    static func take(_ folder: DataFolder) throws -> FolderLock {
        guard let lock = try takeIfFree(folder) else { throw BackupRefusal.busy }
        return lock
    }

    /// Nil while somebody holds it.
    static func takeIfFree(_ folder: DataFolder) throws -> FolderLock? {
        do {
            return try FolderLock(path: "\(folder.path)/backup.lock")
        } catch DataFolderFailure.inUse {
            return nil
        }
    }
}
