import ArgumentParser
import Catalog
import Foundation
import NIOCore
import StageModel
import StageboxApp
import WebEdge

/// Files and JSON beside nginx, by wrk.
struct Web: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "web", abstract: "Files by range, small files and a JSON route, beside nginx.")

    @Option(help: "The built web application.")
    var web = "web/out"

    @Option(help: "Seconds for each measurement.")
    var seconds = 3

    @OptionGroup var output: ReportOptions

    private static let largeBytes = 50_000_000

    func run() async throws {
        let (web, seconds) = (web, seconds)
        let report = Report()
        try await BenchBox.serving(webFolder: web) { bench in
            let wav = Self.wave(bytes: Self.largeBytes)
            let track = try await Self.upload(wav, bench)
            let nginx = try Nginx(folder: bench.folder, web: web, large: wav)
            defer { nginx.stop() }
            report.title("HTTP on loopback, by wrk with 1 thread (nginx with 1 worker)")
            let range = ["-H", "Range: bytes=0-"]
            for connections in [1, 4] {
                let ours = try Wrk.bytes(bench.port, "/api/tracks/\(track)/audio", connections, seconds, range)
                let peer = try Wrk.bytes(nginx.port, "/large.wav", connections, seconds, range)
                let what = "50 MB by range, \(connections) connections"
                report.add("nginx, \(what)", peer / 1e6, .megabytesPerSecond)
                report.add("stagebox, \(what)", ours / 1e6, .megabytesPerSecond, peer: peer / 1e6)
            }
            let small = try Wrk.requests(bench.port, "/icon.svg", 32, seconds)
            let peer = try Wrk.requests(nginx.port, "/icon.svg", 32, seconds)
            report.add("nginx, small static file, 32 connections", peer, .perSecond)
            report.add("stagebox, small static file, 32 connections", small, .perSecond, peer: peer)
            let json = try Wrk.requests(bench.port, "/api/box", 32, seconds)
            report.add("stagebox, JSON route that reads the database", json, .perSecond, peer: peer)
        }
        try report.save(output)
    }

    /// A quiet stereo recording of this many bytes.
    private static func wave(bytes: Int) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let data = bytes - 44
        var wave = Array("RIFF".utf8) + little(bytes - 8, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        wave += little(1, 2) + little(2, 2) + little(44_100, 4) + little(176_400, 4) + little(4, 2) + little(16, 2)
        wave += Array("data".utf8) + little(data, 4)
        wave += (0..<data).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 5) }
        return wave
    }

    private static func upload(_ bytes: [UInt8], _ bench: BenchBox) async throws -> String {
        let artist = try await bench.box.catalog.registerArtist(name: "Bench", bio: "", by: bench.owner)
        let body = AsyncStream<ByteBuffer> { continuation in
            for begin in stride(from: 0, to: bytes.count, by: 1 << 16) {
                continuation.yield(ByteBuffer(bytes: bytes[begin..<min(begin + 1 << 16, bytes.count)]))
            }
            continuation.finish()
        }
        let track = try await bench.box.catalog.upload(
            CallBody(body, expectedBytes: Int64(bytes.count)), to: artist.id, album: nil, fileName: "bench.wav",
            limitBytes: 1 << 30, by: bench.owner)
        return track.id.text
    }
}

/// nginx with one worker on a port of its own.
final class Nginx {
    let port = 20_000 + Int.random(in: 0..<20_000)
    private let process = Process()

    init(folder: String, web: String, large: [UInt8]) throws {
        let root = "\(folder)/nginx"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data(large).write(to: URL(fileURLWithPath: "\(root)/large.wav"))
        try FileManager.default.copyItem(atPath: "\(web)/icon.svg", toPath: "\(root)/icon.svg")
        let configuration = """
            daemon off; worker_processes 1; pid \(root)/pid; error_log \(root)/error.log; user root;
            events { worker_connections 256; }
            http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
                include /etc/nginx/mime.types; open_file_cache max=100;
                server { listen 127.0.0.1:\(port); root \(root); } }
            """
        try configuration.write(toFile: "\(root)/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        process.arguments = ["-p", root, "-c", "\(root)/nginx.conf"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<500 {
            if Connection.isPossible(port: port) { return }
            usleep(10_000)
        }
        throw PeerFailure(what: "nginx did not start")
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

/// wrk, and what it says.
enum Wrk {
    static func requests(_ port: Int, _ path: String, _ connections: Int, _ seconds: Int) throws -> Double {
        try value("Requests/sec:", run(port, path, connections, seconds, []))
    }

    static func bytes(
        _ port: Int, _ path: String, _ connections: Int, _ seconds: Int, _ more: [String]
    ) throws -> Double {
        try value("Transfer/sec:", run(port, path, connections, seconds, more))
    }

    private static func run(
        _ port: Int, _ path: String, _ connections: Int, _ seconds: Int, _ more: [String]
    ) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["wrk", "-t1", "-c\(connections)", "-d\(seconds)s"] + more + ["http://127.0.0.1:\(port)\(path)"]
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        guard process.terminationStatus == 0, !text.contains("Non-2xx") else { throw PeerFailure(what: text) }
        return text
    }

    /// The number behind a label; kB, MB and GB are powers of 1024 as wrk means them.
    private static func value(_ label: String, _ text: String) throws -> Double {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(label) }) else {
            throw PeerFailure(what: text)
        }
        let word = line.dropFirst(label.count).drop { $0 == " " }
        let number = Double(word.prefix { $0.isNumber || $0 == "." }) ?? 0
        let units: [(String, Double)] = [("GB", 1_073_741_824), ("MB", 1_048_576), ("KB", 1024)]
        return number * (units.first { word.hasSuffix($0.0) }?.1 ?? 1)
    }
}
