import Foundation
import GRDB
package import SQLStore
package import StageModel

/// The box's name, zone and currency, as its owner set them. One row.
package struct BoxSettings: Sendable, Equatable {
    package var name: String
    package var timeZone: String
    package var currency: Currency

    package static let before = BoxSettings(name: "Stagebox", timeZone: "Europe/Berlin", currency: .eur)
}

/// Which settings are good.
enum BoxSettingsRules {
    static func changed(
        _ settings: BoxSettings, name: String?, timeZone: String?, currency: String?, mayChangeCurrency: Bool
    ) throws -> BoxSettings {
        var settings = settings
        if let name { settings.name = try FieldRules.line(name, field: "name", limit: 60) }
        if let timeZone {
            guard timeZone.utf8.count <= 64, TimeZone(identifier: timeZone) != nil else {
                throw InvalidInput("timeZone", "Choose a time zone from the list, such as Europe/Berlin.")
            }
            settings.timeZone = timeZone
        }
        if let currency {
            guard let known = Currency(currency), Locale.Currency(currency).isISOCurrency else {
                throw InvalidInput("currency", "Use the three letters of a currency, such as EUR.")
            }
            guard known == settings.currency || mayChangeCurrency else {
                throw InvalidInput(
                    "currency", "The currency is fixed once something has a price. Prices would change their meaning.")
            }
            settings.currency = known
        }
        return settings
    }
}

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
        try !(Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM ticket_type) OR EXISTS (SELECT 1 FROM orders)") ?? false)
    }
}

/// The schema of the box's own row.
package enum BoxSchema {
    package static let migrations = [
        SchemaMigration(
            "box.1 settings",
            """
            -- What the owner calls the box, its zone and its currency. A single row; none before the claim.
            CREATE TABLE box (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
                time_zone TEXT NOT NULL,
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                changed_at INTEGER NOT NULL
            ) STRICT;
            """)
    ]
}
