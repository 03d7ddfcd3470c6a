import Foundation
import GRDB
import StageModel

/// SQL of shows, types and holds.
struct TicketingStore {
    let db: Database

    func show(_ id: ShowID) throws -> ShowRow? {
        let select = try db.cachedStatement(sql: ShowRow.select + " WHERE show.id = ?")
        return try Row.fetchOne(select, arguments: [id]).map(ShowRow.init)
    }

    /// Which shows a list holds.
    enum When: String { case coming, past, all }

    /// Shows after the cursor's: coming ones by date, past ones and all backwards.
    func shows(
        _ when: When, publicOnly: Bool, after cursor: ShowID?, now: Timestamp, limit: Int
    ) throws -> [ShowRow] {
        let (order, compare) = when == .coming ? ("ASC", ">") : ("DESC", "<")
        let span =
            switch when {
            case .coming: "ends_at > :now"
            case .past: "ends_at <= :now"
            case .all: ":now IS NOT NULL"
            }
        return try Row.fetchAll(
            db,
            sql: ShowRow.select + """
                 WHERE \(span) AND (NOT :public OR status <> 'draft')
                AND (:cursor IS NULL
                    OR (starts_at, id) \(compare) (SELECT starts_at, id FROM show WHERE id = :cursor))
                ORDER BY starts_at \(order), id \(order) LIMIT :limit
                """, arguments: ["now": now, "public": publicOnly, "cursor": cursor, "limit": limit]
        ).map(ShowRow.init)
    }

    /// Published shows that are not over, by date.
    func comingShows(now: Timestamp, limit: Int) throws -> [ShowRow] {
        try Row.fetchAll(
            db,
            sql: ShowRow.select + """
                 WHERE ends_at > ? AND status = 'published' ORDER BY starts_at, id LIMIT ?
                """, arguments: [now, limit]
        ).map(ShowRow.init)
    }

    func insert(_ fields: ShowFields, id: ShowID, at now: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO show (id, title, lineup, place, description, doors_at, starts_at, ends_at, status, capacity,
                    doors, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?)
                """,
            arguments: [
                id, fields.title, fields.lineup, fields.place, fields.description, fields.doorsAt, fields.startsAt,
                fields.endsAt, fields.capacity, try Self.json(fields.doors), now,
            ])
    }

    func update(_ fields: ShowFields, status: ShowStatus, of id: ShowID) throws {
        try db.execute(
            sql: """
                UPDATE show SET title = ?, lineup = ?, place = ?, description = ?, doors_at = ?, starts_at = ?,
                    ends_at = ?, capacity = ?, doors = ?, status = ? WHERE id = ?
                """,
            arguments: [
                fields.title, fields.lineup, fields.place, fields.description, fields.doorsAt, fields.startsAt,
                fields.endsAt, fields.capacity, try Self.json(fields.doors), status.rawValue, id,
            ])
    }

    private static func json(_ doors: [String]) throws -> String {
        String(decoding: try JSONEncoder().encode(doors), as: UTF8.self)
    }

    func setPoster(_ picture: Picture, of id: ShowID) throws {
        try db.execute(
            sql: "UPDATE show SET poster_cid = ?, accent = ? WHERE id = ?",
            arguments: [picture.cid, picture.accent, id])
    }

    // MARK: Types

    func types(of show: ShowID) throws -> [TypeRow] {
        try Row.fetchAll(db, sql: "SELECT * FROM ticket_type WHERE show_id = ? ORDER BY id", arguments: [show])
            .map(TypeRow.init)
    }

    func type(_ id: TicketTypeID) throws -> TypeRow? {
        try Row.fetchOne(db, sql: "SELECT * FROM ticket_type WHERE id = ?", arguments: [id]).map(TypeRow.init)
    }

    func insertType(
        _ id: TicketTypeID, show: ShowID, name: String, note: String, price: Money, quota: Int, perOrder: Int,
        onlineSales: Bool
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO ticket_type (id, show_id, name, note, price, currency, quota, per_order, online_sales,
                    is_on_sale)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                """,
            arguments: [id, show, name, note, price.amount, price.currency.code, quota, perOrder, onlineSales])
    }

    func updateType(
        _ id: TicketTypeID, name: String, note: String, price: Money, quota: Int, perOrder: Int, onlineSales: Bool,
        isOnSale: Bool
    ) throws {
        try db.execute(
            sql: """
                UPDATE ticket_type SET name = ?, note = ?, price = ?, currency = ?, quota = ?, per_order = ?,
                    online_sales = ?, is_on_sale = ? WHERE id = ?
                """,
            arguments: [name, note, price.amount, price.currency.code, quota, perOrder, onlineSales, isOnSale, id])
    }

    // MARK: Holds

    func insertHold(_ order: OrderID, _ type: TypeRow, quantity: Int, until: Timestamp) throws {
        try db.execute(
            sql: "INSERT INTO ticket_hold (order_id, type_id, quantity, until) VALUES (?, ?, ?, ?)",
            arguments: [order, type.id, quantity, until])
        try count(type, sold: 0, held: quantity)
    }

    /// Takes the holds of an order away and gives what they held.
    func takeHolds(of order: OrderID) throws -> [(type: TypeRow, quantity: Int)] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT type_id, quantity FROM ticket_hold WHERE order_id = ? ORDER BY type_id",
            arguments: [order])
        var taken: [(TypeRow, Int)] = []
        for row in rows {
            guard let type = try type(row["type_id"]) else { continue }
            let quantity: Int = row["quantity"]
            try count(type, sold: 0, held: -quantity)
            taken.append((type, quantity))
        }
        try db.execute(sql: "DELETE FROM ticket_hold WHERE order_id = ?", arguments: [order])
        return taken
    }

    /// Moves the counts of a type and its show; the CHECKs of the schema refuse what would oversell.
    func count(_ type: TypeRow, sold: Int, held: Int) throws {
        try db.execute(
            sql: "UPDATE ticket_type SET sold = sold + ?, held = held + ? WHERE id = ?",
            arguments: [sold, held, type.id])
        try db.execute(
            sql: "UPDATE show SET sold = sold + ?, held = held + ? WHERE id = ?", arguments: [sold, held, type.show])
    }
}
