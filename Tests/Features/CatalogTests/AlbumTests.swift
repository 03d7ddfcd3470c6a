import Foundation
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Albums: their words, order, cover, and what becomes of their tracks.
@Suite struct AlbumTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func tracks(_ count: Int, of artist: ArtistID, on album: AlbumID) async throws -> [TrackID] {
        var ids: [TrackID] = []
        for _ in 0..<count { ids.append(try await bench.track(of: artist, on: album)) }
        return ids
    }

    private func change(_ json: String) throws -> AlbumChange {
        try JSONDecoder().decode(AlbumChange.self, from: Data(json.utf8))
    }

    @Test func anAlbumIsMadeForItsArtist() async throws {
        let artist = try await bench.artist()
        let made = try await bench.service.createAlbum(
            artist: artist, title: " Été  noir ", releasedOn: "2028-02-29", notes: "Live.\nIn Paris.", by: bench.nina)
        #expect(made.title == "Été noir" && made.notes == "Live.\nIn Paris." && made.releasedOn.value == "2028-02-29")
        #expect(made.artist.id == artist && made.artist.name == "Nina" && made.canEdit)
        #expect(made.trackCount == 0 && made.durationMs == 0 && made.tracks.isEmpty && made.cover.value == nil)
        let otto = bench.account(.artist)
        #expect(try await reason { _ = try await bench.album("B", of: artist, by: otto) } == "catalog.not_yours")
        #expect(try await bench.count("album") == 1)
        #expect(try await bench.eventNames() == ["catalog.artist_changed", "catalog.album_changed"])
    }

    @Test func wordsHaveBounds() async throws {
        let artist = try await bench.artist()
        let service = bench.service
        func made(_ title: String, _ day: String? = nil, _ notes: String = "") async throws -> [String] {
            try await fields {
                _ = try await service.createAlbum(
                    artist: artist, title: title, releasedOn: day, notes: notes, by: bench.nina)
            }
        }
        #expect(try await made(String(repeating: "t", count: 200), nil, String(repeating: "n", count: 4000)) == [])
        #expect(try await made(String(repeating: "t", count: 201)) == ["title"])
        #expect(try await made("") == ["title"])
        #expect(try await made("T", "2027-02-29") == ["releasedOn"])
        #expect(try await made("T", nil, String(repeating: "n", count: 4001)) == ["notes"])
        #expect(try await bench.count("album") == 1)
    }

    @Test func anAlbumIsRenamedAndKeepsWhatIsNotNamed() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("Old", of: artist, on: "2029-01-01")
        _ = try await bench.track(of: artist, on: id)
        let renamed = try await bench.service.changeAlbum(id, change(#"{"title":"Nouveau"}"#), by: bench.nina)
        #expect(renamed.title == "Nouveau" && renamed.releasedOn.value == "2029-01-01")
        let noted = try await bench.service.changeAlbum(
            id, change(#"{"notes":"N","releasedOn":"2029-02-02"}"#), by: bench.nina)
        #expect(noted.title == "Nouveau" && noted.notes == "N" && noted.releasedOn.value == "2029-02-02")
        // Its tracks are found by the new title and no longer by the old one.
        #expect(try await bench.service.search("nouv", for: nil, limit: 8).tracks.count == 1)
        let old = try await bench.service.search("old", for: nil, limit: 8)
        #expect(old.tracks.isEmpty && old.albums.isEmpty)
        let otto = bench.account(.artist)
        let wanted = try change(#"{"title":"Mine"}"#)
        #expect(
            try await reason { _ = try await bench.service.changeAlbum(id, wanted, by: otto) } == "catalog.not_yours")
        #expect(try await bench.service.album(id, for: nil).title == "Nouveau")
    }

    @Test func tracksArePutInOrder() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("A", of: artist)
        let ids = try await tracks(4, of: artist, on: id)
        #expect(try await bench.service.album(id, for: nil).tracks.map(\.id) == ids)
        let wanted = [ids[2], ids[0], ids[3], ids[1]]
        var change = AlbumChange()
        change.trackIds = wanted
        let ordered = try await bench.service.changeAlbum(id, change, by: bench.nina)
        #expect(ordered.tracks.map(\.id) == wanted)
        #expect(ordered.tracks.map(\.trackNumber.value) == [1, 2, 3, 4])
    }

    @Test func anOrderOfOtherTracksIsRefusedAsAWhole() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("A", of: artist)
        let ids = try await tracks(3, of: artist, on: id)
        let single = try await bench.track(of: artist)
        let orders: [[TrackID]] = [
            [ids[1], ids[0]], ids + [single], [ids[1], ids[0], single], [ids[1], ids[0], ids[2], ids[0]], [],
            [ids[0], ids[1], TrackID(at: bench.now, entropy: bench.entropy)],
        ]
        for order in orders {
            var change = AlbumChange()
            change.title = "B"
            change.trackIds = order
            let wanted = change
            let refused = try await reason { _ = try await bench.service.changeAlbum(id, wanted, by: bench.nina) }
            #expect(refused == "catalog.tracks_changed", "\(order)")
        }
        // Somebody removed one meanwhile: the list on the other screen is stale.
        try await bench.service.removeTrack(ids[0], by: bench.nina)
        var stale = AlbumChange()
        stale.trackIds = [ids[2], ids[1], ids[0]]
        let wanted = stale
        let refused = try await reason { _ = try await bench.service.changeAlbum(id, wanted, by: bench.nina) }
        #expect(refused == "catalog.tracks_changed")
        let seen = try await bench.service.album(id, for: nil)
        #expect(seen.title == "A" && seen.tracks.map(\.id) == [ids[1], ids[2]])
    }

    @Test func aCoverIsShownOnTheTracksToo() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("A", of: artist)
        let track = try await tracks(1, of: artist, on: id)[0]
        let blue = ByteBuffer(bytes: try Sounds.blue.get())
        let otto = bench.account(.artist)
        #expect(
            try await reason { _ = try await bench.service.setCover(blue, of: id, by: otto) } == "catalog.not_yours")
        let answer = try await bench.service.setCover(blue, of: id, by: bench.nina)
        let cover = try #require(answer.cover.value)
        #expect(try bench.kept.contains(cover))
        #expect(try #require(answer.accent.value).hasSuffix("fe") || answer.accent.value?.hasSuffix("ff") == true)
        let seen = try await bench.service.track(track, for: nil)
        #expect(seen.cover.value == cover && seen.accent.value == answer.accent.value)
        let unknown = AlbumID(at: bench.now, entropy: bench.entropy)
        #expect(
            try await reason { _ = try await bench.service.setCover(blue, of: unknown, by: bench.nina) } == "not_found")
    }

    @Test func aRemovedAlbumLeavesItsTracksAsSinglesAndComesBackWhole() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("Blue", of: artist)
        let ids = try await tracks(2, of: artist, on: id)
        let otto = bench.account(.artist)
        #expect(try await reason { try await bench.service.removeAlbum(id, by: otto) } == "catalog.not_yours")
        try await bench.service.removeAlbum(id, by: bench.nina)
        for caller in [nil, bench.nina, bench.account(.admin)] {
            #expect(try await reason { _ = try await bench.service.album(id, for: caller) } == "not_found")
        }
        #expect(try await reason { try await bench.service.removeAlbum(id, by: bench.nina) } == "not_found")
        let change = try change(#"{"title":"B"}"#)
        #expect(try await reason { _ = try await bench.service.changeAlbum(id, change, by: bench.nina) } == "not_found")
        #expect(try await bench.service.albums(for: nil, before: nil, limit: 9).items.isEmpty)
        #expect(try await bench.service.search("blue", for: nil, limit: 9).albums.isEmpty)
        for track in ids { #expect(try await bench.service.track(track, for: nil).album.value == nil) }
        #expect(try await reason { _ = try await bench.service.restoreAlbum(id, by: otto) } == "catalog.not_yours")
        let back = try await bench.service.restoreAlbum(id, by: bench.nina)
        #expect(back.tracks.map(\.id) == ids)
        _ = try await bench.service.restoreAlbum(id, by: bench.nina)
        #expect(try await bench.service.search("blue", for: nil, limit: 9).albums.map(\.id) == [id])
        #expect(try await bench.eventNames().suffix(2) == ["catalog.removed", "catalog.restored"])
        let unknown = AlbumID(at: bench.now, entropy: bench.entropy)
        #expect(try await reason { _ = try await bench.service.restoreAlbum(unknown, by: bench.nina) } == "not_found")
    }

    @Test func anAlbumWithoutATrackIsItsEditorsAlone() async throws {
        let artist = try await bench.artist()
        let id = try await bench.album("A", of: artist)
        #expect(try await reason { _ = try await bench.service.album(id, for: nil) } == "not_found")
        #expect(try await reason { _ = try await bench.service.album(id, for: bench.account(.fan)) } == "not_found")
        #expect(try await bench.service.album(id, for: bench.account(.admin)).canEdit)
        #expect(try await bench.service.search("a", for: nil, limit: 9).albums.isEmpty)
        let track = try await tracks(1, of: artist, on: id)[0]
        #expect(try await bench.service.album(id, for: nil).trackCount == 1)
        _ = try await bench.service.changeTrack(track, TrackChange(visibility: .private), by: bench.nina)
        #expect(try await reason { _ = try await bench.service.album(id, for: nil) } == "not_found")
        let own = try await bench.service.album(id, for: bench.nina)
        #expect(own.tracks.map(\.id) == [track] && own.trackCount == 0)
    }

    @Test func albumsAreListedNewestFirstAndInPieces() async throws {
        let artist = try await bench.artist()
        var ids: [AlbumID] = []
        for index in 0..<5 {
            let id = try await bench.album("Album \(index)", of: artist)
            _ = try await bench.track(of: artist, on: id)
            ids.insert(id, at: 0)
        }
        _ = try await bench.album("Empty", of: artist)
        var seen: [AlbumID] = []
        var cursor: AlbumID?
        repeat {
            let page = try await bench.service.albums(for: nil, before: cursor, limit: 2)
            seen += page.items.map(\.id)
            cursor = page.nextCursor.flatMap { AlbumID($0) }
        } while cursor != nil
        #expect(seen == ids)
        let sum = try await bench.service.albums(for: nil, before: nil, limit: 1).items.map(\.durationMs)
        #expect(sum == [1000])
    }

    @Test func anArtistsAlbumsAreOrderedByTheirDay() async throws {
        let artist = try await bench.artist()
        for (title, day) in [("Mid", "2020-05-05"), ("None", nil), ("Late", "2029-01-01"), ("Early", "1999-01-01")] {
            _ = try await bench.album(title, of: artist, on: day)
        }
        let titles = try await bench.service.artist(artist, for: bench.nina).albums.map(\.title)
        #expect(titles == ["Late", "Mid", "Early", "None"])
    }
}
