import Foundation
import GRDB
import StageModel

/// All SQL of the health page and the support bundle, on a database of this schema or an older one.
struct HealthStore {
    let db: Database

    /// What SQLite's check of the file found first; nil when it is whole.
    func damage() throws -> String? {
        let finding = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
        return finding == "ok" ? nil : finding ?? "no answer"
    }

    /// The newest entry of the event log.
    func lastEvent() throws -> (sequence: Int64, at: Timestamp)? {
        try Row.fetchOne(db, sql: "SELECT sequence, at FROM event_log ORDER BY sequence DESC LIMIT 1")
            .map { ($0["sequence"], $0["at"]) }
    }

    /// How far each reader of the event log is.
    func readers() throws -> [String: Int64] {
        let rows = try Row.fetchAll(db, sql: "SELECT reader, sequence FROM event_cursor")
        return Dictionary(rows.map { ($0["reader"], $0["sequence"]) }, uniquingKeysWith: max)
    }

    /// When the box was last copied; nil for a database from before there were backups.
    func backup() throws -> BackupReading? {
        guard try db.tableExists("backup_settings"), try db.tableExists("backup_job") else { return nil }
        let backups = BackupStore(db: db)
        let settings = try backups.settings()
        let history = try backups.history()
        let last = try backups.lastJob(.backup)
        return BackupReading(
            everyHours: settings.folder == nil ? nil : settings.everyHours, lastBackup: history.lastBackup,
            lastTest: history.lastTest, failure: last?.state == .failed ? last?.sentence : nil,
            areWordsConfirmed: settings.confirmedKey != nil)
    }

    func version() throws -> String { try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "" }

    /// The statements of the schema, sorted.
    func schema() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name
                """)
    }

    func migrations() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
    }

    /// Rows of each table, those of full-text search left out.
    func rowCounts() throws -> [String: Int] {
        let tables = try String.fetchAll(
            db,
            sql: """
                SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
                """)
        var counts: [String: Int] = [:]
        for table in tables {
            // Names come from the schema itself, never from a person.
            let quoted = "\"\(table.replacingOccurrences(of: "\"", with: "\"\""))\""
            counts[table] = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(quoted)")
        }
        return counts
    }

    /// Names of people and of their devices, for taking them out of a text; of buyers those of the newest orders.
    func namesOfPeople(limit: Int) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM (SELECT name FROM account LIMIT :limit)
                UNION SELECT name FROM (SELECT name FROM invitation LIMIT :limit)
                UNION SELECT name FROM (SELECT name FROM device LIMIT :limit)
                UNION SELECT buyer_name FROM (SELECT buyer_name FROM orders ORDER BY id DESC LIMIT :limit)
                UNION SELECT holder FROM (SELECT holder FROM ticket ORDER BY serial DESC LIMIT :limit)
                """, arguments: ["limit": limit])
    }
}
