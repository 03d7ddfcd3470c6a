internal import Cryptography
internal import Multiformats
package import NIOPosix

// Backup: everything a box would lose, sealed, in a folder on another disk.
//
// Purpose. Snapshots of a box: small files as they are at one moment (database, keys, certificates) and the list of all
// blobs; blobs are sealed once and shared by all snapshots. Who finds the disk reads nothing, who holds the 24 recovery
// words gets everything back on a new machine. A restore reads and compares everything before it writes anything.
//
// Layout of `<folder>/stagebox-backup`:
//
//     stagebox-backup.txt          whose backup this is, in plain words; box, mark of the key, check; nothing secret
//     lock                         held by one writer, or by readers
//     drafts/                      what is being written; removed by the next run
//     blobs/xx/<name>              one sealed blob; its name is a code over its CID that only the box and the recovery
//                                  key can compute
//     snapshots/<name>.sealed      one sealed snapshot (SnapshotWriter has its layout)
//     snapshots/<name>.names       the names of the blobs that it needs, for a box that cannot open it
//     passphrase.sealed            the recovery key under a passphrase, if somebody wants one
//
// Keys. The recovery key (32 bytes, 24 words) is on paper. From it come a private X25519 key, which opens, and the key
// of the names. The box keeps the public half and the key of the names (`BackupKey`): it can write and tidy up, and
// cannot open. Sizes, times and numbers of files are not hidden, nor that two snapshots share blobs. Who holds the disk
// and not the `BackupKey` cannot forge a snapshot; he can remove some, or put back an older state of the folder.
//
// Durability. A file is written as a draft, synchronised, renamed and its folder synchronised; blobs first, then the
// list of names, the snapshot last. A kill at any instruction leaves the earlier snapshots good, and the next run goes
// on where it was.
//
// Limits. The folder is prepared once, on purpose, so that an unplugged disk is noticed and not written beside. Memory
// is one frame and the list of blobs. A run holds one thread of the given pool until its end: give it one of its own.
// No product words: what is in a backup, and when one is made, the caller says.
//
// Callers. StageboxApp and AdminCLI.

/// A folder of backups.
package struct BackupRepository: Sendable {
    let folder: String
    let root: String
    let threads: NIOThreadPool
    let disk: BackupDisk

    /// Touches nothing yet.
    ///
    /// - Parameters:
    ///   - folder: where a disk is mounted, or any folder; the backup is a folder in it.
    ///   - threads: a started pool; a run holds one of its threads until its end.
    package init(folder: String, threads: NIOThreadPool) {
        self.init(folder: folder, threads: threads, disk: BackupDisk())
    }

    init(folder: String, threads: NIOThreadPool, disk: BackupDisk) {
        self.folder = folder
        root = "\(folder)/\(BackupLayout.folder)"
        self.threads = threads
        self.disk = disk
    }

    /// Makes the folder ready for a box; nothing happens if it is.
    ///
    /// - Throws: `BackupFailure.notPrepared` if there is no such folder, `.foreign`, `.otherKey`, `.notEmpty`, `.busy`,
    ///   and those of the disk.
    package func prepare(for owner: BackupOwner) async throws {
        try await threads.runUntilStopped { [self] _ in
            guard BackupDisk.kind(folder) == .folder else { throw BackupFailure.notPrepared(folder: folder) }
            if try disk.makeFolder(root) {
                try disk.synchronize(folder: folder)
            } else if try marker() != nil {
                return try check(owner)
            } else {
                try checkUnused()
            }
            let lock = try FolderLock(path(BackupLayout.lock), isExclusive: true)
            defer { withExtendedLifetime(lock) {} }
            for part in [BackupLayout.drafts, BackupLayout.blobs, BackupLayout.snapshots] {
                try disk.makeFolder(path(part))
            }
            try removeDrafts()
            let marker = BackupMarker(box: owner.box, key: owner.key.mark)
            try keep(Array(marker.text.utf8), as: BackupLayout.marker)
        }
    }

    /// The snapshots, the newest first.
    ///
    /// - Throws: `BackupFailure.notPrepared`, and those of the disk.
    package func snapshots() async throws -> [SnapshotSummary] {
        try await threads.runUntilStopped { [self] _ in
            guard BackupDisk.kind(root) == .folder else { throw BackupFailure.notPrepared(folder: folder) }
            return try snapshotNames().compactMap { name in
                BackupDisk.size(path(name.sealedPath)).map { SnapshotSummary(name: name, bytes: $0) }
            }
        }
    }

    // MARK: For all who work in the folder

    func path(_ relative: String) -> String { "\(root)/\(relative)" }

    /// The newest first.
    func snapshotNames() throws -> [SnapshotName] {
        try BackupDisk.names(in: path(BackupLayout.snapshots)).compactMap { name in
            name.hasSuffix(SnapshotName.sealedEnding)
                ? SnapshotName(text: String(name.dropLast(SnapshotName.sealedEnding.count))) : nil
        }.sorted(by: >)
    }

    /// What the marker says; nil if there is none.
    func marker() throws -> BackupMarker? {
        let path = path(BackupLayout.marker)
        guard BackupDisk.kind(path) != .nothing else { return nil }
        guard let text = try InputFile.all(path, limit: 4096) else { throw BackupFailure.markerDamaged }
        return try BackupMarker(text: text)
    }

    /// Refuses a folder that is not this box's.
    func check(_ owner: BackupOwner) throws {
        guard let marker = try marker() else { throw BackupFailure.notPrepared(folder: folder) }
        guard marker.box == owner.box else { throw BackupFailure.foreign(box: marker.box) }
        guard marker.key == owner.key.mark else { throw BackupFailure.otherKey }
    }

    func removeDrafts() throws {
        for name in try BackupDisk.names(in: path(BackupLayout.drafts)) {
            try disk.erase(path("\(BackupLayout.drafts)/\(name)"))
        }
    }

    /// A draft under a name of its own.
    func draft() throws -> DraftFile {
        try DraftFile(path("\(BackupLayout.drafts)/\(Base32.encode(SecureRandom.bytes(10)))"), disk: disk)
    }

    /// Writes a draft and gives it its name; on failure nothing is left. The folder of the name is not synchronised.
    func keep(as name: String, _ fill: (DraftFile) throws -> Void) throws {
        let draft = try draft()
        do {
            try fill(draft)
            try draft.synchronize()
            try draft.end()
            try disk.rename(draft.path, to: path(name))
        } catch {
            disk.abandon(draft.path)
            throw error
        }
    }

    /// A small plain file beside the marker or deeper, on disk with its name when this returns.
    func keep(_ bytes: [UInt8], as name: String) throws {
        try keep(as: name) { draft in try bytes.withUnsafeBytes { try draft.write($0) } }
        let parent = name.split(separator: "/").dropLast().joined(separator: "/")
        try disk.synchronize(folder: parent.isEmpty ? root : path(parent))
    }

    /// A folder without a marker is taken only when nothing in it is anybody's.
    private func checkUnused() throws {
        let own: Set = [BackupLayout.lock, BackupLayout.drafts, BackupLayout.blobs, BackupLayout.snapshots]
        guard try BackupDisk.names(in: root).allSatisfy(own.contains),
            try BackupDisk.names(in: path(BackupLayout.snapshots)).isEmpty,
            try BackupDisk.names(in: path(BackupLayout.blobs)).isEmpty
        else { throw BackupFailure.notEmpty(folder: folder) }
    }
}

/// Who writes backups.
package struct BackupOwner: Sendable {
    let box: String
    let key: BackupKey
    let lockedKey: [UInt8]?

    /// - Parameters:
    ///   - box: tells boxes apart and stands in plain text; 1 to 64 letters, digits and `-`.
    ///   - lockedKey: `RecoveryKey.locked`, if a passphrase should open the backups too.
    package init(box: String, key: BackupKey, lockedKey: [UInt8]? = nil) {
        precondition(BackupMarker.isAllowed(box: box), "a box's name is short and plain")
        precondition((lockedKey?.count ?? 0) <= RecoveryKey.maximumLockedBytes, "a locked key is short")
        self.box = box
        self.key = key
        self.lockedKey = lockedKey
    }
}

/// A snapshot as a list shows it.
package struct SnapshotSummary: Sendable, Equatable {
    package let name: SnapshotName
    /// Of the snapshot itself; its blobs are shared with others and not counted.
    package let bytes: Int64
}
