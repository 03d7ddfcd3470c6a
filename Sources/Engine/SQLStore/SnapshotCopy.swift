import Foundation
import GRDB

/// A copy of the database in one file, whole and on disk or not there at all.
struct SnapshotCopy {
    private let db: Database

    /// - Parameter db: a connection that is in no transaction.
    init(of db: Database) { self.db = db }

    func write(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreFailure.targetExists(path: path) }
        let draft = path + ".part"
        unlink(draft)
        do {
            try db.execute(sql: "VACUUM INTO ?", arguments: [draft])
            guard chmod(draft, 0o600) == 0 else { throw failure(path) }
            try settle(draft)
            guard rename(draft, path) == 0 else { throw failure(path) }
            try settle(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        } catch {
            unlink(draft)
            if StoreTrouble(error) == .full { throw StoreFailure.diskFull }
            throw error
        }
    }

    /// Waits until a file or a folder is on disk.
    private func settle(_ path: String) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> StoreFailure {
        errno == ENOSPC ? .diskFull : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
