import GRDB
import StageModel

/// A row of `shift`.
struct ShiftRow: Sendable {
    let id: ShiftID
    let openedAt: Timestamp
    let openedBy: String
    let openingCash: Money
    let closedAt: Timestamp?
    let counted, expected: Money?

    init(_ row: Row) {
        let currency = Currency(row["currency"] as String) ?? .eur
        id = row["id"]
        openedAt = row["opened_at"]
        openedBy = row["opened_by"]
        openingCash = Money(row["opening_cash"], currency)
        closedAt = row["closed_at"]
        counted = (row["counted"] as Int64?).map { Money($0, currency) }
        expected = (row["expected"] as Int64?).map { Money($0, currency) }
    }
}

/// SQL of the drawer.
extension PaymentsStore {
    func openShift() throws -> ShiftRow? {
        try Row.fetchOne(db, sql: "SELECT * FROM shift WHERE closed_at IS NULL").map(ShiftRow.init)
    }

    func lastClosedShift() throws -> ShiftRow? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM shift WHERE closed_at IS NOT NULL ORDER BY closed_at DESC, id DESC LIMIT 1"
        ).map(ShiftRow.init)
    }

    func insertShift(_ id: ShiftID, by actor: String, cash: Money, at now: Timestamp) throws {
        try db.execute(
            sql: "INSERT INTO shift (id, opened_at, opened_by, opening_cash, currency) VALUES (?, ?, ?, ?, ?)",
            arguments: [id, now, actor, cash.amount, cash.currency.code])
    }

    func closeShift(_ id: ShiftID, by actor: String, counted: Money, expected: Money, at now: Timestamp) throws {
        try db.execute(
            sql: "UPDATE shift SET closed_at = ?, closed_by = ?, counted = ?, expected = ? WHERE id = ?",
            arguments: [now, actor, counted.amount, expected.amount, id])
    }

    /// Money of paid orders since a moment, by method.
    func taken(_ method: PaymentMethod, since: Timestamp) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(total), 0) FROM orders WHERE paid_at >= ? AND method = ? AND status = 'paid'
                """, arguments: [since, method.rawValue]) ?? 0
    }

    /// How many orders were paid at the counter since a moment.
    func sales(since: Timestamp) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM orders WHERE paid_at >= ? AND status = 'paid' AND sold_by IS NOT NULL",
            arguments: [since]) ?? 0
    }

    /// The newest order that was paid at the counter.
    func lastSale() throws -> OrderID? {
        try OrderID.fetchOne(
            db,
            sql: """
                SELECT id FROM orders WHERE paid_at IS NOT NULL AND sold_by IS NOT NULL
                ORDER BY paid_at DESC, id DESC LIMIT 1
                """)
    }
}
