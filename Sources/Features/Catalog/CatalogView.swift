import Foundation
package import StageModel
import WebEdge

/// Turns rows into the answers of the contract, for one caller.
struct CatalogView: Sendable {
    private let isAdmin: Bool
    private let editable: Set<ArtistID>

    init(_ catalog: CatalogStore, caller: SignedInAccount?) throws {
        isAdmin = caller?.roles.contains(.admin) ?? false
        editable = try caller.map { try catalog.editable(by: $0.id) } ?? []
    }

    func mayEdit(_ artist: ArtistID) -> Bool { isAdmin || editable.contains(artist) }

    func artist(_ row: ArtistRow) -> ArtistAnswer {
        ArtistAnswer(
            id: row.id, name: row.name, bio: row.bio, picture: Nullable(row.picture), accent: Nullable(row.accent),
            canEdit: mayEdit(row.id), trackCount: row.trackCount, albumCount: row.albumCount)
    }

    func summary(_ row: AlbumRow) -> AlbumSummary {
        AlbumSummary(
            id: row.id, title: row.title, artist: ArtistRef(id: row.artist, name: row.artistName),
            releasedOn: Nullable(row.releasedOn), cover: Nullable(row.cover), accent: Nullable(row.accent),
            trackCount: row.trackCount, durationMs: row.durationMs)
    }

    func album(_ row: AlbumRow, tracks: [TrackRow]) -> AlbumAnswer {
        let mayEdit = mayEdit(row.artist)
        return AlbumAnswer(
            id: row.id, title: row.title, artist: ArtistRef(id: row.artist, name: row.artistName),
            releasedOn: Nullable(row.releasedOn), cover: Nullable(row.cover), accent: Nullable(row.accent),
            trackCount: row.trackCount, durationMs: row.durationMs, notes: row.notes, canEdit: mayEdit,
            tracks: tracks.filter { CatalogRules.maySee($0, mayEdit: mayEdit) }.map(track))
    }

    func track(_ row: TrackRow) -> TrackAnswer { track(row, progress: nil) }

    func track(_ row: TrackRow, progress: Double?) -> TrackAnswer {
        TrackAnswer(
            id: row.id, title: row.title, artist: ArtistRef(id: row.artist, name: row.artistName),
            album: Nullable(row.album.map { AlbumRef(id: $0, title: row.albumTitle ?? "") }),
            trackNumber: Nullable(row.album == nil ? nil : row.position), credits: row.credits, state: row.state,
            progress: row.state == .measuring ? progress ?? 0 : 1, problem: Nullable(row.problem),
            durationMs: Nullable(row.durationMs), codec: Nullable(row.codec), container: Nullable(row.container),
            sampleRate: Nullable(row.sampleRate), channels: Nullable(row.channels), bytes: row.bytes, cid: row.cid,
            loudnessLufs: Nullable(row.loudness), waveform: Nullable(row.waveform?.base64EncodedString()),
            cover: Nullable(row.cover), accent: Nullable(row.accent), visibility: row.visibility,
            canEdit: mayEdit(row.artist), createdAt: row.createdAt)
    }
}

struct ArtistRef: Encodable, Sendable {
    let id: ArtistID
    let name: String
}

struct AlbumRef: Encodable, Sendable {
    let id: AlbumID
    let title: String
}

package struct ArtistAnswer: Encodable, Sendable {
    package let id: ArtistID
    let name, bio: String
    let picture, accent: Nullable<String>
    let canEdit: Bool
    let trackCount, albumCount: Int
}

/// One of the people of a page. No mail address: whoever may edit a page need not know it.
package struct EditorAnswer: Encodable, Sendable {
    package let id: AccountID
    package let name: String
}

package struct EditorList: Encodable, Sendable {
    package let items: [EditorAnswer]
}

package struct ArtistPage: Encodable, Sendable {
    let artist: ArtistAnswer
    let albums: [AlbumSummary]
    let tracks: [TrackAnswer]
}

package struct AlbumSummary: Encodable, Sendable {
    package let id: AlbumID
    let title: String
    let artist: ArtistRef
    let releasedOn, cover, accent: Nullable<String>
    let trackCount, durationMs: Int
}

package struct AlbumAnswer: Encodable, Sendable {
    package let id: AlbumID
    let title: String
    let artist: ArtistRef
    let releasedOn, cover, accent: Nullable<String>
    let trackCount, durationMs: Int
    let notes: String
    let canEdit: Bool
    let tracks: [TrackAnswer]
}

package struct TrackAnswer: Encodable, Sendable {
    package let id: TrackID
    let title: String
    let artist: ArtistRef
    let album: Nullable<AlbumRef>
    let trackNumber: Nullable<Int>
    let credits: String
    let state: TrackState
    let progress: Double
    let problem: Nullable<String>
    let durationMs: Nullable<Int>
    let codec, container: Nullable<String>
    let sampleRate, channels: Nullable<Int>
    let bytes: Int64
    let cid: String
    let loudnessLufs: Nullable<Double>
    let waveform, cover, accent: Nullable<String>
    let visibility: TrackVisibility
    let canEdit: Bool
    let createdAt: Timestamp
}

package struct SearchAnswer: Encodable, Sendable {
    let artists: [ArtistAnswer]
    let albums: [AlbumSummary]
    let tracks: [TrackAnswer]
    let shows: [any Encodable & Sendable]

    static let nothing = SearchAnswer(artists: [], albums: [], tracks: [], shows: [])

    enum CodingKeys: String, CodingKey { case artists, albums, tracks, shows }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(artists, forKey: .artists)
        try container.encode(albums, forKey: .albums)
        try container.encode(tracks, forKey: .tracks)
        var list = container.nestedUnkeyedContainer(forKey: .shows)
        for show in shows { try list.encode(show) }
    }
}
