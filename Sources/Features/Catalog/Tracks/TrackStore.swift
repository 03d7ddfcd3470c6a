import Foundation
import GRDB
import StageModel

/// What the first look at an uploaded file found.
struct NewTrack: Sendable {
    let artist: ArtistID
    let album: AlbumID?
    let position: Int?
    let title: String
    let credits: String
    let cid: String
    let bytes: Int64
    let fileName: String
    let container: String
    let codec: String
    let durationMs: Int
    let sampleRate: Int
    let channels: Int
    let isTranscoded: Bool
}

/// What the second, longer look found.
struct Measured: Sendable {
    let durationMs: Int
    let loudness: Double?
    let truePeak: Double?
    let waveform: [UInt8]
}

/// SQL of tracks.
extension CatalogStore {
    /// A track, removed ones too.
    func track(_ id: TrackID) throws -> TrackRow? {
        try Row.fetchOne(db, sql: TrackRow.select + " WHERE track.id = ?", arguments: [id]).map(TrackRow.init)
    }

    /// Listed tracks, newest first; with `artist` of one page; `removed` asks for the removed ones instead.
    func tracks(before cursor: TrackID?, artist: ArtistID?, removed: Bool, limit: Int) throws -> [TrackRow] {
        try Row.fetchAll(
            db,
            sql: TrackRow.select + """
                 WHERE (:cursor IS NULL OR track.id < :cursor) AND (:artist IS NULL OR track.artist_id = :artist)
                AND CASE WHEN :removed THEN track.removed_at IS NOT NULL
                    ELSE track.removed_at IS NULL AND track.visibility = 'listed' AND track.state <> 'failed' END
                ORDER BY track.id DESC LIMIT :limit
                """, arguments: ["cursor": cursor, "artist": artist, "removed": removed, "limit": limit]
        ).map(TrackRow.init)
    }

    /// Every track of an artist that is not removed, whatever its state.
    func tracks(ofArtist artist: ArtistID) throws -> [TrackRow] {
        try Row.fetchAll(
            db,
            sql: TrackRow.select + " WHERE track.artist_id = ? AND track.removed_at IS NULL ORDER BY track.id DESC",
            arguments: [artist]
        ).map(TrackRow.init)
    }

    /// The tracks of an album in order, whatever their state.
    func tracks(ofAlbum album: AlbumID) throws -> [TrackRow] {
        try Row.fetchAll(
            db,
            sql: TrackRow.select + """
                 WHERE track.album_id = ? AND track.removed_at IS NULL
                ORDER BY track.position IS NULL, track.position, track.id
                """, arguments: [album]
        ).map(TrackRow.init)
    }

    /// The track on this page that has these bytes.
    func track(ofArtist artist: ArtistID, cid: String) throws -> TrackRow? {
        try Row.fetchOne(
            db,
            sql: TrackRow.select + " WHERE track.artist_id = ? AND track.cid = ? AND track.removed_at IS NULL",
            arguments: [artist, cid]
        ).map(TrackRow.init)
    }

    func insertTrack(_ id: TrackID, _ new: NewTrack, at now: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO track (id, artist_id, album_id, position, title, credits, visibility, cid, bytes,
                    file_name, state, container, codec, duration_ms, sample_rate, channels, is_transcoded, created_at)
                VALUES (?, ?, ?, ?, ?, ?, 'listed', ?, ?, ?, 'measuring', ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, new.artist, new.album, new.position, new.title, new.credits, new.cid, new.bytes, new.fileName,
                new.container, new.codec, new.durationMs, new.sampleRate, new.channels, new.isTranscoded, now,
            ])
        if let track = try track(id) { try indexTrack(track) }
    }

    /// Lets a track that failed, or whose bytes were lost, be measured again; what people said of it stays.
    func measureAgain(_ id: TrackID, as new: NewTrack) throws {
        try db.execute(
            sql: """
                UPDATE track SET state = 'measuring', problem = NULL, album_id = ?, position = ?, bytes = ?,
                    container = ?, codec = ?, duration_ms = ?, sample_rate = ?, channels = ?, is_transcoded = ?
                WHERE id = ?
                """,
            arguments: [
                new.album, new.position, new.bytes, new.container, new.codec, new.durationMs, new.sampleRate,
                new.channels, new.isTranscoded, id,
            ])
        if let track = try track(id) { try indexTrack(track) }
    }

    func updateTrack(
        _ id: TrackID, title: String, credits: String, album: AlbumID?, position: Int?, visibility: TrackVisibility
    ) throws {
        try db.execute(
            sql: "UPDATE track SET title = ?, credits = ?, album_id = ?, position = ?, visibility = ? WHERE id = ?",
            arguments: [title, credits, album, position, visibility.rawValue, id])
        guard let track = try track(id) else { return }
        if track.visibility == .listed { try indexTrack(track) } else { try unindex(id.text) }
    }

    func saveMeasure(_ measure: Measured, of id: TrackID) throws {
        try db.execute(
            sql: """
                UPDATE track SET state = 'ready', duration_ms = ?, loudness_lufs = ?, true_peak_dbtp = ?, waveform = ?
                WHERE id = ?
                """,
            arguments: [measure.durationMs, measure.loudness, measure.truePeak, Data(measure.waveform), id])
    }

    func saveFailure(_ problem: String, of id: TrackID) throws {
        try db.execute(sql: "UPDATE track SET state = 'failed', problem = ? WHERE id = ?", arguments: [problem, id])
        try unindex(id.text)
    }

    func setCover(_ picture: StoredPicture, of id: TrackID) throws {
        try db.execute(
            sql: "UPDATE track SET cover_cid = ?, accent = ? WHERE id = ?",
            arguments: [picture.cid, picture.accent, id])
    }

    func setRemoved(_ moment: Timestamp?, track id: TrackID) throws {
        try db.execute(sql: "UPDATE track SET removed_at = ? WHERE id = ?", arguments: [moment, id])
        if moment == nil, let track = try track(id), track.visibility == .listed {
            try indexTrack(track)
        } else {
            try unindex(id.text)
        }
    }

    /// The oldest track that waits to be measured.
    func nextToMeasure() throws -> TrackRow? {
        try Row.fetchOne(
            db,
            sql: TrackRow.select
                + " WHERE track.state = 'measuring' AND track.removed_at IS NULL ORDER BY track.id LIMIT 1"
        ).map(TrackRow.init)
    }

    func lastPosition(inAlbum album: AlbumID) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT max(position) FROM track WHERE album_id = ? AND removed_at IS NULL", arguments: [album])
            ?? 0
    }

    func indexTrack(_ track: TrackRow) throws {
        guard track.visibility == .listed, track.state != .failed else { return }
        try index(track.id.text, title: track.title, others: [track.artistName, track.albumTitle ?? "", track.credits])
    }
}
