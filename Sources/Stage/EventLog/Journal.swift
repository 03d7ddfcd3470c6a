package import GRDB
package import SQLStore
package import StageModel

/// The log itself: appends inside a transaction, reads by cursor, wakes readers after commit.
package struct EventJournal: Sendable {
    private let store: DurableStore
    private let clock: BoxClock
    private let bell: Bell

    package init(store: DurableStore, clock: BoxClock) {
        let bell = Bell()
        self.store = store
        self.clock = clock
        self.bell = bell
        // One callback for all appends of a commit: an observer for each would make a full group quadratic.
        store.afterCommits { bell.ringIfAppended() }
    }

    /// Appends in the caller's write transaction and returns the event's sequence number.
    @discardableResult
    package func append(_ draft: EventDraft, in db: Database) throws -> Int64 {
        let event = try EventLogStore(db: db).append(draft, at: clock.now())
        bell.appended(event)
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

    /// Yields a sequence number after each commit that appended; several commits may share one wake. The first value,
    /// 0, comes at once. A wake may also follow an append that was undone; its reader then finds nothing new.
    package func wakes() -> AsyncStream<Int64> { bell.listen() }

    /// Recomputes the chain; returns the first sequence number that does not fit, nil if all do.
    ///
    /// Rows that were cut off at the end leave a whole chain; they are missed by whoever has noted a later head.
    package func firstBrokenLink() async throws -> Int64? {
        var place = ChainPlace()
        while true {
            // In pieces: one long read would keep the write-ahead log from being emptied.
            let from = place
            let finding = try await store.read { db in
                try EventLogStore(db: db).check(from: from, limit: Self.linksAtOnce)
            }
            switch finding {
            case .whole: return nil
            case .broken(let sequence): return sequence
            case .more(let next): place = next
            }
        }
    }

    private static let linksAtOnce = 2000

    /// Where a named reader stands: the last event that it has done with; 0 before its first.
    package func cursor(_ reader: String, in db: Database) throws -> Int64 {
        try EventLogStore(db: db).cursor(reader)
    }

    /// Moves a named reader, in the transaction that holds what it did with the events.
    package func advance(_ reader: String, to sequence: Int64, in db: Database) throws {
        try EventLogStore(db: db).advance(reader, to: sequence)
    }
}
