import Foundation
import Testing

@testable import Audio

/// A temporary folder with real files, made by the real ffmpeg or written byte by byte.
final class Bench: Sendable {
    let folder: String
    let tools: AudioTools
    private let maker = Program(name: "ffmpeg", timeout: .seconds(300), gate: Gate(places: 1))

    init(tools: AudioTools = AudioTools(timeout: .seconds(300))) throws {
        self.tools = tools
        folder = NSTemporaryDirectory() + "audio-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Lets ffmpeg make a file and returns its path.
    @discardableResult
    func make(_ name: String, _ arguments: [String]) async throws -> String {
        let answer = try await maker.run(["-v", "error", "-nostdin", "-y"] + arguments + ["file:" + path(name)])
        try #require(answer.isSuccess, "\(answer.complaints)")
        return path(name)
    }

    /// A tone of 1 kHz with a peak of -20 dBFS on two channels: -20 LUFS by the definition of ITU-R BS.1770.
    @discardableResult
    func tone(
        _ name: String, seconds: Double = 3, channels: Int = 2, _ encoding: [String] = []
    ) async throws -> String {
        let wave = Array(repeating: "0.1*sin(2*PI*1000*t)", count: channels).joined(separator: "|")
        return try await make(
            name, ["-f", "lavfi", "-i", "aevalsrc=exprs=\(wave):s=44100:d=\(seconds)"] + encoding)
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// A shell script that stands in for a program.
    func script(_ lines: String) throws -> String {
        let path = try write("script-\(UUID().uuidString)", Array("#!/bin/sh\n\(lines)\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } }
}

/// MP3 tags written by hand, in any encoding.
enum Tag {
    /// Fields of 30 bytes at the end of the file.
    static func id3v1(title: [UInt8], artist: [UInt8] = [], album: [UInt8] = []) -> [UInt8] {
        func field(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
            Array(bytes.prefix(count)) + [UInt8](repeating: 0, count: max(0, count - bytes.count))
        }
        return Array("TAG".utf8) + field(title, 30) + field(artist, 30) + field(album, 30) + Array("1988".utf8)
            + field([], 29) + [7, 17]
    }

    /// ID3v2.3 with text frames that say they are Latin-1.
    static func id3v2(_ frames: [(String, [UInt8])]) -> [UInt8] {
        let body = frames.flatMap { name, text -> [UInt8] in
            let size = text.count + 1
            return Array(name.utf8) + [UInt8(size >> 24 & 255), UInt8(size >> 16 & 255), UInt8(size >> 8 & 255)]
                + [UInt8(size & 255), 0, 0, 0] + text
        }
        let size = (0..<4).reversed().map { UInt8(body.count >> (7 * $0) & 127) }
        return Array("ID3".utf8) + [3, 0, 0] + size + body
    }

    /// A frame that holds a picture.
    static func picture(_ bytes: [UInt8], type: String, kind: UInt8 = 3) -> (String, [UInt8]) {
        ("APIC", Array(type.utf8) + [0, kind, 0] + bytes)
    }

    static func windows1251(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { $0.value < 0x80 ? UInt8($0.value) : UInt8($0.value - 0x410 + 0xc0) }
    }
}

/// Random inputs that can be had again: SplitMix64 from `SEED`, or from a fresh seed that is printed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        state = given ?? UInt64.random(in: 1 ... .max)
        print("\(purpose): SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
