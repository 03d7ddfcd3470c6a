/// What tidying up did.
package struct PruneReport: Sendable, Equatable {
    /// The newest first.
    package let kept: [SnapshotName]
    package let removed: [SnapshotName]
    package let removedBlobs: Int
    /// Bytes of the disk that are free again.
    package let freedBytes: Int64
}

extension BackupRepository {
    /// Removes snapshots that no rule keeps, and the blobs that no remaining snapshot names.
    ///
    /// A kill at any instruction removes too little, never too much. Blobs stay when one remaining snapshot's list of
    /// names is missing or damaged, since it cannot be known what that one needs.
    ///
    /// - Parameter keeping: a snapshot that stays in any case, as the one just made: with a wrong clock it may not be
    ///   the newest.
    /// - Throws: `BackupFailure.damaged` for such a list, after the snapshots were removed; `.busy`, `.foreign` and
    ///   those of the disk; `CancellationError`.
    package func prune(
        _ retention: Retention, of owner: BackupOwner, keeping: SnapshotName? = nil
    ) async throws -> PruneReport {
        try await threads.runUntilStopped { [self] stop in
            try check(owner)
            let lock = try FolderLock(path(BackupLayout.lock), isExclusive: true)
            defer { withExtendedLifetime(lock) {} }
            let all = try snapshotNames()
            var staying = retention.kept(of: all)
            if let keeping { staying.insert(keeping) }
            let kept = all.filter(staying.contains)
            let removed = all.filter { !staying.contains($0) }
            var freed: Int64 = 0
            // The oldest first: a kill leaves the newer ones.
            for name in removed.reversed() { freed += try remove(name) }
            if !removed.isEmpty { try disk.synchronize(folder: path(BackupLayout.snapshots)) }
            freed += try removeStrayNames(keeping: Set(kept))
            let needed = try blobsNeeded(by: kept, key: owner.key)
            let swept = try sweep(keeping: needed, stop)
            return PruneReport(
                kept: kept, removed: removed, removedBlobs: swept.count, freedBytes: freed + swept.bytes)
        }
    }

    /// The snapshot first: a list of names without a snapshot is harmless, the reverse would stop all sweeping.
    private func remove(_ name: SnapshotName) throws -> Int64 {
        let bytes = BackupDisk.size(path(name.sealedPath)) ?? 0
        try disk.erase(path(name.sealedPath))
        return bytes
    }

    /// Lists whose snapshot was removed, or never came because of a kill.
    private func removeStrayNames(keeping: Set<SnapshotName>) throws -> Int64 {
        var freed: Int64 = 0
        for file in try BackupDisk.names(in: path(BackupLayout.snapshots)) {
            guard file.hasSuffix(SnapshotName.referencesEnding),
                let name = SnapshotName(text: String(file.dropLast(SnapshotName.referencesEnding.count))),
                !keeping.contains(name)
            else { continue }
            freed += BackupDisk.size(path(name.referencesPath)) ?? 0
            try disk.erase(path(name.referencesPath))
        }
        return freed
    }

    private func blobsNeeded(by snapshots: [SnapshotName], key: BackupKey) throws -> Set<BlobName> {
        var needed = Set<BlobName>()
        for name in snapshots {
            guard BackupDisk.kind(path(name.referencesPath)) != .nothing else {
                throw BackupFailure.damaged(file: name.referencesPath, reason: "it is missing")
            }
            guard let bytes = try InputFile.all(path(name.referencesPath), limit: BlobReferences.maximumBytes),
                let names = BlobReferences.decode(bytes, key: key)
            else { throw BackupFailure.damaged(file: name.referencesPath, reason: "it was changed") }
            needed.formUnion(names)
        }
        return needed
    }

    private func sweep(keeping needed: Set<BlobName>, _ stop: StopSign) throws -> (count: Int, bytes: Int64) {
        var swept: (count: Int, bytes: Int64) = (0, 0)
        for part in try BackupDisk.names(in: path(BackupLayout.blobs)) {
            let folder = path("\(BackupLayout.blobs)/\(part)")
            guard BackupDisk.kind(folder) == .folder else { continue }
            for file in try BackupDisk.names(in: folder) {
                try stop.check()
                // What has no name of ours is not ours.
                guard let name = BlobName(text: file), !needed.contains(name) else { continue }
                swept.bytes += BackupDisk.size("\(folder)/\(file)") ?? 0
                swept.count += 1
                try disk.erase("\(folder)/\(file)")
            }
        }
        return swept
    }
}
