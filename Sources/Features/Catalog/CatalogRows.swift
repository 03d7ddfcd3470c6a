import Foundation
import GRDB
import StageModel

/// Whether a track may be played yet.
package enum TrackState: String, Sendable, Codable { case measuring, ready, failed }

package enum TrackVisibility: String, Sendable, Codable { case listed, `private` }

/// A row of `artist` with its counts.
struct ArtistRow: Sendable {
    let id: ArtistID
    let name: String
    let bio: String
    let picture: String?
    let accent: String?
    let trackCount: Int
    let albumCount: Int

    static let columns = """
        artist.id, artist.name, artist.bio, artist.picture_cid, artist.accent,
        (SELECT count(*) FROM track WHERE track.artist_id = artist.id AND track.removed_at IS NULL
            AND track.visibility = 'listed' AND track.state <> 'failed') AS track_count,
        (SELECT count(*) FROM album WHERE album.artist_id = artist.id AND album.removed_at IS NULL) AS album_count
        """

    init(_ row: Row) {
        id = row["id"]
        name = row["name"]
        bio = row["bio"]
        picture = row["picture_cid"]
        accent = row["accent"]
        trackCount = row["track_count"]
        albumCount = row["album_count"]
    }
}

/// A row of `album` with its artist's name and the sums of its visible tracks.
struct AlbumRow: Sendable {
    let id: AlbumID
    let artist: ArtistID
    let artistName: String
    let title: String
    let releasedOn: String?
    let notes: String
    let cover: String?
    let accent: String?
    let trackCount: Int
    let durationMs: Int
    let removedAt: Timestamp?

    static let select = """
        SELECT album.*, artist.name AS artist_name, count(track.id) AS track_count,
            coalesce(sum(track.duration_ms), 0) AS duration_ms
        FROM album JOIN artist ON artist.id = album.artist_id
        LEFT JOIN track ON track.album_id = album.id AND track.removed_at IS NULL AND track.visibility = 'listed'
            AND track.state <> 'failed'
        """

    init(_ row: Row) {
        id = row["id"]
        artist = row["artist_id"]
        artistName = row["artist_name"]
        title = row["title"]
        releasedOn = row["released_on"]
        notes = row["notes"]
        cover = row["cover_cid"]
        accent = row["accent"]
        trackCount = row["track_count"]
        durationMs = row["duration_ms"]
        removedAt = row["removed_at"]
    }
}

/// A row of `track` with the names around it; `cover` and `accent` fall back to the album's.
struct TrackRow: Sendable {
    let id: TrackID
    let artist: ArtistID
    let artistName: String
    /// The album it is shown on; nil while that album is removed.
    let album: AlbumID?
    /// The album it belongs to, also while that is removed.
    let home: AlbumID?
    let albumTitle: String?
    let position: Int?
    let title: String
    let credits: String
    let visibility: TrackVisibility
    let cid: String
    let bytes: Int64
    let fileName: String
    let state: TrackState
    let problem: String?
    let container: String
    let codec: String
    let durationMs: Int
    let sampleRate: Int
    let channels: Int
    let isTranscoded: Bool
    let loudness: Double?
    let waveform: Data?
    let ownCover: String?
    let cover: String?
    let accent: String?
    let createdAt: Timestamp
    let removedAt: Timestamp?

    static let select = """
        SELECT track.*, artist.name AS artist_name, album.title AS album_title,
            coalesce(track.cover_cid, album.cover_cid, artist.picture_cid) AS shown_cover,
            CASE WHEN track.cover_cid IS NOT NULL THEN track.accent WHEN album.cover_cid IS NOT NULL THEN album.accent
                ELSE artist.accent END AS shown_accent
        FROM track JOIN artist ON artist.id = track.artist_id
        LEFT JOIN album ON album.id = track.album_id AND album.removed_at IS NULL
        """

    init(_ row: Row) {
        id = row["id"]
        artist = row["artist_id"]
        artistName = row["artist_name"]
        albumTitle = row["album_title"]
        home = row["album_id"]
        album = albumTitle == nil ? nil : home
        position = row["position"]
        title = row["title"]
        credits = row["credits"]
        visibility = TrackVisibility(rawValue: row["visibility"]) ?? .private
        cid = row["cid"]
        bytes = row["bytes"]
        fileName = row["file_name"]
        state = TrackState(rawValue: row["state"]) ?? .failed
        problem = row["problem"]
        container = row["container"]
        codec = row["codec"]
        durationMs = row["duration_ms"]
        sampleRate = row["sample_rate"]
        channels = row["channels"]
        isTranscoded = row["is_transcoded"]
        loudness = row["loudness_lufs"]
        waveform = row["waveform"]
        ownCover = row["cover_cid"]
        cover = row["shown_cover"]
        accent = row["shown_accent"]
        createdAt = row["created_at"]
        removedAt = row["removed_at"]
    }
}
