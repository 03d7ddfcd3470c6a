internal import Glibc
internal import Multiformats

/// What somebody has who wants a backup opened.
package enum BackupOpener: Sendable {
    /// 24 words as they were typed.
    case words(String)
    case key(RecoveryKey)
    case passphrase(String)
}

extension BackupRepository {
    /// The recovery key of this folder.
    ///
    /// A folder whose marker was taken away can still be opened; then only the snapshot itself tells whether the key
    /// is right.
    func recoveryKey(_ opener: BackupOpener) throws -> RecoveryKey {
        guard BackupDisk.kind(root) == .folder else { throw BackupFailure.notPrepared(folder: folder) }
        let marker = try marker()
        let key =
            switch opener {
            case .words(let words): try RecoveryKey(words: words)
            case .key(let key): key
            case .passphrase(let passphrase): try recoveryKey(passphrase: passphrase)
            }
        guard marker == nil || marker?.key == key.backupKey.mark else { throw BackupFailure.wrongKey }
        return key
    }

    private func recoveryKey(passphrase: String) throws -> RecoveryKey {
        let name = BackupLayout.passphrase
        guard BackupDisk.kind(path(name)) != .nothing else { throw BackupFailure.noPassphrase }
        guard let locked = try InputFile.all(path(name), limit: RecoveryKey.maximumLockedBytes) else {
            throw BackupFailure.damaged(file: name, reason: SealFailure.malformedHeader.reason)
        }
        do {
            return try RecoveryKey(locked: locked, passphrase: passphrase)
        } catch SealFailure.notForThisKey {
            throw BackupFailure.wrongPassphrase
        } catch let failure as SealFailure {
            throw BackupFailure.damaged(file: name, reason: failure.reason)
        }
    }

    /// The named snapshot, or the newest.
    func choose(_ name: SnapshotName?) throws -> SnapshotName {
        let all = try snapshotNames()
        guard let chosen = name ?? all.first else { throw BackupFailure.noSnapshot }
        guard all.contains(chosen) else { throw BackupFailure.snapshotMissing(chosen.text) }
        return chosen
    }

    /// Lets nobody change the folder while it is read.
    func lockForReading() throws -> FolderLock? {
        do {
            return try FolderLock(path(BackupLayout.lock), isExclusive: false)
        } catch BackupFailure.system(ENOENT, _), BackupFailure.readOnly {
            // A disk that cannot be written to, without a lock on it, has no writer.
            return nil
        }
    }
}

/// Reads one snapshot and its blobs, and says which file is damaged if one is.
struct OpenedBackup {
    let repository: BackupRepository
    let name: SnapshotName
    let key: RecoveryKey
    private let backupKey: BackupKey
    private let buffer = CopyBuffer()

    init(repository: BackupRepository, name: SnapshotName, key: RecoveryKey) {
        self.repository = repository
        self.name = name
        self.key = key
        backupKey = key.backupKey
    }

    /// Reads the whole snapshot.
    ///
    /// - Parameters:
    ///   - begin: called for each file before its bytes.
    ///   - take: gets the bytes of the file that was begun.
    /// - Returns: the blobs that it needs; the whole was authentic when this returns.
    /// - Throws: `BackupFailure.damaged`, and what the closures throw.
    func readSnapshot(
        _ meter: Meter, begin: (SnapshotReader.File) throws -> Void = { _ in },
        take: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> [SnapshotBlob] {
        try naming(name.sealedPath) {
            let input = try InputFile(repository.path(name.sealedPath))
            let sealed = try SealedReader(opener: .privateKey(key.privateKey)) { try input.read(into: $0) }
            let reader = try SnapshotReader {
                let count = try sealed.read(into: $0)
                try meter.advance(Int64(count))
                return count
            }
            guard reader.name == name else {
                throw BackupFailure.damaged(
                    file: name.sealedPath, reason: "it is the backup \(reader.name) under another name")
            }
            while let file = try reader.nextFile() {
                try begin(file)
                try buffer.copy(from: { try reader.read(into: $0) }, to: take)
            }
            return reader.blobs
        }
    }

    /// Bytes that reading the snapshot takes.
    var snapshotBytes: Int64 { BackupDisk.size(repository.path(name.sealedPath)) ?? 0 }

    /// Refuses a list of which blobs are not in the folder.
    func checkPresence(of blobs: [SnapshotBlob]) throws {
        let missing = blobs.count { BackupDisk.size(path(of: $0)) == nil }
        guard missing == 0 else { throw BackupFailure.blobsMissing(missing) }
    }

    /// Reads a blob, checking that it is the one of its CID.
    ///
    /// - Throws: `BackupFailure.damaged`, also after all bytes were given out; what `take` throws.
    func read(
        _ blob: SnapshotBlob, _ meter: Meter, take: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws {
        let file = backupKey.name(ofBlob: blob.cid.bytes).path
        try naming(file) {
            let input = try InputFile(repository.path(file))
            let sealed = try SealedReader(opener: .privateKey(key.privateKey)) { try input.read(into: $0) }
            var hasher = UnixFSHasher()
            var bytes: Int64 = 0
            try buffer.copy(
                from: { try sealed.read(into: $0) },
                to: { part in
                    hasher.update(part)
                    bytes += Int64(part.count)
                    try meter.advance(Int64(part.count))
                    try take(part)
                })
            guard bytes == blob.bytes, hasher.finalize() == blob.cid else {
                throw BackupFailure.damaged(file: file, reason: "it holds something else than it should")
            }
        }
    }

    /// Reads all of the blobs and collects the damaged ones.
    ///
    /// - Throws: `BackupFailure.blobsDamaged`.
    func verify(_ blobs: [SnapshotBlob], _ meter: Meter) throws {
        var damaged: [String] = []
        for blob in blobs {
            do {
                try read(blob, meter)
            } catch BackupFailure.damaged, BackupFailure.system {
                damaged.append(blob.cid.description)
            }
        }
        guard damaged.isEmpty else { throw BackupFailure.blobsDamaged(damaged) }
    }

    private func path(of blob: SnapshotBlob) -> String {
        repository.path(backupKey.name(ofBlob: blob.cid.bytes).path)
    }

    /// Tells failures of the formats as failures of a file.
    private func naming<Value>(_ file: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let failure as SealFailure {
            throw BackupFailure.damaged(file: file, reason: failure.reason)
        } catch is MalformedSnapshot {
            throw BackupFailure.damaged(file: file, reason: "its content is not that of a backup of this version")
        }
    }
}
