import Foundation
import GRDB
import StageModel

/// A row of `orders` with its lines.
struct OrderRow: Sendable {
    let id: OrderID
    let number: String
    let status: OrderStatus
    let channel: SalesChannel
    let total: Money
    let buyer: Buyer
    let method: PaymentMethod?
    let tendered: Money?
    let createdAt: Timestamp
    let reservedUntil, paidAt, refundedAt: Timestamp?
    let soldBy: String?
    let transfer: TransferID?
    let lines: [OfferLine]
}

/// All SQL of orders and shifts.
struct PaymentsStore {
    let db: Database

    func order(_ id: OrderID) throws -> OrderRow? {
        try Row.fetchOne(db, sql: "SELECT * FROM orders WHERE id = ?", arguments: [id]).map(row)
    }

    func hasNumber(_ number: String) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT 1 FROM orders WHERE number = ?", arguments: [number]) != nil
    }

    /// What a key was used for before, nil if never.
    func request(_ request: KeyedRequest) throws -> (hash: [UInt8], order: OrderID)? {
        try Row.fetchOne(
            db, sql: "SELECT request_hash, order_id FROM order_request WHERE scope = ? AND key = ?",
            arguments: [request.scope, request.key]
        ).map { (Array($0["request_hash"] as Data), $0["order_id"]) }
    }

    func insert(_ request: KeyedRequest, order: OrderID, at now: Timestamp) throws {
        try db.execute(
            sql: "INSERT INTO order_request (scope, key, request_hash, order_id, at) VALUES (?, ?, ?, ?, ?)",
            arguments: [request.scope, request.key, Data(request.hash), order, now])
    }

    private func row(_ row: Row) throws -> OrderRow {
        let currency = Currency(row["currency"] as String) ?? .eur
        let id: OrderID = row["id"]
        let lines = try db.cachedStatement(sql: "SELECT * FROM order_line WHERE order_id = ? ORDER BY position")
        return OrderRow(
            id: id, number: row["number"], status: OrderStatus(rawValue: row["status"]) ?? .cancelled,
            channel: SalesChannel(rawValue: row["channel"]) ?? .counter, total: Money(row["total"], currency),
            buyer: Buyer(name: row["buyer_name"], mail: row["buyer_mail"]),
            method: (row["method"] as String?).flatMap(PaymentMethod.init(rawValue:)),
            tendered: (row["tendered"] as Int64?).map { Money($0, currency) }, createdAt: row["created_at"],
            reservedUntil: row["reserved_until"], paidAt: row["paid_at"], refundedAt: row["refunded_at"],
            soldBy: row["sold_by"], transfer: row["transfer_id"],
            lines: try Row.fetchAll(lines, arguments: [id]).map { line in
                OfferLine(
                    seller: line["seller"], offer: line["offer"], title: line["title"], detail: line["detail"],
                    quantity: line["quantity"], unitPrice: Money(line["unit_price"], currency))
            })
    }

    /// Orders, newest first, by number, name or mail.
    func orders(typed: String, status: OrderStatus?, before cursor: OrderID?, limit: Int) throws -> [OrderRow] {
        let folded = OrderRules.folded(typed)
        let plain = folded.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let number = Crockford.normalized(folded).flatMap { $0.isEmpty ? nil : $0 }
        return try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM orders
                WHERE (:cursor IS NULL OR id < :cursor) AND (:status IS NULL OR status = :status)
                AND (:plain = '' OR number LIKE :number || '%'
                    OR buyer_folded LIKE '%' || :plain || '%' ESCAPE '\\'
                    OR buyer_mail LIKE '%' || :plain || '%' ESCAPE '\\')
                ORDER BY id DESC LIMIT :limit
                """,
            arguments: [
                "cursor": cursor, "status": status?.rawValue, "plain": plain, "number": number, "limit": limit,
            ]
        ).map(row)
    }

    func insert(
        _ id: OrderID, channel: SalesChannel, total: Money, buyer: Buyer, lines: [OfferLine], until: Timestamp,
        at now: Timestamp
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO orders (id, number, status, channel, total, currency, buyer_name, buyer_mail, buyer_folded,
                    created_at, reserved_until)
                VALUES (?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, id.number, channel.rawValue, total.amount, total.currency.code, buyer.name, buyer.mail,
                OrderRules.folded(buyer.name), now, until,
            ])
        for (position, line) in lines.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO order_line (order_id, position, seller, offer, title, detail, quantity, unit_price)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, position, line.seller, line.offer, line.title, line.detail, line.quantity,
                    line.unitPrice.amount,
                ])
        }
    }

    func markPaid(
        _ id: OrderID, method: PaymentMethod, tendered: Money?, soldBy: String?, transfer: TransferID?,
        at now: Timestamp
    ) throws {
        try db.execute(
            sql: """
                UPDATE orders SET status = 'paid', method = ?, tendered = ?, sold_by = ?, transfer_id = ?, paid_at = ?,
                    reserved_until = NULL WHERE id = ? AND status = 'reserved'
                """, arguments: [method.rawValue, tendered?.amount, soldBy, transfer, now, id])
        precondition(db.changesCount == 1, "an order was paid that was not reserved")
    }

    func markRefunded(_ id: OrderID, reason: String, at now: Timestamp) throws {
        try db.execute(
            sql: """
                UPDATE orders SET status = 'refunded', refunded_at = ?, refund_reason = ?
                WHERE id = ? AND status = 'paid'
                """, arguments: [now, reason, id])
        precondition(db.changesCount == 1, "an order was refunded that was not paid")
    }

    func markEnded(_ id: OrderID, _ status: OrderStatus) throws {
        try db.execute(
            sql: "UPDATE orders SET status = ? WHERE id = ? AND status = 'reserved'", arguments: [status.rawValue, id])
    }

    func reservationsFromBrowsers() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM orders WHERE status = 'reserved' AND channel = 'web'") ?? 0
    }

    /// Orders that somebody made in a browser and did not pay for: reserved ones, and those of nothing since a moment.
    func unpaid(mail: String, since: Timestamp) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM orders WHERE buyer_mail = ? AND buyer_mail <> '' AND channel = 'web'
                    AND (status = 'reserved' OR (status = 'paid' AND method = 'free' AND created_at > ?))
                """, arguments: [mail, since]) ?? 0
    }

    /// Totals of paid orders that were not refunded, by method and currency.
    func paidTotals() throws -> [(method: PaymentMethod, total: Money)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT method, currency, sum(total) AS total FROM orders WHERE status = 'paid' GROUP BY method, currency
                """
        ).compactMap { row in
            guard let method = PaymentMethod(rawValue: row["method"]),
                let currency = Currency(row["currency"] as String)
            else { return nil }
            return (method, Money(row["total"], currency))
        }
    }

    func reservations(endedBy now: Timestamp, limit: Int) throws -> [OrderID] {
        try OrderID.fetchAll(
            db,
            sql: """
                SELECT id FROM orders WHERE status = 'reserved' AND reserved_until <= ?
                ORDER BY reserved_until LIMIT ?
                """, arguments: [now, limit])
    }
}
