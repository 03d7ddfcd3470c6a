import GRDB
import StageModel

/// All SQL of the audit trail: the event log from its end, and what things are called today.
struct AuditStore {
    let db: Database

    /// An entry of the event log.
    struct Entry: Sendable {
        let sequence: Int64
        let at: Timestamp
        let name, topic, actor, payload: String
    }

    func head() throws -> Int64 { try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM event_log") ?? 0 }

    /// Entries from one number up to another, that one left out, newest first.
    func rows(_ filter: AuditFilter, from: Int64, before: Int64, limit: Int) throws -> [Entry] {
        let select = try db.cachedStatement(
            sql: """
                SELECT sequence, at, name, topic, actor, payload FROM event_log
                WHERE sequence >= :from AND sequence < :before
                  AND (:actor IS NULL OR actor = :actor)
                  AND (:topic IS NULL OR topic = :topic OR substr(topic, 1, length(:topic) + 1) = :topic || ':')
                ORDER BY sequence DESC LIMIT :limit
                """)
        let arguments: StatementArguments = [
            "from": from, "before": before, "actor": filter.actor, "topic": filter.topic, "limit": limit,
        ]
        return try Row.fetchAll(select, arguments: arguments).map {
            Entry(
                sequence: $0["sequence"], at: $0["at"], name: $0["name"], topic: $0["topic"], actor: $0["actor"],
                payload: $0["payload"])
        }
    }

    /// What a thing is called today; nil for what is gone or never had a name.
    func label(of id: String) throws -> String? {
        guard let kind = id.split(separator: "_").first.map(String.init), let query = Self.queries[kind] else {
            return nil
        }
        return try String.fetchOne(db.cachedStatement(sql: query), arguments: [id])
    }

    private static let queries = [
        "art": "SELECT name FROM artist WHERE id = ?",
        "alb": "SELECT '“' || title || '”' FROM album WHERE id = ?",
        "trk": "SELECT '“' || title || '”' FROM track WHERE id = ?",
        "show": "SELECT '“' || title || '”' FROM show WHERE id = ?",
        "inv": "SELECT name FROM invitation WHERE id = ?",
        "ord": "SELECT 'order ' || number FROM orders WHERE id = ?",
    ]
}
