import Cryptography
import Foundation
import GRDB
import StageModel

/// All SQL of the event log.
struct EventLogStore {
    let db: Database

    func append(_ draft: EventDraft, at now: Timestamp) throws -> Int64 {
        let last = try db.cachedStatement(sql: "SELECT sequence, hash FROM event_log ORDER BY sequence DESC LIMIT 1")
        let row = try Row.fetchOne(last)
        let sequence: Int64 = (row?["sequence"] ?? 0) + 1
        let event = LoggedEvent(
            sequence: sequence, at: now, name: draft.name, version: draft.version, topic: draft.topic,
            actor: draft.actor, audience: draft.audience, payload: draft.payload)
        let hash = Self.link(event, after: row?["hash"] ?? Data(count: 32))
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO event_log (sequence, at, name, version, topic, actor, audience, payload, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            sequence, now, draft.name, draft.version, draft.topic, draft.actor, draft.audience.text, draft.payload,
            hash,
        ])
        return sequence
    }

    func events(after sequence: Int64, limit: Int) throws -> [LoggedEvent] {
        let select = try db.cachedStatement(
            sql: "SELECT * FROM event_log WHERE sequence > ? ORDER BY sequence LIMIT ?")
        return try Row.fetchAll(select, arguments: [sequence, limit]).map(LoggedEvent.init)
    }

    func head() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(sequence) FROM event_log") ?? 0
    }

    func firstBrokenLink() throws -> Int64? {
        var before = Data(count: 32)
        var expected: Int64 = 1
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM event_log ORDER BY sequence")
        while let row = try rows.next() {
            let event = LoggedEvent(row)
            let hash: Data = row["hash"]
            guard event.sequence == expected, hash == Self.link(event, after: before) else { return expected }
            before = hash
            expected += 1
        }
        return nil
    }

    func cursor(_ reader: String) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT sequence FROM event_cursor WHERE reader = ?", arguments: [reader]) ?? 0
    }

    func advance(_ reader: String, to sequence: Int64) throws {
        try db.execute(
            sql: """
                INSERT INTO event_cursor (reader, sequence) VALUES (?, ?)
                ON CONFLICT (reader) DO UPDATE SET sequence = excluded.sequence
                """, arguments: [reader, sequence])
    }

    /// SHA-256 over the hash before and every field with its length, so that no two rows have the same bytes.
    static func link(_ event: LoggedEvent, after before: Data) -> Data {
        var bytes = Array(before)
        func add(_ field: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt32(field.count).bigEndian) { bytes += Array($0) }
            bytes += Array(field)
        }
        withUnsafeBytes(of: event.sequence.bigEndian) { add(Array($0)) }
        withUnsafeBytes(of: event.at.milliseconds.bigEndian) { add(Array($0)) }
        withUnsafeBytes(of: Int64(event.version).bigEndian) { add(Array($0)) }
        for field in [event.name, event.topic, event.actor, event.audience.text, event.payload] { add(Array(field.utf8)) }
        return Data(SHA256.hash(bytes))
    }
}

extension LoggedEvent {
    init(_ row: Row) {
        self.init(
            sequence: row["sequence"], at: row["at"], name: row["name"], version: row["version"], topic: row["topic"],
            actor: row["actor"], audience: EventAudience(text: row["audience"]), payload: row["payload"])
    }
}

extension EventAudience {
    var text: String {
        switch self {
        case .everyone: "everyone"
        case .staff: "staff"
        case .account(let id): id.text
        case .audit: "audit"
        }
    }

    /// What cannot be read is shown to nobody.
    init(text: String) {
        switch text {
        case "everyone": self = .everyone
        case "staff": self = .staff
        default: self = AccountID(text).map(EventAudience.account) ?? .audit
        }
    }
}
