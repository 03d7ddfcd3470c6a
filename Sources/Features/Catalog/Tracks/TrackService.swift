import Audio
import BlobStore
import EventLog
import SQLStore
package import StageModel
package import WebEdge

/// What a change of a track brings; nil leaves a field alone.
package struct TrackChange: Sendable {
    package var title: String?
    package var credits: String?
    /// Outer nil: leave; inner nil: make it a single track.
    package var albumId: AlbumID??
    package var visibility: TrackVisibility?
}

extension TrackChange: Decodable {
    enum CodingKeys: String, CodingKey { case title, credits, albumId, visibility }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        title = try values.decodeIfPresent(String.self, forKey: .title)
        credits = try values.decodeIfPresent(String.self, forKey: .credits)
        visibility = try values.decodeIfPresent(TrackVisibility.self, forKey: .visibility)
        albumId = values.contains(.albumId) ? .some(try values.decodeIfPresent(AlbumID.self, forKey: .albumId)) : nil
    }
}

/// Tracks after their upload.
extension CatalogService {
    package func tracks(
        for caller: SignedInAccount?, of artist: ArtistID?, removed: Bool, before cursor: TrackID?, limit: Int
    ) async throws -> Page<TrackAnswer> {
        try await store.read { [self] db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            if removed {
                guard let artist, view.mayEdit(artist) else { throw CatalogRefusal.notYours }
            }
            let rows = try catalog.tracks(before: cursor, artist: artist, removed: removed, limit: limit + 1)
            return Page(rows, limit: limit, cursor: \.id.text) { view.track($0, progress: queue.progress(of: $0.id)) }
        }
    }

    package func track(_ id: TrackID, for caller: SignedInAccount?) async throws -> TrackAnswer {
        try await store.read { [self] db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            guard let track = try catalog.track(id),
                CatalogRules.maySee(track, mayEdit: view.mayEdit(track.artist))
            else { throw NotThere() }
            return view.track(track, progress: queue.progress(of: id))
        }
    }

    package func changeTrack(_ id: TrackID, _ change: TrackChange, by caller: SignedInAccount) async throws
        -> TrackAnswer
    {
        let title = try change.title.map { try FieldRules.line($0, field: "title", limit: 200) }
        let credits = try change.credits.map { try FieldRules.paragraphs($0, field: "credits", limit: 2000) }
        return try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let track = try catalog.track(id), track.removedAt == nil else { throw NotThere() }
            try demandEditor(caller, of: track.artist, in: catalog)
            // While its album is removed a track is shown without one, and keeps its place for when it comes back.
            var album = track.home
            var position = track.position
            if let wanted = change.albumId, wanted != track.album {
                album = wanted
                position = try wanted.map { try self.position(in: $0, for: track.artist, catalog) }
            }
            try catalog.updateTrack(
                id, title: title ?? track.title, credits: credits ?? track.credits, album: album, position: position,
                visibility: change.visibility ?? track.visibility)
            try append(CatalogEvents.trackChanged(id, actor: caller.id.text), in: catalog)
            return try trackAnswer(id, in: catalog, caller: caller)
        }
    }

    package func removeTrack(_ id: TrackID, by caller: SignedInAccount) async throws {
        let now = clock.now()
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let track = try catalog.track(id), track.removedAt == nil else { throw NotThere() }
            try demandEditor(caller, of: track.artist, in: catalog)
            try catalog.setRemoved(now, track: id)
            try append(CatalogEvents.removed(id.text, actor: caller.id.text), in: catalog)
        }
    }

    package func restoreTrack(_ id: TrackID, by caller: SignedInAccount) async throws -> TrackAnswer {
        let answer = try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let track = try catalog.track(id) else { throw NotThere() }
            try demandEditor(caller, of: track.artist, in: catalog)
            if track.removedAt != nil {
                if let other = try catalog.track(ofArtist: track.artist, cid: track.cid) {
                    throw CatalogRefusal.duplicate(title: other.title)
                }
                try catalog.setRemoved(nil, track: id)
                try append(CatalogEvents.restored(id.text, actor: caller.id.text), in: catalog)
            }
            return try trackAnswer(id, in: catalog, caller: caller)
        }
        queue.wake()
        return answer
    }

    /// The file to play, and where: the bytes as uploaded, or the transcode in the cache.
    package func sound(
        of id: TrackID, original: Bool, for caller: SignedInAccount?
    ) async throws -> FileAnswer {
        let track = try await store.read { db -> TrackRow in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            guard let track = try catalog.track(id) else { throw NotThere() }
            let mayEdit = view.mayEdit(track.artist)
            guard CatalogRules.maySee(track, mayEdit: mayEdit), !original || mayEdit else { throw NotThere() }
            return track
        }
        if track.isTranscoded && !original {
            guard let path = cache.transcode(of: track.cid) else { throw CatalogRefusal.stillMaking }
            return FileAnswer(path: path, contentType: "audio/mp4", tag: "\(track.cid)-aac", isImmutable: false)
        }
        guard let path = cache.original(track.cid) else { throw NotThere() }
        return FileAnswer(
            path: path, contentType: AudioFormats.contentType(container: track.container), tag: track.cid,
            isImmutable: false, downloadName: original ? track.fileName : nil)
    }

    func trackAnswer(_ id: TrackID, in catalog: CatalogStore, caller: SignedInAccount?) throws -> TrackAnswer {
        guard let track = try catalog.track(id) else { throw NotThere() }
        return try CatalogView(catalog, caller: caller).track(track, progress: queue.progress(of: id))
    }

    /// The next free place at the end of an album of this artist; refuses a full one.
    func position(in album: AlbumID, for artist: ArtistID, _ catalog: CatalogStore) throws -> Int {
        guard let row = try catalog.album(album), row.removedAt == nil else {
            throw InvalidInput("albumId", "This album is not there any more. Choose another.")
        }
        guard row.artist == artist else { throw CatalogRefusal.otherArtistsAlbum }
        guard try catalog.size(ofAlbum: album) < CatalogRules.mostTracksOnAlbum else { throw CatalogRefusal.albumFull }
        return min(try catalog.lastPosition(inAlbum: album) + 1, CatalogRules.mostTracksOnAlbum)
    }
}

/// How files are named on the wire.
enum AudioFormats {
    /// The media type by the container's name, as registered or as browsers expect it.
    static func contentType(container: String) -> String {
        switch container.lowercased() {
        case "flac": "audio/flac"
        case "mp3": "audio/mpeg"
        case "ogg", "opus": "audio/ogg"
        case "wav": "audio/wav"
        case "m4a", "mp4", "mov": "audio/mp4"
        default: "application/octet-stream"
        }
    }
}
