import Backup
import Foundation
import Multiformats
import NIOPosix
import StageModel

/// Brings a backup back beside the data that is here, whole and checked, and marks it as ready to take its place.
struct RestoreRun: Sendable {
    static let stopped = "The box was stopped before this ended. Nothing was changed. Start the restore again."

    let data: DataFolder
    let clock: BoxClock
    let entropy: Entropy
    let threads: NIOThreadPool

    /// Reads and compares everything first, then writes into a folder of its own, then opens what came back.
    ///
    /// - Parameter demand: throws if it must not take the place of what is here; asked last.
    /// - Throws: `BackupFailure`, `BackupRefusal`, `DataFolderFailure`, `StoreFailure`, `CancellationError`; then
    ///   nothing is left of it.
    func bring(
        from place: String, words: String, snapshot: SnapshotName?, _ meter: JobMeter,
        demand: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> JobEnding {
        guard !data.isBetweenBoxes else { throw BackupRefusal.busy }
        try clear()
        do {
            return try await fill(from: place, words: words, snapshot: snapshot, meter, demand: demand)
        } catch {
            try clear()
            throw error
        }
    }

    /// Removes what an earlier run left that was cut short.
    func clear() throws {
        guard PrivateFile.exists(data.restorePartial) else { return }
        do {
            try FileManager.default.removeItem(atPath: data.restorePartial)
        } catch {
            throw DataFolderFailure.cannotWrite(path: data.restorePartial, reason: error.localizedDescription)
        }
    }

    private func fill(
        from place: String, words: String, snapshot: SnapshotName?, _ meter: JobMeter,
        demand: @Sendable () async throws -> Void
    ) async throws -> JobEnding {
        let key = try RecoveryKey(words: words)
        let partial = data.restorePartial
        let report = try await BackupRepository(folder: place, threads: threads).restore(
            snapshot, with: .key(key), into: partial, blobFolder: BackupContents.blobFolder
        ) { meter.report($0) }
        meter.enter(.checking)
        let findings = try await BackupProof(clock: clock, entropy: entropy).findings(in: partial) { cid in
            BackupContents.size("\(partial)/\(BackupContents.blobFolder)/\(cid.ending)/\(cid)") != nil
        }
        try PrivateFile.make(key.bytes, at: "\(partial)/secrets/recovery.key")
        try PrivateFile.settle(partial)
        try await demand()
        try Task.checkCancellation()
        var sentence = "Everything in the backup was compared and is back."
        if !findings.isEmpty {
            sentence +=
                " Some of it did not hold already when the backup was made: "
                + findings.prefix(3).joined(separator: " ")
        }
        let now = clock.now()
        var job = meter.job.ended(.done, sentence, at: now)
        job.snapshot = report.snapshot.text
        let day = now.text.prefix(19).replacing(":", with: "-")
        let note = RestoreNote(job: job, place: place, aside: "before-restore-\(day)-\(job.id.text.suffix(6))")
        try PrivateFile.make(try note.bytes(), at: data.path(of: .ready))
        return JobEnding(sentence: sentence, snapshot: report.snapshot.text)
    }
}
