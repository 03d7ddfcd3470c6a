package import GRDB
package import SQLStore
package import StageModel

/// The log itself: appends inside a transaction, reads by cursor, wakes readers after commit.
package struct EventJournal: Sendable {
    private let store: DurableStore
    private let clock: BoxClock
    private let bell = Bell()

    package init(store: DurableStore, clock: BoxClock) {
        self.store = store
        self.clock = clock
    }

    /// Appends in the caller's write transaction and returns the event's sequence number.
    @discardableResult
    package func append(_ draft: EventDraft, in db: Database) throws -> Int64 {
        let event = try EventLogStore(db: db).append(draft, at: clock.now())
        // Also rung when only this write was undone; a reader then finds nothing new.
        db.afterNextTransaction { [bell] _ in bell.ring(event) }
        return event
    }

    /// Events after `sequence`, oldest first, at most `limit`.
    package func events(after sequence: Int64, limit: Int) async throws -> [LoggedEvent] {
        try await store.read { db in try EventLogStore(db: db).events(after: sequence, limit: limit) }
    }

    /// The sequence number of the newest event, 0 for an empty log.
    package func head() async throws -> Int64 {
        try await store.read { db in try EventLogStore(db: db).head() }
    }

    /// Yields a sequence number after each commit that appended; several commits may share one wake. The first value
    /// comes at once.
    package func wakes() -> AsyncStream<Int64> { bell.listen() }

    /// Recomputes the chain; returns the first sequence number that does not fit, nil if all do.
    package func firstBrokenLink() async throws -> Int64? {
        try await store.read { db in try EventLogStore(db: db).firstBrokenLink() }
    }

    /// Where a named reader stands; 0 before its first event.
    package func cursor(_ reader: String, in db: Database) throws -> Int64 {
        try EventLogStore(db: db).cursor(reader)
    }

    /// Moves a named reader, in the transaction that holds what it did with the events.
    package func advance(_ reader: String, to sequence: Int64, in db: Database) throws {
        try EventLogStore(db: db).advance(reader, to: sequence)
    }
}
