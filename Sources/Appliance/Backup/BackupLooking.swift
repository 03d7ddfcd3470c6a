internal import NIOPosix

/// What somebody sees of a backup folder who has its words.
package struct BackupSight: Sendable, Equatable {
    /// What the box called itself in `BackupOwner`; nil if the file that says it is gone.
    package let box: String?
    /// The newest first.
    package let snapshots: [SnapshotSummary]
}

extension BackupRepository {
    /// Looks whether the folder's words are these, and what is in it; no snapshot is read.
    ///
    /// - Throws: `BackupFailure.notPrepared`, `.markerDamaged`, `.wrongWords`, `.wrongKey`, and those of the disk.
    package func look(with opener: BackupOpener) async throws -> BackupSight {
        let box = try await threads.runUntilStopped { [self] _ in
            _ = try recoveryKey(opener)
            return try marker()?.box
        }
        return BackupSight(box: box, snapshots: try await snapshots())
    }
}
