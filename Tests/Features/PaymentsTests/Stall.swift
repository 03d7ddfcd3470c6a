import GRDB
import SQLStore
import StageModel

/// A seller of things by number, with its stock in the box's database and its sales in the transactions of Payments.
enum Stall {
    struct Stock: Equatable {
        let free, held, sold: Int
    }

    enum Gone: Refusal {
        case soldOut, unknown, used

        var kind: RefusalKind { .conflict }
        var sentence: String { "No." }
        var reason: String {
            switch self {
            case .soldOut: "stall.sold_out"
            case .unknown: "stall.unknown"
            case .used: "stall.used"
            }
        }
    }

    static let migrations = [
        SchemaMigration(
            "stall.1 stock and sales",
            """
            CREATE TABLE stall (
                offer TEXT NOT NULL PRIMARY KEY,
                price INTEGER NOT NULL,
                stock INTEGER NOT NULL CHECK (stock >= 0),
                held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
                sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
                currency TEXT NOT NULL DEFAULT 'EUR'
            ) STRICT;
            CREATE TABLE stall_sale (
                order_id TEXT NOT NULL, offer TEXT NOT NULL, quantity INTEGER NOT NULL, state TEXT NOT NULL,
                buyer TEXT NOT NULL DEFAULT '', is_used INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (order_id, offer)
            ) STRICT;
            """)
    ]

    static func seller(_ prefix: String) -> Seller {
        Seller(
            prefix: prefix,
            quote: { db, request, _, _ in
                let found = try Row.fetchOne(
                    db, sql: "SELECT * FROM stall WHERE offer = ?", arguments: [request.offer])
                guard let row = found else { throw Gone.unknown }
                return OfferLine(
                    seller: prefix, offer: request.offer, title: request.offer.uppercased(), detail: "Stall",
                    quantity: request.quantity,
                    unitPrice: Money(row["price"], Currency(row["currency"] as String) ?? .eur))
            },
            hold: { db, order, lines, _, _ in
                for line in lines {
                    try db.execute(
                        sql: "UPDATE stall SET stock = stock - ?1, held = held + ?1 WHERE offer = ?2 AND stock >= ?1",
                        arguments: [line.quantity, line.offer])
                    guard db.changesCount == 1 else { throw Gone.soldOut }
                    try db.execute(
                        sql: "INSERT INTO stall_sale (order_id, offer, quantity, state) VALUES (?, ?, ?, 'held')",
                        arguments: [order, line.offer, line.quantity])
                }
            },
            fulfil: { db, order, lines, buyer, _, _ in
                guard !lines.isEmpty else { return }
                try move(db, order, prefix, from: "held", to: "sold") { quantity, offer in
                    try db.execute(
                        sql: "UPDATE stall SET held = held - ?1, sold = sold + ?1 WHERE offer = ?2",
                        arguments: [quantity, offer])
                }
                try db.execute(
                    sql: "UPDATE stall_sale SET buyer = ? WHERE order_id = ?", arguments: [buyer.name, order])
            },
            release: { db, order, _ in
                try move(db, order, prefix, from: "held", to: "free") { quantity, offer in
                    try db.execute(
                        sql: "UPDATE stall SET held = held - ?1, stock = stock + ?1 WHERE offer = ?2",
                        arguments: [quantity, offer])
                }
            },
            revoke: { db, order, _, _ in
                let used = try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM stall_sale WHERE order_id = ? AND is_used", arguments: [order])
                guard used == 0 else { throw Gone.used }
                try move(db, order, prefix, from: "sold", to: "free") { quantity, offer in
                    try db.execute(
                        sql: "UPDATE stall SET sold = sold - ?1, stock = stock + ?1 WHERE offer = ?2",
                        arguments: [quantity, offer])
                }
            })
    }

    private static func move(
        _ db: Database, _ order: OrderID, _ prefix: String, from: String, to: String,
        _ each: (Int, String) throws -> Void
    ) throws {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT offer, quantity FROM stall_sale WHERE order_id = ? AND state = ? AND offer GLOB ? || '_*'",
            arguments: [order, from, prefix])
        for row in rows {
            try each(row["quantity"], row["offer"])
            try db.execute(
                sql: "UPDATE stall_sale SET state = ? WHERE order_id = ? AND offer = ?",
                arguments: [to, order, row["offer"] as String])
        }
    }
}
