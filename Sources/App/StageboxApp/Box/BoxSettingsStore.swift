import GRDB
import StageModel

/// All SQL of the box's own row.
struct BoxSettingsStore {
    let db: Database

    func load() throws -> BoxSettings {
        guard let row = try Row.fetchOne(db, sql: "SELECT name, time_zone, currency FROM box") else { return .before }
        return BoxSettings(
            name: row["name"], timeZone: row["time_zone"], currency: Currency(row["currency"] as String) ?? .eur)
    }

    func save(_ settings: BoxSettings, at now: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO box (id, name, time_zone, currency, changed_at) VALUES (1, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone,
                    currency = excluded.currency, changed_at = excluded.changed_at
                """, arguments: [settings.name, settings.timeZone, settings.currency.code, now])
    }

    /// True while nothing has a price in the box's currency.
    func hasNoPrices() throws -> Bool {
        try
            !(Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM ticket_type) OR EXISTS (SELECT 1 FROM orders)") ?? false)
    }
}
