/// What a restore brought back, or a test restore found good.
package struct RestoreReport: Sendable, Equatable {
    package let snapshot: SnapshotName
    package let files: Int
    package let blobs: Int
    /// Of files and blobs together.
    package let bytes: Int64
}

extension BackupRepository {
    /// Stands in a target until everything is there; a target with it is no box.
    package static let unfinishedMark = "restore-unfinished"

    /// Brings a snapshot back into an empty folder, after everything was read and compared once.
    ///
    /// Reads the backup twice: first all frames and all blobs, which must have the hash of their CIDs, then again while
    /// writing. Files come to `<target>/<name>`, blobs to `<target>/<blobFolder>/<ending>/<cid>`, where a `BlobFolder`
    /// has them. A failure while writing empties the target again; a kill leaves `unfinishedMark` in it.
    ///
    /// - Parameters:
    ///   - name: nil is the newest.
    ///   - target: an empty folder, or one to be made in an existing folder.
    ///   - blobFolder: relative to the target.
    ///   - progress: called on another thread, about every MiB, first for `.verifying`, then for `.restoring`.
    /// - Throws: `BackupFailure`; `CancellationError`.
    package func restore(
        _ name: SnapshotName? = nil, with opener: BackupOpener, into target: String, blobFolder: String = "blobs",
        progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws -> RestoreReport {
        precondition(EntryName.isAllowed(blobFolder), "blobs come into a folder below the target")
        return try await threads.runUntilStopped { [self] stop in
            let key = try recoveryKey(opener)
            let writing = RestoreTarget(path: target, blobFolder: blobFolder, disk: disk)
            try writing.checkEmpty()
            let lock = try lockForReading()
            defer { withExtendedLifetime(lock) {} }
            let backup = OpenedBackup(repository: self, name: try choose(name), key: key)
            let content = try verifyAll(backup, writing, stop, progress)
            let total = backup.snapshotBytes + content.blobs.reduce(0) { $0 + $1.bytes }
            let meter = Meter(.restoring, total: total, stop: stop, report: progress)
            try writing.fill(needing: content.bytes, isLasting: true) {
                _ = try backup.readSnapshot(
                    meter, begin: { try writing.begin($0.name) }, take: { try writing.write($0) })
                for blob in content.blobs {
                    try writing.begin(blob.cid)
                    try backup.read(blob, meter) { try writing.write($0) }
                }
            }
            meter.finish()
            return RestoreReport(
                snapshot: backup.name, files: content.files, blobs: content.blobs.count, bytes: content.bytes)
        }
    }

    private func verifyAll(
        _ backup: OpenedBackup, _ target: RestoreTarget, _ stop: StopSign,
        _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) throws -> (files: Int, blobs: [SnapshotBlob], bytes: Int64) {
        var files: [SnapshotReader.File] = []
        // How much there is to read is known when the list was read; until then the snapshot is all.
        let first = Meter(.verifying, total: backup.snapshotBytes, stop: stop, report: progress)
        let blobs = try backup.readSnapshot(first, begin: { files.append($0) })
        try target.checkPlaces(of: files.map(\.name))
        try backup.checkPresence(of: blobs)
        let blobBytes = blobs.reduce(0) { $0 + $1.bytes }
        let meter = Meter(.verifying, total: backup.snapshotBytes + blobBytes, stop: stop, report: progress)
        try meter.advance(backup.snapshotBytes)
        try backup.verify(blobs, meter)
        meter.finish()
        return (files.count, blobs, blobBytes + files.reduce(0) { $0 + $1.bytes })
    }
}
