import Foundation
import GRDB
import Synchronization
import Testing

@testable import SQLStore

/// The store: durable, grouped, isolated.
@Suite struct DurableStoreTests {
    let folder: StoreFolder

    init() throws { folder = try StoreFolder() }

    @Test func itKeepsTheSettingsThatMakeItDurable() async throws {
        let store = try folder.open()
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
        let store = try folder.open()
        let answers = try await withThrowingTaskGroup(of: Int.self) { group in
            for n in 0..<1500 {
                group.addTask {
                    try await store.write { db in
                        try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n])
                        return n
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == Set(0..<1500))
        #expect(try await store.count() == 1500)
        try store.close()
    }

    @Test func writesThatWaitTogetherShareOneTransactionInTheirOrder() async throws {
        let store = try folder.open()
        let commits = Noted(0)
        store.afterCommits { commits.change { $0 += 1 } }
        let (release, done) = await store.holdWriter()
        let order = Noted<[Int]>([])
        let (queued, said) = AsyncStream<Void>.makeStream()
        let tasks = (0..<40).map { n in
            Task {
                said.yield()
                try await store.write { _ in order.change { $0.append(n) } }
            }
        }
        var begun = 0
        for await _ in queued {
            begun += 1
            if begun == tasks.count { break }
        }
        // All have begun; those that are not in the queue yet come to the next transaction.
        release()
        try await done.value
        for task in tasks { try await task.value }
        #expect(order.value.sorted() == Array(0..<40))
        // Stopping waits for the writer's thread, and with it for its last callback.
        try store.close()
        #expect((2...21).contains(commits.value))
    }

    @Test func oneThatFailsDoesNotUndoItsNeighbours() async throws {
        let store = try folder.open()
        try await store.insert(7)
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
        #expect(try await store.count() == 101)
        #expect(store.health == .well)
        try store.close()
    }

    @Test func aDeferredForeignKeyLeftOpenFailsOnlyItsOwnWrite() async throws {
        let family = SchemaMigration(
            "test.2",
            """
            CREATE TABLE child (
                n INTEGER NOT NULL REFERENCES thing (n) DEFERRABLE INITIALLY DEFERRED
            ) STRICT;
            """)
        let store = try folder.open([StoreFolder.first, family])
        let (release, done) = await store.holdWriter()
        let orphans = (0..<10).map { n in
            Task {
                try await store.write { db in
                    try db.execute(sql: "INSERT INTO child (n) VALUES (?)", arguments: [100 + n])
                }
            }
        }
        let good = (0..<10).map { n in
            Task {
                try await store.write { db in
                    try db.execute(sql: "INSERT INTO child (n) VALUES (?)", arguments: [n])
                    try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n])
                }
            }
        }
        release()
        try await done.value
        for task in good { try await task.value }
        for task in orphans {
            let failure = await #expect(throws: DatabaseError.self) { try await task.value }
            #expect(failure?.resultCode == .SQLITE_CONSTRAINT)
        }
        #expect(try await store.count() == 10)
        try store.close()
    }

    @Test func aBodyThatEndsTheTransactionIsNotAnswered() async throws {
        let store = try folder.open()
        await #expect(throws: (any Error).self) {
            try await store.write { db in
                try db.execute(sql: "INSERT INTO thing (n) VALUES (1)")
                try db.execute(sql: "ROLLBACK")
            }
        }
        try await store.insert(2)
        #expect(try await store.count() == 1)
        try store.close()
    }

    @Test func whatWasAnsweredIsThereForANewOpening() async throws {
        let store = try folder.open()
        for n in 0..<20 { try await store.insert(n) }
        // A copy of the files as they lie on the disk is what a kill at this moment would leave.
        let copy = folder.at("copy.sqlite")
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.path + ending, toPath: copy + ending)
        }
        let later = try DurableStore(path: copy, migrations: [StoreFolder.first])
        #expect(try await later.count() == 20)
        #expect(later.health == .well)
        try later.close()
        try store.close()
    }

    @Test func nobodyIsAnsweredBeforeTheCommitIsSeenByOthers() async throws {
        let store = try folder.open()
        let other = try DatabaseQueue(path: folder.path)
        for n in 0..<50 {
            try await store.insert(n)
            let seen = try await other.read { db in try Int.fetchOne(db, sql: "SELECT max(n) FROM thing") }
            #expect(seen == n)
        }
        try other.close()
        try store.close()
    }

    @Test func cancellingTheCallerDoesNotHalveAWrite() async throws {
        let store = try folder.open()
        let task = Task { try await store.insert(1) }
        task.cancel()
        try await task.value
        #expect(try await store.count() == 1)
        try store.close()
    }

    @Test func aQueueThatIsFullRefusesTheNext() async throws {
        let queue = WriteQueue()
        final class Silent: PendingWrite {}
        for _ in 0..<WriteQueue.mostWaiting { #expect(queue.add(Silent()) == nil) }
        #expect(queue.add(Silent()) == .busy)
        guard case .commit(let batch) = queue.next(expecting: 1, patience: 0, alertness: .zero, rest: nil) else {
            Issue.record("nothing to commit")
            return
        }
        #expect(batch.count == WriteQueue.mostTogether)
        #expect(queue.add(Silent()) == nil)
        queue.stop(andWait: false)
        #expect(queue.add(Silent()) == .closed)
        for _ in 0..<WriteQueue.mostWaiting / WriteQueue.mostTogether {
            guard case .commit = queue.next(expecting: 1, patience: 0, alertness: .zero, rest: nil) else {
                Issue.record("writes that waited were lost")
                return
            }
        }
    }

    @Test func aClosedStoreSaysSoAndClosesTwice() async throws {
        let store = try folder.open()
        try await store.insert(1)
        try store.close()
        await #expect(throws: StoreFailure.closed) { try await store.insert(2) }
        try store.close()
        #expect(try folder.names() == ["box.sqlite"])
    }

    @Test func aCopyIsWholeWhileWorkGoesOn() async throws {
        let store = try folder.open()
        for n in 0..<50 { try await store.insert(n) }
        let target = folder.at("backup.sqlite")
        async let writing: Void = { for n in 50..<100 { try await store.insert(n) } }()
        try await store.copy(to: target)
        try await writing
        let copy = try DatabaseQueue(path: target)
        #expect(try await copy.read { db in try String.fetchOne(db, sql: "PRAGMA integrity_check") } == "ok")
        let rights = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        await #expect(throws: StoreFailure.targetExists(path: target)) { try await store.copy(to: target) }
        #expect(try !folder.names().contains { $0.hasSuffix(".part") })
        try store.close()
    }

    @Test func aCheckpointEmptiesTheLog() async throws {
        let store = try folder.open()
        for n in 0..<50 { try await store.insert(n) }
        try await store.checkpoint()
        let log = try FileManager.default.attributesOfItem(atPath: folder.path + "-wal")[.size] as? Int
        #expect(log == 0)
        #expect(try await store.count() == 50)
        try store.close()
    }

    @Test func whatIsRememberedIsReadAgainAfterACommitAndAfterItsTime() async throws {
        let store = try folder.open()
        let reads = Mutex(0)
        let count = Remembered(in: store, atMost: .seconds(600)) { db in
            reads.withLock { $0 += 1 }
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM thing") ?? -1
        }
        #expect(try await count.value() == 0)
        #expect(try await count.value() == 0)
        #expect(reads.withLock { $0 } == 1)
        for n in 1...20 {
            try await store.write { db in try db.execute(sql: "INSERT INTO thing (n) VALUES (?)", arguments: [n]) }
            #expect(try await count.value() == n, "a caller sees its own write")
        }
        let brief = Remembered(in: store, atMost: .zero) { _ in reads.withLock { $0 += 1 } }
        let before = reads.withLock { $0 }
        for _ in 0..<3 { try await brief.value() }
        #expect(reads.withLock { $0 } == before + 3)
        try store.close()
    }
}
