import Cryptography
import Foundation
import GRDB
import StageModel

/// All SQL of the event log.
struct EventLogStore {
    let db: Database

    func append(_ draft: EventDraft, at now: Timestamp) throws -> Int64 {
        // Read anew each time: a head kept in memory would be wrong after a write that was undone.
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

    /// Checks some links from a place on.
    func check(from place: ChainPlace, limit: Int) throws -> ChainFinding {
        var place = place
        var count = 0
        let select = try db.cachedStatement(
            sql: "SELECT * FROM event_log WHERE sequence >= ? ORDER BY sequence LIMIT ?")
        let rows = try Row.fetchCursor(select, arguments: [place.expected, limit])
        while let row = try rows.next() {
            let event = LoggedEvent(row)
            let hash: Data = row["hash"]
            guard event.sequence == place.expected, hash == Self.link(event, after: place.hash) else {
                return .broken(place.expected)
            }
            place = ChainPlace(expected: place.expected + 1, hash: hash)
            count += 1
        }
        return count < limit ? .whole : .more(place)
    }

    func cursor(_ reader: String) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT sequence FROM event_cursor WHERE reader = ?", arguments: [reader]) ?? 0
    }

    func advance(_ reader: String, to sequence: Int64) throws {
        let save = try db.cachedStatement(
            sql: """
                INSERT INTO event_cursor (reader, sequence) VALUES (?, ?)
                ON CONFLICT (reader) DO UPDATE SET sequence = excluded.sequence
                """)
        try save.execute(arguments: [reader, sequence])
    }

    /// SHA-256 over the hash before and every field with its length, so that no two rows have the same bytes.
    static func link(_ event: LoggedEvent, after before: Data) -> Data {
        let audience = event.audience.text
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            128 + event.name.utf8.count + event.topic.utf8.count + event.actor.utf8.count + audience.utf8.count
                + event.payload.utf8.count)
        func add(length: Int) { withUnsafeBytes(of: UInt32(length).bigEndian) { bytes.append(contentsOf: $0) } }
        bytes.append(contentsOf: before)
        for number in [event.sequence, event.at.milliseconds, Int64(event.version)] {
            add(length: 8)
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        for field in [event.name, event.topic, event.actor, audience, event.payload] {
            add(length: field.utf8.count)
            bytes.append(contentsOf: field.utf8)
        }
        return Data(SHA256.hash(bytes))
    }
}

/// How far the chain was checked: the next sequence number, and the hash it must follow.
struct ChainPlace: Sendable {
    var expected: Int64 = 1
    var hash = Data(count: 32)
}

/// What a look at a piece of the chain found.
enum ChainFinding: Sendable {
    case whole
    case more(ChainPlace)
    /// The sequence number that does not fit.
    case broken(Int64)
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
