import GRDB
import StageModel

/// A row of `scan` with the ticket it was about and the admission before it.
struct ScanRow: Sendable {
    let id: ScanID
    let show: ShowID
    let ticketSerial: Int64?
    let actor: String
    let nonce: String
    let door: String
    let deviceName: String
    let method: ScanMethod
    let outcome: ScanOutcome
    let sentence: String
    let at: Timestamp
    let undoneAt: Timestamp?
    let number: String?
    let typeName: String?
    let holder: String?
    let previousAt: Timestamp?
    let previousDoor: String?
    let previousDevice: String?

    static let select = """
        SELECT scan.*, ticket.number AS number, ticket.holder AS holder, ticket_type.name AS type_name,
            before.at AS previous_at, before.door AS previous_door, before.device_name AS previous_device
        FROM scan LEFT JOIN ticket ON ticket.serial = scan.ticket_serial
        LEFT JOIN ticket_type ON ticket_type.id = ticket.type_id
        LEFT JOIN scan AS before ON before.id = scan.previous_scan
        """

    init(_ row: Row) {
        id = row["id"]
        show = row["show_id"]
        ticketSerial = row["ticket_serial"]
        actor = row["actor"]
        nonce = row["nonce"]
        door = row["door"]
        deviceName = row["device_name"]
        method = ScanMethod(rawValue: row["method"]) ?? .typed
        outcome = ScanOutcome(rawValue: row["outcome"]) ?? .unknown
        sentence = row["sentence"]
        at = row["at"]
        undoneAt = row["undone_at"]
        number = row["number"]
        typeName = row["type_name"]
        holder = row["holder"]
        previousAt = row["previous_at"]
        previousDoor = row["previous_door"]
        previousDevice = row["previous_device"]
    }
}

/// SQL of the door.
extension TicketingStore {
    func scan(actor: String, nonce: String) throws -> ScanRow? {
        let select = try db.cachedStatement(sql: ScanRow.select + " WHERE scan.actor = ? AND scan.nonce = ?")
        return try Row.fetchOne(select, arguments: [actor, nonce]).map(ScanRow.init)
    }

    func scan(_ id: ScanID) throws -> ScanRow? {
        let select = try db.cachedStatement(sql: ScanRow.select + " WHERE scan.id = ?")
        return try Row.fetchOne(select, arguments: [id]).map(ScanRow.init)
    }

    func scans(of show: ShowID, before cursor: ScanID?, limit: Int) throws -> [ScanRow] {
        try Row.fetchAll(
            db,
            sql: ScanRow.select + """
                 WHERE scan.show_id = :show AND (:cursor IS NULL OR scan.id < :cursor)
                ORDER BY scan.id DESC LIMIT :limit
                """, arguments: ["show": show, "cursor": cursor, "limit": limit]
        ).map(ScanRow.init)
    }

    func insertScan(
        _ id: ScanID, show: ShowID, ticket: TicketRow?, actor: String, nonce: String, door: String, deviceName: String,
        method: ScanMethod, decision: DoorRules.Decision, at now: Timestamp
    ) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO scan (id, show_id, ticket_serial, actor, nonce, door, device_name, method, outcome,
                    sentence, previous_scan, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            id, show, ticket?.serial, actor, nonce, door, deviceName, method.rawValue, decision.outcome.rawValue,
            decision.sentence, ticket?.admittedScan, now,
        ])
    }

    /// Marks a ticket admitted by a scan. It must still be valid: this is the one place that lets somebody in.
    func admit(_ ticket: TicketRow, by scan: ScanID) throws {
        let update = try db.cachedStatement(
            sql: "UPDATE ticket SET status = 'admitted', admitted_scan = ? WHERE serial = ? AND status = 'valid'")
        try update.execute(arguments: [scan, ticket.serial])
        precondition(db.changesCount == 1, "the door admitted a ticket that was not valid")
        let count = try db.cachedStatement(sql: "UPDATE show SET inside = inside + 1 WHERE id = ?")
        try count.execute(arguments: [ticket.show])
    }

    /// Takes an admission back; false if the ticket is not inside by this scan.
    func undo(_ scan: ScanRow, by actor: String, at now: Timestamp) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE ticket SET status = 'valid', admitted_scan = NULL
                WHERE serial = ? AND status = 'admitted' AND admitted_scan = ?
                """, arguments: [scan.ticketSerial, scan.id])
        guard db.changesCount == 1 else { return false }
        try db.execute(sql: "UPDATE show SET inside = inside - 1 WHERE id = ?", arguments: [scan.show])
        try db.execute(
            sql: "UPDATE scan SET outcome = 'undone', undone_at = ?, undone_by = ? WHERE id = ?",
            arguments: [now, actor, scan.id])
        return true
    }

    /// What happened lately is counted up to 1000, so that a scanner that runs wild slows nobody.
    func headcount(_ show: ShowRow, now: Timestamp) throws -> Headcount {
        let refused = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM (SELECT 1 FROM scan
                    WHERE show_id = ? AND at > ? AND outcome NOT IN ('admitted', 'undone') LIMIT 1000)
                """)
        let recent = try db.cachedStatement(
            sql: """
                SELECT count(*) FROM (SELECT 1 FROM scan
                    WHERE show_id = ? AND at > ? AND outcome = 'admitted' LIMIT 1000)
                """)
        return Headcount(
            inside: show.inside, sold: show.sold, capacity: show.capacity,
            refusedLastHour: try Int.fetchOne(refused, arguments: [show.id, now - .seconds(3600)]) ?? 0,
            perMinute: try Int.fetchOne(recent, arguments: [show.id, now - .seconds(60)]) ?? 0)
    }

    /// What must hold of the counts, as sentences about what does not; empty when all is well.
    func brokenCounts() throws -> [String] {
        let shows = try String.fetchAll(
            db,
            sql: """
                SELECT id FROM show WHERE
                    inside <> (SELECT count(*) FROM ticket WHERE show_id = show.id AND status = 'admitted')
                    OR sold <> (SELECT count(*) FROM ticket WHERE show_id = show.id AND status <> 'refunded')
                    OR held <> (SELECT coalesce(sum(quantity), 0) FROM ticket_hold
                        JOIN ticket_type ON ticket_type.id = type_id WHERE show_id = show.id)
                """
        ).map { "The counts of show \($0) differ from its tickets." }
        let types = try String.fetchAll(
            db,
            sql: """
                SELECT id FROM ticket_type WHERE
                    sold <> (SELECT count(*) FROM ticket WHERE type_id = ticket_type.id AND status <> 'refunded')
                    OR held <> (SELECT coalesce(sum(quantity), 0) FROM ticket_hold WHERE type_id = ticket_type.id)
                """
        ).map { "The counts of ticket type \($0) differ from its tickets." }
        let scans = try String.fetchAll(
            db,
            sql: """
                SELECT ticket.id FROM ticket LEFT JOIN scan ON scan.id = ticket.admitted_scan
                WHERE ticket.status = 'admitted'
                    AND (scan.outcome IS NOT 'admitted' OR scan.ticket_serial IS NOT ticket.serial)
                """
        ).map { "Ticket \($0) is inside without a scan that let it in." }
        let twice = try String.fetchAll(
            db,
            sql: """
                SELECT ticket.id FROM scan JOIN ticket ON ticket.serial = scan.ticket_serial
                WHERE scan.outcome = 'admitted' GROUP BY ticket.id HAVING count(*) > 1
                """
        ).map { "Ticket \($0) was let in twice." }
        return shows + types + scans + twice
    }
}

/// How many are inside, sold and possible.
package struct Headcount: Encodable, Sendable, Equatable {
    package let inside, sold, capacity, refusedLastHour, perMinute: Int
}
