import GRDB
import StageModel

/// SQL of albums.
extension CatalogStore {
    /// An album, removed ones too.
    func album(_ id: AlbumID) throws -> AlbumRow? {
        try Row.fetchOne(db, sql: AlbumRow.select + " WHERE album.id = ? GROUP BY album.id", arguments: [id])
            .map(AlbumRow.init)
    }

    /// Albums, newest first; those without a track that can be heard are left to their editors.
    func albums(before cursor: AlbumID?, limit: Int) throws -> [AlbumRow] {
        try Row.fetchAll(
            db,
            sql: AlbumRow.select + """
                 WHERE album.removed_at IS NULL AND (:cursor IS NULL OR album.id < :cursor)
                GROUP BY album.id HAVING count(track.id) > 0 ORDER BY album.id DESC LIMIT :limit
                """, arguments: ["cursor": cursor, "limit": limit]
        ).map(AlbumRow.init)
    }

    func albums(ofArtist artist: ArtistID) throws -> [AlbumRow] {
        try Row.fetchAll(
            db,
            sql: AlbumRow.select + """
                 WHERE album.artist_id = ? AND album.removed_at IS NULL
                GROUP BY album.id ORDER BY coalesce(album.released_on, '0') DESC, album.id DESC
                """, arguments: [artist]
        ).map(AlbumRow.init)
    }

    /// The album of this artist whose title reads the same, for files that bring their album's name.
    func album(ofArtist artist: ArtistID, titled title: String) throws -> AlbumRow? {
        let fold = SearchWords.fold(title)
        return try albums(ofArtist: artist).first { SearchWords.fold($0.title) == fold }
    }

    func insertAlbum(
        _ id: AlbumID, artist: ArtistID, title: String, releasedOn: String?, notes: String, at now: Timestamp
    ) throws {
        try db.execute(
            sql: """
                INSERT INTO album (id, artist_id, title, released_on, notes, created_at) VALUES (?, ?, ?, ?, ?, ?)
                """, arguments: [id, artist, title, releasedOn, notes, now])
        if let album = try album(id) { try indexAlbum(album) }
    }

    func updateAlbum(_ id: AlbumID, title: String, releasedOn: String?, notes: String) throws {
        try db.execute(
            sql: "UPDATE album SET title = ?, released_on = ?, notes = ? WHERE id = ?",
            arguments: [title, releasedOn, notes, id])
        if let album = try album(id) { try indexAlbum(album) }
        for track in try tracks(ofAlbum: id) where track.removedAt == nil { try indexTrack(track) }
    }

    func setCover(_ picture: StoredPicture, of id: AlbumID) throws {
        try db.execute(
            sql: "UPDATE album SET cover_cid = ?, accent = ? WHERE id = ?",
            arguments: [picture.cid, picture.accent, id])
    }

    func setRemoved(_ moment: Timestamp?, album id: AlbumID) throws {
        try db.execute(sql: "UPDATE album SET removed_at = ? WHERE id = ?", arguments: [moment, id])
        if moment == nil, let album = try album(id) { try indexAlbum(album) } else { try unindex(id.text) }
        // They are found by its title only while it is there.
        for track in try tracks(ofAlbum: id) { try indexTrack(track) }
    }

    /// How many tracks an album holds, whatever their state.
    func size(ofAlbum id: AlbumID) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM track WHERE album_id = ? AND removed_at IS NULL", arguments: [id]) ?? 0
    }

    func indexAlbum(_ album: AlbumRow) throws {
        try index(album.id.text, title: album.title, others: [album.artistName])
    }

    /// Writes positions 1, 2, 3 … in the order given.
    func order(_ tracks: [TrackID]) throws {
        let update = try db.cachedStatement(sql: "UPDATE track SET position = ? WHERE id = ?")
        for (index, track) in tracks.enumerated() { try update.execute(arguments: [index + 1, track]) }
    }
}
