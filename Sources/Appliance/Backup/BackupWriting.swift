package import Foundation
package import Multiformats

/// What a backup did.
package struct BackupReport: Sendable, Equatable {
    package let snapshot: SnapshotName
    /// Blobs sealed now, and their bytes before sealing.
    package let newBlobs: Int
    package let newBytes: Int64
    /// Blobs that the folder had.
    package let keptBlobs: Int
    /// Blobs that are not in this snapshot, because their files are gone or no longer what their CIDs say.
    package let unreadable: [CID]
}

extension BackupRepository {
    /// Makes a snapshot: seals the blobs that the folder does not have, then the small files and the list of all blobs.
    ///
    /// A blob that cannot be read, or whose bytes are no longer its CID's does not stop the others: it is reported.
    /// The
    /// snapshot is on disk, with all that it needs, when this returns.
    ///
    /// - Parameters:
    ///   - time: of the snapshot.
    ///   - progress: called on another thread, about every MiB.
    /// - Throws: `BackupFailure`; `CancellationError`. Earlier snapshots are as they were, and what was sealed already
    ///   is there for the next run.
    package func backUp(
        _ source: BackupSource, of owner: BackupOwner, at time: Date,
        progress: @escaping @Sendable (BackupProgress) -> Void = { _ in }
    ) async throws -> BackupReport {
        try await threads.runUntilStopped { [self] stop in
            try check(owner)
            if let name = EntryName.clash(in: source.files.map(\.name)) { throw BackupFailure.badName(name) }
            let lock = try FolderLock(path(BackupLayout.lock), isExclusive: true)
            defer { withExtendedLifetime(lock) {} }
            try settleEarlierRun()
            try DraftFile(path(BackupLayout.unfinished), disk: disk).end()
            var run = BackupWriting(repository: self, owner: owner, name: SnapshotName(at: time), stop: stop)
            let report = try run.write(source, progress: progress)
            try disk.erase(path(BackupLayout.unfinished))
            return report
        }
    }

    /// A run that was cut short may have left drafts, and blobs whose names are not on disk yet: the names of those
    /// that are kept now must be.
    private func settleEarlierRun() throws {
        guard try !BackupDisk.names(in: path(BackupLayout.drafts)).isEmpty else { return }
        let blobs = path(BackupLayout.blobs)
        for name in try BackupDisk.names(in: blobs) where BackupDisk.kind("\(blobs)/\(name)") == .folder {
            try disk.synchronize(folder: "\(blobs)/\(name)")
        }
        try disk.synchronize(folder: blobs)
        try removeDrafts()
    }
}

/// One backup under way.
private struct BackupWriting {
    /// Kept free beside what the backup needs: folders and the file system's own tables.
    private static let slackBytes: Int64 = 1 << 20

    let repository: BackupRepository
    let owner: BackupOwner
    let name: SnapshotName
    let stop: StopSign
    private let buffer = CopyBuffer()
    private var present: [SnapshotBlob] = []
    private var unreadable: [CID] = []
    private var touchedFolders: Set<String> = []

    init(repository: BackupRepository, owner: BackupOwner, name: SnapshotName, stop: StopSign) {
        self.repository = repository
        self.owner = owner
        self.name = name
        self.stop = stop
    }

    mutating func write(
        _ source: BackupSource, progress: @escaping @Sendable (BackupProgress) -> Void
    ) throws -> BackupReport {
        let missing = missing(of: source)
        let kept = present.count
        let newBytes = missing.reduce(0) { $0 + $1.bytes }
        try checkSpace(missing, source)
        let meter = Meter(.blobs, total: newBytes, stop: stop, report: progress)
        for blob in missing { try seal(blob, meter) }
        meter.finish()
        // Only what has its name for good may be listed.
        for folder in touchedFolders.sorted() { try repository.disk.synchronize(folder: folder) }
        if let locked = owner.lockedKey { try keepPassphrase(locked) }
        let names = present.map { owner.key.name(ofBlob: $0.cid.bytes) }
        try repository.keep(BlobReferences.encode(names, key: owner.key), as: name.referencesPath)
        try sealSnapshot(source.files, progress)
        let written = present[kept...]
        return BackupReport(
            snapshot: name, newBlobs: written.count, newBytes: written.reduce(0) { $0 + $1.bytes }, keptBlobs: kept,
            unreadable: unreadable)
    }

    /// Blobs to seal; those that the folder has are noted as present. One of another length than it should have was
    /// damaged by something else and is sealed again.
    private mutating func missing(of source: BackupSource) -> [BackupSource.Blob] {
        var seen = Set<CID>()
        var missing: [BackupSource.Blob] = []
        for blob in source.blobs where seen.insert(blob.cid).inserted {
            let path = repository.path(owner.key.name(ofBlob: blob.cid.bytes).path)
            let isHere = BackupDisk.size(path) == sealedBytes(blob.bytes) && !source.writeAgain.contains(blob.cid)
            if isHere {
                present.append(SnapshotBlob(cid: blob.cid, bytes: blob.bytes))
            } else {
                missing.append(blob)
            }
        }
        return missing
    }

    private func sealedBytes(_ bytes: Int64) -> Int64 {
        SealedFormat.sealedBytes(of: bytes, for: owner.key.recipients)
    }

    /// A disk that will not hold everything is refused before it is filled.
    private func checkSpace(_ missing: [BackupSource.Blob], _ source: BackupSource) throws {
        let count = present.count + missing.count
        var needed = missing.reduce(Self.slackBytes) { $0 + sealedBytes($1.bytes) }
        needed += Int64(count * BlobName.byteCount)
        let files = source.files.reduce(0) { $0 + (BackupDisk.size($1.path) ?? 0) }
        needed += sealedBytes(files + SnapshotFormat.overheadBytes(blobs: count, files: source.files.count))
        guard try needed <= repository.disk.freeBytes(repository.root) else {
            throw BackupFailure.diskFull(neededBytes: needed)
        }
    }

    private struct Unreadable: Error {}

    private mutating func seal(_ blob: BackupSource.Blob, _ meter: Meter) throws {
        let name = owner.key.name(ofBlob: blob.cid.bytes)
        let blobs = repository.path(BackupLayout.blobs)
        let folder = "\(blobs)/\(name.text.prefix(2))"
        do {
            let input = try open(blob)
            if try repository.disk.makeFolder(folder) { touchedFolders.insert(blobs) }
            try repository.keep(as: name.path) { draft in
                var hasher = UnixFSHasher()
                let writer = try SealedWriter(for: owner.key.recipients) { try draft.write($0) }
                try buffer.copy(
                    from: { part in
                        do { return try input.read(into: part) } catch { throw Unreadable() }
                    },
                    to: { part in
                        hasher.update(part)
                        try writer.write(part)
                        try meter.advance(Int64(part.count))
                    })
                guard hasher.finalize() == blob.cid else { throw Unreadable() }
                try writer.finish()
            }
        } catch is Unreadable {
            unreadable.append(blob.cid)
            return
        }
        touchedFolders.insert(folder)
        present.append(SnapshotBlob(cid: blob.cid, bytes: blob.bytes))
    }

    private func open(_ blob: BackupSource.Blob) throws -> InputFile {
        let input: InputFile
        do { input = try InputFile(blob.path) } catch { throw Unreadable() }
        guard input.bytes == blob.bytes else { throw Unreadable() }
        return input
    }

    private func keepPassphrase(_ locked: [UInt8]) throws {
        let path = repository.path(BackupLayout.passphrase)
        let isThere = BackupDisk.kind(path) != .nothing
        if isThere, try InputFile.all(path, limit: RecoveryKey.maximumLockedBytes) == locked { return }
        try repository.keep(locked, as: BackupLayout.passphrase)
    }

    private func sealSnapshot(
        _ files: [BackupSource.File], _ progress: @escaping @Sendable (BackupProgress) -> Void
    ) throws {
        let total = files.reduce(0) { $0 + (BackupDisk.size($1.path) ?? 0) }
        let meter = Meter(.snapshot, total: total, stop: stop, report: progress)
        try repository.keep(as: name.sealedPath) { draft in
            let sealer = try SealedWriter(for: owner.key.recipients) { try draft.write($0) }
            let writer = try SnapshotWriter(name: name, box: owner.box, blobs: present, files: files.count) {
                try sealer.write($0)
            }
            for file in files { try add(file, to: writer, sealer, meter) }
            try writer.finish()
            try sealer.finish()
        }
        try repository.disk.synchronize(folder: repository.path(BackupLayout.snapshots))
        meter.finish()
    }

    private func add(
        _ file: BackupSource.File, to writer: SnapshotWriter, _ sealer: SealedWriter, _ meter: Meter
    ) throws {
        let input: InputFile
        do { input = try InputFile(file.path) } catch { throw BackupFailure.sourceMissing(file.name) }
        try writer.begin(file: file.name, bytes: input.bytes)
        var left = input.bytes
        try buffer.copy(
            from: { part in
                do { return try input.read(into: part) } catch { throw BackupFailure.sourceMissing(file.name) }
            },
            to: { part in
                left -= Int64(part.count)
                guard left >= 0 else { throw BackupFailure.sourceChanged(file.name) }
                try sealer.write(part)
                try meter.advance(Int64(part.count))
            })
        guard left == 0 else { throw BackupFailure.sourceChanged(file.name) }
    }
}
