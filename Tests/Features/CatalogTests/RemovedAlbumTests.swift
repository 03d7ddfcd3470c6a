import Foundation
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// What becomes of tracks while their album is removed, and when it comes back.
@Suite struct RemovedAlbumTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func found(_ typed: String) async throws -> [TrackID] {
        try await bench.service.search(typed, for: nil, limit: 9).tracks.map(\.id)
    }

    @Test func itsTitleFindsItsTracksOnlyWhileItIsThere() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("Velvet", of: artist)
        let track = try await bench.track("Song", of: artist, on: album)
        let secret = try await bench.track("Hidden", of: artist, on: album)
        _ = try await bench.service.changeTrack(secret, TrackChange(visibility: .private), by: bench.nina)
        let gone = try await bench.track("Gone", of: artist, on: album)
        try await bench.service.removeTrack(gone, by: bench.nina)
        #expect(try await found("velvet") == [track])
        try await bench.service.removeAlbum(album, by: bench.nina)
        #expect(try await found("velvet").isEmpty)
        #expect(try await found("song") == [track])
        _ = try await bench.service.restoreAlbum(album, by: bench.nina)
        #expect(try await found("velvet") == [track])
        #expect(try await found("velvet song") == [track])
        // What was removed or hidden did not come along.
        for typed in ["hidden", "gone"] { #expect(try await found(typed).isEmpty) }
    }

    @Test func anArtistWhoGotAnotherNameMeanwhileIsFoundByThatOne() async throws {
        let artist = try await bench.artist("Prince")
        let album = try await bench.album("Velvet", of: artist)
        let track = try await bench.track("Rain", of: artist, on: album)
        try await bench.service.removeAlbum(album, by: bench.nina)
        _ = try await bench.service.changeArtist(artist, name: "Symbol", bio: nil, by: bench.nina)
        _ = try await bench.service.restoreAlbum(album, by: bench.nina)
        #expect(try await bench.service.search("symbol velvet", for: nil, limit: 9).albums.map(\.id) == [album])
        #expect(try await found("symbol velvet") == [track])
        #expect(try await found("prince").isEmpty)
        #expect(try await bench.service.search("prince", for: nil, limit: 9).albums.isEmpty)
    }

    @Test func aTrackThatIsEditedMeanwhileIsThereWhenTheAlbumComesBack() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let first = try await bench.track("One", of: artist, on: album)
        let second = try await bench.track("Two", of: artist, on: album)
        try await bench.service.removeAlbum(album, by: bench.nina)
        let edited = try await bench.service.changeTrack(second, TrackChange(title: "Zwei"), by: bench.nina)
        #expect(edited.album.value == nil && edited.trackNumber.value == nil)
        // The desk sends the album it shows, which is none.
        let desk = TrackChange(credits: "Kim", albumId: .some(nil))
        #expect(try await bench.service.changeTrack(first, desk, by: bench.nina).album.value == nil)
        #expect(try await bench.service.track(first, for: nil).trackNumber.value == nil)
        let back = try await bench.service.restoreAlbum(album, by: bench.nina)
        #expect(back.tracks.map(\.title) == ["One", "Zwei"])
        #expect(back.tracks.map(\.trackNumber.value) == [1, 2])
    }

    @Test func aTrackThatMovedMeanwhileStaysWhereItWent() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let other = try await bench.album("B", of: artist)
        let track = try await bench.track("One", of: artist, on: album)
        try await bench.service.removeAlbum(album, by: bench.nina)
        _ = try await bench.service.changeTrack(track, TrackChange(albumId: .some(other)), by: bench.nina)
        #expect(try await bench.service.restoreAlbum(album, by: bench.nina).tracks.isEmpty)
        #expect(try await bench.service.album(other, for: nil).tracks.map(\.id) == [track])
    }
}
