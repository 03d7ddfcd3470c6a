package import NIOCore
import SQLStore
package import StageModel
package import WebEdge

/// Artists' pages.
extension CatalogService {
    package func artists(
        for caller: SignedInAccount?, onlyMine: Bool, after cursor: ArtistID?, limit: Int
    ) async throws -> Page<ArtistAnswer> {
        if onlyMine && caller == nil { return Page(items: [], nextCursor: nil) }
        // An admin may edit every page, so all of them are the admin's.
        let editor = onlyMine && caller?.roles.contains(.admin) == false ? caller?.id : nil
        return try await store.read { db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            let rows = try catalog.artists(after: cursor, editableBy: editor, limit: limit + 1)
            return Page(rows, limit: limit, cursor: \.id.text, answer: view.artist)
        }
    }

    package func artist(_ id: ArtistID, for caller: SignedInAccount?) async throws -> ArtistPage {
        try await store.read { db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            guard let artist = try catalog.artist(id) else { throw NotThere() }
            let mayEdit = view.mayEdit(id)
            let albums = try catalog.albums(ofArtist: id).filter { mayEdit || $0.trackCount > 0 }
            let tracks = try catalog.tracks(ofArtist: id).filter { CatalogRules.maySee($0, mayEdit: mayEdit) }
            return ArtistPage(
                artist: view.artist(artist), albums: albums.map(view.summary), tracks: tracks.map(view.track))
        }
    }

    /// Opens a page; whoever opens it may edit it.
    package func registerArtist(name: String, bio: String, by caller: SignedInAccount) async throws -> ArtistAnswer {
        let name = try FieldRules.line(name, field: "name", limit: 120)
        let bio = try FieldRules.paragraphs(bio, field: "bio", limit: 4000)
        let now = clock.now()
        let id = ArtistID(at: now, entropy: entropy)
        return try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard try !catalog.artistExists(named: name, otherThan: nil) else { throw CatalogRefusal.nameTaken }
            try catalog.insertArtist(id, name: name, bio: bio, editor: caller.id, at: now)
            try append(CatalogEvents.artistChanged(id, actor: caller.id.text), in: catalog)
            return try artistAnswer(id, in: catalog, caller: caller)
        }
    }

    package func changeArtist(
        _ id: ArtistID, name: String?, bio: String?, by caller: SignedInAccount
    ) async throws -> ArtistAnswer {
        let newName = try name.map { try FieldRules.line($0, field: "name", limit: 120) }
        let newBio = try bio.map { try FieldRules.paragraphs($0, field: "bio", limit: 4000) }
        return try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            guard let artist = try catalog.artist(id) else { throw NotThere() }
            try demandEditor(caller, of: id, in: catalog)
            let name = newName ?? artist.name
            guard try !catalog.artistExists(named: name, otherThan: id) else { throw CatalogRefusal.nameTaken }
            try catalog.updateArtist(id, name: name, bio: newBio ?? artist.bio)
            try append(CatalogEvents.artistChanged(id, actor: caller.id.text), in: catalog)
            return try artistAnswer(id, in: catalog, caller: caller)
        }
    }

    package func setPicture(_ bytes: ByteBuffer, of id: ArtistID, by caller: SignedInAccount) async throws
        -> ArtistAnswer
    {
        try await demandEditor(caller, of: id)
        let picture = try await storePicture(bytes)
        return try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            try demandEditor(caller, of: id, in: catalog)
            try catalog.setPicture(picture, of: id)
            try append(CatalogEvents.artistChanged(id, actor: caller.id.text), in: catalog)
            return try artistAnswer(id, in: catalog, caller: caller)
        }
    }

    /// The same demand before long work begins, so that nobody uploads in vain.
    func demandEditor(_ caller: SignedInAccount, of id: ArtistID) async throws {
        try await store.read { [self] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.artist(id) != nil else { throw NotThere() }
            try demandEditor(caller, of: id, in: catalog)
        }
    }

    private func artistAnswer(
        _ id: ArtistID, in catalog: CatalogStore, caller: SignedInAccount
    ) throws -> ArtistAnswer {
        guard let artist = try catalog.artist(id) else { throw NotThere() }
        return try CatalogView(catalog, caller: caller).artist(artist)
    }
}

extension Page {
    /// A page from rows of which one more than `limit` was read: the extra one tells that there is a next page.
    init<Row>(_ rows: [Row], limit: Int, cursor: (Row) -> String, answer: (Row) -> Item) {
        self.init(
            items: rows.prefix(limit).map(answer),
            nextCursor: rows.count > limit ? rows.prefix(limit).last.map(cursor) : nil)
    }
}
