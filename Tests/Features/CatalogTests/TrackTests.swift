import Foundation
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Tracks after their upload: changed, moved, hidden, removed and brought back.
@Suite struct TrackTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func change(_ json: String) throws -> TrackChange {
        try JSONDecoder().decode(TrackChange.self, from: Data(json.utf8))
    }

    private func listed(_ caller: SignedInAccount? = nil, of artist: ArtistID? = nil) async throws -> [TrackID] {
        try await bench.service.tracks(for: caller, of: artist, removed: false, before: nil, limit: 50).items.map(\.id)
    }

    @Test func wordsAreChangedAndFound() async throws {
        let artist = try await bench.artist()
        let id = try await bench.track("Old", of: artist)
        let answer = try await bench.service.changeTrack(
            id, change(#"{"title":" New  Çat ","credits":"Words: Kim.\nMusic: Lee."}"#), by: bench.nina)
        #expect(answer.title == "New Çat" && answer.credits == "Words: Kim.\nMusic: Lee.")
        for (typed, count) in [("cat", 1), ("kim", 1), ("old", 0)] {
            #expect(try await bench.service.search(typed, for: nil, limit: 9).tracks.count == count, "\(typed)")
        }
        let kept = try await bench.service.changeTrack(id, change("{}"), by: bench.nina)
        #expect(kept.title == "New Çat" && kept.credits == answer.credits)
        #expect(try await bench.eventNames().count { $0 == "catalog.track_changed" } == 2)
    }

    @Test func wordsHaveBounds() async throws {
        let artist = try await bench.artist()
        let id = try await bench.track(of: artist)
        func attempt(_ title: String?, _ credits: String? = nil) async throws -> [String] {
            let change = TrackChange(title: title, credits: credits)
            return try await fields { _ = try await bench.service.changeTrack(id, change, by: bench.nina) }
        }
        #expect(try await attempt(String(repeating: "é", count: 200), String(repeating: "c", count: 2000)) == [])
        #expect(try await attempt(String(repeating: "é", count: 201)) == ["title"])
        #expect(try await attempt("") == ["title"])
        #expect(try await attempt(nil, String(repeating: "c", count: 2001)) == ["credits"])
        #expect(try await attempt(nil, "") == [])
        #expect(try await bench.row(id).credits.isEmpty)
    }

    @Test func onlyEditorsChangeATrack() async throws {
        let artist = try await bench.artist()
        let id = try await bench.track("Mine", of: artist)
        let otto = bench.account(.artist, .staff)
        let title = TrackChange(title: "Stolen")
        let service = bench.service
        #expect(try await reason { _ = try await service.changeTrack(id, title, by: otto) } == "catalog.not_yours")
        #expect(try await reason { try await service.removeTrack(id, by: otto) } == "catalog.not_yours")
        #expect(try await reason { _ = try await service.restoreTrack(id, by: otto) } == "catalog.not_yours")
        #expect(try await bench.row(id).title == "Mine")
        let admin = bench.account(.admin)
        #expect(try await service.changeTrack(id, title, by: admin).title == "Stolen")
        let unknown = TrackID(at: bench.now, entropy: bench.entropy)
        #expect(try await reason { _ = try await service.track(unknown, for: admin) } == "not_found")
        #expect(try await reason { _ = try await service.changeTrack(unknown, title, by: admin) } == "not_found")
        #expect(try await reason { try await service.removeTrack(unknown, by: admin) } == "not_found")
        #expect(try await reason { _ = try await service.restoreTrack(unknown, by: admin) } == "not_found")
        #expect(
            try await reason { _ = try await service.sound(of: unknown, original: false, for: admin) } == "not_found")
    }

    @Test func aTrackMovesToTheEndOfAnAlbumAndOutAgain() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        _ = try await bench.track(of: artist, on: album)
        let id = try await bench.track("Wandering", of: artist)
        let into = try await bench.service.changeTrack(id, change(#"{"albumId":"\#(album)"}"#), by: bench.nina)
        #expect(into.album.value?.id == album && into.trackNumber.value == 2)
        #expect(try await bench.service.search("a", for: nil, limit: 9).tracks.count == 2)
        // Naming the album again moves nothing; not naming it leaves it.
        let again = try await bench.service.changeTrack(id, change(#"{"albumId":"\#(album)"}"#), by: bench.nina)
        #expect(again.trackNumber.value == 2)
        let left = try await bench.service.changeTrack(id, change(#"{"title":"T"}"#), by: bench.nina)
        #expect(left.album.value?.id == album && left.trackNumber.value == 2)
        let out = try await bench.service.changeTrack(id, change(#"{"albumId":null}"#), by: bench.nina)
        #expect(out.album.value == nil && out.trackNumber.value == nil)
        #expect(try await bench.service.album(album, for: nil).trackCount == 1)
    }

    @Test func aTrackMovesOnlyToItsArtistsAlbums() async throws {
        let artist = try await bench.artist()
        let other = try await bench.artist("Otto")
        let id = try await bench.track("a", of: artist)
        let foreign = try await bench.album("B", of: other)
        let removed = try await bench.album("C", of: artist)
        try await bench.service.removeAlbum(removed, by: bench.nina)
        let unknown = AlbumID(at: bench.now, entropy: bench.entropy)
        for (album, wanted) in [
            (foreign, "catalog.other_artists_album"), (removed, "input.invalid"), (unknown, "input.invalid"),
        ] {
            let change = TrackChange(title: "Moved", albumId: .some(album))
            let refused = try await reason { _ = try await bench.service.changeTrack(id, change, by: bench.nina) }
            #expect(refused == wanted)
        }
        let row = try await bench.row(id)
        #expect(row.album == nil && row.title == "a")
    }

    @Test func aPrivateTrackIsItsEditorsAlone() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), "Secret.wav", to: artist).id
        let service = bench.service
        _ = try await service.changeTrack(id, change(#"{"visibility":"private"}"#), by: bench.nina)
        for caller in [nil, bench.account(.fan), bench.account(.staff)] {
            #expect(try await reason { _ = try await service.track(id, for: caller) } == "not_found")
            #expect(
                try await reason { _ = try await service.sound(of: id, original: false, for: caller) } == "not_found")
            #expect(try await service.search("secret", for: caller, limit: 9).tracks.isEmpty)
            #expect(try await listed(caller).isEmpty)
        }
        #expect(try await service.track(id, for: bench.nina).visibility == .private)
        #expect(try await service.sound(of: id, original: false, for: bench.nina).contentType == "audio/wav")
        #expect(try await service.artist(artist, for: bench.nina).tracks.map(\.id) == [id])
        // Other changes do not show it.
        _ = try await service.changeTrack(id, change(#"{"title":"Secreter"}"#), by: bench.nina)
        _ = try await service.changeArtist(artist, name: "Nino", bio: nil, by: bench.nina)
        #expect(try await service.search("secret", for: nil, limit: 9).tracks.isEmpty)
        #expect(try await service.search("nino", for: nil, limit: 9).tracks.isEmpty)
        _ = try await service.changeTrack(id, change(#"{"visibility":"listed"}"#), by: bench.nina)
        #expect(try await service.search("secret", for: nil, limit: 9).tracks.map(\.id) == [id])
        #expect(throws: DecodingError.self) { try change(#"{"visibility":"hidden"}"#) }
    }

    @Test func theBytesAsUploadedAreForEditors() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), "My Song.wav", to: artist).id
        let service = bench.service
        for caller in [nil, bench.account(.fan)] {
            #expect(
                try await reason { _ = try await service.sound(of: id, original: true, for: caller) } == "not_found")
            let heard = try await service.sound(of: id, original: false, for: caller)
            #expect(heard.contentType == "audio/wav" && heard.downloadName == nil && !heard.isImmutable)
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: heard.path))) == Sounds.wave())
        }
        let own = try await service.sound(of: id, original: true, for: bench.nina)
        #expect(own.downloadName == "My Song.wav")
        try FileManager.default.removeItem(atPath: own.path)
        #expect(try await reason { _ = try await service.sound(of: id, original: false, for: nil) } == "not_found")
    }

    @Test func aRemovedTrackIsGoneForAllButItsEditorsAndComesBack() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let id = try await bench.upload(Sounds.wave(), "Gone.wav", to: artist, album: album).id
        let service = bench.service
        try await service.removeTrack(id, by: bench.nina)
        #expect(try await reason { try await service.removeTrack(id, by: bench.nina) } == "not_found")
        let change = TrackChange(title: "T")
        #expect(try await reason { _ = try await service.changeTrack(id, change, by: bench.nina) } == "not_found")
        #expect(try await reason { _ = try await service.track(id, for: nil) } == "not_found")
        #expect(try await reason { _ = try await service.sound(of: id, original: false, for: nil) } == "not_found")
        #expect(try await listed().isEmpty)
        #expect(try await service.search("gone", for: bench.nina, limit: 9).tracks.isEmpty)
        #expect(try await service.album(album, for: bench.nina).tracks.isEmpty)
        func removed(_ caller: SignedInAccount?, of artist: ArtistID?) async throws -> [TrackID] {
            try await service.tracks(for: caller, of: artist, removed: true, before: nil, limit: 9).items.map(\.id)
        }
        #expect(try await removed(bench.nina, of: artist) == [id])
        #expect(try await removed(bench.account(.admin), of: artist) == [id])
        #expect(try await reason { _ = try await removed(nil, of: artist) } == "catalog.not_yours")
        #expect(try await reason { _ = try await removed(bench.account(.artist), of: artist) } == "catalog.not_yours")
        #expect(try await reason { _ = try await removed(bench.nina, of: nil) } == "catalog.not_yours")
        let back = try await service.restoreTrack(id, by: bench.nina)
        #expect(back.album.value?.id == album && back.trackNumber.value == 1)
        _ = try await service.restoreTrack(id, by: bench.nina)
        #expect(try await service.search("gone", for: nil, limit: 9).tracks.map(\.id) == [id])
        #expect(try await removed(bench.nina, of: artist).isEmpty)
        #expect(try await bench.eventNames().suffix(2) == ["catalog.removed", "catalog.restored"])
    }

    @Test func aTrackWhoseBytesCameAgainMeanwhileDoesNotComeBackTwice() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), "First.wav", to: artist).id
        try await bench.service.removeTrack(id, by: bench.nina)
        try await bench.upload(Sounds.wave(), "Second.wav", to: artist)
        let error = await #expect(throws: CatalogRefusal.self) {
            try await bench.service.restoreTrack(id, by: bench.nina)
        }
        #expect(error == .duplicate(title: "Second"))
        #expect(try await bench.row(id).removedAt != nil)
    }

    @Test func tracksAreListedNewestFirstAndInPieces() async throws {
        let artist = try await bench.artist()
        let other = try await bench.artist("Otto")
        var ids: [TrackID] = []
        for index in 0..<5 {
            let home = index == 2 ? other : artist
            ids.insert(try await bench.track(of: home), at: 0)
        }
        var seen: [TrackID] = []
        var cursor: TrackID?
        repeat {
            let page = try await bench.service.tracks(for: nil, of: nil, removed: false, before: cursor, limit: 2)
            seen += page.items.map(\.id)
            cursor = page.nextCursor.flatMap { TrackID($0) }
        } while cursor != nil
        #expect(seen == ids)
        #expect(try await listed(of: other) == [ids[2]])
        #expect(try await listed(of: artist) == ids.filter { $0 != ids[2] })
        #expect(try await listed(of: ArtistID(at: bench.now, entropy: bench.entropy)) == [])
        let last = try await bench.service.tracks(for: nil, of: nil, removed: false, before: ids.last, limit: 2)
        #expect(last.items.isEmpty && last.nextCursor == nil)
    }

    @Test func aFieldThatIsMissingIsLeftAndNullTakesTheAlbumAway() throws {
        #expect(try change("{}").albumId == nil)
        #expect(try change(#"{"albumId":null}"#).albumId == .some(nil))
        let album = AlbumID(at: bench.now, entropy: bench.entropy)
        #expect(try change(#"{"albumId":"\#(album)"}"#).albumId == .some(album))
        #expect(throws: DecodingError.self) { try change(#"{"albumId":"alb_1"}"#) }
        #expect(try change(#"{"title":null,"credits":null,"visibility":null}"#).title == nil)
    }
}
