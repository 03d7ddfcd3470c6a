import Cryptography
import Foundation
package import StageModel
import SystemPackage

/// The folder in which the box keeps everything, private to its account.
///
/// `stagebox.sqlite` the database, `files/` files by CID, `cache/` what can be made again, `authority/` the box's
/// certificate authority, `secrets/box.key` the one secret that the database never holds, `secrets/recovery.key`
/// what opens backups, `lock` held while a daemon runs, `backup.lock` by whoever is at a backup or a restore.
package struct DataFolder: Sendable {
    package let path: String

    package var database: String { Self.database(in: path) }

    /// Where the database of a box is, also of a folder that is not made yet.
    package static func database(in path: String) -> String { "\(path)/stagebox.sqlite" }
    package var blobs: String { "\(path)/files" }
    package var cache: String { "\(path)/cache" }
    /// The box's own certificate authority.
    package var authority: String { "\(path)/authority" }
    private var secrets: String { "\(path)/secrets" }
    private var keyFile: String { "\(secrets)/box.key" }

    /// Opens the folder, making it when it is not there.
    package init(path: String) throws {
        self.path = path
        do {
            for folder in [path, secrets, cache] {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw DataFolderFailure.cannotMake(path: path)
        }
    }

    /// The box's secret; made once, on disk before it is used.
    package func key(entropy: Entropy) throws -> SecretKey {
        guard !isBetweenBoxes else { throw DataFolderFailure.restoreWaits(path: path) }
        if FileManager.default.fileExists(atPath: keyFile) {
            guard let bytes = FileManager.default.contents(atPath: keyFile), bytes.count == 32 else {
                throw DataFolderFailure.keyDamaged(path: keyFile)
            }
            return SecretKey(bytes: Array(bytes))
        }
        guard !FileManager.default.fileExists(atPath: database) else {
            throw DataFolderFailure.keyMissing(path: keyFile)
        }
        let bytes = entropy.bytes(32)
        let draft = FilePath(keyFile + ".new")
        let file = try FileDescriptor.open(
            draft, .writeOnly, options: [.create, .truncate], permissions: [.ownerRead, .ownerWrite])
        try file.closeAfter {
            try file.writeAll(bytes)
            try synchronize(file)
        }
        try FileManager.default.moveItem(atPath: draft.string, toPath: keyFile)
        let folder = try FileDescriptor.open(FilePath(secrets), .readOnly)
        try folder.closeAfter { try synchronize(folder) }
        return SecretKey(bytes: bytes)
    }

    /// Takes the folder for one daemon; a second one is refused while the first lives.
    package func lock() throws -> FolderLock { try FolderLock(path: "\(path)/lock") }

    private func synchronize(_ file: FileDescriptor) throws {
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
}

/// Held by a daemon; given back by the kernel whatever way the daemon ends.
package final class FolderLock: Sendable {
    private let file: FileDescriptor

    init(path: String) throws {
        file = try FileDescriptor.open(
            FilePath(path), .readWrite, options: [.create], permissions: [.ownerRead, .ownerWrite])
        // Complete now: whatever is thrown from here on, `deinit` closes the file, once.
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw DataFolderFailure.inUse(path: path) }
    }

    deinit { _ = close(file.rawValue) }
}

/// Why a data folder cannot be used; the sentence says what to do.
package enum DataFolderFailure: Error, CustomStringConvertible, Equatable {
    case cannotMake(path: String)
    case keyDamaged(path: String)
    case keyMissing(path: String)
    case inUse(path: String)
    case cannotWrite(path: String, reason: String)
    case recoveryKeyDamaged(path: String)
    /// A restored box is ready to take the place of the one that is here.
    case restoreWaits(path: String)
    case restoreUnreadable(path: String)

    package var description: String {
        switch self {
        case .cannotMake(let path):
            "The data folder \(path) cannot be made or used. Choose another with --data, or mend its owner and rights."
        case .keyDamaged(let path):
            "The box's secret \(path) is damaged. Put the file back from a backup; without it no old ticket is known."
        case .keyMissing(let path):
            "There is a database but its secret \(path) is missing. Put the file back from a backup; the box does not "
                + "start without it, because every ticket sold so far would be refused."
        case .inUse(let path):
            "Another Stagebox runs on this folder (\(path) is locked). Stop it first, or choose another with --data."
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written (\(reason)). Nothing was changed. Mend the disk, the owner or the rights, "
                + "then try again."
        case .recoveryKeyDamaged(let path):
            "The recovery key \(path) is damaged, so no backup can be made. Move the file away: the box makes a new "
                + "key with new words, and wants an empty folder for its backups."
        case .restoreWaits(let path):
            "In \(path) a restored box waits to take its place. Start the box; then repeat this."
        case .restoreUnreadable(let path):
            "\(path), which says how far a restore is, cannot be read. Move it away together with restore.partial "
                + "beside it, then start the restore again."
        }
    }
}
