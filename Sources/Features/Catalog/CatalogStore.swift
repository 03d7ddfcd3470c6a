import GRDB
import StageModel

/// The SQL of Catalog on a `Database` that somebody else opened. Artists, albums and tracks have files of their own.
struct CatalogStore {
    let db: Database

    // MARK: Search

    /// Puts a thing into the index, or replaces it there.
    func index(_ ref: String, title: String, others: [String]) throws {
        try unindex(ref)
        let insert = try db.cachedStatement(sql: "INSERT INTO catalog_search (ref, title, others) VALUES (?, ?, ?)")
        try insert.execute(arguments: [
            ref, SearchWords.fold(title), SearchWords.fold(others.joined(separator: " ")),
        ])
    }

    func unindex(_ ref: String) throws {
        try db.execute(sql: "DELETE FROM catalog_search WHERE ref = ?", arguments: [ref])
    }

    /// Identifiers that match, the best first: a hit in the title counts more than one in the names around it.
    func find(_ query: String, prefix: String, limit: Int) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT ref FROM catalog_search WHERE catalog_search MATCH ? AND ref GLOB ?
                ORDER BY bm25(catalog_search, 0, 8, 1), ref LIMIT ?
                """, arguments: [query, prefix + "_*", limit])
    }

    /// Albums that match, the best first; only those of which somebody can hear a track.
    func findAlbums(_ query: String, limit: Int) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT ref FROM catalog_search WHERE catalog_search MATCH ? AND ref GLOB ?
                AND EXISTS (SELECT 1 FROM track WHERE track.album_id = catalog_search.ref
                    AND track.removed_at IS NULL AND track.visibility = 'listed' AND track.state <> 'failed')
                ORDER BY bm25(catalog_search, 0, 8, 1), ref LIMIT ?
                """, arguments: [query, AlbumKind.prefix + "_*", limit])
    }

    /// Whether anything of the catalogue, removed or not, is made of the bytes of this name.
    func isNamed(_ cid: String) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM track WHERE cid = :cid OR cover_cid = :cid)
                    OR EXISTS (SELECT 1 FROM album WHERE cover_cid = :cid)
                    OR EXISTS (SELECT 1 FROM artist WHERE picture_cid = :cid)
                """, arguments: ["cid": cid]) ?? false
    }
}
