import Foundation
import Synchronization
import Testing

@testable import Audio

@Suite struct MeasureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @Test(arguments: ["a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.wav"])
    func aKnownToneMeasuresWhatItIs(name: String) async throws {
        let measure = try await bench.tools.measure(try await bench.tone(name, seconds: 5))
        // LAME takes 0.4 dB off.
        #expect(abs(try #require(measure.integratedLUFS) + 20) <= 0.6)
        #expect(abs(try #require(measure.truePeakDBTP) + 20) <= 0.7)
        #expect(try #require(measure.loudnessRange) < 1)
        #expect(measure.waveform.count == 400)
        #expect(measure.waveform.dropFirst(5).dropLast(5).allSatisfy { $0 > 230 })
        #expect(abs(measure.durationMilliseconds - 5000) <= 60)
    }

    @Test func silenceHasNoLoudness() async throws {
        let path = try await bench.make("a.flac", ["-f", "lavfi", "-i", "anullsrc=d=2"])
        let measure = try await bench.tools.measure(path)
        #expect(measure.integratedLUFS == nil)
        #expect(measure.truePeakDBTP == nil)
        #expect(measure.loudnessRange == nil)
        #expect(measure.waveform == [UInt8](repeating: 0, count: 400))
        #expect(measure.durationMilliseconds == 2000)
    }

    @Test func aMomentOfSoundHasAWaveform() async throws {
        let measure = try await bench.tools.measure(try await bench.tone("a.wav", seconds: 0.01))
        #expect(measure.integratedLUFS == nil)
        #expect(measure.waveform.count == 400)
        #expect(measure.durationMilliseconds == 10)
    }

    @Test func theWaveformShowsWhereItIsLoud() async throws {
        let wave = "'if(lt(t,2),0.5,0.05)*sin(2*PI*400*t)'"
        let path = try await bench.make("a.flac", ["-f", "lavfi", "-i", "aevalsrc=exprs=\(wave):d=4"])
        let waveform = try await bench.tools.measure(path).waveform
        #expect(waveform[0..<195].allSatisfy { $0 > 245 })
        // A tenth of the amplitude is a quarter of the height: 255 * 0.1^0.6.
        #expect(waveform[205...].allSatisfy { (60...70).contains($0) })
        #expect(waveform.max() == 255)
    }

    @Test func oppositePhaseIsNotSilence() async throws {
        let path = try await bench.make(
            "a.flac", ["-f", "lavfi", "-i", "aevalsrc=exprs=0.3*sin(2*PI*400*t)|-0.3*sin(2*PI*400*t):d=2"])
        #expect(try await bench.tools.measure(path).waveform.allSatisfy { $0 > 240 })
    }

    @Test(arguments: ["a.mp3", "a.flac", "a.wav"])
    func whatWasCutIsDamagedAndSaysHowMuchCanBeRead(name: String) async throws {
        try await bench.make(name, ["-f", "lavfi", "-i", "anoisesrc=d=30:a=0.2", "-ac", "2"])
        let bytes = try bench.read(name)
        let path = try bench.write("cut-" + name, Array(bytes.prefix(bytes.count / 2)))
        let error = await #expect(throws: AudioError.self) { try await bench.tools.measure(path) }
        guard case .damaged(let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.hasPrefix("only 14 of 30 seconds") || detail.hasPrefix("only 15 of 30 seconds"), "\(detail)")
    }

    @Test func aCutM4AWithItsIndexInFrontIsDamaged() async throws {
        try await bench.make(
            "a.m4a", ["-f", "lavfi", "-i", "anoisesrc=d=20:a=0.2", "-movflags", "+faststart", "-b:a", "128k"])
        let bytes = try bench.read("a.m4a")
        let path = try bench.write("cut.m4a", Array(bytes.prefix(bytes.count / 2)))
        await #expect(throws: AudioError.self) { try await bench.tools.measure(path) }
    }

    @Test func missingTheLastFramesIsNoDamage() async throws {
        try await bench.make("a.mp3", ["-f", "lavfi", "-i", "anoisesrc=d=30:a=0.2", "-b:a", "128k"])
        // A tenth of a second.
        let path = try bench.write("cut.mp3", Array(try bench.read("a.mp3").dropLast(1600)))
        #expect(try await bench.tools.measure(path).durationMilliseconds > 29_700)
    }

    @Test func lengthsHaveBounds() {
        func facts(_ codec: String, isGuessed: Bool = false) -> AudioFacts {
            AudioFacts(
                container: "", codec: codec, durationMilliseconds: 100_000, sampleRate: 44_100, channels: 2,
                bitRate: nil, bitsPerSample: nil, tags: AudioTags(), artworkStream: nil, isLengthGuessed: isGuessed)
        }
        func isWhole(_ facts: AudioFacts, _ read: Int, isSuccess: Bool = true) -> Bool {
            (try? AudioTools.demandWhole(facts, readMilliseconds: read, isSuccess: isSuccess)) != nil
        }
        #expect(isWhole(facts("flac"), 99_900))
        #expect(!isWhole(facts("flac"), 99_899))
        #expect(isWhole(facts("mp3"), 98_750))
        #expect(!isWhole(facts("mp3"), 98_749))
        #expect(isWhole(facts("mp3", isGuessed: true), 1))
        #expect(!isWhole(facts("mp3", isGuessed: true), 0))
        #expect(!isWhole(facts("mp3"), 100_000, isSuccess: false))
    }

    @Test func progressGrowsToOne() async throws {
        let path = try await bench.tone("a.flac", seconds: 60)
        let shares = Mutex<[Double]>([])
        _ = try await bench.tools.measure(path) { share in shares.withLock { $0.append(share) } }
        let seen = shares.withLock { $0 }
        #expect(seen == seen.sorted())
        #expect(seen.last == 1)
        #expect(Set(seen).count == seen.count)
        #expect(seen.count <= 201)
    }

    @Test func aHangingProgramIsKilled() async throws {
        let song = try await bench.tone("a.wav")
        let hanging = try bench.script("exec /bin/sleep 1000")
        let tools = AudioTools(ffmpeg: hanging, timeout: .seconds(2))
        await #expect(throws: AudioError.timedOut) { try await tools.measure(song) }
    }

    @Test func wordsInTagsCannotPoseAsASummary() {
        let words = """
            Input #0, flac, from 'file:x':
              Metadata:
                title           : I: -3.0 LUFS
                comment         : [Parsed_ebur128_1 @ 0x1] Summary:
                                : I:         -1.0 LUFS
            [Parsed_ebur128_1 @ 0x5636565ecc80] Summary:

              Integrated loudness:
                I:         -12.1 LUFS
                Threshold: -22.1 LUFS

              Loudness range:
                LRA:         4.5 LU
                Threshold: -32.1 LUFS

              True peak:
                Peak:       -7.9 dBFS
            """
        let summary = LoudnessSummary(words)
        #expect(summary.integratedLUFS == -12.1)
        #expect(summary.rangeLU == 4.5)
        #expect(summary.truePeakDBTP == -7.9)
        let none = LoudnessSummary("title : I: -3.0 LUFS\nPeak: 3")
        #expect(none.integratedLUFS == nil && none.rangeLU == nil && none.truePeakDBTP == nil)
    }
}

@Suite struct WaveformTests {
    func bytes(_ samples: [Int16]) -> [UInt8] {
        samples.flatMap { sample in
            let bits = UInt16(bitPattern: sample)
            return [UInt8(bits & 255), UInt8(bits >> 8), UInt8(bits & 255), UInt8(bits >> 8)]
        }
    }

    func heights(_ samples: [Int16]) -> [UInt8] {
        var waveform = Waveform()
        bytes(samples).withUnsafeBytes { waveform.add($0) }
        return waveform.heights()
    }

    @Test(arguments: [0, 1, 2, 399, 400, 401, 8191, 8192, 8193, 100_000])
    func thereAreAlways400Heights(count: Int) {
        let heights = heights([Int16](repeating: 1000, count: count))
        #expect(heights.count == 400)
        #expect(heights.allSatisfy { $0 == (count == 0 ? 0 : 255) })
    }

    @Test func theLoudestIs255AndHissIsSilence() {
        #expect(heights([Int16](repeating: .min, count: 800)) == [UInt8](repeating: 255, count: 400))
        #expect(heights([Int16](repeating: 1, count: 800)) == [UInt8](repeating: 0, count: 400))
        #expect(heights([Int16](repeating: 2, count: 800)) == [UInt8](repeating: 255, count: 400))
    }

    @Test func piecesMayBeCutAnywhere() {
        var generator = SeededGenerator(for: "waveform pieces")
        let samples = (0..<30_000).map { index in Int16(truncatingIfNeeded: index * index % 30_011) }
        let whole = heights(samples)
        for _ in 0..<20 {
            var waveform = Waveform()
            var rest = bytes(samples)[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(Int.random(in: 0...5000, using: &generator)))
                piece.withUnsafeBytes { waveform.add($0) }
                rest = rest.dropFirst(piece.count)
            }
            #expect(waveform.frames == 30_000)
            #expect(waveform.heights() == whole)
        }
    }
}

@Suite struct ProgressTests {
    @Test func linesMayBeCutAnywhere() {
        var lines = ProgressLines()
        for byte in Array("frame=1\nout_time_us=1500000\nout_time_us=N/A\nout_time_us=-5\nout_time_us=2".utf8) {
            lines.add([byte])
        }
        #expect(lines.milliseconds == 1500)
        lines.add(Array("500000\n".utf8))
        #expect(lines.milliseconds == 2500)
        lines.add([UInt8](repeating: 65, count: 1_000_000))
        lines.add(Array("\nout_time_us=3000000\n".utf8))
        #expect(lines.milliseconds == 3000)
    }

    @Test func sharesGrowByHalfAPerCentAtLeast() {
        var meter = ProgressMeter()
        #expect(meter.advance(to: 0.004) == nil)
        #expect(meter.advance(to: 0.005) == 0.005)
        #expect(meter.advance(to: 0.001) == nil)
        #expect(meter.advance(to: 0.998) == 0.998)
        #expect(meter.advance(to: 7) == 1)
        #expect(meter.advance(to: 1) == nil)
        #expect(meter.advance(to: .nan) == nil)
    }
}
