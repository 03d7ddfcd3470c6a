import Catalog
import Foundation
import HTTPTypes
import Identity
import Payments
import StageModel
import StageboxApp
import TestBox
import Testing
import Ticketing

/// From a file to a listener.
@Suite struct CatalogueTests {
    /// A sound made by ffmpeg.
    private func sound(_ arguments: [String], ending: String) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).\(ending)").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=2"] + arguments + [path]
        try process.run()
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func upload(_ bytes: [UInt8], _ name: String, to artist: String, by guest: Guest, _ box: TestBox)
        async throws -> Heard
    {
        try await box.ask(
            .post, "/api/artists/\(artist)/tracks/upload", bytes, headers: ["Upload-Filename": name], as: guest)
    }

    @Test func anUploadIsFoundPlayedByRangeAndThereAfterARestart() async throws {
        let box = try await TestBox()
        let nina = try await box.person("Nina", [.artist])
        let artist = try await box.ask(.post, "/api/artists/register", json: ["name": "Björk's Friends"], as: nina)
            .text("id")
        let bytes = try sound(["-metadata", "title=Éclair", "-metadata", "album=Été"], ending: "flac")
        let uploaded = try await upload(bytes, "01%20x.flac", to: artist, by: nina, box)
        #expect(uploaded.status == 201)
        #expect(try uploaded.text("state") == "measuring")
        let track = try uploaded.text("id")
        while try await box.box.ingest.measureNext() {}
        let measured = try await box.ask(.get, "/api/tracks/\(track)")
        #expect(try measured.text("state") == "ready")
        #expect(try measured.text("title") == "Éclair")
        for typed in ["ecl", "BJORK", "ete", "eclair%20bj"] {
            let found = try await box.ask(.get, "/api/search?q=\(typed)")
            #expect((try found.object()["tracks"] as? [Any])?.count == 1, "\(typed)")
        }
        let part = try await box.ask(.get, "/api/tracks/\(track)/audio", headers: ["Range": "bytes=-100"])
        #expect(part.status == 206)
        #expect(part.body == Array(bytes.suffix(100)))
        let later = try await box.reopened()
        let whole = try await later.ask(.get, "/api/tracks/\(track)/audio")
        #expect(whole.body == bytes)
        try await later.end()
    }

    @Test(arguments: [
        (["-c:a", "libopus"], "opus"), (["-c:a", "libvorbis"], "ogg"), (["-c:a", "alac"], "m4a"),
    ])
    func whatNotEveryBrowserPlaysIsTranscodedOnce(arguments: [String], ending: String) async throws {
        let box = try await TestBox()
        let nina = try await box.person("Nina", [.artist])
        let artist = try await box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina).text("id")
        let bytes = try sound(arguments, ending: ending)
        let track = try await upload(bytes, "a.\(ending)", to: artist, by: nina, box).text("id")
        let early = try await box.ask(.get, "/api/tracks/\(track)/audio")
        #expect(early.reason == "catalog.still_making")
        while try await box.box.ingest.measureNext() {}
        let heard = try await box.ask(.get, "/api/tracks/\(track)/audio")
        #expect(heard.status == 200)
        #expect(heard.headers[.contentType] == "audio/mp4")
        let original = try await box.ask(.get, "/api/tracks/\(track)/audio?original=true", as: nina)
        #expect(original.body == bytes)
        try await box.end()
    }

    @Test func wrongFilesAreRefusedWithASentenceAndNothingIsKept() async throws {
        let box = try await TestBox()
        let nina = try await box.person("Nina", [.artist])
        let artist = try await box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina).text("id")
        let text = try await upload(Array("just words".utf8), "song.flac", to: artist, by: nina, box)
        #expect(text.reason == "catalog.not_audio")
        let empty = try await upload([], "song.flac", to: artist, by: nina, box)
        #expect(empty.reason == "catalog.empty_file")
        let good = try sound([], ending: "wav")
        #expect(try await upload(good, "..%2F..%2Fetc%2Fpasswd.wav", to: artist, by: nina, box).status == 201)
        let twice = try await upload(good, "b.wav", to: artist, by: nina, box)
        #expect(twice.reason == "catalog.duplicate")
        let tracks = try await box.ask(.get, "/api/tracks")
        #expect((try tracks.object()["items"] as? [[String: Any]])?.map { $0["title"] as? String } == ["passwd"])
        let files = FileManager.default.enumerator(atPath: box.folder.appendingPathComponent("files").path)
        let kept = (files?.allObjects as? [String] ?? []).filter { $0.contains("baf") }
        #expect(kept.count == 1)
        try await box.end()
    }

    @Test func aRemovedTrackIsGoneAndComesBack() async throws {
        let box = try await TestBox()
        let nina = try await box.person("Nina", [.artist])
        let artist = try await box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina).text("id")
        let track = try await upload(try sound([], ending: "wav"), "Blue.wav", to: artist, by: nina, box).text("id")
        while try await box.box.ingest.measureNext() {}
        #expect(try await box.ask(.delete, "/api/tracks/\(track)", as: nina).status == 204)
        #expect(try await box.ask(.get, "/api/tracks/\(track)").status == 404)
        let gone = try await box.ask(.get, "/api/search?q=blue")
        #expect((try gone.object()["tracks"] as? [Any])?.isEmpty == true)
        #expect(try await box.ask(.post, "/api/tracks/\(track)/restore", as: nina).status == 200)
        let back = try await box.ask(.get, "/api/search?q=blue")
        #expect((try back.object()["tracks"] as? [Any])?.count == 1)
        try await box.end()
    }

    @Test func aPictureOfThirtyThousandPixelsIsRefusedBeforeItIsDecoded() async throws {
        let box = try await TestBox()
        let nina = try await box.person("Nina", [.artist])
        let artist = try await box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina).text("id")
        var png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8)
        png += [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0]
        let large = try await box.ask(
            .put, "/api/artists/\(artist)/picture", png, headers: ["Content-Type": "image/png"], as: nina)
        #expect(large.reason == "catalog.picture_too_large")
        let words = try await box.ask(
            .put, "/api/artists/\(artist)/picture", Array("no picture".utf8), headers: ["Content-Type": "image/png"],
            as: nina)
        #expect(words.reason == "catalog.not_a_picture")
        try await box.end()
    }
}
