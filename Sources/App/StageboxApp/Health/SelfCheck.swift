import EventLog
import SQLStore
package import StageModel
import Synchronization

/// The part of the audit that reads everything: SQLite's check of the file and the chain of the event log. It runs on a
/// timer; the health page shows what it found last.
package struct SelfCheck: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let notebook: AuditNotebook

    /// Checks, and notes the result together with what others found.
    ///
    /// - Returns: a sentence for everything that does not hold.
    package func run(beside differences: [String]) async throws -> [String] {
        let damage = try await store.read { db in try HealthStore(db: db).damage() }
        let broken = try await journal.firstBrokenLink()
        notebook.write(
            AuditNote(at: clock.now(), damage: damage, brokenLink: broken, differences: differences))
        return differences
            + [
                damage.map { "The database is damaged (\($0))." },
                broken.map { "The event log does not fit together from entry \($0) on." },
            ].compactMap { $0 }
    }
}

/// Remembers what the last audit found, from the start of the box on.
package final class AuditNotebook: Sendable {
    private let note = Mutex<AuditNote?>(nil)
    /// When the box was put together.
    package let since: Timestamp

    package init(since: Timestamp) { self.since = since }

    package var last: AuditNote? { note.withLock { $0 } }

    package func write(_ new: AuditNote) { note.withLock { $0 = new } }
}
