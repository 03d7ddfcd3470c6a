internal import Cryptography
package import Multiformats
internal import NIOPosix

/// A snapshot's small files, restored for a look at them.
package struct RestoredFiles: Sendable {
    /// The folder in which they are until the look is over.
    package let folder: String
    /// Of which blobs the backup has the bytes.
    package let blobs: Set<CID>
}

extension BackupRepository {
    private static let testPrefix = "restore-test-"

    /// Shows that a snapshot can be restored, without touching anything: its small files come into a folder that is
    /// removed again, its blobs are opened and compared and not written.
    ///
    /// - Parameters:
    ///   - name: nil is the newest.
    ///   - parent: an existing folder, beside the data of the box, in which the files are for a while.
    ///   - sample: so many blobs, chosen at random, are read instead of all; that all are there is looked at always.
    ///   - check: looks at the files and throws if they are not what they should be.
    /// - Throws: `BackupFailure`; `CancellationError`; what `check` throws.
    package func testRestore(
        _ name: SnapshotName? = nil, with opener: BackupOpener, beside parent: String, sample: Int? = nil,
        progress: @escaping @Sendable (BackupProgress) -> Void = { _ in },
        check: @escaping @Sendable (RestoredFiles) async throws -> Void
    ) async throws -> RestoreReport {
        let folder = "\(parent)/\(Self.testPrefix)\(Base32.encode(SecureRandom.bytes(5)))"
        do {
            let tested = try await threads.runUntilStopped { [self] stop in
                try removeOldTests(parent)
                return try restoreForTest(name, opener, into: folder, sample: sample, stop, progress)
            }
            try await check(RestoredFiles(folder: folder, blobs: Set(tested.blobs)))
            try await removeTest(folder)
            withExtendedLifetime(tested.lock) {}
            return tested.report
        } catch let failure {
            // What cannot be removed now, the next test removes.
            do { try await removeTest(folder) } catch { throw failure }
            throw failure
        }
    }

    private struct Tested: Sendable {
        let report: RestoreReport
        let blobs: [CID]
        let lock: FolderLock
    }

    private func restoreForTest(
        _ name: SnapshotName?, _ opener: BackupOpener, into folder: String, sample: Int?, _ stop: StopSign,
        _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) throws -> Tested {
        let key = try recoveryKey(opener)
        let lock = try lockForReading()
        defer { withExtendedLifetime(lock) {} }
        let backup = OpenedBackup(repository: self, name: try choose(name), key: key)
        try disk.makeFolder(folder)
        let mine = try FolderLock(folder, isExclusive: true)
        let target = RestoreTarget(path: folder, blobFolder: "blobs", disk: disk)
        var files = 0
        var bytes: Int64 = 0
        var blobs: [SnapshotBlob] = []
        let first = Meter(.restoring, total: backup.snapshotBytes, stop: stop, report: progress)
        try target.fill(needing: backup.snapshotBytes, isLasting: false) {
            blobs = try backup.readSnapshot(
                first,
                begin: { file in
                    files += 1
                    bytes += file.bytes
                    try target.begin(file.name)
                }, take: { try target.write($0) })
        }
        first.finish()
        try backup.checkPresence(of: blobs)
        let chosen = sample.map { Array(blobs.shuffled().prefix(max(0, $0))) } ?? blobs
        let read = chosen.reduce(0) { $0 + $1.bytes }
        let meter = Meter(.verifying, total: read, stop: stop, report: progress)
        try backup.verify(chosen, meter)
        meter.finish()
        let report = RestoreReport(
            snapshot: backup.name, files: files, blobs: chosen.count, bytes: bytes + read)
        return Tested(report: report, blobs: blobs.map(\.cid), lock: mine)
    }

    /// What a killed test left; one that is under way is held by its lock.
    private func removeOldTests(_ parent: String) throws {
        for name in try BackupDisk.names(in: parent) where name.hasPrefix(Self.testPrefix) {
            let folder = "\(parent)/\(name)"
            guard BackupDisk.kind(folder) == .folder else { continue }
            do {
                let lock = try FolderLock(folder, isExclusive: true)
                try BackupDisk.eraseTree(folder)
                withExtendedLifetime(lock) {}
            } catch BackupFailure.busy {
                continue
            }
        }
    }

    private func removeTest(_ folder: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            // Also when the task was cancelled.
            threads.submit { _ in continuation.resume(with: Result { try BackupDisk.eraseTree(folder) }) }
        }
    }
}
