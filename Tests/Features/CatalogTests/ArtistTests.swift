import Foundation
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Artists' pages and who may edit them.
@Suite struct ArtistTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test func whoeverOpensAPageMayEditIt() async throws {
        let answer = try await bench.service.registerArtist(
            name: "  Nina   Simone ", bio: "Singer.\r\n\n\nPianist. ", by: bench.nina)
        #expect(answer.name == "Nina Simone")
        #expect(answer.bio == "Singer.\n\nPianist.")
        #expect(answer.canEdit)
        #expect(answer.trackCount == 0 && answer.albumCount == 0)
        #expect(answer.picture.value == nil && answer.accent.value == nil)
        let seen = try await bench.service.artist(answer.id, for: nil)
        #expect(!seen.artist.canEdit)
        let admin = bench.account(.admin)
        #expect(try await bench.service.artist(answer.id, for: admin).artist.canEdit)
    }

    @Test(arguments: [
        ("Björk", "BJORK"), ("Sigur Rós", "sigur  ros"), ("Straße", "STRASSE"), ("Ærø", "Aero"), ("Łódź", "lodz"),
        ("Ｗｉｄｅ", "wide"), ("Ёлка", "елка"), ("Ångström", "A\u{30a}ngstro\u{308}m"),
    ])
    func aNameIsTakenWhateverItsCaseAndAccents(first: String, second: String) async throws {
        _ = try await bench.artist(first)
        let other = bench.account(.artist)
        let refused = try await reason { _ = try await bench.artist(second, by: other) }
        #expect(refused == "catalog.name_taken")
        #expect(try await bench.count("artist") == 1)
        #expect(try await bench.eventNames() == ["catalog.artist_changed"])
    }

    @Test(arguments: [("パパ", "ハハ"), ("กิน", "กัน"), ("कि", "की"), ("Nina", "Nino"), ("A B", "AB"), ("🎵", "🎶")])
    func whatReadsDifferentlyIsAnotherName(first: String, second: String) async throws {
        _ = try await bench.artist(first)
        _ = try await bench.artist(second)
        #expect(try await bench.count("artist") == 2)
    }

    @Test(arguments: ["東京事変", "Земфира", "فيروز", "שלמה ארצי", "Μίκης", "이날치", "ரஹ்மான்", "🎵", "!!!", "'; DROP"])
    func namesMayBeInAnyScript(name: String) async throws {
        let id = try await bench.artist(name)
        #expect(try await bench.service.artist(id, for: nil).artist.name == name)
    }

    @Test func namesAndWordsHaveBounds() async throws {
        let service = bench.service
        let longest = String(repeating: "é", count: 120)
        let answer = try await service.registerArtist(
            name: longest, bio: String(repeating: "b", count: 4000), by: bench.nina)
        #expect(answer.name == longest && answer.bio.count == 4000)
        for name in [longest + "é", "", " \t ", "a\u{0}b", "a\u{202e}b"] {
            let named = try await fields { _ = try await service.registerArtist(name: name, bio: "", by: bench.nina) }
            #expect(named == ["name"], "\(name)")
        }
        let tooLong = String(repeating: "b", count: 4001)
        #expect(
            try await fields { _ = try await service.registerArtist(name: "A", bio: tooLong, by: bench.nina) } == [
                "bio"
            ])
        let id = answer.id
        #expect(
            try await fields { _ = try await service.changeArtist(id, name: "", bio: nil, by: bench.nina) } == ["name"])
        #expect(
            try await fields { _ = try await service.changeArtist(id, name: nil, bio: tooLong, by: bench.nina) } == [
                "bio"
            ])
        #expect(try await bench.count("artist") == 1)
    }

    @Test func onlyThePeopleOfAPageAndAdminsChangeIt() async throws {
        let id = try await bench.artist("Nina")
        let otto = bench.account(.artist, .staff)
        let refused = try await reason {
            _ = try await bench.service.changeArtist(id, name: "Otto", bio: nil, by: otto)
        }
        #expect(refused == "catalog.not_yours")
        try await bench.admit(otto, to: id)
        let changed = try await bench.service.changeArtist(id, name: "Nina & Otto", bio: nil, by: otto)
        #expect(changed.name == "Nina & Otto" && changed.canEdit)
        let admin = bench.account(.admin)
        let again = try await bench.service.changeArtist(id, name: nil, bio: "Two.", by: admin)
        #expect(again.name == "Nina & Otto" && again.bio == "Two.")
        let actors = try await bench.events().map(\.actor)
        #expect(actors == [bench.nina.id.text, otto.id.text, admin.id.text])
    }

    @Test func aPageMayKeepItsNameInOtherLettersButNotTakeAnothers() async throws {
        let id = try await bench.artist("Bjork")
        _ = try await bench.artist("Nina")
        #expect(try await bench.service.changeArtist(id, name: "BJÖRK", bio: nil, by: bench.nina).name == "BJÖRK")
        let refused = try await reason {
            _ = try await bench.service.changeArtist(id, name: "ÑINA", bio: "new", by: bench.nina)
        }
        #expect(refused == "catalog.name_taken")
        let seen = try await bench.service.artist(id, for: nil).artist
        #expect(seen.name == "BJÖRK" && seen.bio.isEmpty)
    }

    @Test func anUnknownPageIsNotThere() async throws {
        let id = ArtistID(at: bench.now, entropy: bench.entropy)
        let service = bench.service
        let admin = bench.account(.admin)
        let red = ByteBuffer(bytes: try Sounds.red.get())
        #expect(try await reason { _ = try await service.artist(id, for: admin) } == "not_found")
        #expect(
            try await reason { _ = try await service.changeArtist(id, name: "A", bio: nil, by: admin) } == "not_found")
        #expect(try await reason { _ = try await service.setPicture(red, of: id, by: admin) } == "not_found")
        #expect(try await reason { try await bench.upload(Sounds.wave(), to: id, by: admin) } == "not_found")
        #expect(try await reason { _ = try await bench.album("A", of: id, by: admin) } == "not_found")
        #expect(try bench.kept.isEmpty)
    }

    @Test func aPortraitGivesThePageItsColour() async throws {
        let id = try await bench.artist()
        let red = ByteBuffer(bytes: try Sounds.red.get())
        let otto = bench.account(.artist)
        #expect(
            try await reason { _ = try await bench.service.setPicture(red, of: id, by: otto) } == "catalog.not_yours")
        #expect(try bench.kept.isEmpty)
        let answer = try await bench.service.setPicture(red, of: id, by: bench.nina)
        #expect(answer.picture.value == (try bench.kept.first))
        #expect(try #require(answer.accent.value).hasPrefix("#f"))
        #expect(try await bench.eventNames().count { $0 == "catalog.artist_changed" } == 2)
        // Tracks without a cover of their own are shown with it.
        let track = try await bench.service.track(bench.track(of: id), for: nil)
        #expect(track.cover.value == answer.picture.value && track.accent.value == answer.accent.value)
        let words = ByteBuffer(string: "no picture")
        let refused = try await reason { _ = try await bench.service.setPicture(words, of: id, by: bench.nina) }
        #expect(refused == "catalog.not_a_picture")
        #expect(try await bench.service.artist(id, for: nil).artist.picture.value == answer.picture.value)
    }

    @Test func pagesAreListedByNameAndInPieces() async throws {
        let names = ["Zoe", "émile", "Ákos", "Bob", "çelik"]
        for name in names { _ = try await bench.artist(name) }
        let sorted = ["Ákos", "Bob", "çelik", "émile", "Zoe"]
        var seen: [String] = []
        var cursor: ArtistID?
        repeat {
            let page = try await bench.service.artists(for: nil, onlyMine: false, after: cursor, limit: 2)
            #expect(page.items.count <= 2)
            seen += page.items.map(\.name)
            cursor = page.nextCursor.flatMap { ArtistID($0) }
        } while cursor != nil
        #expect(seen == sorted)
        let exact = try await bench.service.artists(for: nil, onlyMine: false, after: nil, limit: 5)
        #expect(exact.items.count == 5 && exact.nextCursor == nil)
        let short = try await bench.service.artists(for: nil, onlyMine: false, after: nil, limit: 4)
        #expect(short.items.count == 4 && short.nextCursor == short.items.last?.id.text)
    }

    @Test func onlyMineAreThosePagesThatIMayEdit() async throws {
        let otto = bench.account(.artist)
        let first = try await bench.artist("A")
        let second = try await bench.artist("B", by: otto)
        func mine(_ caller: SignedInAccount?) async throws -> [ArtistID] {
            try await bench.service.artists(for: caller, onlyMine: true, after: nil, limit: 10).items.map(\.id)
        }
        #expect(try await mine(bench.nina) == [first])
        #expect(try await mine(otto) == [second])
        #expect(try await mine(bench.account(.admin)) == [first, second])
        #expect(try await mine(bench.account(.fan)) == [])
        #expect(try await mine(nil) == [])
        try await bench.admit(otto, to: first)
        #expect(try await mine(otto) == [first, second])
    }

    @Test func aPageCountsWhatListenersHear() async throws {
        let id = try await bench.artist()
        let album = try await bench.album("One", of: id)
        _ = try await bench.album("Empty", of: id)
        let open = try await bench.track(of: id, on: album)
        let secret = try await bench.track(of: id)
        _ = try await bench.service.changeTrack(secret, TrackChange(visibility: .private), by: bench.nina)
        let gone = try await bench.track(of: id)
        try await bench.service.removeTrack(gone, by: bench.nina)
        let seen = try await bench.service.artist(id, for: nil)
        #expect(seen.artist.trackCount == 1)
        #expect(seen.tracks.map(\.id) == [open])
        #expect(seen.albums.map(\.title) == ["One"])
        let own = try await bench.service.artist(id, for: bench.nina)
        #expect(own.tracks.map(\.id) == [secret, open])
        #expect(own.albums.map(\.title) == ["Empty", "One"])
    }
}
