import Audio
import BlobStore
import EventLog
import Multiformats
import NIOCore
import SQLStore
package import StageModel
package import WebEdge

/// Uploads: from bytes on the wire to a row, with nothing half-done in between.
extension CatalogService {
    /// Takes one audio file for an artist.
    ///
    /// The bytes are hashed while they are written; the file is probed before it is kept; the row is written when the
    /// bytes are safe on disk. Whatever is refused on the way leaves nothing behind. The same bytes once more are
    /// refused, unless the track that they are failed or had lost them: then it is measured again.
    package func upload(
        _ body: CallBody, to artist: ArtistID, album: AlbumID?, fileName: String, limitBytes: Int64,
        by caller: SignedInAccount
    ) async throws -> TrackAnswer {
        try await demandEditor(caller, of: artist)
        if let album {
            try await store.read { [self] db in _ = try position(in: album, for: artist, CatalogStore(db: db)) }
        }
        let (intake, facts) = try await receive(body, limitBytes: limitBytes)
        let wish = Wish(artist: artist, album: album, fileName: fileName, facts: facts)
        let now = clock.now()
        let ids = (track: TrackID(at: now, entropy: entropy), album: AlbumID(at: now, entropy: entropy))
        let answer = try await keep(intake, limitBytes: limitBytes) { [self] blob in
            try await store.write { [self] db in
                let catalog = CatalogStore(db: db)
                try demandEditor(caller, of: artist, in: catalog)
                let id = try add(wish, blob, as: ids, by: caller, in: catalog, at: now)
                return try trackAnswer(id, in: catalog, caller: caller)
            }
        }
        queue.wake()
        return answer
    }

    /// What was asked for, and what the first look at the file found.
    private struct Wish: Sendable {
        let artist: ArtistID
        let album: AlbumID?
        let fileName: String
        let facts: AudioFacts

        func track(_ blob: StoredBlob, album: AlbumID?, position: Int?) -> NewTrack {
            let title = facts.tags.title.map { String($0.prefix(200)) } ?? ""
            return NewTrack(
                artist: artist, album: album, position: position,
                title: title.isEmpty ? CatalogRules.title(fromFileName: fileName) : title,
                credits: facts.tags.composer ?? "", cid: blob.cid.description, bytes: blob.bytes, fileName: fileName,
                container: facts.container, codec: facts.codec, durationMs: facts.durationMilliseconds,
                sampleRate: facts.sampleRate, channels: facts.channels,
                isTranscoded: !AudioTools.browserPlays(facts))
        }
    }

    /// Receives and probes; nothing is kept yet.
    private func receive(_ body: CallBody, limitBytes: Int64) async throws -> (BlobIntake, AudioFacts) {
        do {
            let intake = try blobs.receive(expectedBytes: body.expectedBytes, limit: limitBytes)
            do {
                var bytes: Int64 = 0
                for try await part in body {
                    bytes += Int64(part.readableBytes)
                    try await intake.write(part)
                }
                guard bytes > 0 else { throw CatalogRefusal.empty }
                return (intake, try await audio.probe(intake.temporaryPath))
            } catch {
                await intake.discard()
                throw error
            }
        } catch let failure as BlobFailure {
            throw Self.refusal(failure, limitBytes: limitBytes)
        } catch let failure as AudioError {
            throw Self.refusal(failure)
        }
    }

    /// Keeps the bytes and names them. When naming is refused, bytes that nobody else names are removed again; after a
    /// failure of the disk they stay, because the row may be there when the box has been restarted.
    private func keep(
        _ intake: BlobIntake, limitBytes: Int64, name: (StoredBlob) async throws -> TrackAnswer
    ) async throws -> TrackAnswer {
        await keepBook.begin()
        var refused: CID?
        do {
            let blob = try await intake.keep()
            do {
                let answer = try await name(blob)
                await clear(keepBook.end())
                return answer
            } catch let refusal as any Refusal {
                refused = blob.isDuplicate ? nil : blob.cid
                throw refusal
            }
        } catch {
            await intake.discard()
            await clear(keepBook.end(refused: refused))
            if let failure = error as? BlobFailure { throw Self.refusal(failure, limitBytes: limitBytes) }
            throw error
        }
    }

    /// Removes bytes that were refused, those excepted that something is made of.
    private func clear(_ refused: Set<CID>) async {
        guard !refused.isEmpty else { return }
        for cid in refused {
            do {
                let isNamed = try await store.read { db in try CatalogStore(db: db).isNamed(cid.description) }
                let isPicture = try await cache.mayBePicture(cid)
                if !isNamed, !isPicture { try await blobs.remove(cid) }
            } catch {
                // They stay, as garbage. Whoever uploaded is to hear why the upload was refused, not this.
                continue
            }
        }
        keepBook.cleared()
    }

    private func add(
        _ wish: Wish, _ blob: StoredBlob, as ids: (track: TrackID, album: AlbumID), by caller: SignedInAccount,
        in catalog: CatalogStore, at now: Timestamp
    ) throws -> TrackID {
        if let other = try catalog.track(ofArtist: wish.artist, cid: blob.cid.description) {
            guard other.state == .failed || (other.state == .ready && !blob.isDuplicate) else {
                throw CatalogRefusal.duplicate(title: other.title)
            }
            let moves = wish.album != nil && wish.album != other.home
            let place = moves ? try wish.album.map { try position(in: $0, for: wish.artist, catalog) } : other.position
            try catalog.measureAgain(
                other.id, as: wish.track(blob, album: moves ? wish.album : other.home, position: place))
            try append(CatalogEvents.trackChanged(other.id, actor: caller.id.text), in: catalog)
            return other.id
        }
        let home = try wish.album ?? albumFromTags(wish.facts.tags, of: wish.artist, fresh: ids.album, catalog, at: now)
        var place = try home.map { try position(in: $0, for: wish.artist, catalog) }
        if wish.album == nil, home != nil, let number = wish.facts.tags.trackNumber,
            (1...CatalogRules.mostTracksOnAlbum).contains(number)
        {
            place = number
        }
        try catalog.insertTrack(ids.track, wish.track(blob, album: home, position: place), at: now)
        try append(CatalogEvents.trackAdded(ids.track, cid: blob.cid.description, actor: caller.id.text), in: catalog)
        return ids.track
    }

    /// The album that the tags name, made if there is none; nil also if it is full, so that the file is a single track.
    private func albumFromTags(
        _ tags: AudioTags, of artist: ArtistID, fresh: AlbumID, _ catalog: CatalogStore, at now: Timestamp
    ) throws -> AlbumID? {
        guard let title = tags.album.map({ String($0.prefix(200)) }), !title.isEmpty else { return nil }
        if let album = try catalog.album(ofArtist: artist, titled: title) {
            return try catalog.size(ofAlbum: album.id) < CatalogRules.mostTracksOnAlbum ? album.id : nil
        }
        let year = tags.year.flatMap { (1000...9999).contains($0) ? "\($0)-01-01" : nil }
        try catalog.insertAlbum(fresh, artist: artist, title: title, releasedOn: year, notes: "", at: now)
        return fresh
    }

    /// What a failure of the sound tools means to the person who uploads.
    static func refusal(_ failure: AudioError) -> CatalogRefusal {
        switch failure {
        case .toolMissing(let name): .toolMissing(name: name)
        case .timedOut: .tookTooLong
        case .unsupported(let codec): .unsupported(codec: codec)
        case .damaged(let detail): .damaged(detail: detail)
        case .imageTooLarge: .pictureTooLarge
        case .notAudio: .notAudio
        case .noArtwork: .damaged(detail: "it could not be read to its end")
        case .failed: .toolFailed
        }
    }

    static func refusal(_ failure: BlobFailure, limitBytes: Int64) -> any Error {
        switch failure {
        case .noSpace: CatalogRefusal.diskFull
        case .tooLarge: CatalogRefusal.fileTooLarge(limitMegabytes: Int(limitBytes >> 20))
        default: failure
        }
    }
}
