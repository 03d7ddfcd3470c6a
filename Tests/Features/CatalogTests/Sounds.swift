import Foundation
import Testing

/// Files that are made once for a run, most of them by ffmpeg out of one second of sound.
enum Sounds {
    /// One second of a sawtooth as WAV with one channel of 16 bits at 8 kHz, byte by byte the same on every machine.
    static func wave(step: Int = 880, samples: Int = 8000, isSilent: Bool = false) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let body = (0..<samples).flatMap { index in
            little(isSilent ? 0 : (index * step) % 16_000 - 8000, 2)
        }
        return Array("RIFF".utf8) + little(36 + body.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
            + little(1, 2) + little(8000, 4) + little(16_000, 4) + little(2, 2) + little(16, 2) + Array("data".utf8)
            + little(body.count, 4) + body
    }

    private static let words = [
        "-metadata", "title=Éclair", "-metadata", "album=Été", "-metadata", "track=3/12", "-metadata",
        "date=1999-05-01", "-metadata", "composer=Lili Boulanger",
    ]

    /// With words and a red cover.
    static let flac = Result {
        try make("a.flac", words, cover: red.get())
    }
    /// Without any words.
    static let mp3 = Result { try make("a.mp3", ["-id3v2_version", "0", "-map_metadata", "-1", "-ar", "44100"]) }
    static let vorbis = Result { try make("a.ogg", ["-c:a", "libvorbis"] + words) }
    static let opus = Result { try make("a.opus", ["-c:a", "libopus"] + words) }
    static let aac = Result { try make("a.m4a", ["-c:a", "aac"] + words) }
    static let alac = Result { try make("a.m4a", ["-c:a", "alac"] + words) }
    static let adpcm = Result { try make("a.wav", ["-c:a", "adpcm_ms"]) }
    static let aiff = Result { try make("a.aiff", []) }

    static let red = Result { try make("a.png", ["-frames:v", "1"], source: "color=red:s=64x48") }
    static let blue = Result { try make("a.png", ["-frames:v", "1"], source: "color=blue:s=64x48") }
    static let jpeg = Result { try make("a.jpg", ["-frames:v", "1"], source: "testsrc=s=64x48") }
    static let webp = Result { try make("a.webp", ["-frames:v", "1"], source: "testsrc=s=64x48") }
    static let gif = Result { try make("a.gif", ["-frames:v", "1"], source: "testsrc=s=64x48") }

    /// The head of a PNG that says it has this size, and nothing behind it.
    static func png(_ width: Int, _ height: Int) -> [UInt8] {
        func big(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * $0) & 255) } }
        return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + big(13) + Array("IHDR".utf8) + big(width)
            + big(height) + [8, 2, 0, 0, 0, 0, 0, 0, 0]
    }

    /// ID3v2.3 before an MP3, with text frames that say they are Latin-1.
    static func id3(_ frames: [(String, [UInt8])]) throws -> [UInt8] {
        let body = frames.flatMap { name, text -> [UInt8] in
            let size = text.count + 1
            return Array(name.utf8) + [UInt8(size >> 24 & 255), UInt8(size >> 16 & 255), UInt8(size >> 8 & 255)]
                + [UInt8(size & 255), 0, 0, 0] + text
        }
        let size = (0..<4).reversed().map { UInt8(body.count >> (7 * $0) & 127) }
        return Array("ID3".utf8) + [3, 0, 0] + size + body + (try mp3.get())
    }

    /// A frame for `id3` that holds a picture.
    static func picture(_ bytes: [UInt8]) -> (String, [UInt8]) {
        ("APIC", Array("image/png".utf8) + [0, 3, 0] + bytes)
    }

    private static func make(
        _ name: String, _ arguments: [String], source: String? = nil, cover: [UInt8]? = nil
    ) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sound-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path }
        try Data(wave()).write(to: URL(fileURLWithPath: path("source.wav")))
        var input = source.map { ["-f", "lavfi", "-i", $0] } ?? ["-i", path("source.wav")]
        if let cover {
            try Data(cover).write(to: URL(fileURLWithPath: path("cover.png")))
            input += ["-i", path("cover.png"), "-map", "0", "-map", "1", "-c:v", "copy"]
            input += ["-disposition:v", "attached_pic"]
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error", "-nostdin"] + input + arguments + [path(name)]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return Array(try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}
