import EventLog
package import NIOCore
import SQLStore
package import StageModel
package import WebEdge

/// What a change of an album brings; nil leaves a field alone.
package struct AlbumChange: Decodable, Sendable {
    package var title: String?
    package var releasedOn: String?
    package var notes: String?
    package var trackIds: [TrackID]?
}

/// Albums.
extension CatalogService {
    package func albums(
        for caller: SignedInAccount?, before cursor: AlbumID?, limit: Int
    ) async throws -> Page<AlbumSummary> {
        try await store.read { db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            let rows = try catalog.albums(before: cursor, limit: limit + 1)
            return Page(rows, limit: limit, cursor: \.id.text, answer: view.summary)
        }
    }

    package func album(_ id: AlbumID, for caller: SignedInAccount?) async throws -> AlbumAnswer {
        try await store.read { [self] db in try albumAnswer(id, in: CatalogStore(db: db), caller: caller) }
    }

    package func createAlbum(
        artist: ArtistID, title: String, releasedOn: String?, notes: String, by caller: SignedInAccount
    ) async throws -> AlbumAnswer {
        let title = try FieldRules.line(title, field: "title", limit: 200)
        let day = try releasedOn.map { try CatalogRules.day($0, field: "releasedOn") }
        let notes = try FieldRules.paragraphs(notes, field: "notes", limit: 4000)
        let now = clock.now()
        let id = AlbumID(at: now, entropy: entropy)
        return try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.artist(artist) != nil else { throw NotThere() }
            try demandEditor(caller, of: artist, in: catalog)
            try catalog.insertAlbum(id, artist: artist, title: title, releasedOn: day, notes: notes, at: now)
            try append(CatalogEvents.albumChanged(id, actor: caller.id.text), in: catalog)
            return try albumAnswer(id, in: catalog, caller: caller)
        }
    }

    package func changeAlbum(
        _ id: AlbumID, _ change: AlbumChange, by caller: SignedInAccount
    ) async throws -> AlbumAnswer {
        let title = try change.title.map { try FieldRules.line($0, field: "title", limit: 200) }
        let day = try change.releasedOn.map { try CatalogRules.day($0, field: "releasedOn") }
        let notes = try change.notes.map { try FieldRules.paragraphs($0, field: "notes", limit: 4000) }
        return try await editAlbum(id, by: caller) { catalog, album in
            try catalog.updateAlbum(
                id, title: title ?? album.title, releasedOn: day ?? album.releasedOn, notes: notes ?? album.notes)
            if let order = change.trackIds {
                guard try Set(order) == Set(catalog.tracks(ofAlbum: id).map(\.id)), Set(order).count == order.count
                else { throw CatalogRefusal.tracksChanged }
                guard order.count <= CatalogRules.mostTracksOnAlbum else { throw CatalogRefusal.albumFull }
                try catalog.order(order)
            }
            return try CatalogEvents.albumChanged(id, actor: caller.id.text)
        }
    }

    package func setCover(_ bytes: ByteBuffer, of id: AlbumID, by caller: SignedInAccount) async throws -> AlbumAnswer {
        let artist = try await store.read { db in try CatalogStore(db: db).album(id)?.artist }
        guard let artist else { throw NotThere() }
        try await demandEditor(caller, of: artist)
        let picture = try await storePicture(bytes)
        return try await editAlbum(id, by: caller) { catalog, _ in
            try catalog.setCover(picture, of: id)
            return try CatalogEvents.albumChanged(id, actor: caller.id.text)
        }
    }

    /// Removes an album from every list; its tracks stay, as single tracks.
    package func removeAlbum(_ id: AlbumID, by caller: SignedInAccount) async throws {
        let now = clock.now()
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let album = try catalog.album(id), album.removedAt == nil else { throw NotThere() }
            try demandEditor(caller, of: album.artist, in: catalog)
            try catalog.setRemoved(now, album: id)
            try append(CatalogEvents.removed(id.text, actor: caller.id.text), in: catalog)
        }
    }

    package func restoreAlbum(_ id: AlbumID, by caller: SignedInAccount) async throws -> AlbumAnswer {
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let album = try catalog.album(id) else { throw NotThere() }
            try demandEditor(caller, of: album.artist, in: catalog)
            if album.removedAt != nil {
                try catalog.setRemoved(nil, album: id)
                try append(CatalogEvents.restored(id.text, actor: caller.id.text), in: catalog)
            }
            return try albumAnswer(id, in: catalog, caller: caller)
        }
    }

    private func editAlbum(
        _ id: AlbumID, by caller: SignedInAccount,
        _ edit: @escaping @Sendable (CatalogStore, AlbumRow) throws -> EventDraft
    ) async throws -> AlbumAnswer {
        try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let album = try catalog.album(id), album.removedAt == nil else { throw NotThere() }
            try demandEditor(caller, of: album.artist, in: catalog)
            try append(edit(catalog, album), in: catalog)
            return try albumAnswer(id, in: catalog, caller: caller)
        }
    }

    private func albumAnswer(_ id: AlbumID, in catalog: CatalogStore, caller: SignedInAccount?) throws -> AlbumAnswer {
        let view = try CatalogView(catalog, caller: caller)
        guard let album = try catalog.album(id), album.removedAt == nil,
            album.trackCount > 0 || view.mayEdit(album.artist)
        else { throw NotThere() }
        return view.album(album, tracks: try catalog.tracks(ofAlbum: id))
    }
}
