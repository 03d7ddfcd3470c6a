import Foundation
import HTTPTypes
import NIOCore
import StageModel
import Synchronization
import Testing

@testable import WebEdge

/// TLS, HTTP/2 and what differs there; asked with curl, as it comes with the system.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.exists("curl") && Tool.exists("openssl")))
struct TLSTests {
    private static let routes = [
        Route(.get, "/api/a", .anyone, body: .none) { call in
            try .json(["actor": call.actor, "secure": "\(call.isSecure)"])
        },
        Route(.post, "/api/in", .anyone) { call in
            try .json(["bytes": try await call.body.collect().readableBytes])
        },
        Route(.post, "/api/audio", .anyone, body: .audio) { call in
            var bytes = 0
            for try await part in call.body { bytes += part.readableBytes }
            return try .json(["bytes": bytes])
        },
        Route(.post, "/api/members", .signedIn, body: .audio) { _ in .noContent },
    ]

    private func serve(
        _ change: (inout Limits) -> Void = { _ in },
        _ body: @escaping @Sendable (LivePort, EdgeBench) async throws -> Void
    ) async throws {
        var limits = Limits()
        limits.farewell = .milliseconds(500)
        change(&limits)
        let bench = try EdgeBench(Self.routes, limits: limits)
        let made = try await certificate(bench, "localhost", days: 1)
        let identity = try TLSIdentity(chainPEM: made.chain, keyPEM: made.key)
        try await LivePort.serve(bench, identity: identity) { live in try await body(live, bench) }
    }

    private func certificate(
        _ bench: EdgeBench, _ name: String, days: Int
    ) async throws -> (chain: String, key: String) {
        let chain = bench.folder.appending(path: "\(name).pem")
        let key = bench.folder.appending(path: "\(name)-key.pem")
        let made = try await Tool.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "\(days)", "-keyout", key.path, "-out", chain.path, "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=IP:127.0.0.1")
        try #require(made.status == 0)
        return (try String(contentsOf: chain, encoding: .utf8), try String(contentsOf: key, encoding: .utf8))
    }

    private func curl(_ live: LivePort, _ path: String, _ arguments: String...) async throws -> String {
        try await Tool.run(
            "curl",
            ["-sk", "-m", "30", "-w", " %{http_version} %{http_code}"] + arguments
                + ["https://127.0.0.1:\(live.port)\(path)"]
        ).output
    }

    @Test func bothVersionsAreSpokenOnOnePort() async throws {
        try await serve { live, _ in
            let second = try await curl(live, "/api/a", "--http2")
            #expect(second == "{\"actor\":\"anyone\",\"secure\":\"true\"} 2 200" || second.hasSuffix(" 2 200"))
            let first = try await curl(live, "/api/a", "--http1.1")
            #expect(first.hasSuffix(" 1.1 200"))
        }
    }

    @Test func theSessionCookieIsBoundToTheHost() async throws {
        try await serve { live, bench in
            let secure = try await curl(live, "/api/a", "-H", "Cookie: __Host-stagebox=fan")
            #expect(secure.contains(bench.people.fan.id.text))
            let plain = try await curl(live, "/api/a", "-H", "Cookie: stagebox=fan")
            #expect(plain.contains("anyone"))
        }
    }

    @Test func filesAndRangesWorkInTheSecondVersion() async throws {
        try await serve { live, bench in
            let bytes = (0..<3_000_000).map { UInt8($0 % 251) }
            try bench.file("assets/big.bin", bytes)
            let part = try await curl(live, "/assets/big.bin", "--http2", "-r", "0-3", "-o", "/dev/null")
            #expect(part == " 2 206")
            let target = bench.folder.appending(path: "out.bin")
            let whole = try await curl(live, "/assets/big.bin", "--http2", "-o", target.path)
            #expect(whole == " 2 200")
            #expect(try Data(contentsOf: target) == Data(bytes))
        }
    }

    @Test func bodiesHaveTheirLimitsInTheSecondVersion() async throws {
        try await serve({ $0.drainBytes = 1 << 20 }) { live, bench in
            let file = bench.folder.appending(path: "in.bin")
            try Data(repeating: 65, count: 64 << 10).write(to: file)
            let fits = try await curl(live, "/api/in", "--http2", "--data-binary", "@\(file.path)")
            #expect(fits.hasSuffix("65536} 2 200"))
            try Data(repeating: 65, count: (64 << 10) + 1).write(to: file)
            let tooLarge = try await curl(live, "/api/in", "--http2", "--data-binary", "@\(file.path)")
            #expect(tooLarge.hasSuffix(" 2 413"))
            try Data(repeating: 65, count: 3 << 20).write(to: file)
            let streamed = try await curl(live, "/api/audio", "--http2", "-T", file.path, "-X", "POST")
            #expect(streamed.hasSuffix("3145728} 2 200"))
            let refused = try await curl(live, "/api/members", "--http2", "-T", file.path, "-X", "POST")
            #expect(refused.contains(" 401"), "the refusal comes although more was sent than is drained: \(refused)")
        }
    }

    @Test func foreignNamesAreRefusedInTheSecondVersion() async throws {
        try await serve { live, _ in
            let answer = try await curl(live, "/api/a", "--http2", "-H", "Host: evil.example")
            #expect(answer.hasSuffix(" 2 421"))
        }
    }

    @Test func aHandshakeThatNeverComesIsNotWaitedFor() async throws {
        try await serve({ $0.firstRequest = .milliseconds(50) }) { live, _ in
            try await live.connect { talk in await talk.waitForEnd() }
            try await live.connect { talk in
                try await talk.say("\u{16}\u{3}\u{1}")
                await talk.waitForEnd()
            }
            // Shaken hands, and then silence.
            try await live.connect(isSecure: true) { talk in await talk.waitForEnd() }
        }
    }

    @Test func plainSpeechOnTheSecurePortEnds() async throws {
        try await serve { live, _ in
            try await live.connect { talk in
                try await talk.say("GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                await talk.waitForEnd()
            }
        }
    }

    @Test func theSocketIsThereToo() async throws {
        try await serve { live, _ in
            try await live.connect(isSecure: true) { talk in
                let foreign = "Origin: https://127.0.0.1\r\nCookie: __Host-stagebox=staff\r\n"
                let answer = try await talk.upgrade(foreign)
                #expect(answer.status == 101)
                try await talk.sayText("{\"type\":\"SUBSCRIBE\",\"topics\":[\"catalog\"]}")
                #expect(try await talk.text().contains("SUBSCRIBED"))
                await live.stop()
                #expect(try await talk.closeCode() == 1001)
            }

        }
    }

    @Test func aPageWithoutTLSDoesNotSteerOneWithIt() async throws {
        try await serve { live, _ in
            try await live.connect(isSecure: true) { talk in
                let answer = try await talk.upgrade("Origin: http://127.0.0.1\r\n")
                #expect(answer.status == 404)
            }
        }
    }

    @Test func stoppingEndsStreamsOfTheSecondVersion() async throws {
        try await serve({ $0.farewell = .seconds(600) }) { live, bench in
            async let stream = curl(live, "/api/stream/events?topics=catalog", "--http2", "-N")
            while bench.edge.fan.count == 0 { await Task.yield() }
            await live.stop()
            let text = try await stream
            #expect(text.hasPrefix("retry: 2000") && text.hasSuffix(" 2 200"))
        }
    }

    @Test func aBoxWithoutItsCertificateDoesNotStart() {
        #expect(throws: (any Error).self) {
            try TLSIdentity(chainPEM: "", keyPEM: "")
        }
    }

    @Test func aNewCertificateIsShownWithoutARestart() async throws {
        let bench = try EdgeBench(Self.routes)
        let old = try await certificate(bench, "old", days: 1)
        let new = try await certificate(bench, "new", days: 9)
        let identity = try TLSIdentity(chainPEM: old.chain, keyPEM: old.key)
        try await LivePort.serve(bench, identity: identity) { live in
            func shown() async throws -> String {
                try await Tool.run("curl", ["-sk", "-w", "%{certs}", "https://127.0.0.1:\(live.port)/api/a"]).output
            }
            #expect(try await shown().contains("CN = old"))
            try identity.replace(chainPEM: new.chain, keyPEM: new.key)
            #expect(try await shown().contains("CN = new"))
            #expect(throws: (any Error).self) {
                try identity.replace(chainPEM: new.chain, keyPEM: old.key)
            }
            #expect(try await shown().contains("CN = new"), "a key that does not fit changes nothing")
        }
    }

    @Test func aPortThatWasHandedOverServes() async throws {
        let bench = try EdgeBench(Self.routes)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listen(descriptor, 16) == 0)
        try await LivePort.serve(bench, place: .inherited(descriptor: descriptor)) { live in
            let answer = try await Tool.run("curl", "-s", "http://127.0.0.1:\(live.port)/api/a")
            #expect(answer.output == "{\"actor\":\"anyone\",\"secure\":\"false\"}"
                || answer.output == "{\"secure\":\"false\",\"actor\":\"anyone\"}")
        }
    }
}

/// Programs of the system.
enum Tool {
    struct Result: Sendable {
        let status: Int32
        let output: String
    }

    static func exists(_ name: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(name)") }

    static func run(_ name: String, _ arguments: String...) async throws -> Result { try await run(name, arguments) }

    static func run(_ name: String, _ arguments: [String]) async throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(name)")
        process.arguments = arguments
        let output = FileManager.default.temporaryDirectory.appending(path: "tool-\(UUID().uuidString)")
        try Data().write(to: output)
        defer { try? FileManager.default.removeItem(at: output) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Result(status: status, output: try String(contentsOf: output, encoding: .utf8))
    }
}
