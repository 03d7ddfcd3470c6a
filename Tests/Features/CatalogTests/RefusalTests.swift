import Audio
import Foundation
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Uploads that end badly, and that nothing of them is left.
@Suite struct RefusalTests {
    private func expectNothing(
        _ bench: Bench, albums: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(try bench.incoming.isEmpty, sourceLocation: sourceLocation)
        #expect(try bench.kept.isEmpty, sourceLocation: sourceLocation)
        #expect(try await bench.count("track") == 0, sourceLocation: sourceLocation)
        #expect(try await bench.count("album") == albums, sourceLocation: sourceLocation)
        #expect(try await !bench.eventNames().contains("catalog.track_added"), sourceLocation: sourceLocation)
    }

    @Test func whatIsNoSoundIsRefused() async throws {
        let bench = try Bench()
        let artist = try await bench.artist()
        let aac = try Sounds.aac.get()
        let files: [(String, [UInt8], String)] = [
            ("words", Array("Just words.\n".utf8), "catalog.not_audio"), ("nothing", [], "catalog.empty_file"),
            ("one byte", [0], "catalog.not_audio"), ("zeros", Array(repeating: 0, count: 5000), "catalog.not_audio"),
            ("a picture", try Sounds.red.get(), "catalog.not_audio"),
            ("a web page", Array("<html><audio src=x></html>".utf8), "catalog.not_audio"),
            ("a playlist", Array("#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n".utf8), "catalog.not_audio"),
            ("a list of files", Array("ffconcat version 1.0\nfile /etc/passwd\n".utf8), "catalog.not_audio"),
            ("a head alone", Array(try Sounds.flac.get().prefix(30)), "catalog.damaged"),
            ("a wave without sound", Sounds.wave(samples: 0), "catalog.damaged"),
            ("a copy cut before its index", Array(aac.prefix(aac.count / 2)), "catalog.damaged"),
            ("a codec of telephones", try Sounds.adpcm.get(), "catalog.unsupported_codec"),
            ("another family", try Sounds.aiff.get(), "catalog.unsupported_codec"),
        ]
        for (name, bytes, wanted) in files {
            let refused = try await reason { try await bench.upload(bytes, "song.flac", to: artist) }
            #expect(refused == wanted, "\(name)")
            try await expectNothing(bench)
        }
    }

    @Test func injuredHeadsNeverLeaveAnythingHalfDone() async throws {
        var random = SplitMix(for: "injured uploads")
        let bench = try Bench()
        let artist = try await bench.artist()
        let whole = [try Sounds.flac.get(), try Sounds.opus.get(), try Sounds.aac.get(), Sounds.wave()]
        var taken = 0
        for round in 0..<12 {
            var bytes = whole[round % whole.count]
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                bytes[Int.random(in: 0..<min(400, bytes.count), using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            let refused = try await reason { try await bench.upload(bytes, to: artist) }
            if refused == nil { taken += 1 }
            let known = [
                nil, "catalog.not_audio", "catalog.damaged", "catalog.unsupported_codec", "catalog.duplicate",
            ]
            #expect(known.contains(refused))
            #expect(try bench.incoming.isEmpty)
            #expect(try await bench.count("track") == taken)
            #expect(try bench.kept.count == taken)
        }
    }

    @Test func theLastByteAllowedIsTakenAndOneMoreIsRefused() async throws {
        let bench = try Bench()
        let artist = try await bench.artist()
        for announces in [true, false] {
            let refused = try await reason {
                try await bench.upload(Sounds.wave(), to: artist, limit: 16_043, announces: announces)
            }
            #expect(refused == "catalog.file_too_large")
            try await expectNothing(bench)
        }
        try await bench.upload(Sounds.wave(), to: artist, limit: 16_044)
        try await bench.upload(Sounds.wave(step: 881), to: artist, limit: 16_044, announces: false)
        #expect(try await bench.count("track") == 2)
        let error = await #expect(throws: CatalogRefusal.self) {
            try await bench.upload(Sounds.wave(samples: 600_000), to: artist, limit: 1 << 20)
        }
        #expect(error == .fileTooLarge(limitMegabytes: 1))
        #expect(error?.sentence.contains("larger than 1 MB") == true)
    }

    @Test func aClientThatLeavesLeavesNothing() async throws {
        struct Gone: Error {}
        let bench = try Bench()
        let artist = try await bench.artist()
        for count in [0, 10, 16_044] {
            let body = Bench.body(Array(Sounds.wave().prefix(count)), announces: false, failure: Gone())
            await #expect(throws: Gone.self) {
                try await bench.service.upload(
                    body, to: artist, album: nil, fileName: "a.wav", limitBytes: 1 << 20, by: bench.nina)
            }
            try await expectNothing(bench)
        }
    }

    @Test func aFullDiskIsSaid() async throws {
        let bench = try Bench(reserveBytes: .max)
        let artist = try await bench.artist()
        for announces in [true, false] {
            let refused = try await reason {
                try await bench.upload(Sounds.wave(), to: artist, announces: announces)
            }
            #expect(refused == "catalog.disk_full")
            try await expectNothing(bench)
        }
    }

    @Test func aMissingProgramIsNamedAndNothingIsKept() async throws {
        let bench = try Bench(audio: AudioTools(ffmpeg: "/nowhere/ffmpeg", ffprobe: "/nowhere/ffprobe"))
        let artist = try await bench.artist()
        let error = await #expect(throws: CatalogRefusal.self) { try await bench.upload(Sounds.wave(), to: artist) }
        #expect(error == .toolMissing(name: "/nowhere/ffprobe"))
        #expect(error?.sentence.contains("/nowhere/ffprobe") == true)
        try await expectNothing(bench)
        let red = ByteBuffer(bytes: try Sounds.red.get())
        let picture = await #expect(throws: CatalogRefusal.self) {
            _ = try await bench.service.setPicture(red, of: artist, by: bench.nina)
        }
        #expect(picture == .toolMissing(name: "/nowhere/ffmpeg"))
        try await expectNothing(bench)
        #expect(try bench.names("cache/images").isEmpty)
    }

    @Test func aProgramThatHangsIsStopped() async throws {
        let bench = try Bench()
        let script = try bench.script("exec /bin/sleep 1000")
        let slow = try bench.restarted(
            audio: AudioTools(ffmpeg: script, ffprobe: script, timeout: .milliseconds(200)))
        let artist = try await bench.artist()
        let refused = try await reason {
            _ = try await slow.upload(
                Bench.body(Sounds.wave()), to: artist, album: nil, fileName: "a.wav", limitBytes: 1 << 20,
                by: bench.nina)
        }
        #expect(refused == "catalog.took_too_long")
        try await expectNothing(bench)
        let red = ByteBuffer(bytes: try Sounds.red.get())
        let picture = try await reason { _ = try await slow.setPicture(red, of: artist, by: bench.nina) }
        #expect(picture == "catalog.took_too_long")
        #expect(try bench.names("cache/images").isEmpty)
    }

    @Test func aProgramThatSaysTooMuchIsNotTheFilesFault() async throws {
        let bench = try Bench()
        let endless = try bench.script("exec yes")
        let broken = try bench.restarted(audio: AudioTools(ffmpeg: endless, ffprobe: endless))
        let artist = try await bench.artist()
        let refused = try await reason {
            _ = try await broken.upload(
                Bench.body(Sounds.wave()), to: artist, album: nil, fileName: "a.wav", limitBytes: 1 << 20,
                by: bench.nina)
        }
        #expect(refused == "catalog.tool_failed")
        try await expectNothing(bench)
    }

    @Test func whoeverMayNotUploadIsToldBeforeAByteIsRead() async throws {
        struct Read: Error {}
        let bench = try Bench()
        let artist = try await bench.artist()
        let otto = bench.account(.artist)
        let other = try await bench.artist("Otto", by: otto)
        let album = try await bench.album("A", of: other, by: otto)
        let removed = try await bench.album("B", of: artist)
        try await bench.service.removeAlbum(removed, by: bench.nina)
        func attempt(_ album: AlbumID?, _ caller: SignedInAccount) async throws -> String? {
            // Would fail in another way if anything were read.
            try await reason {
                _ = try await bench.service.upload(
                    Bench.body([], announces: false, failure: Read()), to: artist, album: album, fileName: "a.wav",
                    limitBytes: 1 << 20, by: caller)
            }
        }
        #expect(try await attempt(nil, otto) == "catalog.not_yours")
        #expect(try await attempt(album, bench.nina) == "catalog.other_artists_album")
        #expect(try await attempt(removed, bench.nina) == "input.invalid")
        #expect(try await attempt(AlbumID(at: bench.now, entropy: bench.entropy), bench.nina) == "input.invalid")
        await #expect(throws: Read.self) { _ = try await attempt(nil, bench.nina) }
        #expect(try bench.incoming.isEmpty)
    }

    @Test func anAlbumThatIsRemovedDuringAnUploadIsNoticedInTheEnd() async throws {
        let bench = try Bench()
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let (pieces, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        let bytes = Sounds.wave()
        sender.yield(ByteBuffer(bytes: bytes.prefix(8000)))
        let body = CallBody(
            pieces.map { piece in
                asking.yield()
                return piece
            }, expectedBytes: nil)
        async let refused = fields {
            _ = try await bench.service.upload(
                body, to: artist, album: album, fileName: "a.wav", limitBytes: 1 << 20, by: bench.nina)
        }
        _ = await asked.first { _ in true }
        try await bench.service.removeAlbum(album, by: bench.nina)
        sender.yield(ByteBuffer(bytes: bytes.dropFirst(8000)))
        sender.finish()
        #expect(try await refused == ["albumId"])
        try await expectNothing(bench, albums: 1)
    }
}
