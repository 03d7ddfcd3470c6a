import Foundation
import GRDB
import Testing

@testable import SQLStore

/// The store: durable, grouped, isolated, migrated, and honest about disks.
@Suite struct DurableStoreTests {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
    let first = SchemaMigration("test.1", "CREATE TABLE thing (n INTEGER NOT NULL UNIQUE CHECK (n >= 0)) STRICT;")
    let second = SchemaMigration("test.2", "ALTER TABLE thing ADD COLUMN word TEXT NOT NULL DEFAULT '';")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder.appendingPathComponent("box.sqlite").path }

    private func open(_ migrations: [SchemaMigration]? = nil) throws -> DurableStore {
        try DurableStore(path: path, migrations: migrations ?? [first])
    }

    private func insert(_ n: Int, _ store: DurableStore) async throws {
        try await store.write { db in try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
    }

    private func count(_ store: DurableStore) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM thing") ?? -1 }
    }

    @Test func itKeepsTheSettingsThatMakeItDurable() async throws {
        let store = try open()
        let settings = try await store.write { db in
            try ["synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "temp_store", "mmap_size"].map {
                try Int.fetchOne(db, sql: "PRAGMA \($0)") ?? -1
            }
        }
        #expect(settings == [2, 1, 0, 1, 2, 0])
        let mode = try await store.read { db in try String.fetchOne(db, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
        try store.close()
    }

    @Test func manyWritersAtOnceEachGetTheirOwnAnswer() async throws {
        let store = try open()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for n in 0..<500 {
                group.addTask {
                    try await store.write { db in
                        try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n])
                        return n
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == Set(0..<500))
        #expect(try await count(store) == 500)
        try store.close()
    }

    @Test func oneThatFailsDoesNotUndoItsNeighbours() async throws {
        let store = try open()
        try await insert(7, store)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for n in 0..<200 {
                group.addTask {
                    do {
                        try await store.write { db in
                            try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [1000 + n])
                            if n % 2 == 0 { try db.execute(sql: "INSERT INTO thing (n) VALUES (7)") }
                        }
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 100)
        #expect(try await count(store) == 101)
        #expect(store.health == .well)
        try store.close()
    }

    @Test func whatWasAnsweredIsThereForANewOpening() async throws {
        let store = try open()
        for n in 0..<20 { try await insert(n, store) }
        // A copy of the files as they lie on the disk is what a kill at this moment would leave.
        let copy = folder.appendingPathComponent("copy.sqlite").path
        for ending in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending) }
        let later = try DurableStore(path: copy, migrations: [first])
        #expect(try await count(later) == 20)
        try later.close()
        try store.close()
    }

    @Test func cancellingTheCallerDoesNotHalveAWrite() async throws {
        let store = try open()
        let task = Task { try await insert(1, store) }
        task.cancel()
        try await task.value
        #expect(try await count(store) == 1)
        try store.close()
    }

    @Test func anOlderSchemaIsCopiedBeforeItIsMigrated() async throws {
        let old = try open()
        try await insert(1, old)
        try old.close()
        let new = try open([first, second])
        #expect(try await new.read { db in try String.fetchOne(db, sql: "SELECT word FROM thing") } == "")
        try new.close()
        let copy = try DatabaseQueue(path: path + ".before-1")
        let columns = try await copy.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_table_info('thing')") }
        #expect(columns == 1)
    }

    @Test func aNewerSchemaIsRefusedAndTheCopyIsNamed() async throws {
        try open().close()
        try open([first, second]).close()
        let failure = #expect(throws: StoreFailure.self) { try open() }
        #expect(failure == .newerSchema(migration: "test.2", copies: [path + ".before-1"]))
        #expect(failure?.description.contains(".before-1") == true)
    }

    @Test func aForeignDatabaseIsRefused() throws {
        let other = try DatabaseQueue(path: path)
        try other.write { db in try db.execute(sql: "CREATE TABLE theirs (x)") }
        try other.close()
        #expect(throws: StoreFailure.foreignFile(path: path)) { try open() }
    }

    @Test func aFailingMigrationLeavesEverythingAsItWas() async throws {
        try open().close()
        let broken = SchemaMigration("test.2", "CREATE TABLE other (x INTEGER) STRICT; CREATE TABLE thing (x);")
        #expect(throws: (any Error).self) { try open([first, broken]) }
        let again = try open()
        let tables = try await again.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'other'") }
        #expect(tables == 0)
        try again.close()
    }

    @Test func anErrorOfTheDiskMakesItReadOnlyForGood() async throws {
        let store = try open()
        await #expect(throws: StoreFailure.readOnly) {
            try await store.write { _ in throw DatabaseError(resultCode: .SQLITE_IOERR, message: "injected") }
        }
        guard case .readOnly = store.health else { Issue.record("still takes writes"); return }
        await #expect(throws: StoreFailure.readOnly) { try await insert(1, store) }
        #expect(try await count(store) == 0)
        try store.close()
    }

    @Test func aFullDiskIsRefusedUntilThereIsSpaceAgain() async throws {
        let store = try open()
        await #expect(throws: StoreFailure.diskFull) {
            try await store.write { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
                for n in 0..<10_000 { try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
            }
        }
        #expect(store.health == .full)
        try await store.write { db in try db.execute(sql: "PRAGMA max_page_count = 1073741823") }
        #expect(store.health == .well)
        #expect(try await count(store) == 0)
        try store.close()
    }

    @Test func aClosedStoreSaysSo() async throws {
        let store = try open()
        try store.close()
        await #expect(throws: StoreFailure.closed) { try await insert(1, store) }
    }

    @Test func aCopyIsWholeWhileWorkGoesOn() async throws {
        let store = try open()
        for n in 0..<50 { try await insert(n, store) }
        let target = folder.appendingPathComponent("backup.sqlite").path
        async let writing: Void = { for n in 50..<100 { try await insert(n, store) } }()
        try await store.copy(to: target)
        try await writing
        let copy = try DatabaseQueue(path: target)
        #expect(try await copy.read { db in try String.fetchOne(db, sql: "PRAGMA integrity_check") } == "ok")
        try store.close()
    }
}
