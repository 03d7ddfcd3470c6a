package import Audio
package import BlobStore
package import EventLog
package import SQLStore
package import StageModel

// Catalog: artists, albums and tracks, and finding and hearing them.
//
// Purpose. Uploads end as a blob named by its CID plus a row; a file is probed before the box says yes, and measured
// (loudness, waveform, cover) afterwards by one worker that goes on after a kill. Listeners find things by words whose
// accents and endings they need not know, and hear them by range from one file. What not every browser plays is
// transcoded once into the cache; the bytes that were uploaded stay untouched.
//
// Limits. Sizes and rates stand in WebEdge's `Limits`; text lengths in the services here; pictures have at most 8,000
// pixels on a side, albums 999 tracks, pages 100 people. Removing only marks, so that it can be undone.
//
// Callers. CatalogRoutes, CatalogIngest, and through ports Ticketing (posters). It asks Ticketing for shows and
// Identity for the people of a page.

/// The front door of Catalog: what the box may ask of it. Artists, albums and tracks have files of their own.
package struct CatalogService: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let entropy: Entropy
    let blobs: BlobFolder
    let audio: AudioTools
    let cache: MediaCache
    let ports: CatalogPorts
    let queue: IngestQueue
    let keepBook = KeepBook()

    package init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, blobs: BlobFolder,
        audio: AudioTools, cacheFolder: String, ports: CatalogPorts
    ) throws {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.entropy = entropy
        self.blobs = blobs
        self.audio = audio
        self.cache = try MediaCache(folder: cacheFolder, blobs: blobs, audio: audio)
        self.ports = ports
        self.queue = IngestQueue()
    }

    /// Artists, albums and tracks for what was typed; shows come through a port.
    package func search(_ typed: String, for caller: SignedInAccount?, limit: Int) async throws -> SearchAnswer {
        guard typed.utf8.count <= 800, let query = CatalogRules.searchQuery(typed) else { return .nothing }
        let shows = try await ports.shows(typed, limit)
        return try await store.read { db in
            let catalog = CatalogStore(db: db)
            let view = try CatalogView(catalog, caller: caller)
            let artists = try catalog.find(query, prefix: ArtistKind.prefix, limit: limit)
                .compactMap { ArtistID($0) }.compactMap { try catalog.artist($0) }
            let albums = try catalog.findAlbums(query, limit: limit)
                .compactMap { AlbumID($0) }.compactMap { try catalog.album($0) }
            let tracks = try catalog.find(query, prefix: TrackKind.prefix, limit: limit)
                .compactMap { TrackID($0) }.compactMap { try catalog.track($0) }
                .filter { CatalogRules.maySee($0, mayEdit: false) }
            return SearchAnswer(
                artists: artists.map(view.artist), albums: albums.map(view.summary), tracks: tracks.map(view.track),
                shows: shows)
        }
    }

    /// Refuses unless the caller may edit the artist; in the caller's transaction, so that it holds at commit.
    func demandEditor(_ account: SignedInAccount, of artist: ArtistID, in catalog: CatalogStore) throws {
        guard try CatalogRules.mayEdit(account, editors: catalog.editors(of: artist)) else {
            throw CatalogRefusal.notYours
        }
    }

    func append(_ draft: EventDraft, in catalog: CatalogStore) throws {
        try journal.append(draft, in: catalog.db)
    }
}
