import Foundation
import GRDB

/// Opens and migrates a database file.
struct StoreOpening {
    let path: String
    let migrations: [SchemaMigration]

    /// `STGB`, so that `file` and we know our own.
    static let applicationID = 0x5354_4742
    /// How many copies made before upgrades are kept.
    static let keptCopies = 3

    func open() throws -> DatabasePool {
        let isNew = !FileManager.default.fileExists(atPath: path)
        let pool = try DatabasePool(path: path, configuration: configuration())
        try checkOwner(pool, isNew: isNew)
        try migrate(pool, isNew: isNew)
        // DatabasePool puts `synchronous` back to NORMAL once it has opened the writer, so FULL is set last.
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try demand("synchronous", 2, in: db)
            try demand("foreign_keys", 1, in: db)
            guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" else {
                throw StoreFailure.settingLost(pragma: "journal_mode")
            }
        }
        return pool
    }

    private func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 8
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA mmap_size = 0;
                    """)
        }
        return configuration
    }

    private func demand(_ pragma: String, _ value: Int, in db: Database) throws {
        guard try Int.fetchOne(db, sql: "PRAGMA \(pragma)") == value else {
            throw StoreFailure.settingLost(pragma: pragma)
        }
    }

    private func checkOwner(_ pool: DatabasePool, isNew: Bool) throws {
        let owner = try pool.read { db in try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0 }
        if isNew || owner == 0 {
            let isEmpty = try pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 }
            guard isEmpty else { throw StoreFailure.foreignFile(path: path) }
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
            }
        } else if owner != Self.applicationID {
            throw StoreFailure.foreignFile(path: path)
        }
    }

    private func migrate(_ pool: DatabasePool, isNew: Bool) throws {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { try $0.execute(sql: migration.sql) }
        }
        let applied = try pool.read { db in try migrator.appliedIdentifiers(db) }
        let known = Set(migrations.map(\.name))
        if let unknown = applied.subtracting(known).sorted().first {
            throw StoreFailure.newerSchema(migration: unknown, copies: copies())
        }
        guard applied.count < known.count else { return }
        if !applied.isEmpty { try copyBefore(pool, applied: applied.count) }
        try migrator.migrate(pool)
    }

    /// The copy that a downgrade goes back to; the oldest beyond three are removed.
    private func copyBefore(_ pool: DatabasePool, applied: Int) throws {
        let target = "\(path).before-\(applied)"
        let draft = target + ".new"
        try? FileManager.default.removeItem(atPath: draft)
        try pool.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [draft]) }
        if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
        try FileManager.default.moveItem(atPath: draft, toPath: target)
        for old in copies().dropLast(Self.keptCopies) { try FileManager.default.removeItem(atPath: old) }
    }

    /// Paths of the copies, the oldest schema first.
    private func copies() -> [String] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let head = URL(fileURLWithPath: path).lastPathComponent + ".before-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name -> (Int, String)? in
            guard name.hasPrefix(head), let count = Int(name.dropFirst(head.count)) else { return nil }
            return (count, "\(folder)/\(name)")
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
