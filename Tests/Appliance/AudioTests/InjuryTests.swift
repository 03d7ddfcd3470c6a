import Foundation
import Testing

@testable import Audio

/// Files with injuries anywhere: whatever comes of them, it is an answer about the file and comes in time.
@Suite struct InjuryTests {
    @Test(arguments: ["a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.wav"])
    func injuredFilesGiveAnswersAboutTheFile(name: String) async throws {
        var generator = SeededGenerator(for: "injuries of \(name)")
        let bench = try Bench(tools: AudioTools(timeout: .seconds(60)))
        try await bench.make("cover.png", ["-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1"])
        try await bench.tone("plain.wav", seconds: 2)
        let cover = [
            "-i", bench.path("cover.png"), "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic",
        ]
        let hasCover = ["a.flac", "a.mp3", "a.m4a"].contains(name)
        try await bench.make(
            name, ["-i", bench.path("plain.wav")] + (hasCover ? cover : []) + ["-metadata", "title=Título"])
        let whole = try bench.read(name)
        for _ in 0..<6 {
            var bytes = whole
            let isHead = Bool.random(using: &generator)
            for _ in 0..<Int.random(in: 1...30, using: &generator) {
                let place = Int.random(in: 0..<(isHead ? min(2000, bytes.count) : bytes.count), using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            let path = try bench.write("injured", bytes)
            do {
                let measure = try await bench.tools.measure(path)
                #expect(measure.waveform.count == 400)
                _ = try await bench.tools.extractArtwork(path)
            } catch let error as AudioError {
                switch error {
                case .notAudio, .damaged, .unsupported, .imageTooLarge: break
                case .toolMissing, .timedOut, .noArtwork, .failed: Issue.record("\(error)")
                }
            }
        }
    }
}
