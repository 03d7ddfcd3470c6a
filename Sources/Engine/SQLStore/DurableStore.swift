import Foundation
package import GRDB
import Synchronization

// SQLStore: the box's one database, and the one way to write to it.
//
// Purpose. A write is answered only when it is on disk: WAL with `synchronous=FULL`, because NORMAL was measured to
// lose acknowledged commits when the power goes. One group-commit writer runs all writes: those that wait together
// share a transaction and its fsync, each in a savepoint of its own, so one that fails does not undo its neighbours.
// Reads use a pool and see the last commit. Older files are copied and migrated when they are opened, all steps in one
// transaction; newer, foreign and damaged files are refused with a sentence.
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
    private let board: HealthBoard

    /// Opens the database file, taking a copy and migrating first when the schema is older.
    ///
    /// A file that was not closed cleanly is checked; damage opens it read-only, so that it can still be looked at.
    ///
    /// - Throws: `StoreFailure.newerSchema` when a later version of the box wrote the file, `.foreignFile` when it is
    ///   no database of this application, `.unreadable`, `.damaged` or `.diskFull` when it cannot be opened for use.
    package convenience init(path: String, migrations: [SchemaMigration]) throws {
        try self.init(path: path, migrations: migrations, pace: WriterPace())
    }

    init(path: String, migrations: [SchemaMigration], pace: WriterPace) throws {
        let opened = try StoreOpening(path: path, migrations: migrations).open()
        pool = opened.pool
        board = HealthBoard(opened.health)
        writer = GroupCommitWriter(pool: pool, board: board, space: SpaceProbe(beside: path), pace: pace)
    }

    deinit { writer.stop(andWait: false) }

    /// How many migrations a file lacks, without touching it; none for one that is not there.
    ///
    /// - Throws: `StoreFailure` as opening does.
    package static func pending(path: String, migrations: [SchemaMigration]) throws -> Int {
        try StoreOpening(path: path, migrations: migrations).pending()
    }

    /// Reads a database file of any schema, also beside the process that serves it, and changes nothing.
    ///
    /// - Throws: what the body throws, or SQLite's errors when the file cannot be read.
    package static func glance<Answer>(path: String, _ body: (Database) throws -> Answer) throws -> Answer {
        try StoreOpening.glance(path: path, body)
    }

    /// Reads from a snapshot of the last commit.
    package func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws -> Answer {
        do {
            return try await pool.read(body)
        } catch {
            if case .broken(let reason) = StoreTrouble(reading: error) { board.change(to: .readOnly(reason: reason)) }
            throw error
        }
    }

    /// Runs the body in a transaction and returns after the commit is on disk; an error undoes this body alone.
    ///
    /// Cancelling the caller does not take the write back: it is decided whole, either way. `db.afterNextTransaction`
    /// in a body follows the commit of the whole group, also when the body itself was undone; for "something was
    /// committed" use `afterCommits`.
    ///
    /// - Throws: what the body threw, or `StoreFailure` when the disk or the stopping box does not take writes.
    package func write<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws -> Answer {
        try await writer.write(body)
    }

    /// Calls back on the writer's thread after every commit, once for all writes in it; the callback must not wait.
    package func afterCommits(_ callback: @escaping @Sendable () -> Void) { writer.afterCommits(callback) }

    /// How many transactions this process has committed.
    var commits: Int { writer.commits.load(ordering: .acquiring) }

    /// Whether writes are taken.
    package var health: StoreHealth { board.health }

    /// The health now and whenever it changes; a slow listener gets the newest.
    package func healthChanges() -> AsyncStream<StoreHealth> { board.changes() }

    /// A whole copy of the database in one new file, taken from one snapshot while work goes on.
    ///
    /// The file is there whole and on disk, or not at all. Its owner alone may read it.
    ///
    /// - Throws: `StoreFailure.targetExists`, `.diskFull`.
    package func copy(to path: String) async throws {
        try await pool.unsafeRead { db in try SnapshotCopy(of: db).write(to: path) }
    }

    /// Moves everything from the write-ahead log into the database file and empties the log.
    package func checkpoint() async throws {
        try await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
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

    /// Closes the database after the writes that wait; writes that come later are refused.
    package func close() throws {
        writer.stop(andWait: true)
        if health == .well {
            // Both only save time later; closing must not fail because a reader is still busy.
            pool.writeWithoutTransaction { db in
                do {
                    try db.execute(sql: "PRAGMA optimize")
                    _ = try db.checkpoint(.truncate)
                } catch { return }
            }
        }
        try pool.close()
    }
}
