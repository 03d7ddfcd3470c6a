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
        for sql in ["UPDATE event_log SET actor = 'x'", "DELETE FROM event_log"] {
            await #expect(throws: DatabaseError.self) { try await store.write { db in try db.execute(sql: sql) } }
        }
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
