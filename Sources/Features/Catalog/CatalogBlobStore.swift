package import GRDB

/// Which files Catalog's rows point to, for backups; asked of the box's database or of a copy of it.
package struct CatalogBlobStore {
    private let db: Database

    package init(db: Database) { self.db = db }

    /// The CIDs of all recordings and pictures, of removed things too, each once.
    package func inUse() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT cid FROM track
                UNION SELECT cover_cid FROM track WHERE cover_cid IS NOT NULL
                UNION SELECT cover_cid FROM album WHERE cover_cid IS NOT NULL
                UNION SELECT picture_cid FROM artist WHERE picture_cid IS NOT NULL
                """)
    }

    /// Has everything measured again of which a transcode lay in the cache, because the cache was lost.
    package func makeTranscodesAgain() throws {
        try db.execute(sql: "UPDATE track SET state = 'measuring' WHERE is_transcoded = 1 AND state = 'ready'")
    }
}
