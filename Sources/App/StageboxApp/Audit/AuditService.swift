import GRDB
import SQLStore
import StageModel

// Audit: what happened on the box, as a person reads it.
//
// Purpose. The event log holds everything that was changed and everything that was refused at the sign-in. Here its
// entries become sentences with the names that things and people have today.
//
// Limits. For admins alone, because sentences name people. An entry of a kind that has no sentence still shows its name
// and who did it; a test sees to it that every kind has one. A filter looks through a bounded number of entries at a
// time and says where to go on, so that a rare one costs several short reads instead of one long.
//
// Callers. AuditRoutes.

/// An entry of the audit trail.
struct AuditEntry: Sendable, Encodable {
    struct Actor: Sendable, Encodable { let id, name: String }

    let id: String
    let at: Timestamp
    let name, topic, sentence: String
    let actor: Actor
}

/// Which entries somebody wants to see.
struct AuditFilter: Sendable {
    /// `acct_…`, `dev_…`, `box` or `anyone`.
    var actor: String?
    /// A topic, or the part before the colon for all of its kind: `show` for every show.
    var topic: String?
}

/// The audit trail.
struct AuditService: Sendable {
    let store: DurableStore
    /// What somebody who acts is called.
    let actorName: @Sendable (Database, String) throws -> String

    /// How many entries one call looks through.
    static let window: Int64 = 20_000

    /// Entries older than `before`, newest first.
    func page(_ filter: AuditFilter, before: Int64?, limit: Int) async throws -> (items: [AuditEntry], next: Int64?) {
        try await store.read { db in
            let audit = AuditStore(db: db)
            let start = try before ?? (audit.head() + 1)
            let end = max(1, start - Self.window)
            let rows = try audit.rows(filter, from: end, before: start, limit: limit + 1)
            let labels = AuditLabels(audit: audit, actorName: { try actorName(db, $0) })
            let items = try rows.prefix(limit).map { row in
                AuditEntry(
                    id: String(row.sequence), at: row.at, name: row.name, topic: row.topic,
                    sentence: try AuditSentences.sentence(row) { try labels.label(of: $0) },
                    actor: AuditEntry.Actor(id: row.actor, name: try labels.actor(row.actor)))
            }
            if rows.count > limit { return (items, rows[limit - 1].sequence) }
            return (items, end > 1 ? end : nil)
        }
    }
}

/// What identifiers are called, each looked up once. Lives as long as one read.
private final class AuditLabels {
    let audit: AuditStore
    let actorName: (String) throws -> String
    private var known: [String: String?] = [:]

    init(audit: AuditStore, actorName: @escaping (String) throws -> String) {
        self.audit = audit
        self.actorName = actorName
    }

    func actor(_ id: String) throws -> String { try remember(id, actorName) ?? id }

    func label(of id: String) throws -> String? {
        if AccountID(id) != nil || DeviceID(id) != nil { return try actor(id) }
        return try remember(id, audit.label(of:))
    }

    private func remember(_ id: String, _ look: (String) throws -> String?) throws -> String? {
        if let label = known[id] { return label }
        let label = try look(id)
        known[id] = .some(label)
        return label
    }
}
