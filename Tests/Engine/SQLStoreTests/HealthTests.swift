import Foundation
import GRDB
import Testing

@testable import SQLStore

/// Disks that fail and disks that fill up.
@Suite struct HealthTests {
    let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    private func fail(_ store: DurableStore, _ code: ResultCode) async throws {
        try await store.write { _ in throw DatabaseError(resultCode: code, message: "injected") }
    }

    @Test(arguments: [
        ResultCode.SQLITE_IOERR, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_WRITE, .SQLITE_CORRUPT, .SQLITE_NOTADB,
        .SQLITE_READONLY_DBMOVED,
    ])
    func anErrorOfTheDiskMakesItReadOnlyForGood(_ code: ResultCode) async throws {
        let store = try folder.open()
        try await store.insert(0)
        await #expect(throws: StoreFailure.readOnly) { try await fail(store, code) }
        guard case .readOnly = store.health else {
            Issue.record("still takes writes")
            return
        }
        await #expect(throws: StoreFailure.readOnly) { try await store.insert(1) }
        #expect(try await store.count() == 1)
        try store.close()
    }

    @Test(arguments: [ResultCode.SQLITE_CONSTRAINT, .SQLITE_NOMEM, .SQLITE_IOERR_NOMEM, .SQLITE_CANTOPEN])
    func otherErrorsFailOnlyTheirWrite(_ code: ResultCode) async throws {
        let store = try folder.open()
        await #expect(throws: DatabaseError.self) { try await fail(store, code) }
        try await store.insert(1)
        #expect(store.health == .well)
        try store.close()
    }

    @Test func anErrorOfTheDiskUndoesTheNeighboursTooAndTellsThem() async throws {
        let store = try folder.open()
        let (release, done) = await store.holdWriter()
        let tasks = (0..<20).map { n in
            Task { n == 10 ? try await fail(store, .SQLITE_IOERR) : try await store.insert(n) }
        }
        release()
        try await done.value
        var written = 0
        for task in tasks {
            do {
                try await task.value
                written += 1
            } catch { #expect(error as? StoreFailure == .readOnly) }
        }
        #expect(try await store.count() == written)
        try store.close()
    }

    @Test func aReadThatMeetsDamageStopsTheWrites() async throws {
        let store = try folder.open()
        await #expect(throws: DatabaseError.self) {
            try await store.read { _ in throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "injected") }
        }
        guard case .readOnly = store.health else {
            Issue.record("still takes writes")
            return
        }
        try store.close()
    }

    @Test func aReadThatTriesToWriteIsRefusedAndHarmsNothing() async throws {
        let store = try folder.open()
        await #expect(throws: DatabaseError.self) {
            try await store.read { db in try db.execute(sql: "INSERT INTO thing (n) VALUES (1)") }
        }
        try await store.insert(1)
        try store.close()
    }

    /// Fills the database to its last page, as a full disk does.
    private func fill(_ store: DurableStore) async throws {
        try await store.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            for n in 0..<10_000 { try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
        }
    }

    @Test func aFullDiskIsRefusedUntilThereIsSpaceAgain() async throws {
        let isFree = Noted(false)
        let opening = try StoreOpening(path: folder.path, migrations: [StoreFolder.first]).open()
        let board = HealthBoard(opening.health)
        // Long pauses: only what the test does happens.
        let pace = WriterPace(restSeconds: 3600, probeSeconds: 0, patiencePart: 0)
        let probe = SpaceProbe { isFree.value }
        let writer = GroupCommitWriter(pool: opening.pool, board: board, space: probe, pace: pace)
        await #expect(throws: StoreFailure.diskFull) {
            try await writer.write { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
                for n in 0..<10_000 { try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
            }
        }
        #expect(board.health == .full)
        await #expect(throws: StoreFailure.diskFull) { try await writer.write { _ in } }
        isFree.change { $0 = true }
        try await writer.write { db in try db.execute(sql: "PRAGMA max_page_count = 1073741823") }
        #expect(board.health == .well)
        let count = try await opening.pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM thing") }
        #expect(count == 0)
        writer.stop(andWait: true)
    }

    @Test func aFullDiskThatWasFreedIsNoticedWithoutAWrite() async throws {
        let store = try folder.open(pace: WriterPace(probeSeconds: 0.01))
        var changes = store.healthChanges().makeAsyncIterator()
        #expect(await changes.next() == .well)
        await #expect(throws: StoreFailure.diskFull) { try await fill(store) }
        // The folder has space: the probe of a quiet moment finds it.
        var last = await changes.next()
        while last != .well { last = await changes.next() }
        #expect(store.health == .well)
        try store.close()
    }

    @Test func theProbeOfARealFolderLeavesNothing() throws {
        #expect(SpaceProbe(beside: folder.path).isThereSpace())
        #expect(!SpaceProbe(beside: folder.at("missing/box.sqlite")).isThereSpace())
        #expect(try folder.names() == [])
    }

    @Test func everyFailureSaysWhatToDo() {
        let failures: [StoreFailure] = [
            .newerSchema(migration: "a.1", copy: nil), .foreignFile(path: "/x"), .unreadable(path: "/x", reason: "y"),
            .damaged(path: "/x", reason: "y"), .settingLost(pragma: "z"), .targetExists(path: "/x"), .readOnly,
            .diskFull, .busy, .closed,
        ]
        for failure in failures {
            #expect(failure.description.hasSuffix(".") && !failure.description.contains("!"), "\(failure)")
        }
    }
}
