package import GRDB

/// Which pictures the shows point to, for backups; asked of the box's database or of a copy of it.
package struct PosterStore {
    private let db: Database

    package init(db: Database) { self.db = db }

    /// The CIDs of all posters, each once.
    package func inUse() throws -> [String] {
        try String.fetchAll(db, sql: "SELECT DISTINCT poster_cid FROM show WHERE poster_cid IS NOT NULL")
    }
}
