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
    /// bytes are safe on disk. Whatever goes wrong before that leaves nothing behind.
    package func upload(
        _ body: CallBody, to artist: ArtistID, album: AlbumID?, fileName: String, limitBytes: Int64,
        by caller: SignedInAccount
    ) async throws -> TrackAnswer {
        try await demandEditor(caller, of: artist)
        if let album {
            try await store.read { [self] db in _ = try position(in: album, for: artist, CatalogStore(db: db)) }
        }
        let kept = try await keep(body, limitBytes: limitBytes)
        let now = clock.now()
        let id = TrackID(at: now, entropy: entropy)
        let freshAlbum = AlbumID(at: now, entropy: entropy)
        let answer = try await store.write { [self] db in
            let catalog = CatalogStore(db: db)
            try demandEditor(caller, of: artist, in: catalog)
            if let other = try catalog.track(ofArtist: artist, cid: kept.cid) {
                throw CatalogRefusal.duplicate(title: other.title)
            }
            let tags = kept.facts.tags
            let home = try album ?? albumFromTags(tags, of: artist, fresh: freshAlbum, in: catalog, at: now)
            let number = tags.trackNumber.flatMap { (1...999).contains($0) ? $0 : nil }
            let position = try home.map { try self.position(in: $0, for: artist, catalog) }
            try catalog.insertTrack(
                id,
                NewTrack(
                    artist: artist, album: home, position: album == nil && home != nil ? number ?? position : position,
                    title: title(tags, fileName: fileName), credits: tags.composer ?? "", cid: kept.cid,
                    bytes: kept.bytes, fileName: fileName, container: kept.facts.container, codec: kept.facts.codec,
                    durationMs: kept.facts.durationMilliseconds, sampleRate: kept.facts.sampleRate,
                    channels: kept.facts.channels,
                    isTranscoded: !AudioTools.browserPlays(kept.facts)), at: now)
            try append(CatalogEvents.trackAdded(id, cid: kept.cid, actor: caller.id.text), in: catalog)
            return try trackAnswer(id, in: catalog, caller: caller)
        }
        queue.wake()
        return answer
    }

    private struct Kept: Sendable {
        let cid: String
        let bytes: Int64
        let facts: AudioFacts
    }

    private func keep(_ body: CallBody, limitBytes: Int64) async throws -> Kept {
        do {
            let intake = try blobs.receive(expectedBytes: body.expectedBytes, limit: limitBytes)
            do {
                var bytes: Int64 = 0
                for try await part in body {
                    bytes += Int64(part.readableBytes)
                    try await intake.write(part)
                }
                guard bytes > 0 else { throw CatalogRefusal.empty }
                let facts = try await audio.probe(intake.temporaryPath)
                let blob = try await intake.keep()
                return Kept(cid: blob.cid.description, bytes: blob.bytes, facts: facts)
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

    private func albumFromTags(
        _ tags: AudioTags, of artist: ArtistID, fresh: AlbumID, in catalog: CatalogStore, at now: Timestamp
    ) throws -> AlbumID? {
        guard let title = tags.album.map({ String($0.prefix(200)) }), !title.isEmpty else { return nil }
        if let album = try catalog.album(ofArtist: artist, titled: title) { return album.id }
        let year = tags.year.flatMap { (1000...9999).contains($0) ? "\($0)-01-01" : nil }
        try catalog.insertAlbum(fresh, artist: artist, title: title, releasedOn: year, notes: "", at: now)
        return fresh
    }

    private func title(_ tags: AudioTags, fileName: String) -> String {
        if let title = tags.title, !title.isEmpty { return String(title.prefix(200)) }
        return CatalogRules.title(fromFileName: fileName)
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
        case .noArtwork, .failed: .damaged(detail: "it could not be read to its end")
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
