import Foundation
import Multiformats
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Files that are taken: what the row says of them.
@Suite struct UploadTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test func theRowSaysWhatTheFileIs() async throws {
        let artist = try await bench.artist()
        let wave = Sounds.wave()
        let answer = try await bench.upload(wave, "Green Coat.wav", to: artist)
        // The name that Kubo's profile for CIDs of version 1 gives these bytes.
        let cid = "bafkreia66tafgaslz4dzowfpx7vhpb4tqhdghqvvaw5ichbgvlmhbyqff4"
        #expect(answer.cid == cid && answer.bytes == 16_044)
        #expect(answer.title == "Green Coat" && answer.artist.name == "Nina" && answer.credits.isEmpty)
        #expect(answer.container.value == "wav" && answer.codec.value == "pcm_s16le")
        #expect(answer.sampleRate.value == 8000 && answer.channels.value == 1 && answer.durationMs.value == 1000)
        #expect(answer.state == .measuring && answer.progress == 0 && answer.problem.value == nil)
        #expect(answer.visibility == .listed && answer.canEdit && answer.createdAt == bench.now)
        #expect(answer.album.value == nil && answer.trackNumber.value == nil && answer.waveform.value == nil)
        #expect(try bench.kept == [cid] && bench.incoming.isEmpty)
        let path = try #require(bench.blobs.path(of: CID(string: cid)))
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == wave)
        #expect(try await bench.row(answer.id).fileName == "Green Coat.wav")
    }

    @Test func aFileOfSeveralBlocksHasTheNameThatKuboGivesIt() async throws {
        let artist = try await bench.artist()
        let answer = try await bench.upload(Sounds.wave(samples: 200_000), to: artist, announces: false)
        #expect(answer.cid == "bafybeierpejbxj2zbbx7iyh5t4ekqbluitegfg4k36ane6jwtve6s6kg3m")
        #expect(answer.bytes == 400_044 && answer.durationMs.value == 25_000)
    }

    @Test func everyFormIsTakenAndKnown() async throws {
        let artist = try await bench.artist()
        let forms: [(Result<[UInt8], any Error>, String, String, Bool, String)] = [
            (Sounds.flac, "flac", "flac", false, "audio/flac"), (Sounds.mp3, "mp3", "mp3", false, "audio/mpeg"),
            (Sounds.vorbis, "ogg", "vorbis", true, "audio/ogg"), (Sounds.opus, "ogg", "opus", true, "audio/ogg"),
            (Sounds.aac, "m4a", "aac", false, "audio/mp4"), (Sounds.alac, "m4a", "alac", true, "audio/mp4"),
        ]
        for (bytes, container, codec, isTranscoded, type) in forms {
            // The ending of a name says nothing.
            let answer = try await bench.upload(bytes.get(), "song.bin", to: artist)
            #expect(answer.container.value == container && answer.codec.value == codec)
            #expect(try await bench.row(answer.id).isTranscoded == isTranscoded, "\(codec)")
            let sound = try await bench.service.sound(of: answer.id, original: true, for: bench.nina)
            #expect(sound.contentType == type && sound.tag == answer.cid && sound.downloadName == "song.bin")
        }
    }

    @Test func wordsComeFromTheTags() async throws {
        let artist = try await bench.artist()
        let answer = try await bench.upload(Sounds.flac.get(), "99 other.flac", to: artist)
        #expect(answer.title == "Éclair" && answer.credits == "Lili Boulanger" && answer.trackNumber.value == 3)
        let album = try #require(answer.album.value)
        #expect(album.title == "Été")
        #expect(try await bench.service.album(album.id, for: nil).releasedOn.value == "1999-01-01")
        // Another spelling of its title leads to the same album; another artist's has nothing to do with it.
        let file = try Sounds.id3([("TIT2", Array("Two".utf8)), ("TALB", Array("ETE".utf8))])
        let second = try await bench.upload(file, to: artist)
        #expect(second.album.value?.id == album.id && second.trackNumber.value == 4)
        let other = try await bench.artist("Otto")
        #expect(try await bench.upload(file, to: other).album.value?.id != album.id)
        #expect(try await bench.count("album") == 2)
        // A removed album is left in peace.
        try await bench.service.removeAlbum(album.id, by: bench.nina)
        let third = try await bench.upload(Sounds.opus.get(), to: artist)
        #expect(third.album.value?.title == "Été" && third.album.value?.id != album.id)
    }

    @Test func theAlbumThatWasChosenWinsOverTheTags() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("Chosen", of: artist)
        let first = try await bench.upload(Sounds.flac.get(), to: artist, album: album)
        #expect(first.album.value?.title == "Chosen" && first.trackNumber.value == 1)
        let second = try await bench.upload(Sounds.wave(), to: artist, album: album)
        #expect(second.trackNumber.value == 2)
        #expect(try await bench.count("album") == 1)
    }

    @Test func numbersOnAnAlbumHaveBounds() async throws {
        let artist = try await bench.artist()
        func number(_ text: String, _ title: String) async throws -> Int? {
            let frames = [("TRCK", text), ("TALB", "A"), ("TIT2", title)].map { ($0.0, Array($0.1.utf8)) }
            return try await bench.upload(Sounds.id3(frames), to: artist).trackNumber.value
        }
        #expect(try await number("1000", "a") == 1)
        #expect(try await number("0", "b") == 2)
        #expect(try await number("999", "c") == 999)
        #expect(try await number("x", "d") == 999)
    }

    @Test func wordsInOldAlphabetsAreReadable() async throws {
        let artist = try await bench.artist()
        let cyrillic: [UInt8] = [0xc3, 0xf0, 0xf3, 0xef, 0xef, 0xe0, 0x20, 0xea, 0xf0, 0xee, 0xe2, 0xe8]
        let first = try await bench.upload(Sounds.id3([("TIT2", cyrillic)]), to: artist)
        #expect(first.title == "Группа крови")
        let latin: [UInt8] = [0x4d, 0x6f, 0x74, 0xf6, 0x72]
        #expect(try await bench.upload(Sounds.id3([("TIT2", latin)]), to: artist).title == "Motör")
        let utf8 = Array("Für München".utf8)
        let third = try await bench.upload(Sounds.id3([("TIT2", utf8), ("TALB", utf8)]), to: artist)
        #expect(third.title == "Für München" && third.album.value?.title == "Für München")
        #expect(try await bench.service.search("munchen", for: nil, limit: 9).tracks.map(\.id) == [third.id])
    }

    @Test func uselessWordsInTagsDoNotCount() async throws {
        let artist = try await bench.artist()
        let file = try Sounds.id3([("TIT2", [0x20, 0x01, 0x20]), ("TALB", [0x20])])
        let answer = try await bench.upload(file, "03. Été.mp3", to: artist)
        #expect(answer.title == "Été" && answer.album.value == nil)
        let long = Array(String(repeating: "x", count: 5000).utf8)
        let longest = try await bench.upload(Sounds.id3([("TIT2", long), ("TALB", long)]), to: artist)
        #expect(longest.title == String(repeating: "x", count: 200))
        #expect(longest.album.value?.title == String(repeating: "x", count: 200))
    }

    @Test func namesOfFilesAreShownAndNeverUsedAsPaths() async throws {
        let names: [(String?, String)] = [
            ("..%2F..%2F..%2Fetc%2Fpasswd", "passwd"), ("C%3A%5CMusic%5C07%20song.mp3", "song"), (nil, "Untitled"),
            ("%00%01.wav", "wav"), ("%FF%FE", "Untitled"), ("-rf%20%2A.wav", "-rf *"),
            ("%24%28id%29%3B%60id%60.wav", "$(id);`id`"), ("%E6%9D%B1%E4%BA%AC%E4%BA%8B%E5%A4%89.flac", "東京事変"),
            ("%D0%9F%D0%B5%D1%81%D0%BD%D1%8F.mp3", "Песня"), ("%D9%81%D9%8A%D8%B1%D9%88%D8%B2.ogg", "فيروز"),
            ("e%CC%81te%CC%81.wav", "été"), ("%E2%80%AEgpj.wav", "gpj"), ("%F0%9F%8E%B5.wav", "🎵"),
            (".hidden", "hidden"), (String(repeating: "a", count: 300), String(repeating: "a", count: 200)),
        ]
        let desk = Desk(bench: bench)
        let artist = try await bench.artist()
        for (index, (name, title)) in names.enumerated() {
            bench.pass(.milliseconds(1))
            let answer = try await desk.call(
                .post, "/api/artists/\(artist)/tracks/upload", Sounds.wave(step: 700 + index), fileName: name,
                as: bench.nina)
            #expect(answer.object["title"] as? String == title, "\(name ?? "")")
        }
        // Nothing lies where it should not, and everything is under the name that its bytes give it.
        #expect(try bench.kept.count == names.count && bench.incoming.isEmpty)
        #expect(try bench.names("files") == ["blobs", "incoming"])
        #expect(try bench.kept.allSatisfy { $0.hasPrefix("bafkrei") })
    }

    @Test func theSameBytesTwiceAreRefusedWithTheOthersTitle() async throws {
        let artist = try await bench.artist()
        let first = try await bench.upload(Sounds.wave(), "Green Coat.wav", to: artist)
        let before = try await bench.eventNames()
        let error = await #expect(throws: CatalogRefusal.self) {
            try await bench.upload(Sounds.wave(), "Red Coat.wav", to: artist)
        }
        #expect(error == .duplicate(title: "Green Coat"))
        #expect(try await bench.count("track") == 1)
        #expect(try await bench.eventNames() == before)
        #expect(try bench.kept == [first.cid] && bench.incoming.isEmpty)
        // Another page may have them, and the same one when the first is removed.
        let other = try await bench.artist("Otto")
        #expect(try await bench.upload(Sounds.wave(), to: other).cid == first.cid)
        try await bench.service.removeTrack(first.id, by: bench.nina)
        #expect(try await bench.upload(Sounds.wave(), "Red Coat.wav", to: artist).title == "Red Coat")
        #expect(try bench.kept == [first.cid])
    }

    @Test func ofTwoThatBringTheSameBytesAtOnceOneIsTheFirst() async throws {
        let artist = try await bench.artist()
        let outcomes = try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<4 {
                group.addTask { [bench] in
                    try await reason { try await bench.upload(Sounds.wave(), "\(index)x.wav", to: artist) }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 1)
        #expect(outcomes.count { $0 == "catalog.duplicate" } == 3)
        #expect(try await bench.count("track") == 1)
        #expect(try bench.kept.count == 1 && bench.incoming.isEmpty)
    }
}
