import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Synchronization
import Testing

@testable import WebEdge

@Suite struct IdempotencyTests {
    /// How often a route's work ran.
    private final class Count: Sendable {
        private let number = Mutex(0)

        func up() -> Int {
            number.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private struct Refused: Refusal {
        let kind = RefusalKind.conflict
        let reason = "test.refused"
        let sentence = "Not now."
    }

    private func bench(limits: Limits = Limits()) throws -> EdgeBench {
        let count = Count()
        func numbered(_ path: String, replay: Replay = .stored, budget: Budget = .ordinary, body: BodyLimit = .json)
            -> Route
        {
            Route(.post, path, .anyone, budget: budget, body: body, replay: replay) { call in
                let sent = String(buffer: try await call.body.collect())
                return try .json(["run": "\(count.up())", "sent": sent], status: .created)
            }
        }
        return try EdgeBench(
            [
                numbered("/api/make"), numbered("/api/other"), numbered("/api/feature", replay: .byFeature),
                numbered("/api/guess", budget: .guessing), numbered("/api/audio", body: .audio),
                numbered("/api/image", body: .image),
                Route(.post, "/api/refuse", .anyone) { _ in
                    _ = count.up()
                    throw Refused()
                },
                Route(.post, "/api/nothing", .anyone) { _ in
                    _ = count.up()
                    return .noContent
                },
                Route(.post, "/api/cookie", .anyone) { _ in
                    try .json(["run": "\(count.up())"], headers: [.setCookie: "stagebox=secret"])
                },
                Route(.post, "/api/broken", .anyone) { _ in
                    try .json(["run": "\(count.up())"], status: .badGateway)
                },
                Route(.get, "/api/make", .anyone) { _ in try .json(["run": "\(count.up())"]) },
            ], limits: limits)
    }

    private func key(_ key: String) -> HTTPFields { [.idempotencyKey: key] }

    @Test func theFirstAnswerIsGivenAgain() async throws {
        let bench = try bench()
        let first = try await bench.ask(.post, "/api/make", key("a"), body: "{\"n\":1}")
        let again = try await bench.ask(.post, "/api/make", key("a"), body: "{\"n\":1}")
        #expect(first.status == 201 && again.status == 201)
        #expect(first.text == again.text)
        #expect(again["Content-Type"] == "application/json; charset=utf-8")
        #expect(first["Idempotency-Replayed"] == nil && again["Idempotency-Replayed"] == "true")
        #expect(try await bench.ask(.post, "/api/make", key("b"), body: "{\"n\":1}").text != first.text)
        #expect(try await bench.ask(.post, "/api/make", body: "{\"n\":1}").text != first.text)
    }

    @Test func anEmptyAnswerIsGivenAgain() async throws {
        let bench = try bench()
        #expect(try await bench.ask(.post, "/api/nothing", key("a")).status == 204)
        let again = try await bench.ask(.post, "/api/nothing", key("a"))
        #expect(again.status == 204 && again.text.isEmpty && again["Idempotency-Replayed"] == "true")
    }

    @Test func aKeyBelongsToOneRequest() async throws {
        let bench = try bench()
        _ = try await bench.ask(.post, "/api/make", key("a"), body: "1")
        for (path, body) in [("/api/make", "2"), ("/api/other", "1"), ("/api/make?x=1", "1")] {
            let answer = try await bench.ask(.post, path, key("a"), body: body)
            #expect(answer.status == 409)
            #expect(try answer.problem().error.details.reason == "edge.key_reused")
        }
    }

    @Test func aKeyBelongsToWhoSentIt() async throws {
        let bench = try bench()
        func run(_ headers: HTTPFields, client: String = "192.168.1.7") async throws -> String {
            var headers = headers
            headers[.idempotencyKey] = "a"
            return try await bench.ask(.post, "/api/make", headers, body: "1", client: client).text
        }
        let runs = try await [
            run([:]), run([:], client: "192.168.1.8"), run(People.browser("fan")), run(People.browser("staff")),
            run([.authorization: "Bearer device"]),
        ]
        #expect(Set(runs).count == 5)
        #expect(
            try await run(People.browser("fan"), client: "10.0.0.1") == runs[2], "an account keeps its keys anywhere")
    }

    @Test func twoAtOnceRunOnce() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let bench = try EdgeBench([
            Route(.post, "/api/slow", .anyone) { _ in
                begin.finish()
                for await _ in ended {}
                return .noContent
            }
        ])
        async let first = bench.ask(.post, "/api/slow", key("a"))
        for await _ in begun {}
        let second = try await bench.ask(.post, "/api/slow", key("a"))
        #expect(second.status == 409)
        #expect(try second.problem().error.details.reason == "edge.in_progress")
        end.finish()
        #expect(try await first.status == 204)
        #expect(try await bench.ask(.post, "/api/slow", key("a"))["Idempotency-Replayed"] == "true")
    }

    @Test func refusalsFailuresAndSecretsAreNotStored() async throws {
        let bench = try bench()
        for path in ["/api/refuse", "/api/cookie", "/api/broken"] {
            _ = try await bench.ask(.post, path, key("k"))
            #expect(try await bench.ask(.post, path, key("k"))["Idempotency-Replayed"] == nil, "\(path)")
        }
        let stored = try await bench.store.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM idempotent_answer") ?? 0
        }
        #expect(stored == 0)
    }

    @Test(arguments: ["/api/feature", "/api/guess", "/api/audio", "/api/image"])
    func someRoutesTakeNoPart(_ path: String) async throws {
        let bench = try bench()
        let first = try await bench.ask(.post, path, key("k"), body: "1")
        #expect(try await bench.ask(.post, path, key("k"), body: "1").text != first.text)
    }

    @Test func readingIgnoresKeys() async throws {
        let bench = try bench()
        let first = try await bench.ask(.get, "/api/make", key("é"))
        #expect(first.status == 200)
        #expect(try await bench.ask(.get, "/api/make", key("é")).text != first.text)
    }

    @Test func aKeyMayHave128VisibleCharacters() async throws {
        let bench = try bench()
        let long = String(repeating: "k", count: 128)
        #expect(try await bench.ask(.post, "/api/make", key(long), body: "1").status == 201)
        for bad in [long + "k", "", "a b", "é", "a\tb"] {
            let answer = try await bench.ask(.post, "/api/make", key(bad), body: "1")
            #expect(answer.status == 400, "\(bad)")
            #expect(try answer.problem().error.details.reason == "edge.bad_key")
        }
    }

    @Test func answersAreKeptForADay() async throws {
        let bench = try bench()
        let first = try await bench.ask(.post, "/api/make", key("a"), body: "1")
        bench.pass(.seconds(24 * 3600))
        try await bench.edge.prune()
        #expect(try await bench.ask(.post, "/api/make", key("a"), body: "1").text == first.text)
        bench.pass(.milliseconds(1))
        #expect(
            try await bench.ask(.post, "/api/make", key("a"), body: "2").status == 201, "then the key is free again")
        bench.pass(.seconds(24 * 3600 + 1))
        try await bench.edge.prune()
        let stored = try await bench.store.read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM idempotent_answer") ?? -1
        }
        #expect(stored == 0)
    }

    @Test func aKeyedBodyStillHasItsLimit() async throws {
        let bench = try bench()
        let limit = bench.edge.limits.jsonBytes
        #expect(
            try await bench.ask(.post, "/api/make", key("a"), body: String(repeating: "x", count: limit)).status == 201)
        #expect(
            try await bench.ask(.post, "/api/make", key("b"), body: String(repeating: "x", count: limit + 1)).status
                == 413)
    }

    @Test func theSchemaIsFrozen() async throws {
        let bench = try bench()
        let schema = try await bench.store.schema()
        #expect(schema.contains("CREATE TABLE idempotent_answer"))
        #expect(EdgeSchema.migrations.map(\.name) == ["edge.1 idempotency"])
    }
}
