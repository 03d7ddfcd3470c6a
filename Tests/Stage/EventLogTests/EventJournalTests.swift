import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import EventLog

/// The log: in order, for ever, and found out when changed.
@Suite struct EventJournalTests {
    let store: DurableStore
    let journal: EventJournal

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).sqlite").path
        store = try DurableStore(path: path, migrations: EventLogSchema.migrations)
        journal = EventJournal(store: store, clock: BoxClock { Timestamp(milliseconds: 5_000) })
    }

    private func append(_ name: String, topic: String = "test") async throws -> Int64 {
        try await store.write { [journal] db in
            try journal.append(
                EventDraft(name, topic: topic, actor: "box", audience: .everyone, payload: ["b": 1, "a": 2]), in: db)
        }
    }

    @Test func eventsGetNumbersWithoutGapsAlsoWhenAWriteIsUndone() async throws {
        #expect(try await append("test.one") == 1)
        struct Undone: Error {}
        await #expect(throws: Undone.self) {
            try await store.write { [journal] db in
                try journal.append(
                    EventDraft("test.lost", topic: "test", actor: "box", audience: .audit, payload: [Int]()), in: db)
                throw Undone()
            }
        }
        #expect(try await append("test.two") == 2)
        let events = try await journal.events(after: 0, limit: 10)
        #expect(events.map(\.name) == ["test.one", "test.two"])
        #expect(events.first?.payload == #"{"a":2,"b":1}"#)
        #expect(try await journal.events(after: 1, limit: 10).map(\.sequence) == [2])
        #expect(try await journal.events(after: 0, limit: 1).count == 1)
        #expect(try await journal.head() == 2)
    }

    @Test func nothingIsChangedOrRemoved() async throws {
        _ = try await append("test.one")
        _ = try await append("test.two")
        let columns = "at, name, version, topic, actor, audience, payload, hash"
        for sql in [
            "UPDATE event_log SET actor = 'x'", "DELETE FROM event_log",
            "INSERT OR REPLACE INTO event_log SELECT * FROM event_log WHERE sequence = 2",
            "INSERT INTO event_log SELECT 4, \(columns) FROM event_log WHERE sequence = 2",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await store.write { db in try db.execute(sql: sql) }
            }
        }
        #expect(try await journal.firstBrokenLink() == nil)
    }

    @Test func aChangedOrMissingRowBreaksTheChain() async throws {
        for n in 0..<5 { _ = try await append("test.\(n)") }
        #expect(try await journal.firstBrokenLink() == nil)
        try await store.write { db in
            try db.execute(sql: "DROP TRIGGER event_log_is_never_changed")
            try db.execute(sql: "UPDATE event_log SET payload = '{}' WHERE sequence = 3")
        }
        #expect(try await journal.firstBrokenLink() == 3)
        try await store.write { db in
            try db.execute(sql: "DROP TRIGGER event_log_is_never_shortened")
            try db.execute(sql: "DELETE FROM event_log WHERE sequence = 2")
        }
        #expect(try await journal.firstBrokenLink() == 2)
    }

    @Test func readersAreWokenAfterTheCommit() async throws {
        var wakes = journal.wakes().makeAsyncIterator()
        #expect(await wakes.next() == 0)
        let sequence = try await append("test.one")
        #expect(await wakes.next() == sequence)
        #expect(try await journal.head() == sequence)
    }

    @Test func manyAppendsAtOnceAreAllThereAndTheLastIsTold() async throws {
        let journal = journal
        let wakes = journal.wakes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for n in 0..<300 {
                group.addTask {
                    struct Undone: Error {}
                    do {
                        try await store.write { db in
                            try journal.append(
                                EventDraft("test.many", topic: "test", actor: "box", audience: .staff, payload: [n]),
                                in: db)
                            if n % 3 == 0 { throw Undone() }
                        }
                    } catch is Undone { return }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await journal.head() == 200)
        #expect(try await journal.firstBrokenLink() == nil)
        var read: Int64 = 0
        for await _ in wakes {
            // A wake says that there is news; what it is stands in the log.
            read = try await journal.events(after: read, limit: 1000).last?.sequence ?? read
            if read == 200 { break }
        }
    }

    @Test func aListenerThatLeavesIsForgottenAndTheOthersHear() async throws {
        let gone = Task { [journal] in for await _ in journal.wakes() {} }
        gone.cancel()
        await gone.value
        var wakes = journal.wakes().makeAsyncIterator()
        #expect(await wakes.next() == 0)
        let sequence = try await append("test.one")
        #expect(await wakes.next() == sequence)
    }

    @Test func theChainIsCheckedInPieces() async throws {
        for n in 0..<7 { _ = try await append("test.\(n)") }
        let pieces = try await store.read { db in
            var places: [Int64] = []
            var place = ChainPlace()
            let log = EventLogStore(db: db)
            while case .more(let next) = try log.check(from: place, limit: 3) {
                places.append(next.expected)
                place = next
            }
            return places
        }
        #expect(pieces == [4, 7])
    }

    @Test func everyFieldIsInTheHash() {
        func event(
            at: Int64 = 1, name: String = "a", version: Int = 1, topic: String = "b", actor: String = "c",
            audience: EventAudience = .staff, payload: String = "{}", sequence: Int64 = 1
        ) -> LoggedEvent {
            LoggedEvent(
                sequence: sequence, at: Timestamp(milliseconds: at), name: name, version: version, topic: topic,
                actor: actor, audience: audience, payload: payload)
        }
        let before = Data(count: 32)
        let others = [
            event(at: 2), event(name: "ab", topic: ""), event(version: 2), event(topic: "bc", actor: ""),
            event(actor: "x"), event(audience: .everyone), event(payload: "[]"), event(sequence: 2),
        ]
        let hashes = (others + [event()]).map { EventLogStore.link($0, after: before) }
        #expect(Set(hashes).count == hashes.count)
        #expect(EventLogStore.link(event(), after: hashes[0]) != hashes.last)
    }

    @Test func aReaderGoesOnWhereItStood() async throws {
        let journal = journal
        #expect(try await store.write { db in try journal.cursor("mail", in: db) } == 0)
        try await store.write { db in try journal.advance("mail", to: 7, in: db) }
        #expect(try await store.write { db in try journal.cursor("mail", in: db) } == 7)
    }

    @Test func audiencesSurviveTheDatabaseAndTheUnknownIsHeardByNobody() {
        let id = AccountID(at: Timestamp(milliseconds: 1), entropy: Entropy { .init(repeating: 7, count: $0) })
        for audience in [EventAudience.everyone, .staff, .account(id), .audit] {
            #expect(EventAudience(text: audience.text) == audience)
        }
        #expect(EventAudience(text: "whoever") == .audit)
    }
}
