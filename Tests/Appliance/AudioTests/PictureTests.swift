import Foundation
import Testing

@testable import Audio

@Suite struct PictureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    @discardableResult
    func picture(_ name: String, _ source: String, _ encoding: [String] = []) async throws -> String {
        try await bench.make(name, ["-f", "lavfi", "-i", source, "-frames:v", "1"] + encoding)
    }

    /// The colours of a picture's pixels, three bytes each.
    func pixels(_ name: String) async throws -> [UInt8] {
        try await bench.make("raw", ["-i", bench.path(name), "-f", "rawvideo", "-pix_fmt", "rgb24"])
        return try bench.read("raw")
    }

    func isNear(_ bytes: ArraySlice<UInt8>, _ colour: [Int]) -> Bool {
        zip(bytes, colour).allSatisfy { abs(Int($0) - $1) <= 12 }
    }

    @Test(arguments: ["a.png", "a.jpg", "a.webp"], AudioTools.PictureFormat.allCases)
    func squaresAreMadeOfTheMiddle(name: String, format: AudioTools.PictureFormat) async throws {
        // Blue sides, a red middle of 200 by 200.
        let source = try await picture(name, "color=blue:s=400x200,drawbox=x=100:w=200:h=200:t=fill:color=red")
        for side in [1, 96, 640] {
            try await bench.tools.makeImage(source, side: side, format: format, to: bench.path("out"))
            let facts = try await bench.tools.imageFacts(bench.path("out"))
            #expect(facts.format.rawValue == format.rawValue && facts.width == side && facts.height == side)
        }
        let pixels = try await pixels("out")
        for index in [320 * 640 + 320, 10 * 640 + 10, 630 * 640 + 630] {
            #expect(isNear(pixels[(index * 3)...].prefix(3), [254, 0, 0]))
        }
    }

    @Test func sidesHaveBounds() async throws {
        let source = try await picture("a.png", "testsrc=s=64x64")
        for side in [0, -1, 4097, Int.max] {
            await #expect(throws: AudioError.self) {
                try await bench.tools.makeImage(source, side: side, to: bench.path("out"))
            }
        }
        try await bench.tools.makeImage(source, side: 4096, to: bench.path("out"))
        #expect(try await bench.tools.imageFacts(bench.path("out")).width == 4096)
    }

    @Test func aPhotographIsTurnedUpright() async throws {
        // Red above blue, and a note that the camera was held so that the right side is the top.
        try await picture("a.jpg", "color=blue:s=200x200,drawbox=h=100:w=200:t=fill:color=red", ["-q:v", "2"])
        let plain = try bench.read("a.jpg")
        let note: [UInt8] =
            Array("Exif\0\0II*\0".utf8) + [8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
        let source = try bench.write(
            "b.jpg", [0xff, 0xd8, 0xff, 0xe1] + Header.big(note.count + 2, 2) + note + plain.dropFirst(2))
        try await bench.tools.makeImage(source, side: 100, to: bench.path("out"))
        let pixels = try await pixels("out")
        // Turned by a quarter to the right, the upper half lies on the right.
        #expect(isNear(pixels[((50 * 100 + 10) * 3)...].prefix(3), [0, 0, 254]))
        #expect(isNear(pixels[((50 * 100 + 90) * 3)...].prefix(3), [254, 0, 0]))
        #expect(try bench.read("out").firstRange(of: Array("Exif".utf8)) == nil)
    }

    @Test func transparencyStaysInWebPAndIsWhiteInJpeg() async throws {
        let source = try await picture("a.png", "color=black@0.0:s=64x64,format=rgba")
        try await bench.tools.makeImage(source, side: 64, format: .webp, to: bench.path("out.webp"))
        #expect(try bench.read("out.webp").firstRange(of: Array("ALPH".utf8)) != nil)
        try await bench.tools.makeImage(source, side: 64, format: .jpeg, to: bench.path("out.jpg"))
        #expect(try await isNear(pixels("out.jpg").prefix(3), [255, 255, 255]))
    }

    @Test func whatIsTooLargeIsRefusedBeforeAnyProgramRuns() async throws {
        let path = try bench.write("a.png", Header.png(30_000, 30_000))
        let none = AudioTools(ffmpeg: "/nowhere", ffprobe: "/nowhere")
        await #expect(throws: AudioError.imageTooLarge) { try await none.imageFacts(path) }
        await #expect(throws: AudioError.imageTooLarge) { try await none.accentColour(path) }
        await #expect(throws: AudioError.imageTooLarge) {
            try await none.makeImage(path, side: 96, to: bench.path("out"))
        }
    }

    @Test func aSecondHeaderInsideIsBoundedToo() async throws {
        try await picture("a.png", "testsrc=s=16x16")
        let bytes = try bench.read("a.png")
        // The header that our parser reads, then another one.
        let second = Header.png(30_000, 30_000)[8...] + [0, 0, 0, 0]
        let path = try bench.write("b.png", Array(bytes.prefix(33)) + second + bytes.dropFirst(33))
        await #expect(throws: AudioError.self) {
            try await bench.tools.makeImage(path, side: 96, to: bench.path("out"))
        }
        #expect(try bench.names == ["a.png", "b.png"])
    }

    @Test func whatCannotBeDecodedIsDamagedAndLeavesNothing() async throws {
        for (name, header) in [("a", Header.png(9, 9)), ("b", Header.jpeg(9, 9)), ("c", Header.lossy(9, 9))] {
            let path = try bench.write(name, header + [UInt8](repeating: 7, count: 200))
            let damaged = AudioError.damaged(detail: "the picture cannot be decoded")
            await #expect(throws: damaged) { try await bench.tools.makeImage(path, side: 9, to: bench.path("out")) }
            await #expect(throws: damaged) { try await bench.tools.accentColour(path) }
        }
        #expect(try bench.names == ["a", "b", "c"])
        await #expect(throws: AudioError.self) { try await bench.tools.imageFacts(bench.path("nowhere")) }
    }

    @Test(arguments: ["a.mp3", "a.flac", "a.m4a"])
    func coversComeOutByteForByte(name: String) async throws {
        try await picture("cover.jpg", "testsrc=s=300x200")
        try await bench.tone("plain.wav", seconds: 1)
        let song = try await bench.make(
            name,
            [
                "-i", bench.path("plain.wav"), "-i", bench.path("cover.jpg"), "-map", "0", "-map", "1", "-c:v", "copy",
                "-disposition:v", "attached_pic",
            ])
        #expect(try await bench.tools.probe(song).hasArtwork)
        #expect(try await bench.tools.extractArtwork(song) == bench.read("cover.jpg"))
        #expect(try await bench.tools.extractArtwork(bench.path("plain.wav")) == nil)
        #expect(try await bench.tools.measure(song).waveform.count == 400)
    }

    @Test func theFrontCoverComesFirst() async throws {
        try await picture("back.jpg", "testsrc=s=30x30")
        try await picture("front.png", "testsrc=s=40x40")
        try await bench.tone("a.mp3", seconds: 1, ["-id3v2_version", "0"])
        let (back, front) = (try bench.read("back.jpg"), try bench.read("front.png"))
        let frames = [Tag.picture(back, type: "image/jpeg", kind: 4), Tag.picture(front, type: "image/png", kind: 3)]
        let song = try bench.write("b.mp3", Tag.id3v2(frames) + bench.read("a.mp3"))
        #expect(try await bench.tools.extractArtwork(song) == front)
    }

    @Test func aHostileCoverSpoilsNothing() async throws {
        try await bench.tone("a.mp3", seconds: 1, ["-id3v2_version", "0"])
        let music = try bench.read("a.mp3")
        let bomb = Header.png(30_000, 30_000) + [UInt8](repeating: 7, count: 500)
        let huge = try bench.write("b.mp3", Tag.id3v2([Tag.picture(bomb, type: "image/png")]) + music)
        #expect(try await bench.tools.measure(huge).durationMilliseconds > 900)
        await #expect(throws: AudioError.imageTooLarge) { try await bench.tools.extractArtwork(huge) }
        let gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3b]
        let other = try bench.write("c.mp3", Tag.id3v2([Tag.picture(gif, type: "image/gif")]) + music)
        #expect(try await bench.tools.extractArtwork(other) == nil)
    }

    @Test func theAccentIsTheVividColour() async throws {
        // A small orange sun on a large grey sky.
        let sun = "drawbox=x=80:y=80:w=50:h=50:t=fill:color=orange"
        let source = try await picture("a.png", "color=0x606468:s=200x200,format=rgb24,\(sun)")
        let accent = try await bench.tools.accentColour(source)
        #expect(accent.red > 200 && (120...190).contains(accent.green) && accent.blue < 60)
    }
}

@Suite struct AccentColourTests {
    func picture(_ colours: [(count: Int, rgba: [UInt8])]) -> [UInt8] {
        colours.flatMap { colour in (0..<colour.count).flatMap { _ in colour.rgba } }
    }

    @Test func greyPicturesGiveTheirMean() {
        let chosen = AccentColour.choose(rgba: picture([(500, [100, 100, 100, 255]), (500, [200, 200, 200, 255])]))
        #expect(chosen == PictureColour(red: 150, green: 150, blue: 150))
        #expect(AccentColour.choose(rgba: []) == PictureColour(red: 0, green: 0, blue: 0))
    }

    @Test func aLittleVividBeatsMuchDull() {
        let chosen = AccentColour.choose(rgba: picture([(950, [110, 100, 95, 255]), (50, [230, 20, 30, 255])]))
        #expect(chosen == PictureColour(red: 230, green: 20, blue: 30))
    }

    @Test func ofTwoVividColoursTheLargerWins() {
        let chosen = AccentColour.choose(rgba: picture([(400, [20, 40, 220, 255]), (600, [20, 200, 40, 255])]))
        #expect(chosen == PictureColour(red: 20, green: 200, blue: 40))
    }

    @Test func shadesOnBothSidesOfRedCountTogether() {
        let chosen = AccentColour.choose(
            rgba: picture([(300, [220, 20, 40, 255]), (300, [220, 40, 20, 255]), (400, [20, 40, 220, 255])]))
        #expect(chosen == PictureColour(red: 220, green: 30, blue: 30))
    }

    @Test func transparentPixelsHaveNoVote() {
        let chosen = AccentColour.choose(rgba: picture([(900, [0, 255, 0, 127]), (100, [200, 30, 30, 128])]))
        #expect(chosen == PictureColour(red: 200, green: 30, blue: 30))
    }

    @Test func anyPixelsGiveAColour() {
        var generator = SeededGenerator(for: "accent")
        for _ in 0..<200 {
            let count = Int.random(in: 0...4099, using: &generator)
            _ = AccentColour.choose(rgba: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }
}
