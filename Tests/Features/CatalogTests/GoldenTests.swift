import Foundation
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Every answer as the contract promises it, down to the nulls. Identifiers and CIDs are shortened to what they are.
@Suite struct GoldenTests {
    let bench: Bench
    let desk: Desk

    init() throws {
        bench = try Bench()
        desk = Desk(bench: bench)
    }

    @Test func theRoutesAreThoseOfTheContract() {
        let routes = desk.routes.map { "\($0.method) \($0.path) \($0.budget) \($0.body) \($0.replay)" }.sorted()
        #expect(
            routes == [
                "DELETE /api/albums/{id} ordinary none stored",
                "DELETE /api/artists/{id}/editors/{account} ordinary none stored",
                "DELETE /api/tracks/{id} ordinary none stored",
                "GET /api/albums ordinary none stored",
                "GET /api/albums/{id} ordinary none stored",
                "GET /api/artists ordinary none stored",
                "GET /api/artists/{id} ordinary none stored",
                "GET /api/artists/{id}/editors ordinary none stored",
                "GET /api/images/{cid}/{size} media none stored",
                "GET /api/search ordinary none stored",
                "GET /api/tracks ordinary none stored",
                "GET /api/tracks/{id} ordinary none stored",
                "GET /api/tracks/{id}/audio media none stored",
                "PATCH /api/albums/{id} ordinary json stored",
                "PATCH /api/artists/{id} ordinary json stored",
                "PATCH /api/tracks/{id} ordinary json stored",
                "POST /api/albums ordinary json stored",
                "POST /api/albums/{id}/restore ordinary json stored",
                "POST /api/artists/register ordinary json stored",
                "POST /api/artists/{id}/editors ordinary json stored",
                "POST /api/artists/{id}/tracks/upload upload audio stored",
                "POST /api/tracks/{id}/restore ordinary json stored",
                "PUT /api/albums/{id}/cover upload image stored",
                "PUT /api/artists/{id}/picture upload image stored",
            ])
    }

    private static func artist(
        bio: String = "", albums: Int = 0, tracks: Int = 0, picture: String = "null", accent: String = "null",
        mayEdit: Bool = true
    ) -> String {
        """
        {"accent":\(accent),"albumCount":\(albums),"bio":"\(bio)","canEdit":\(mayEdit),"id":"art","name":"Björk",\
        "picture":\(picture),"trackCount":\(tracks)}
        """
    }

    private let artistRef = #"{"id":"art","name":"Björk"}"#

    @Test func artists() async throws {
        let made = try await desk.call(
            .post, "/api/artists/register", json: #"{"name":" Björk ","bio":"Singer."}"#, as: bench.nina)
        #expect(made.status == 201)
        #expect(try made.shape() == Self.artist(bio: "Singer."))
        let id = try made.id()
        #expect(
            try await desk.call(.get, "/api/artists/\(id)").shape()
                == #"{"albums":[],"artist":\#(Self.artist(bio: "Singer.", mayEdit: false)),"tracks":[]}"#)
        #expect(
            try await desk.call(.get, "/api/artists?mine=true", as: bench.nina).shape()
                == #"{"items":[\#(Self.artist(bio: "Singer."))],"nextCursor":null}"#)
        let changed = try await desk.call(.patch, "/api/artists/\(id)", json: #"{"bio":""}"#, as: bench.nina)
        #expect(try changed.shape() == Self.artist())
        let pictured = try await desk.call(.put, "/api/artists/\(id)/picture", Sounds.red.get(), as: bench.nina)
        #expect(try pictured.shape() == Self.artist(picture: "CID", accent: "COLOUR"))
        let cid = try #require(pictured.object["picture"] as? String)
        #expect(try await desk.call(.get, "/api/images/\(cid)/256").file?.tag == "\(cid)-256")
    }

    private func track(
        album: String = "null", number: String = "null", mayEdit: Bool = true, isReady: Bool = false
    ) -> String {
        """
        {"accent":null,"album":\(album),"artist":\(artistRef),"bytes":16044,"canEdit":\(mayEdit),"channels":1,\
        "cid":CID,"codec":"pcm_s16le","container":"wav","cover":null,"createdAt":"2030-03-17T17:46:40.000Z",\
        "credits":"","durationMs":1000,"id":"trk","loudnessLufs":\(isReady ? "LUFS" : "null"),"problem":null,\
        "progress":\(isReady ? 1 : 0),"sampleRate":8000,"state":"\(isReady ? "ready" : "measuring")",\
        "title":"Jóga","trackNumber":\(number),"visibility":"listed","waveform":\(isReady ? "WAVE" : "null")}
        """
    }

    @Test func albumsAndTracks() async throws {
        let artist = try await desk.call(
            .post, "/api/artists/register", json: #"{"name":"Björk"}"#, as: bench.nina
        ).id()
        let made = try await desk.call(
            .post, "/api/albums", json: #"{"artistId":"\#(artist)","title":"Été","releasedOn":"2029-02-28"}"#,
            as: bench.nina)
        #expect(made.status == 201)
        func summary(_ tracks: Int) -> String {
            """
            "accent":null,"artist":\(artistRef),%"cover":null,"durationMs":\(tracks * 1000),"id":"alb",%%\
            "releasedOn":"2029-02-28","title":"Été","trackCount":\(tracks)
            """
        }
        func album(_ tracks: [String], mayEdit: Bool = true) -> String {
            let edit = "\"canEdit\":\(mayEdit),"
            let words = summary(tracks.count).replacing("%%", with: "\"notes\":\"\",").replacing("%", with: edit)
            return "{" + words + ",\"tracks\":[" + tracks.joined(separator: ",") + "]}"
        }
        #expect(try made.shape() == album([]))
        let id = try made.id()
        let sent = try await desk.call(
            .post, "/api/artists/\(artist)/tracks/upload?album=\(id)", Sounds.wave(), fileName: "J%C3%B3ga.wav",
            as: bench.nina)
        #expect(sent.status == 201)
        let home = #"{"id":"alb","title":"Été"}"#
        #expect(try sent.shape() == track(album: home, number: "1"))
        let trackID = try sent.id()
        try await bench.measure()
        let ready = track(album: home, number: "1", mayEdit: false, isReady: true)
        #expect(try await desk.call(.get, "/api/tracks/\(trackID)").shape() == ready)
        #expect(try await desk.call(.get, "/api/tracks").shape() == #"{"items":[\#(ready)],"nextCursor":null}"#)
        #expect(try await desk.call(.get, "/api/albums/\(id)").shape() == album([ready], mayEdit: false))
        let short = summary(1).replacing("%", with: "")
        #expect(try await desk.call(.get, "/api/albums").shape() == #"{"items":[{\#(short)}],"nextCursor":null}"#)
        let page = Self.artist(albums: 1, tracks: 1, mayEdit: false)
        #expect(
            try await desk.call(.get, "/api/artists/\(artist)").shape()
                == #"{"albums":[{\#(short)}],"artist":\#(page),"tracks":[\#(ready)]}"#)
        #expect(
            try await desk.call(.get, "/api/search?q=bjo").shape()
                == #"{"albums":[{\#(short)}],"artists":[\#(page)],"shows":[],"tracks":[\#(ready)]}"#)
        let moved = try await desk.call(.patch, "/api/tracks/\(trackID)", json: #"{"albumId":null}"#, as: bench.nina)
        #expect(try moved.shape() == track(isReady: true))
        #expect(try await desk.call(.delete, "/api/tracks/\(trackID)", as: bench.nina).status == 204)
        let back = try await desk.call(.post, "/api/tracks/\(trackID)/restore", as: bench.nina)
        #expect(try back.shape() == track(isReady: true))
        #expect(try await desk.call(.delete, "/api/albums/\(id)", as: bench.nina).status == 204)
        #expect(try await desk.call(.post, "/api/albums/\(id)/restore", as: bench.nina).shape() == album([]))
    }

    @Test func everyChangeWritesItsEvent() async throws {
        let service = bench.service
        let artist = try await service.registerArtist(name: "Nina", bio: "", by: bench.nina).id
        _ = try await service.changeArtist(artist, name: nil, bio: "B", by: bench.nina)
        let album = try await bench.album("A", of: artist)
        _ = try await service.changeAlbum(album, AlbumChange(title: "B"), by: bench.nina)
        let track = try await bench.upload(Sounds.wave(), to: artist, album: album).id
        try await bench.measure()
        _ = try await service.changeTrack(track, TrackChange(title: "T"), by: bench.nina)
        try await service.removeTrack(track, by: bench.nina)
        _ = try await service.restoreTrack(track, by: bench.nina)
        try await service.removeAlbum(album, by: bench.nina)
        _ = try await service.restoreAlbum(album, by: bench.nina)
        let otto = bench.person("Otto", .artist)
        _ = try await service.addEditor(.account(otto.id), to: artist, by: bench.nina)
        try await service.removeEditor(otto.id, of: artist, by: bench.nina)
        let lines = try await bench.events().map { event in
            let payload = try #require(
                try JSONSerialization.jsonObject(with: Data(event.payload.utf8)) as? [String: String])
            let kind = try #require(payload["id"]?.split(separator: "_").first)
            return "\(event.name) \(event.version) \(kind) \(payload.keys.sorted().joined(separator: ","))"
        }
        #expect(
            lines == [
                "catalog.artist_changed 1 art id", "catalog.artist_changed 1 art id", "catalog.album_changed 1 alb id",
                "catalog.album_changed 1 alb id", "catalog.track_added 1 trk cid,id",
                "catalog.track_measured 1 trk id,state", "catalog.track_changed 1 trk id", "catalog.removed 1 trk id",
                "catalog.restored 1 trk id", "catalog.removed 1 alb id", "catalog.restored 1 alb id",
                "catalog.editor_added 1 art account,id", "catalog.editor_removed 1 art account,id",
            ])
        let events = try await bench.events()
        #expect(events.allSatisfy { $0.topic == "catalog" && $0.audience == .everyone })
        #expect(events.allSatisfy { $0.actor == ($0.name == "catalog.track_measured" ? "box" : bench.nina.id.text) })
        #expect(try await bench.journal.firstBrokenLink() == nil)
    }

    @Test func whoMayCallWhat() async throws {
        let fan = bench.account(.fan)
        let draft = #"{"name":"F"}"#
        #expect(try await desk.call(.post, "/api/artists/register", json: draft).status == 401)
        #expect(try await desk.call(.post, "/api/artists/register", json: draft, as: fan).status == 403)
        for role in [Role.artist, .producer, .admin] {
            let name = #"{"name":"\#(role.rawValue)"}"#
            let made = try await desk.call(.post, "/api/artists/register", json: name, as: bench.account(role))
            #expect(made.status == 201)
        }
        #expect(try await desk.call(.get, "/api/search").reason == "input.invalid")
        #expect(try await desk.call(.get, "/api/tracks?artist=x").reason == "not_found")
        #expect(try await desk.call(.get, "/api/tracks/x").reason == "not_found")
        #expect(try await desk.call(.get, "/api/tracks?cursor=x").reason == "input.invalid")
        #expect(try await desk.call(.get, "/api/tracks?removed=maybe").reason == "input.invalid")
        #expect(try await desk.call(.get, "/api/search?q=a&limit=51").reason == "input.invalid")
        #expect(try await desk.call(.get, "/api/search?q=a&limit=50").status == 200)
        #expect(try await desk.call(.get, "/api/albums?limit=201").reason == "input.invalid")
        #expect(try await desk.call(.get, "/api/albums?limit=200").status == 200)
    }
}
