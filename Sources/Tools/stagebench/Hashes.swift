import ArgumentParser
import Cryptography
import Foundation
import Multiformats

/// Naming bytes beside libcrypto itself.
struct Hashes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash", abstract: "SHA-256 and CIDs, beside what openssl says of the same libcrypto.")

    @Option(help: "Seconds for each measurement.")
    var seconds = 2

    @OptionGroup var output: ReportOptions

    func run() async throws {
        let report = Report()
        report.title("Naming bytes (1 thread)")
        let peer = try openssl(blockBytes: 1 << 16)
        report.add("openssl speed sha256, blocks of 64 KiB", peer, .megabytesPerSecond)
        let buffer = (0..<(1 << 16)).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 3) }
        report.add(
            "SHA256.hash, blocks of 64 KiB", rate(buffer.count) { _ = SHA256.hash(buffer) }, .megabytesPerSecond,
            peer: peer)
        let file = 1 << 26
        report.add(
            "CID of a file of 64 MiB as it streams",
            rate(file) {
                var hasher = UnixFSHasher()
                for _ in 0..<(file / buffer.count) { hasher.update(buffer) }
                _ = hasher.finalize()
            }, .megabytesPerSecond, peer: peer)
        let row = Array(buffer.prefix(300))
        let small = try openssl(blockBytes: row.count)
        report.add("openssl speed sha256, blocks of 300 bytes", small, .megabytesPerSecond)
        report.add(
            "SHA256.hash, 300 bytes (an event)", rate(row.count) { _ = SHA256.hash(row) }, .megabytesPerSecond,
            peer: small)
        try report.save(output)
    }

    /// Megabytes in a second, when one call takes this many bytes.
    private func rate(_ bytes: Int, _ call: () -> Void) -> Double {
        let began = ContinuousClock.now
        var calls = 0
        repeat {
            call()
            calls += 1
        } while calls & 15 != 0 || began.duration(to: .now).seconds < Double(seconds)
        return Double(calls) * Double(bytes) / 1e6 / began.duration(to: .now).seconds
    }

    /// `openssl speed` prints thousands of bytes in a second as `sha256  391234.56k`.
    private func openssl(blockBytes: Int) throws -> Double {
        let text = try Program.output(
            ["openssl", "speed", "-seconds", "\(seconds)", "-bytes", "\(blockBytes)", "-evp", "sha256"])
        let line = text.split(separator: "\n").last { $0.lowercased().hasPrefix("sha256 ") }
        guard let word = line?.split(separator: " ").last, word.hasSuffix("k"), let value = Double(word.dropLast())
        else { throw PeerFailure(what: "openssl speed: \(text)") }
        return value / 1000
    }
}

/// Programs that are started for their output.
enum Program {
    static func output(_ words: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PeerFailure(what: words.joined(separator: " ")) }
        return String(decoding: data, as: UTF8.self)
    }
}
