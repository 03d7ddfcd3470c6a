package import GRDB
import Foundation

// SQLStore: the box's one database, and the one way to write to it.
//
// Purpose. A write is answered only when it is on disk: WAL with `synchronous=FULL`, because NORMAL was measured to
// lose acknowledged commits when the power goes. One group-commit writer runs all writes: those that wait together
// share a transaction and its fsync, each in a savepoint of its own, so one that fails does not undo its neighbours.
// Reads use a pool and see the last commit.
//
// Limits. One process serves the file; commands may write beside it and wait up to five seconds. A body runs on the
// writer's thread: no waiting, no network, no file work in it. An I/O error makes the store read-only until restart,
// because nobody knows any more what is on the disk; a full disk refuses writes until space is free again.
//
// Callers. EventLog, Ledger, WebEdge and every feature's Service. Only Store and Schema files write SQL.

/// The box's database: migrated, checked, and written by one group-commit writer.
package final class DurableStore: Sendable {
    private let pool: DatabasePool
    private let writer: GroupCommitWriter

    /// Opens the database file, taking a copy and migrating first when the schema is older.
    ///
    /// - Throws: `StoreFailure.newerSchema` when a later version of the box wrote the file, `.foreignFile` when it is
    ///   no database of this application.
    package init(path: String, migrations: [SchemaMigration]) throws {
        pool = try StoreOpening(path: path, migrations: migrations).open()
        writer = GroupCommitWriter(pool: pool)
    }

    /// Reads from a snapshot of the last commit.
    package func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws -> Answer {
        try await pool.read(body)
    }

    /// Runs the body in a transaction and returns after the commit is on disk; an error undoes this body alone.
    ///
    /// Cancelling the caller does not take the write back: it is decided whole, either way.
    package func write<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws -> Answer {
        try await writer.write(body)
    }

    /// Whether writes are taken.
    package var health: StoreHealth { writer.health }

    /// A whole copy of the database in one file, taken from one snapshot while work goes on.
    package func copy(to path: String) async throws {
        try await pool.writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [path])
        }
    }

    /// The schema as text, sorted by name, for the test that holds it against a golden file.
    package func schema() async throws -> String {
        try await read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_schema
                    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT GLOB 'catalog_search_*'
                    ORDER BY type, name
                    """
            ).joined(separator: ";\n") + ";\n"
        }
    }

    /// Closes the database after the writes that wait.
    package func close() throws {
        writer.stop()
        try pool.close()
    }
}
