import GRDB
import StageModel

/// SQL of artists.
extension CatalogStore {
    func artist(_ id: ArtistID) throws -> ArtistRow? {
        try Row.fetchOne(db, sql: "SELECT \(ArtistRow.columns) FROM artist WHERE id = ?", arguments: [id])
            .map(ArtistRow.init)
    }

    /// Artists by name after the cursor's artist; with an account only those it may edit.
    func artists(after cursor: ArtistID?, editableBy account: AccountID?, limit: Int) throws -> [ArtistRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(ArtistRow.columns) FROM artist
                WHERE (:cursor IS NULL
                    OR (name_fold, id) > (SELECT name_fold, id FROM artist WHERE id = :cursor))
                AND (:account IS NULL
                    OR id IN (SELECT artist_id FROM artist_editor WHERE account_id = :account))
                ORDER BY name_fold, id LIMIT :limit
                """, arguments: ["cursor": cursor, "account": account, "limit": limit]
        ).map(ArtistRow.init)
    }

    func artistExists(named name: String, otherThan id: ArtistID?) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM artist WHERE name_fold = ? AND id IS NOT ?)",
            arguments: [SearchWords.fold(name), id]) ?? false
    }

    func insertArtist(_ id: ArtistID, name: String, bio: String, editor: AccountID, at now: Timestamp) throws {
        try db.execute(
            sql: "INSERT INTO artist (id, name, name_fold, bio, created_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [id, name, SearchWords.fold(name), bio, now])
        try insertEditor(editor, of: id)
        try index(id.text, title: name, others: [])
    }

    /// Saves name and words; everything that is found by the artist's name is indexed again.
    func updateArtist(_ id: ArtistID, name: String, bio: String) throws {
        try db.execute(
            sql: "UPDATE artist SET name = ?, name_fold = ?, bio = ? WHERE id = ?",
            arguments: [name, SearchWords.fold(name), bio, id])
        try index(id.text, title: name, others: [])
        for album in try albums(ofArtist: id) { try indexAlbum(album) }
        for track in try tracks(ofArtist: id) where track.removedAt == nil { try indexTrack(track) }
    }

    func setPicture(_ picture: StoredPicture, of id: ArtistID) throws {
        try db.execute(
            sql: "UPDATE artist SET picture_cid = ?, accent = ? WHERE id = ?",
            arguments: [picture.cid, picture.accent, id])
    }

    func editors(of id: ArtistID) throws -> Set<AccountID> {
        try AccountID.fetchSet(db, sql: "SELECT account_id FROM artist_editor WHERE artist_id = ?", arguments: [id])
    }

    func insertEditor(_ account: AccountID, of id: ArtistID) throws {
        try db.execute(
            sql: "INSERT INTO artist_editor (artist_id, account_id) VALUES (?, ?)", arguments: [id, account])
    }

    func deleteEditor(_ account: AccountID, of id: ArtistID) throws {
        try db.execute(
            sql: "DELETE FROM artist_editor WHERE artist_id = ? AND account_id = ?", arguments: [id, account])
    }

    /// The artists that an account may edit by name.
    func editable(by account: AccountID) throws -> Set<ArtistID> {
        try ArtistID.fetchSet(db, sql: "SELECT artist_id FROM artist_editor WHERE account_id = ?", arguments: [account])
    }
}
