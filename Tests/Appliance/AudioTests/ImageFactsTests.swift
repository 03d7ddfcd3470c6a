import Foundation
import Testing

@testable import Audio

/// Picture headers written by hand.
enum Header {
    static func big(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }

    static func png(_ width: Int, _ height: Int) -> [UInt8] {
        [0x89] + Array("PNG\r\n".utf8) + [0x1a, 0x0a] + big(13, 4) + Array("IHDR".utf8) + big(width, 4)
            + big(height, 4) + [8, 2, 0, 0, 0]
    }

    static func jpeg(_ width: Int, _ height: Int, note: Int = 100, frame: UInt8 = 0xc0) -> [UInt8] {
        [0xff, 0xd8, 0xff, 0xe1] + big(note + 2, 2) + [UInt8](repeating: 0xff, count: note)
            + [0xff, 0xff, frame, 0, 17, 8] + big(height, 2) + big(width, 2) + [3]
    }

    static func webp(_ kind: String, _ body: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + little(body.count + 12, 4) + Array("WEBP\(kind)".utf8) + little(body.count, 4) + body
    }

    static func lossy(_ width: Int, _ height: Int) -> [UInt8] {
        webp("VP8 ", [0x30, 1, 0, 0x9d, 0x01, 0x2a] + little(width, 2) + little(height, 2))
    }

    static func lossless(_ width: Int, _ height: Int) -> [UInt8] {
        webp("VP8L", [0x2f] + little((width - 1) | (height - 1) << 14, 4))
    }

    static func extended(_ width: Int, _ height: Int, flags: UInt8 = 0x10) -> [UInt8] {
        webp("VP8X", [flags, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
    }

    static let all: [@Sendable (Int, Int) -> [UInt8]] = [
        { png($0, $1) }, { jpeg($0, $1) }, { jpeg($0, $1, note: 60_000, frame: 0xc2) }, { lossy($0, $1) },
        { lossless($0, $1) }, { extended($0, $1) },
    ]
}

@Suite struct ImageFactsTests {
    @Test func everyFormatTellsItsSize() throws {
        let formats: [ImageFacts.Format] = [.png, .jpeg, .jpeg, .webp, .webp, .webp]
        for (header, format) in zip(Header.all, formats) {
            for (width, height) in [(1, 1), (640, 480), (8000, 5000), (5000, 8000)] {
                let facts = try ImageFacts(header(width, height))
                #expect(facts.format == format && facts.width == width && facts.height == height)
            }
        }
    }

    @Test func eightThousandASideAndFortyMillionAreTheMost() {
        for header in Header.all {
            for (width, height) in [(8001, 1), (1, 8001), (8000, 5001), (6325, 6325)] {
                #expect(throws: AudioError.imageTooLarge) { try ImageFacts(header(width, height)) }
            }
            #expect(throws: Never.self) { try ImageFacts(header(6324, 6324)) }
        }
        for side in [30_000, Int(Int32.max), 0xffff_ffff] {
            #expect(throws: AudioError.imageTooLarge) { try ImageFacts(Header.png(side, side)) }
        }
    }

    @Test func emptyPicturesAreDamaged() {
        let damaged = AudioError.damaged(detail: "the beginning of the picture cannot be read")
        for bytes in [Header.png(0, 5), Header.png(5, 0), Header.jpeg(0, 5), Header.jpeg(5, 0), Header.lossy(0, 5)] {
            #expect(throws: damaged) { try ImageFacts(bytes) }
        }
        // A JPEG of nothing but fill bytes, and one of endless notes.
        #expect(throws: damaged) { try ImageFacts([0xff, 0xd8] + [UInt8](repeating: 0xff, count: 100_000)) }
        let notes = [[UInt8]](repeating: [0xff, 0xe1, 0, 2], count: 50_000).flatMap { $0 }
        #expect(throws: damaged) { try ImageFacts([0xff, 0xd8] + notes) }
        #expect(throws: damaged) { try ImageFacts(Array(Header.jpeg(5, 5).dropLast(9))) }
    }

    @Test func otherPicturesAreNamed() {
        for (bytes, name) in [
            (Array("GIF89a\u{1}\0\u{1}\0".utf8), "gif"), (Array("\0\0\0 ftypavif".utf8), "avif"),
            (Array("\0\0\0 ftypheic".utf8), "heic"), (Array("BM12345".utf8), "bmp"), (Array("<svg>".utf8), "svg"),
            (Array("hello".utf8), "unknown"), ([], "unknown"), (Header.extended(9, 9, flags: 0x02), "moving webp"),
        ] {
            #expect(throws: AudioError.unsupported(codec: name)) { try ImageFacts(bytes) }
        }
    }

    @Test func hostileHeadersNeverTrap() {
        var generator = SeededGenerator(for: "picture headers")
        for round in 0..<60_000 {
            let header = Header.all[round % Header.all.count]
            var bytes = header(Int.random(in: 1...9000, using: &generator), Int.random(in: 1...9000, using: &generator))
            if bytes.count > 1000 { bytes = Header.jpeg(500, 500, note: Int.random(in: 0...300, using: &generator)) }
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count * 2, using: &generator)))
            guard let facts = try? ImageFacts(bytes) else { continue }
            #expect((1...8000).contains(facts.width) && (1...8000).contains(facts.height))
            #expect(facts.width * facts.height <= 40_000_000)
        }
    }

    @Test func readersHaveNoEnds() {
        let reader = HeaderReader([1, 2, 3, 4, 5, 6, 7, 8])
        #expect(reader.big(0, 8) == 0x0102_0304_0506_0708)
        #expect(reader.little(6, 2) == 0x0807)
        #expect(reader.big(7, 1) == 8)
        for (offset, count) in [(8, 1), (7, 2), (-1, 1), (0, 9), (0, 0), (0, -1), (Int.max, 8), (Int.min, 8)] {
            #expect(reader.big(offset, count) == nil)
        }
        #expect(HeaderReader([255, 0, 0, 0, 0, 0, 0, 0]).big(0, 8) == nil)
    }
}
