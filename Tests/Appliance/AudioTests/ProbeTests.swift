import Foundation
import Testing

@testable import Audio

@Suite struct ProbeTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test(arguments: [
        ("a.flac", [], "flac", "flac"), ("a.mp3", [], "mp3", "mp3"), ("a.ogg", [], "ogg", "vorbis"),
        ("a.opus", [], "ogg", "opus"), ("a.m4a", [], "m4a", "aac"), ("b.m4a", ["-c:a", "alac"], "m4a", "alac"),
        ("a.wav", [], "wav", "pcm_s16le"), ("b.wav", ["-c:a", "pcm_s24le"], "wav", "pcm_s24le"),
        ("c.wav", ["-c:a", "pcm_f32le"], "wav", "pcm_f32le"), ("d.wav", ["-rf64", "always"], "wav", "pcm_s16le"),
    ])
    func everyAcceptedFormIsKnown(name: String, encoding: [String], container: String, codec: String) async throws {
        for channels in [1, 2] {
            let facts = try await bench.tools.probe(try await bench.tone(name, channels: channels, encoding))
            #expect(facts.container == container)
            #expect(facts.codec == codec)
            #expect(abs(facts.durationMilliseconds - 3000) <= 60)
            #expect(facts.sampleRate == (codec == "opus" ? 48_000 : 44_100))
            #expect(facts.channels == channels)
            #expect(!facts.hasArtwork)
            let bits = ["flac": 24, "alac": 24, "pcm_s16le": 16, "pcm_s24le": 24, "pcm_f32le": 32]
            if codec != "alac" && codec != "flac" { #expect(facts.bitsPerSample == bits[codec]) }
            #expect(facts.bitRate.map { $0 > 1000 } ?? false)
        }
    }

    @Test(arguments: ["song.flac", "song.mp3", "song.wav", "song.m4a", "song.ogg", "song"])
    func textIsNoSoundWhateverItsName(name: String) async throws {
        for text in ["", "This is a text.\n", String(repeating: "la la la\n", count: 50_000)] {
            let path = try bench.write(name, Array(text.utf8))
            await #expect(throws: AudioError.notAudio) { try await bench.tools.probe(path) }
        }
    }

    @Test func randomBytesAreNoSound() async throws {
        var generator = SeededGenerator(for: "random bytes")
        let path = try bench.write("x.mp3", (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
        await #expect(throws: AudioError.notAudio) { try await bench.tools.probe(path) }
    }

    @Test func playlistsOpenNothing() async throws {
        let song = try await bench.tone("song.mp3")
        for (name, text) in [
            ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\nfile:\(song)\n#EXT-X-ENDLIST\n"),
            ("a.mp3", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\nhttp://127.0.0.1:9/x\n#EXT-X-ENDLIST\n"),
            ("a.ffconcat", "ffconcat version 1.0\nfile \(song)\n"), ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\n"),
        ] {
            let path = try bench.write(name, Array(text.utf8))
            await #expect(throws: AudioError.notAudio) { try await bench.tools.probe(path) }
        }
    }

    @Test(arguments: [
        ("a.aiff", [], "aiff"), ("a.wma", [], "asf"), ("a.mka", [], "matroska,webm"), ("a.mp2", [], "mp2"),
        ("a.wav", ["-c:a", "adpcm_ms"], "adpcm_ms"), ("b.wav", ["-c:a", "pcm_alaw"], "pcm_alaw"),
        ("a.ogg", ["-c:a", "flac"], "flac"), ("a.aac", [], "aac"),
        ("a.m4a", ["-c:a", "ac3", "-f", "mp4"], "ac3"),
    ])
    func otherSoundIsNamed(name: String, encoding: [String], codec: String) async throws {
        let path = try await bench.tone(name, encoding)
        await #expect(throws: AudioError.unsupported(codec: codec)) { try await bench.tools.probe(path) }
    }

    @Test func aFilmIsNoSong() async throws {
        let path = try await bench.make(
            "film.mp4", ["-f", "lavfi", "-i", "testsrc=d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "mpeg4"])
        await #expect(throws: AudioError.unsupported(codec: "mpeg4")) { try await bench.tools.probe(path) }
    }

    @Test(arguments: ["-version", "http:x", "concat:a|b", "pipe:0", "a\nb", "%d", "a'b\"c $(id)", "ü.flac.txt"])
    func namesAreNeitherOptionsNorProtocols(name: String) async throws {
        try await bench.tone("plain.flac")
        try FileManager.default.copyItem(atPath: bench.path("plain.flac"), toPath: bench.path(name))
        #expect(try await bench.tools.probe(bench.path(name)).codec == "flac")
        await #expect(throws: AudioError.self) { try await bench.tools.probe(name) }
    }

    @Test func anIndexThatIsMissingIsDamage() async throws {
        try await bench.tone("a.m4a")
        let path = try bench.write("half.m4a", Array(try bench.read("a.m4a").prefix(9000)))
        let damaged = AudioError.damaged(detail: "the index at its end is missing, so the copy was cut short")
        await #expect(throws: damaged) { try await bench.tools.probe(path) }
    }

    @Test func aHeaderWithoutSoundIsDamage() async throws {
        let path = try bench.write("a.flac", Array("fLaC".utf8) + [UInt8](repeating: 7, count: 500))
        await #expect(throws: AudioError.damaged(detail: "it begins like FLAC, but the rest cannot be read")) {
            try await bench.tools.probe(path)
        }
    }

    @Test func aFlacThatDoesNotTellItsLengthIsCounted() async throws {
        try await bench.tone("a.flac", seconds: 5)
        var bytes = try bench.read("a.flac")
        // The low 36 bits of these five bytes of STREAMINFO are the number of samples; zero means unknown.
        bytes[21] &= 0xf0
        for index in 22...25 { bytes[index] = 0 }
        let facts = try await bench.tools.probe(try bench.write("open.flac", bytes))
        #expect(abs(facts.durationMilliseconds - 5000) <= 5)
    }

    @Test func aWaveTellsItsLengthEvenIfItWasCut() async throws {
        for (name, encoding) in [("a.wav", []), ("b.wav", ["-rf64", "always"])] {
            try await bench.tone(name, seconds: 4, encoding)
            let bytes = try bench.read(name)
            let path = try bench.write("half-" + name, Array(bytes.prefix(bytes.count / 2)))
            #expect(try await bench.tools.probe(path).durationMilliseconds == 4000)
        }
        // A recorder that could not go back to write the size.
        try await bench.tone("c.wav", seconds: 4)
        var bytes = try bench.read("c.wav")
        let data = try #require(bytes.firstRange(of: Array("data".utf8)))
        for index in data.upperBound..<data.upperBound + 4 { bytes[index] = 0xff }
        #expect(abs(try await bench.tools.probe(try bench.write("d.wav", bytes)).durationMilliseconds - 4000) <= 5)
    }

    @Test func waveHeadersNeverTrapOrLoop() throws {
        var generator = SeededGenerator(for: "wave headers")
        let honest: [UInt8] =
            Array("RIFF".utf8) + [0, 1, 0, 0] + Array("WAVEfmt ".utf8) + [16, 0, 0, 0, 1, 0, 2, 0]
            + [0x44, 0xac, 0, 0, 0x10, 0xb1, 2, 0, 4, 0, 16, 0] + Array("data".utf8) + [0x20, 0x62, 5, 0]
        #expect(SoundHeader.claimedMilliseconds(ofWave: HeaderReader(honest)) == 2000)
        for _ in 0..<20_000 {
            var bytes = honest
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)))
            if let claimed = SoundHeader.claimedMilliseconds(ofWave: HeaderReader(bytes)) { #expect(claimed >= 0) }
            _ = SoundHeader.family(HeaderReader(bytes))
        }
        let empty: [UInt8] = (0..<10_000).flatMap { _ in Array("junk".utf8) + [0, 0, 0, 0] }
        let endless = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVE".utf8) + empty
        #expect(SoundHeader.claimedMilliseconds(ofWave: HeaderReader(endless)) == nil)
    }

    @Test func browsersPlayTheCommonGround() {
        let plays = [
            ("mp3", "mp3"), ("aac", "m4a"), ("flac", "flac"), ("pcm_s16le", "wav"), ("pcm_s24le", "wav"),
        ]
        for (codec, container) in plays { #expect(AudioTools.browserPlays(codec: codec, container: container)) }
        let others = [
            ("alac", "m4a"), ("vorbis", "ogg"), ("opus", "ogg"), ("pcm_f32le", "wav"), ("pcm_s32le", "wav"),
            ("pcm_u8", "wav"), ("flac", "ogg"), ("mp3", "wav"), ("", ""),
        ]
        for (codec, container) in others { #expect(!AudioTools.browserPlays(codec: codec, container: container)) }
    }

    @Test func sixChannelsAreNoCommonGround() async throws {
        let stereo = try await bench.tools.probe(try await bench.tone("a.flac", channels: 2))
        let surround = try await bench.tools.probe(try await bench.tone("b.flac", channels: 6))
        #expect(AudioTools.browserPlays(stereo))
        #expect(!AudioTools.browserPlays(surround))
    }
}
