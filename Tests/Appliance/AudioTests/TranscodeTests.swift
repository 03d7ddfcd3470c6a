import Foundation
import Synchronization
import Testing

@testable import Audio

@Suite struct TranscodeTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test(arguments: [
        (AudioTools.Target.aac(kilobitsPerSecond: 256), "m4a", "aac"), (.opus(kilobitsPerSecond: 96), "ogg", "opus"),
        (.mp3(kilobitsPerSecond: 192), "mp3", "mp3"),
    ])
    func everyTargetIsPlayedAndKeepsItsSound(target: AudioTools.Target, container: String, codec: String) async throws {
        let source = try await bench.tone("a.wav", seconds: 5, ["-c:a", "pcm_f32le"])
        let output = bench.path("out")
        try await bench.tools.transcode(source, to: target, output: output)
        let facts = try await bench.tools.probe(output)
        #expect(facts.container == container)
        #expect(facts.codec == codec)
        #expect(facts.channels == 2)
        let measure = try await bench.tools.measure(output)
        #expect(abs(try #require(measure.integratedLUFS) + 20) <= 0.6)
        #expect(abs(measure.durationMilliseconds - 5000) <= 60)
        #expect(try bench.names == ["a.wav", "out"])
    }

    @Test func wordsAndPicturesAreLeftBehind() async throws {
        try await bench.make("cover.png", ["-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1"])
        try await bench.tone("plain.wav")
        let source = try await bench.make(
            "a.mp3",
            [
                "-i", bench.path("plain.wav"), "-i", bench.path("cover.png"), "-map", "0", "-map", "1",
                "-disposition:v", "attached_pic", "-metadata", "title=Secretword", "-metadata", "comment=Secretword",
            ])
        for (name, target) in [
            ("a.m4a", AudioTools.Target.aac(kilobitsPerSecond: 128)), ("a.ogg", .opus(kilobitsPerSecond: 64)),
            ("b.mp3", .mp3(kilobitsPerSecond: 128)),
        ] {
            try await bench.tools.transcode(source, to: target, output: bench.path(name))
            let facts = try await bench.tools.probe(bench.path(name))
            #expect(facts.tags == AudioTags())
            #expect(!facts.hasArtwork)
            let bytes = try bench.read(name)
            for word in ["Secretword", "Lavf59", "Lavc59"] { #expect(bytes.firstRange(of: Array(word.utf8)) == nil) }
        }
    }

    @Test func theIndexLiesInFrontAndTheBytesAreTheSameEachTime() async throws {
        let source = try await bench.tone("a.flac", channels: 6)
        for name in ["a.m4a", "b.m4a"] {
            try await bench.tools.transcode(source, to: .aac(kilobitsPerSecond: 256), output: bench.path(name))
        }
        let bytes = try bench.read("a.m4a")
        let index = try #require(bytes.firstRange(of: Array("moov".utf8)))
        let data = try #require(bytes.firstRange(of: Array("mdat".utf8)))
        #expect(index.lowerBound < data.lowerBound)
        #expect(try bench.read("b.m4a") == bytes)
        #expect(try await bench.tools.probe(bench.path("a.m4a")).channels == 2)
    }

    @Test func monoStaysMonoAndBitRatesAreBrought() async throws {
        let source = try await bench.tone("a.flac", channels: 1)
        for kilobits in [-1, 32, 320, 321, Int.max] {
            try await bench.tools.transcode(source, to: .mp3(kilobitsPerSecond: kilobits), output: bench.path("out"))
            let facts = try await bench.tools.probe(bench.path("out"))
            #expect(facts.channels == 1)
            #expect(facts.bitRate == (kilobits <= 32 ? 32_000 : 320_000))
        }
    }

    @Test func aFailureLeavesWhatWasThere() async throws {
        let source = try await bench.tone("a.flac")
        try bench.write("out", [1, 2, 3])
        // This stand-in writes half a file and gives up.
        let failing = try bench.script(#"for last; do :; done; echo half > "${last#file:}"; echo sorry >&2; exit 1"#)
        let tools = AudioTools(ffmpeg: failing)
        await #expect(throws: AudioError.failed(detail: "sorry\n")) {
            try await tools.transcode(source, to: .aac(kilobitsPerSecond: 256), output: bench.path("out"))
        }
        await #expect(throws: AudioError.notAudio) {
            try await bench.tools.transcode(
                bench.path("out"), to: .aac(kilobitsPerSecond: 256), output: bench.path("other"))
        }
        #expect(try bench.read("out") == [1, 2, 3])
        #expect(try !bench.names.contains { $0.hasSuffix(".part") || $0 == "other" })
        try await bench.tools.transcode(source, to: .aac(kilobitsPerSecond: 256), output: bench.path("out"))
        #expect(try bench.read("out").count > 1000)
    }

    @Test func progressGrowsToOne() async throws {
        let source = try await bench.tone("a.flac", seconds: 30)
        let shares = Mutex<[Double]>([])
        try await bench.tools.transcode(
            source, to: .aac(kilobitsPerSecond: 128), output: bench.path("out")
        ) { share in shares.withLock { $0.append(share) } }
        let seen = shares.withLock { $0 }
        #expect(seen == seen.sorted())
        #expect(seen.last == 1)
    }
}
