import Foundation
import GRDB

/// Brings a database to the schema of this version, all steps in one transaction: an upgrade that fails leaves what
/// the version before it can still open.
struct Migrator {
    let path: String
    let migrations: [SchemaMigration]

    /// The names of the migrations that a database has.
    static func applied(_ db: Database) throws -> Set<String> {
        guard try db.tableExists("grdb_migrations") else { return [] }
        return try String.fetchSet(db, sql: "SELECT identifier FROM grdb_migrations")
    }

    /// - Parameter count: how many migrations the file has; one that has any is copied first.
    func migrate(_ pool: DatabasePool, from count: Int) throws {
        if count > 0 {
            let copies = SchemaCopies(of: path)
            try pool.writeWithoutTransaction { db in try copies.add(SnapshotCopy(of: db), applied: count) }
        }
        try pool.writeWithoutTransaction { db in
            // A table that is rebuilt would take its children with it; the check below makes up for it.
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.inTransaction(.immediate) {
                try apply(db)
                return .commit
            }
            try db.execute(sql: "PRAGMA foreign_keys = ON")
        }
    }

    private func apply(_ db: Database) throws {
        try db.execute(sql: "PRAGMA application_id = \(StoreOpening.applicationID)")
        try db.execute(sql: "CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        let applied = try Self.applied(db)
        for migration in migrations where !applied.contains(migration.name) {
            try db.execute(sql: migration.sql)
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [migration.name])
        }
        if let orphan = try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") {
            let table: String = orphan["table"]
            throw StoreFailure.damaged(path: path, reason: "a row of \(table) has lost what it belongs to")
        }
        try db.execute(sql: "PRAGMA user_version = \(migrations.count)")
    }
}

/// The copies that are made before upgrades, beside the database: `<name>.before-<migrations>.sqlite`.
struct SchemaCopies {
    /// How many are kept.
    static let kept = 3

    private let folder: URL
    private let head: String

    init(of path: String) {
        let file = URL(fileURLWithPath: path)
        folder = file.deletingLastPathComponent()
        head = file.deletingPathExtension().lastPathComponent + ".before-"
    }

    /// The copies with the number of migrations in each, the oldest schema first.
    var all: [(applied: Int, path: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix(head), name.hasSuffix(".sqlite"),
                let applied = Int(name.dropFirst(head.count).dropLast(".sqlite".count))
            else { return nil }
            return (applied, folder.appendingPathComponent(name).path)
        }.sorted { $0.applied < $1.applied }
    }

    /// Takes a copy, and removes the oldest beyond those that are kept.
    func add(_ copy: SnapshotCopy, applied: Int) throws {
        let target = folder.appendingPathComponent("\(head)\(applied).sqlite").path
        // One of the same schema is of an upgrade that did not succeed; the new one has more in it.
        let aside = target + ".old"
        if FileManager.default.fileExists(atPath: target) {
            unlink(aside)
            try FileManager.default.moveItem(atPath: target, toPath: aside)
        }
        do {
            try copy.write(to: target)
        } catch {
            if FileManager.default.fileExists(atPath: aside) {
                try FileManager.default.moveItem(atPath: aside, toPath: target)
            }
            throw error
        }
        unlink(aside)
        for old in all.dropLast(Self.kept) { try FileManager.default.removeItem(atPath: old.path) }
    }
}
