import Backup
import NIOPosix
package import SQLStore
package import StageModel

/// Restoring without a running box, for whoever holds the folder's lock.
extension RestoreService {
    /// Brings a backup back; `DataFolder.finishRestore` then puts it into place.
    ///
    /// - Parameter snapshot: as a list names it; nil is the newest.
    /// - Returns: how it ended; nothing is thrown for what is wrong with the backup.
    /// - Throws: `InvalidInput`, `BackupRefusal` for what is wrong with the wish.
    package static func restoreAlone(
        from typed: String, words: String, snapshot: String?, into data: DataFolder, clock: BoxClock,
        entropy: Entropy, onProgress: @escaping @Sendable (BackupJob) -> Void
    ) async throws -> BackupJob {
        let place = try BackupRules.folder(typed)
        let name = try snapshot.map { text in
            guard let name = SnapshotName(text: text) else { throw BackupRefusal.noSuchSnapshot }
            return name
        }
        let lock = try JobLock.take(data)
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let now = clock.now()
        let meter = JobMeter(BackupJob(BackupJobID(at: now, entropy: entropy), .restore, at: now), listener: onProgress)
        let run = RestoreRun(data: data, clock: clock, entropy: entropy, threads: threads)
        let ended = await JobRun(meter: meter, clock: clock, note: { _ in false }, stopped: RestoreRun.stopped).ended {
            try await run.bring(from: place, words: words, snapshot: name, meter)
        }
        try await threads.shutdownGracefully()
        withExtendedLifetime(lock) {}
        return ended
    }
}

/// The way back behind an upgrade.
package enum PreUpgrade {
    /// Puts the newest copy of the database that this version can open in its place; for whoever holds the folder's
    /// lock.
    ///
    /// - Throws: `NoWayBack` without such a copy, `StoreFailure`.
    package static func goBack(_ data: DataFolder, at now: Timestamp) throws -> GoingBack.Report {
        let way = GoingBack(path: data.database, migrations: Box.migrations)
        guard PrivateFile.exists(data.database), way.newestCopy() != nil else { throw NoWayBack(folder: data.path) }
        return try way.putBack(label: String(now.text.prefix(19).replacing(":", with: "-")))
    }
}

/// There is no copy from before an upgrade.
struct NoWayBack: Refusal {
    let folder: String
    let kind = RefusalKind.notFound
    let reason = "restore.no_way_back"

    var sentence: String {
        "In \(folder) there is no copy from before an upgrade that this version can open. Restore a backup: "
            + "'stagebox restore --from FOLDER'."
    }
}
