import Foundation
import NIOCore
import StageModel
import Synchronization
import Testing

@testable import WebEdge

/// HTTP/1.1 as it stands on the wire.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LiveTests {
    private static let host = "Host: 127.0.0.1\r\n"

    private static let routes = [
        Route(.get, "/api/a", .anyone, body: .none) { call in try .json(["n": call.query["n"] ?? ""]) },
        Route(.post, "/api/in", .anyone) { call in
            try .json(["bytes": try await call.body.collect().readableBytes])
        },
        Route(.post, "/api/audio", .anyone, body: .audio) { call in
            var bytes = 0
            for try await part in call.body { bytes += part.readableBytes }
            return try .json(["bytes": bytes])
        },
        Route(.post, "/api/deaf", .anyone, body: .audio) { _ in .noContent },
        Route(.get, "/api/endless", .anyone, body: .none) { _ in
            Reply(body: .stream(next: { ByteBuffer(repeating: 65, count: 1 << 16) }, onEnd: {}))
        },
    ]

    private func bench(_ change: (inout Limits) -> Void = { _ in }) throws -> EdgeBench {
        var limits = Limits()
        limits.farewell = .milliseconds(200)
        change(&limits)
        return try EdgeBench(Self.routes, limits: limits)
    }

    // The protocol.

    @Test func requestsInOneBreathAreAnsweredInOrder() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                let requests = (1...20).map { "GET /api/a?n=\($0) HTTP/1.1\r\n\(Self.host)\r\n" }
                try await talk.say(requests.joined())
                for number in 1...20 { #expect(try await talk.answer().body == "{\"n\":\"\(number)\"}") }
            }
        }
    }

    @Test func aRequestMayComeByteByByte() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                let request = "POST /api/in HTTP/1.1\r\n\(Self.host)Content-Length: 3\r\n\r\nabc"
                for byte in request.utf8 { try await talk.say([byte]) }
                #expect(try await talk.answer().body == "{\"bytes\":3}")
            }
        }
    }

    @Test func bodiesInChunksAreRead() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                try await talk.say(
                    "POST /api/in HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                )
                #expect(try await talk.answer().body == "{\"bytes\":5}")
                try await talk.say("GET /api/a HTTP/1.1\r\n\(Self.host)\r\n")
                #expect(try await talk.answer().status == 200)
            }
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nX Y: a\r\n\r\n", "GET /api/a HTTP/3.0\r\n\r\n",
        "GET /api/a HTTP/1.1\r\n\r\n", "GET api/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ])
    func whatIsNoRequestIsRefused(_ request: String) async throws {
        try await LivePort.serve(bench()) { live in
            let answer = try await live.ask(request)
            #expect([400, 421, 501].contains(answer.status), "\(answer.head)")
        }
    }

    @Test func twoHostsAreNone() async throws {
        try await LivePort.serve(bench()) { live in
            for hosts in ["\(Self.host)Host: evil.example\r\n", "Host: evil.example\r\n"] {
                let answer = try await live.ask("GET /api/a HTTP/1.1\r\n\(hosts)\r\n")
                #expect(answer.status == 421)
            }
        }
    }

    @Test func headersMayHave32KibibytesAndBe100() async throws {
        try await LivePort.serve(bench()) { live in
            func status(bytes: Int) async throws -> Int {
                // The target and the names count too: "/api/a", "Host" and "127.0.0.1" are 19, "X" is one.
                let value = String(repeating: "a", count: bytes - 20)
                return try await live.ask("GET /api/a HTTP/1.1\r\n\(Self.host)X: \(value)\r\n\r\n").status
            }
            func status(count: Int) async throws -> Int {
                let lines = (1..<count).map { "X\($0): a\r\n" }.joined()
                return try await live.ask("GET /api/a HTTP/1.1\r\n\(Self.host)\(lines)\r\n").status
            }
            let found = [
                try await status(bytes: 32 << 10), try await status(bytes: (32 << 10) + 1),
                try await status(count: 100), try await status(count: 101),
            ]
            #expect(found == [200, 431, 200, 431])
        }
    }

    @Test func anExpectantClientIsToldToGoOnOrNot() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                try await talk.say(
                    "POST /api/in HTTP/1.1\r\n\(Self.host)Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                #expect(try await talk.answer().status == 100)
                try await talk.say("abc")
                #expect(try await talk.answer().body == "{\"bytes\":3}")
            }
            let refused = try await live.ask(
                "POST /api/in HTTP/1.1\r\n\(Self.host)Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n")
            #expect(refused.status == 413)
        }
    }

    @Test func aClientThatOnlyWritesStillReadsItsRefusal() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                try await talk.say("POST /api/in HTTP/1.1\r\n\(Self.host)Content-Length: 1000000\r\n\r\n")
                for _ in 0..<10 { try await talk.say([UInt8](repeating: 65, count: 100_000)) }
                let answer = try await talk.answer()
                #expect(answer.status == 413)
                #expect(answer["Connection"] == "close")
                await talk.waitForEnd()
            }
        }
    }

    @Test func endlessBodiesAreCutOff() async throws {
        try await LivePort.serve(bench { $0.drainBytes = 1 << 20 }) { live in
            try await live.connect { talk in
                try await talk.say("POST /api/deaf HTTP/1.1\r\n\(Self.host)Transfer-Encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n\(String(repeating: "x", count: 65536))\r\n"
                do { while true { try await talk.say(chunk) } } catch {}
            }
        }
    }

    @Test func aBodyThatIsCutIsNeverTakenForAWholeOne() async throws {
        let sizes = Mutex<[String]>([])
        let bench = try EdgeBench([
            Route(.post, "/api/audio", .anyone, body: .audio) { call in
                do {
                    for try await _ in call.body {}
                    sizes.withLock { $0.append("whole") }
                } catch {
                    sizes.withLock { $0.append("\(error)") }
                    throw error
                }
                return .noContent
            }
        ])
        try await LivePort.serve(bench) { live in
            for head in ["Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"] {
                try await live.connect { talk in
                    try await talk.say("POST /api/audio HTTP/1.1\r\n\(Self.host)\(head)")
                    talk.finish()
                    await talk.waitForEnd()
                }
            }
        }
        #expect(sizes.withLock { $0 } == ["bodyCut", "bodyCut"])
    }

    // Upgrades.

    @Test(arguments: ["websocket", "h2c", "anything"])
    func aRefusedUpgradeIsAnOrdinaryRequest(_ protocolName: String) async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                try await talk.say(
                    "GET /api/a?n=1 HTTP/1.1\r\n\(Self.host)Connection: Upgrade\r\nUpgrade: \(protocolName)\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                let answer = try await talk.answer()
                #expect(answer.body == "{\"n\":\"1\"}")
                #expect(answer["Connection"] == "close", "the parser would not read on")
                await talk.waitForEnd()
            }
        }
    }

    @Test func anUpgradeIsOnlyPossibleAtFirst() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect { talk in
                try await talk.say("GET /api/a HTTP/1.1\r\n\(Self.host)\r\n")
                #expect(try await talk.answer().status == 200)
                let answer = try await talk.upgrade()
                #expect(answer.status == 404 && answer["Connection"] == "close")
            }
        }
    }

    // Time.

    @Test(arguments: ["", "GET /api/a HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
    func aConnectionThatNeverAsksIsClosed(_ start: String) async throws {
        try await LivePort.serve(bench { $0.firstRequest = .milliseconds(50) }) { live in
            try await live.connect { talk in
                try await talk.say(start)
                await talk.waitForEnd()
            }
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await LivePort.serve(bench { $0.idle = .seconds(1) }) { live in
            try await live.connect { talk in
                try await talk.say("GET /api/a HTTP/1.1\r\n\(Self.host)\r\n")
                #expect(try await talk.answer().status == 200)
                // Half a head does not keep it open.
                try await talk.say("GET /api/a HTTP/1.1\r\nX-Slow: ")
                await talk.waitForEnd()
            }
        }
    }

    @Test func aBodyThatDoesNotComeIsRefused() async throws {
        try await LivePort.serve(bench { $0.bodyStall = .milliseconds(50) }) { live in
            try await live.connect { talk in
                try await talk.say("POST /api/audio HTTP/1.1\r\n\(Self.host)Content-Length: 10\r\n\r\nabc")
                let answer = try await talk.answer()
                #expect(answer.status == 408)
                #expect(answer.body.contains("edge.body_too_slow"))
                await talk.waitForEnd()
            }
        }
    }

    @Test func aBodyThatTricklesIsRefused() async throws {
        let bench = try bench {
            $0.bodyStall = .milliseconds(100)
            $0.bodyBytesPerSecond = 1000
        }
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                try await talk.say("POST /api/audio HTTP/1.1\r\n\(Self.host)Content-Length: 1000000000\r\n\r\n")
                // Five milliseconds a byte are 200 a second: never silent for long, and too slow.
                do {
                    while true {
                        try await talk.say([65])
                        try await Task.sleep(for: .milliseconds(5))
                    }
                } catch {}
                await talk.waitForEnd()
            }
        }
    }

    @Test func aClientThatTakesNothingIsLetGo() async throws {
        let (ended, end) = AsyncStream<Void>.makeStream()
        var limits = Limits()
        limits.answerStall = .milliseconds(100)
        let bench = try EdgeBench(
            [
                Route(.get, "/api/endless", .anyone, body: .none) { _ in
                    Reply(
                        body: .stream(
                            next: { ByteBuffer(repeating: 65, count: 1 << 16) }, onEnd: { end.finish() }))
                }
            ], limits: limits)
        try await LivePort.serve(bench) { live in
            try await live.connect(receiveBytes: 4096) { talk in
                try await talk.say("GET /api/endless HTTP/1.1\r\n\(Self.host)\r\n")
                for await _ in ended {}
            }
        }
    }

    // The end.

    @Test func stoppingWaitsForWhatIsAnsweredAndForNothingElse() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let bench = try EdgeBench([
            Route(.get, "/api/slow", .anyone, body: .none) { _ in
                begin.finish()
                for await _ in ended {}
                return try .json(["done": true])
            }
        ])
        try await LivePort.serve(bench) { live in
            try await live.connect { idle in
                try await idle.say("GET /nothing HTTP/1.1\r\n\(Self.host)\r\n")
                _ = try await idle.answer()
                try await live.connect { talk in
                    try await talk.say("GET /api/slow HTTP/1.1\r\n\(Self.host)\r\n")
                    for await _ in begun {}
                    await live.stop()
                    end.finish()
                    #expect(try await talk.answer().body == "{\"done\":true}")
                    await talk.waitForEnd()
                }
                await idle.waitForEnd()
            }
        }
    }

    @Test func stoppingEndsADownloadAfterAWhile() async throws {
        try await LivePort.serve(bench()) { live in
            try await live.connect(receiveBytes: 4096) { talk in
                try await talk.say("GET /api/endless HTTP/1.1\r\n\(Self.host)\r\n")
                _ = try await talk.read(until: "\r\n\r\n")
                await live.stop()
                await talk.waitForEnd()
            }
        }
    }

    @Test func moreConnectionsThanFitWaitForTheirTurn() async throws {
        try await LivePort.serve(bench { $0.connections = 1 }) { live in
            try await live.connect { first in
                try await first.say("GET /api/a HTTP/1.1\r\n\(Self.host)\r\n")
                #expect(try await first.answer().status == 200)
                async let second = live.ask("GET /api/a?n=2 HTTP/1.1\r\n\(Self.host)\r\n")
                try await first.say("GET /api/a HTTP/1.1\r\n\(Self.host)Connection: close\r\n\r\n")
                #expect(try await first.answer().status == 200)
                await first.waitForEnd()
                #expect(try await second.body == "{\"n\":\"2\"}")
            }
        }
    }
}
