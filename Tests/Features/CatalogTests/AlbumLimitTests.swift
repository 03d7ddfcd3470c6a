import Foundation
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// An album holds 999 tracks, because that is how far its numbers go.
@Suite struct AlbumLimitTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// An album with so many tracks, and their identifiers in order.
    private func album(of artist: ArtistID, with count: Int) async throws -> (id: AlbumID, tracks: [TrackID]) {
        let album = try await bench.album("Long", of: artist)
        bench.pass(.seconds(10))
        let ids = (0..<count).map {
            TrackID(at: bench.now + .milliseconds($0), entropy: bench.entropy)
        }
        bench.pass(.seconds(10))
        try await bench.store.write { [now = bench.now] db in
            let catalog = CatalogStore(db: db)
            for (index, id) in ids.enumerated() {
                let track = NewTrack(
                    artist: artist, album: album, position: min(index + 1, 999), title: "Song", credits: "",
                    cid: "cid of \(id)", bytes: 1, fileName: "a.wav", container: "wav", codec: "pcm_s16le",
                    durationMs: 1000, sampleRate: 8000, channels: 1, isTranscoded: false)
                try catalog.insertTrack(id, track, at: now)
            }
        }
        return (album, ids)
    }

    private func order(_ ids: [TrackID], of album: AlbumID) async throws -> String? {
        try await reason {
            _ = try await bench.service.changeAlbum(album, AlbumChange(trackIds: ids), by: bench.nina)
        }
    }

    @Test func theOrderGoesTo999() async throws {
        let artist = try await bench.artist()
        let (most, tracks) = try await album(of: artist, with: 999)
        #expect(try await order(tracks.reversed(), of: most) == nil)
        let seen = try await bench.service.album(most, for: nil).tracks
        #expect(seen.map(\.id) == tracks.reversed() && seen.last?.trackNumber.value == 999)
        // One that comes back out of the bin may find the album full; nothing of it is lost.
        let extra = try await bench.track(of: artist, on: most, position: 999)
        #expect(try await order([extra] + tracks, of: most) == "catalog.album_full")
        #expect(try await bench.service.album(most, for: nil).tracks.map(\.id).first == tracks.last)
        #expect(try await order(tracks, of: most) == "catalog.tracks_changed")
    }

    @Test func aTrackMovesAs999thAndNotAs1000th() async throws {
        let artist = try await bench.artist()
        let (most, tracks) = try await album(of: artist, with: 998)
        let last = try await bench.track("Last", of: artist)
        let over = try await bench.track("Over", of: artist)
        let move = TrackChange(albumId: .some(most))
        #expect(try await bench.service.changeTrack(last, move, by: bench.nina).trackNumber.value == 999)
        #expect(
            try await reason { _ = try await bench.service.changeTrack(over, move, by: bench.nina) }
                == "catalog.album_full")
        #expect(try await bench.row(over).album == nil)
        // A place that is free again can be taken.
        try await bench.service.removeTrack(tracks[0], by: bench.nina)
        #expect(try await bench.service.changeTrack(over, move, by: bench.nina).album.value?.id == most)
    }

    @Test func aFileIsTakenAs999thAndNotAs1000th() async throws {
        struct Read: Error {}
        let artist = try await bench.artist()
        let (most, _) = try await album(of: artist, with: 998)
        #expect(try await bench.upload(Sounds.wave(), to: artist, album: most).trackNumber.value == 999)
        // The next is refused before a byte of it is read.
        let refused = try await reason {
            _ = try await bench.service.upload(
                Bench.body([], announces: false, failure: Read()), to: artist, album: most, fileName: "b.wav",
                limitBytes: 1 << 20, by: bench.nina)
        }
        #expect(refused == "catalog.album_full")
        // A file that only names the album in its tags does not suffer for it.
        let tagged = try Sounds.id3([("TALB", Array("LONG".utf8)), ("TIT2", Array("Single".utf8))])
        let single = try await bench.upload(tagged, to: artist)
        #expect(single.title == "Single" && single.album.value == nil && single.trackNumber.value == nil)
        #expect(try await bench.count("album") == 1)
    }
}
