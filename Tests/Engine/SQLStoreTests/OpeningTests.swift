import Foundation
import GRDB
import Testing

@testable import SQLStore

/// Opening: older files are copied and migrated, newer, foreign and damaged ones refused and left as they are.
@Suite struct OpeningTests {
    let folder: StoreFolder
    let first = StoreFolder.first
    let second = StoreFolder.second

    init() throws { folder = try StoreFolder() }

    @Test func anOlderSchemaIsCopiedBeforeItIsMigrated() async throws {
        let old = try folder.open()
        try await old.insert(1)
        try old.close()
        let new = try folder.open([first, second])
        #expect(try await new.read { db in try String.fetchOne(db, sql: "SELECT word FROM thing") } == "")
        try new.close()
        let copy = try DatabaseQueue(path: folder.at("box.before-1.sqlite"))
        let columns = try await copy.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM pragma_table_info('thing')")
        }
        #expect(columns == 1)
    }

    @Test func aStepBetweenOlderOnesIsAppliedToo() async throws {
        let other = SchemaMigration("other.1", "CREATE TABLE other (x INTEGER) STRICT;")
        try folder.open([first, other]).close()
        let new = try folder.open([first, second, other])
        #expect(try await new.schema().contains("word"))
        try new.close()
    }

    @Test func aNewerSchemaIsRefusedAndTheCopyThatFitsIsNamed() async throws {
        let third = SchemaMigration("test.3", "CREATE TABLE third (x INTEGER) STRICT;")
        try folder.open().close()
        try folder.open([first, second]).close()
        try folder.open([first, second, third]).close()
        let fits = folder.at("box.before-1.sqlite")
        let failure = #expect(throws: StoreFailure.self) { try folder.open() }
        #expect(failure == .newerSchema(migration: "test.2", copy: fits))
        #expect(failure?.description.contains(fits) == true)
        #expect(throws: StoreFailure.newerSchema(migration: "test.3", copy: folder.at("box.before-2.sqlite"))) {
            try folder.open([first, second])
        }
        try FileManager.default.removeItem(atPath: fits)
        #expect(throws: StoreFailure.newerSchema(migration: "test.2", copy: nil)) { try folder.open() }
    }

    @Test func aSchemaNumberAboveOursIsRefused() throws {
        try folder.open().close()
        let queue = try DatabaseQueue(path: folder.path)
        try queue.inDatabase { db in try db.execute(sql: "PRAGMA user_version = 2") }
        try queue.close()
        #expect(throws: StoreFailure.newerSchema(migration: "schema 2", copy: nil)) { try folder.open() }
    }

    @Test func threeCopiesAreKept() throws {
        var steps: [SchemaMigration] = []
        for n in 1...5 {
            steps.append(SchemaMigration("step.\(n)", "CREATE TABLE step_\(n) (x INTEGER) STRICT;"))
            try folder.open(steps).close()
        }
        let copies = try folder.names().filter { $0.contains(".before-") }
        #expect(copies == ["box.before-2.sqlite", "box.before-3.sqlite", "box.before-4.sqlite"])
    }

    @Test func aForeignDatabaseIsRefusedAndNotTouched() throws {
        let other = try DatabaseQueue(path: folder.path)
        try other.write { db in try db.execute(sql: "CREATE TABLE theirs (x)") }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.path))
        #expect(throws: StoreFailure.foreignFile(path: folder.path)) { try folder.open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path)) == before)
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndNotTouched() throws {
        let text = Data(String(repeating: "no database at all, but long enough for a header. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: folder.path))
        #expect(throws: StoreFailure.foreignFile(path: folder.path)) { try folder.open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path)) == text)
    }

    @Test func aFolderThatIsNotThereIsSaidInASentence() {
        let path = folder.at("missing/box.sqlite")
        let failure = #expect(throws: StoreFailure.self) { try DurableStore(path: path, migrations: [first]) }
        #expect(failure?.description.hasPrefix("\(path) cannot be opened") == true)
    }

    @Test func aFailingMigrationLeavesEverythingAsItWasAlsoTheStepsBeforeIt() async throws {
        try folder.open().close()
        let broken = SchemaMigration("test.3", "CREATE TABLE other (x INTEGER) STRICT; CREATE TABLE thing (x);")
        #expect(throws: (any Error).self) { try folder.open([first, second, broken]) }
        let again = try folder.open()
        let schema = try await again.schema()
        #expect(!schema.contains("other") && !schema.contains("word"))
        try again.close()
    }

    @Test func aMigrationThatOrphansRowsIsUndone() async throws {
        let parent = SchemaMigration(
            "test.1",
            """
            CREATE TABLE parent (n INTEGER NOT NULL PRIMARY KEY) STRICT;
            CREATE TABLE child (n INTEGER NOT NULL REFERENCES parent (n)) STRICT;
            INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);
            """)
        try folder.open([parent]).close()
        let orphaning = SchemaMigration("test.2", "DELETE FROM parent;")
        #expect(throws: StoreFailure.self) { try folder.open([parent, orphaning]) }
        let again = try folder.open([parent])
        #expect(try await again.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM parent") } == 1)
        #expect(try await again.write { db in try Int.fetchOne(db, sql: "PRAGMA foreign_keys") } == 1)
        try again.close()
    }

    @Test func damageFoundAfterAnUncleanEndOpensReadOnly() async throws {
        let store = try folder.open()
        try await store.write { db in for n in 0..<5000 { try db.execute(sql: "INSERT INTO thing VALUES (\(n))") } }
        try await store.checkpoint()
        try await store.insert(5000)
        // As after a kill, with a disk that lost a page.
        let copy = folder.at("copy.sqlite")
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.path + ending, toPath: copy + ending)
        }
        try store.close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
        try file.seek(toOffset: 5 * 4096)
        try file.write(contentsOf: Data(repeating: 0xAA, count: 4096))
        try file.close()
        let damaged = try DurableStore(path: copy, migrations: [first])
        guard case .readOnly = damaged.health else {
            Issue.record("damage was not found")
            return
        }
        await #expect(throws: StoreFailure.readOnly) { try await damaged.insert(5001) }
        try damaged.close()
    }
}
