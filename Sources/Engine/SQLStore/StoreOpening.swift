import Foundation
import GRDB

/// Opens a database file: looks at it without touching it, then sets it up, checks it and migrates it.
struct StoreOpening {
    let path: String
    let migrations: [SchemaMigration]

    /// `STGB`, so that `file` and we know our own.
    static let applicationID = 0x5354_4742
    /// The largest file that is checked after an unclean end; a larger one would keep people waiting for minutes.
    static let mostCheckedBytes = 64 << 20

    func open() throws -> (pool: DatabasePool, health: StoreHealth) {
        do {
            let found = try look()
            let wasUnclean = size(path + "-wal") > 0
            let pool = try DatabasePool(path: path, configuration: configuration())
            try makeDurable(pool)
            if wasUnclean, size(path) <= Self.mostCheckedBytes, let damage = try damage(pool) {
                guard found.pending == 0 else { throw StoreFailure.damaged(path: path, reason: damage) }
                return (pool, .readOnly(reason: damage))
            }
            if found.pending > 0 { try Migrator(path: path, migrations: migrations).migrate(pool, from: found.applied) }
            return (pool, .well)
        } catch let error as DatabaseError {
            throw failure(error)
        }
    }

    // MARK: Looking

    /// How many migrations a file lacks; none for one that is not there.
    func pending() throws -> Int { size(path) > 0 ? try look().pending : 0 }

    /// What a file says about itself: how many migrations it has and how many it lacks.
    private struct Found {
        var applied = 0
        var pending: Int
    }

    /// Reads the file without changing a byte of it, because it may be somebody else's.
    private func look() throws -> Found {
        guard size(path) > 0 else { return Found(pending: migrations.count) }
        return try Self.glance(path: path) { db in
            let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard owner == Self.applicationID || (owner == 0 && tables == 0) else {
                throw StoreFailure.foreignFile(path: path)
            }
            let applied = try Migrator.applied(db)
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            try refuseNewer(applied: applied, version: version)
            return Found(applied: applied.count, pending: migrations.count - applied.count)
        }
    }

    /// Reads a file without changing a byte of it.
    static func glance<Answer>(path: String, _ body: (Database) throws -> Answer) throws -> Answer {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let answer = try queue.read(body)
        try queue.close()
        return answer
    }

    private func refuseNewer(applied: Set<String>, version: Int) throws {
        let unknown = applied.subtracting(migrations.map(\.name)).sorted()
        guard unknown.isEmpty, version <= migrations.count else {
            let copies = SchemaCopies(of: path).all.filter { $0.applied <= migrations.count }
            throw StoreFailure.newerSchema(
                migration: unknown.first ?? "schema \(version)", copy: copies.last?.path)
        }
    }

    private func size(_ path: String) -> Int {
        var facts = stat()
        return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }

    // MARK: Setting up

    private func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 8
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            // No memory map: with one, an I/O error is a SIGBUS.
            try db.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA wal_autocheckpoint = 1000;
                    PRAGMA mmap_size = 0;
                    """)
        }
        return configuration
    }

    /// DatabasePool puts `synchronous` back to NORMAL once it has opened the writer, so FULL is set after it.
    private func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            for (pragma, value) in [("synchronous", "2"), ("foreign_keys", "1"), ("journal_mode", "wal")] {
                guard try String.fetchOne(db, sql: "PRAGMA \(pragma)") == value else {
                    throw StoreFailure.settingLost(pragma: pragma)
                }
            }
        }
    }

    /// The first thing that is wrong with the file; nil when nothing is.
    private func damage(_ pool: DatabasePool) throws -> String? {
        do {
            let finding = try pool.read { db in try String.fetchOne(db, sql: "PRAGMA quick_check(1)") }
            return finding == "ok" ? nil : finding ?? "no answer"
        } catch {
            guard case .broken(let reason) = StoreTrouble(reading: error) else { throw error }
            return reason
        }
    }

    private func failure(_ error: DatabaseError) -> any Error {
        let reason = "SQLite code \(error.extendedResultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_NOTADB: StoreFailure.foreignFile(path: path)
        case .SQLITE_CORRUPT: StoreFailure.damaged(path: path, reason: reason)
        case .SQLITE_FULL: StoreFailure.diskFull
        case .SQLITE_BUSY: StoreFailure.busy
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            StoreFailure.unreadable(path: path, reason: reason)
        default: error
        }
    }
}
