import GRDB
import StageModel

package enum TicketStatus: String, Sendable, Codable { case valid, admitted, refunded }

/// A row of `ticket` with its type's name and, when it was admitted, where and when.
struct TicketRow: Sendable {
    let serial: Int64
    let id: TicketID
    let number: String
    let generation: Int
    let show: ShowID
    let typeName: String
    let order: OrderID
    let holder: String
    let price: Money
    let status: TicketStatus
    let admittedScan: ScanID?
    let admittedAt: Timestamp?
    let admittedDoor: String?
    let admittedDevice: String?

    static let select = """
        SELECT ticket.*, ticket_type.name AS type_name, ticket_type.currency AS currency, scan.at AS admitted_at,
            scan.door AS admitted_door, scan.device_name AS admitted_device
        FROM ticket JOIN ticket_type ON ticket_type.id = ticket.type_id
        LEFT JOIN scan ON scan.id = ticket.admitted_scan
        """

    init(_ row: Row) {
        serial = row["serial"]
        id = row["id"]
        number = row["number"]
        generation = row["generation"]
        show = row["show_id"]
        typeName = row["type_name"]
        order = row["order_id"]
        holder = row["holder"]
        price = Money(row["price"], Currency(row["currency"] as String) ?? .eur)
        status = TicketStatus(rawValue: row["status"]) ?? .refunded
        admittedScan = row["admitted_scan"]
        admittedAt = row["admitted_at"]
        admittedDoor = row["admitted_door"]
        admittedDevice = row["admitted_device"]
    }
}

/// SQL of tickets.
extension TicketingStore {
    func ticket(serial: Int64) throws -> TicketRow? {
        let select = try db.cachedStatement(sql: TicketRow.select + " WHERE ticket.serial = ?")
        return try Row.fetchOne(select, arguments: [serial]).map(TicketRow.init)
    }

    func ticket(number: String) throws -> TicketRow? {
        let select = try db.cachedStatement(sql: TicketRow.select + " WHERE ticket.number = ?")
        return try Row.fetchOne(select, arguments: [number]).map(TicketRow.init)
    }

    func tickets(of order: OrderID) throws -> [TicketRow] {
        try Row.fetchAll(
            db, sql: TicketRow.select + " WHERE ticket.order_id = ? ORDER BY ticket.id", arguments: [order]
        ).map(TicketRow.init)
    }

    /// Tickets of a show whose number begins with, or whose holder contains, what was typed; newest first.
    func tickets(of show: ShowID, typed: String, before cursor: TicketID?, limit: Int) throws -> [TicketRow] {
        let folded = TicketRules.folded(typed)
        let plain = folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let number = Crockford.normalized(folded).flatMap { $0.isEmpty ? nil : $0 }
        return try Row.fetchAll(
            db,
            sql: TicketRow.select + """
                 WHERE ticket.show_id = :show AND (:cursor IS NULL OR ticket.id < :cursor)
                AND (:plain = '' OR ticket.holder_folded LIKE '%' || :plain || '%' ESCAPE '\\'
                    OR ticket.number LIKE :number || '%')
                ORDER BY ticket.id DESC LIMIT :limit
                """,
            arguments: ["show": show, "cursor": cursor, "plain": plain, "number": number, "limit": limit]
        ).map(TicketRow.init)
    }

    func insertTicket(
        _ id: TicketID, serial: Int64, number: String, type: TypeRow, order: OrderID, holder: String, price: Money,
        at now: Timestamp
    ) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO ticket (serial, id, number, generation, show_id, type_id, order_id, holder, holder_folded,
                    price, status, created_at)
                VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, 'valid', ?)
                """)
        try insert.execute(arguments: [
            serial, id, number, type.show, type.id, order, holder, TicketRules.folded(holder), price.amount, now,
        ])
    }

    /// Makes all tickets of an order invalid and gives how many of each type.
    func refundTickets(of order: OrderID) throws -> [(type: TypeRow, quantity: Int)] {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT type_id, count(*) AS n FROM ticket WHERE order_id = ? AND status = 'valid' GROUP BY type_id",
            arguments: [order])
        try db.execute(
            sql: "UPDATE ticket SET status = 'refunded' WHERE order_id = ? AND status = 'valid'", arguments: [order])
        return try rows.compactMap { row in try type(row["type_id"]).map { ($0, row["n"]) } }
    }
}
