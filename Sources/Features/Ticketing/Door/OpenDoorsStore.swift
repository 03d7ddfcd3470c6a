package import GRDB
package import StageModel

/// The shows that people are entering now. Also asked of a database of an older schema, before it is migrated.
package struct OpenDoorsStore {
    let db: Database

    package init(db: Database) { self.db = db }

    /// Titles of published shows between doors and end, the first to open first.
    package func titles(at now: Timestamp) throws -> [String] {
        guard try db.tableExists("show") else { return [] }
        return try String.fetchAll(
            db,
            sql: """
                SELECT title FROM show WHERE status = 'published' AND doors_at <= :now AND ends_at > :now
                ORDER BY doors_at, id
                """, arguments: ["now": now])
    }
}
