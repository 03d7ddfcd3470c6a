import Foundation
import GRDB

/// Puts the copy that was made before an upgrade in the place of a database that a later version has written.
///
/// A kill at any instruction leaves either the one or the other in place, whole: the later database first gets a second
/// name, then the copy takes its first one. Nobody else may have the database open.
package struct GoingBack: Sendable {
    private let path: String
    private let migrations: [SchemaMigration]

    /// - Parameter migrations: those of this version.
    package init(path: String, migrations: [SchemaMigration]) {
        self.path = path
        self.migrations = migrations
    }

    /// What was put where.
    package struct Report: Sendable, Equatable {
        /// The copy that is the database now; its file stays.
        package let copy: String
        /// Where the replaced database is.
        package let aside: String
    }

    /// The newest copy that this version can open; nil if there is none.
    package func newestCopy() -> String? {
        SchemaCopies(of: path).all.reversed().first { canOpen($0.path) }?.path
    }

    /// - Parameter label: goes into the name of the replaced database; letters, digits and `-`.
    /// - Throws: `StoreFailure.unreadable` without a copy that fits, `.targetExists`, `.diskFull`, `.busy` while
    ///   somebody has the database open.
    package func putBack(label: String) throws -> Report {
        guard let copy = newestCopy() else {
            throw StoreFailure.unreadable(path: path, reason: "no copy made before an upgrade fits this version")
        }
        let file = URL(fileURLWithPath: path)
        let folder = file.deletingLastPathComponent()
        let name = file.deletingPathExtension().lastPathComponent
        let aside = folder.appendingPathComponent("\(name).replaced-\(label).sqlite").path
        guard !FileManager.default.fileExists(atPath: aside) else { throw StoreFailure.targetExists(path: aside) }
        try emptyLog()
        let draft = path + ".part"
        unlink(draft)
        do {
            try FileManager.default.copyItem(atPath: copy, toPath: draft)
            try settle(draft)
            guard link(path, aside) == 0 else { throw failure() }
            try settle(folder.path)
            guard rename(draft, path) == 0 else { throw failure() }
            try settle(folder.path)
        } catch {
            unlink(draft)
            if (error as? CocoaError)?.code == .fileWriteOutOfSpace { throw StoreFailure.diskFull }
            throw error
        }
        return Report(copy: copy, aside: aside)
    }

    private func canOpen(_ copy: String) -> Bool {
        do {
            let (applied, version) = try StoreOpening.glance(path: copy) { db in
                (try Migrator.applied(db), try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0)
            }
            return applied.isSubset(of: migrations.map(\.name)) && version <= migrations.count
        } catch {
            // A damaged copy is no copy; an older one may be whole.
            return false
        }
    }

    /// Brings what the write-ahead log holds into the file: beside another database the log would be read into it.
    private func emptyLog() throws {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(1)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { db in
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE") == "delete" else {
                    throw StoreFailure.busy
                }
            }
            try queue.close()
        } catch let error as DatabaseError {
            if let trouble = StoreTrouble(error), trouble == .busy || trouble == .full { throw trouble.failure }
            throw StoreFailure.unreadable(path: path, reason: "SQLite code \(error.extendedResultCode.rawValue)")
        }
    }

    /// Waits until a file or a folder is on disk.
    private func settle(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure() }
    }

    private func failure() -> StoreFailure {
        errno == ENOSPC ? .diskFull : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
