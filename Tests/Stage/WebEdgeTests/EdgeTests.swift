import Foundation
import HTTPTypes
import NIOCore
import SQLStore
import StageModel
import Synchronization
import Testing

@testable import WebEdge

@Suite struct EdgeTests {
    private struct Refused: Refusal {
        let kind: RefusalKind
        let reason = "test.reason"
        let sentence = "A sentence."
        var fields: [String: String] = [:]
    }

    private struct Surprise: Error {}

    private struct Draft: Codable { let name: String }

    private static func throwing(_ error: any Error) -> Route {
        Route(.get, "/api/fail", .anyone) { _ in throw error }
    }

    private static let echo = Route(.post, "/api/echo", .anyone) { call in
        try .json(try await call.json(Draft.self), status: .created)
    }

    // Where a request leads.

    @Test func anAnswerBearsItsRequestAndTheSecurityHeaders() async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .anyone) { call in try .json(["id": call.requestID]) }])
        let answer = try await bench.ask(.get, "/api/a")
        #expect(answer.status == 200)
        let id = try #require(answer["X-Request-Id"])
        #expect(id.hasPrefix("req_") && answer.text == "{\"id\":\"\(id)\"}")
        #expect(try await bench.ask(.get, "/api/a")["X-Request-Id"] != id, "every request has a name of its own")
        for path in ["/api/a", "/nowhere", "/api/nowhere"] {
            let answer = try await bench.ask(.get, path)
            #expect(answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
            #expect(answer["Cache-Control"] == "no-store")
        }
    }

    @Test(arguments: ["/", "/assets/app-1A2B.js"])
    func pagesAndProgramsBearTheRulesForWhatTheyMayDo(path: String) async throws {
        let bench = try EdgeBench()
        try bench.file("index.html", "<p>home".utf8)
        try bench.file("assets/app-1A2B.js", "run()".utf8)
        let answer = try await bench.ask(.get, path)
        let policy = try #require(answer["Content-Security-Policy"])
        for rule in [
            "default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'",
            "connect-src 'self'",
        ] { #expect(policy.contains(rule)) }
        #expect(!policy.contains("unsafe"))
        #expect(answer["X-Content-Type-Options"] == "nosniff")
        #expect(answer["Referrer-Policy"] == "no-referrer")
        #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
        #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
        #expect(answer["Permissions-Policy"]?.contains("camera=(self)") == true)
    }

    @Test func anUnchangedPageKeepsTheRulesItWasSentWith() async throws {
        let bench = try EdgeBench()
        try bench.file("index.html", "<p>home".utf8)
        let tag = try #require(try await bench.ask(.get, "/")["ETag"])
        let again = try await bench.ask(.get, "/", [.ifNoneMatch: tag])
        #expect(again.status == 304 && again["Content-Security-Policy"] == nil)
        #expect(again["X-Request-Id"] != nil && again["ETag"] == tag)
    }

    @Test func namesOfRequestsNeverRepeat() {
        let names = RequestIDs(.system)
        let seen = Set((0..<10_000).map { _ in names.next() })
        #expect(seen.count == 10_000)
        #expect(seen.allSatisfy { $0.utf8.count == 17 && $0.hasPrefix("req_") })
    }

    @Test(arguments: [#"{"n":1.5}"#, #"{"n":99999999999999999999}"#])
    func aNumberThatIsNotWholeIsToldFromBrokenJSON(body: String) async throws {
        struct Count: Codable { let n: Int }
        let bench = try EdgeBench([
            Route(.post, "/api/count", .anyone) { call in try .json(try await call.json(Count.self)) }
        ])
        let answer = try await bench.ask(.post, "/api/count", body: body)
        #expect(answer.status == 400)
        #expect(answer.text.contains("Use a whole number"))
        let broken = try await bench.ask(.post, "/api/count", body: "{")
        #expect(broken.text.contains("not valid JSON"))
    }

    @Test func aHandlersOwnCacheControlStays() async throws {
        let bench = try EdgeBench([
            Route(.get, "/api/a", .anyone) { _ in Reply(headers: [.cacheControl: "public, max-age=60"]) }
        ])
        #expect(try await bench.ask(.get, "/api/a")["Cache-Control"] == "public, max-age=60")
    }

    @Test func unknownAddressesAndMethodsAreTold() async throws {
        let bench = try EdgeBench([Self.echo, Route(.get, "/api/echo", .anyone) { _ in .noContent }])
        let missing = try await bench.ask(.get, "/api/none")
        #expect(missing.status == 404)
        #expect(try missing.problem().error.code == "NOT_FOUND")
        let other = try await bench.ask(.delete, "/api/echo")
        #expect(other.status == 405)
        #expect(other["Allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(try other.problem().error.code == "METHOD_NOT_ALLOWED")
        let options = try await bench.ask(.options, "/api/echo")
        #expect(options.status == 204)
        #expect(options["Allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(options["Access-Control-Allow-Origin"] == nil)
    }

    @Test func headIsGetWithoutTheBytes() async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .anyone) { _ in try .json(["a": 1]) }])
        let answer = try await bench.ask(.head, "/api/a")
        #expect(answer.status == 200)
        #expect(answer["Content-Length"] == "7")
        #expect(answer.text.isEmpty)
    }

    @Test func foreignNamesAndHostileTargetsAreRefused() async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .anyone) { _ in .noContent }])
        #expect(try await bench.ask(.get, "/api/a", host: "stagebox.local:8080").status == 204)
        for host in ["evil.example", nil] {
            let answer = try await bench.ask(.get, "/api/a", host: host)
            #expect(answer.status == 421)
            #expect(try answer.problem().error.details.reason == "edge.foreign_host")
        }
        #expect(try await bench.ask(.get, "/api/%2e%2e/a").status == 400)
    }

    @Test func aRequestMayHave100Headers() async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .anyone) { _ in .noContent }])
        func headers(_ count: Int) throws -> HTTPFields {
            HTTPFields(try (0..<count).map { HTTPField(name: try #require(HTTPField.Name("X-\($0)")), value: "a") })
        }
        #expect(try await bench.ask(.get, "/api/a", try headers(100)).status == 204)
        #expect(try await bench.ask(.get, "/api/a", try headers(101)).status == 431)
    }

    // What goes wrong.

    @Test(arguments: [
        (RefusalKind.invalid, 400, "VALIDATION_ERROR"), (.unauthorized, 401, "UNAUTHORIZED"),
        (.forbidden, 403, "FORBIDDEN"), (.notFound, 404, "NOT_FOUND"), (.conflict, 409, "CONFLICT"),
        (.tooLarge, 413, "PAYLOAD_TOO_LARGE"), (.tooMany(retryAfterSeconds: 7), 429, "RATE_LIMITED"),
        (.unavailable, 503, "UNAVAILABLE"),
    ])
    func everyRefusalHasItsStatusAndEnvelope(_ kind: RefusalKind, _ status: Int, _ code: String) async throws {
        let bench = try EdgeBench([Self.throwing(Refused(kind: kind, fields: ["name": "Too long."]))])
        let answer = try await bench.ask(.get, "/api/fail")
        let problem = try answer.problem()
        #expect(answer.status == status)
        #expect(problem.error.code == code)
        #expect(problem.error.message == "A sentence.")
        #expect(problem.error.details.reason == "test.reason")
        #expect(problem.error.details.fields == ["name": "Too long."])
        #expect(problem.requestId == answer["X-Request-Id"])
        #expect(answer["Content-Type"] == "application/json; charset=utf-8")
        if status == 429 { #expect(answer["Retry-After"] == "7") }
        if status == 401 { #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true) }
    }

    @Test func aSurpriseIsLoggedWithTheRequestAndAnsweredWithASentence() async throws {
        let bench = try EdgeBench([Self.throwing(Surprise())])
        let answer = try await bench.ask(
            .get, "/api/fail", [.authorization: "Bearer very-secret", .cookie: "stagebox=secret"])
        let problem = try answer.problem()
        #expect(answer.status == 500)
        #expect(problem.error.code == "INTERNAL")
        #expect(problem.error.message.contains(problem.requestId))
        let lines = bench.logbook.all
        #expect(lines.contains { $0.hasPrefix("error A request failed") && $0.contains(problem.requestId) })
        #expect(!lines.contains { $0.contains("secret") })
    }

    @Test func aStoreThatCannotWriteIsUnavailable() async throws {
        for failure in [StoreFailure.readOnly, .diskFull] {
            let answer = try await EdgeBench([Self.throwing(failure)]).ask(.get, "/api/fail")
            #expect(answer.status == 503)
            #expect(try answer.problem().error.message == failure.description)
        }
    }

    @Test func workThatTakesTooLongIsCancelledAndSaysSo() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let bench = try EdgeBench([
            Route(.get, "/api/slow", .anyone) { _ in
                begin.finish()
                try await Task.sleep(for: .seconds(3600))
                return .noContent
            }
        ])
        async let answer = bench.ask(.get, "/api/slow")
        for await _ in begun {}
        bench.edge.deadlines.look(at: .now)
        #expect(bench.edge.deadlines.count == 1)
        bench.edge.deadlines.look(at: .now + bench.edge.limits.work)
        #expect(try await answer.status == 503)
        #expect(try await answer.problem().error.details.reason == "edge.took_too_long")
        #expect(bench.edge.deadlines.count == 0)
    }

    @Test func lateWorkThatIsDoneNeverthelessIsAnswered() async throws {
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let bench = try EdgeBench([
            Route(.get, "/api/slow", .anyone) { _ in
                begin.finish()
                do { try await Task.sleep(for: .seconds(3600)) } catch { return .noContent }
                return .noContent
            }
        ])
        async let answer = bench.ask(.get, "/api/slow")
        for await _ in begun {}
        bench.edge.deadlines.look(at: .now + bench.edge.limits.work)
        #expect(try await answer.status == 204)
    }

    @Test func moreCallsThanFitAreToldToComeBack() async throws {
        var limits = Limits()
        limits.callsInFlight = 2
        let (begun, begin) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let bench = try EdgeBench(
            [
                Route(.get, "/api/slow", .anyone) { _ in
                    begin.yield()
                    for await _ in ended {}
                    return .noContent
                }
            ], limits: limits)
        async let one = bench.ask(.get, "/api/slow")
        async let other = bench.ask(.get, "/api/slow")
        var count = 0
        for await _ in begun {
            count += 1
            if count == 2 { break }
        }
        let refused = try await bench.ask(.get, "/api/slow")
        #expect(refused.status == 503)
        #expect(try refused.problem().error.details.reason == "edge.busy")
        end.finish()
        #expect(try await one.status == 204)
        #expect(try await other.status == 204)
        #expect(try await bench.ask(.get, "/api/slow").status == 204)
    }

    // Bodies.

    @Test func jsonIsReadAndItsFaultsAreNamed() async throws {
        let bench = try EdgeBench([Self.echo])
        #expect(
            try await bench.ask(.post, "/api/echo", body: "{\"name\":\"Nina\",\"more\":1}").text
                == "{\"name\":\"Nina\"}")
        for (body, field) in [
            ("{}", "name"), ("{\"name\":1}", "name"), ("{\"name\":null}", "name"), ("{", "body"), ("", "body"),
            ("[]", "body"),
        ] {
            let answer = try await bench.ask(.post, "/api/echo", body: body)
            #expect(answer.status == 400)
            #expect(try answer.problem().error.details.fields?.keys.first == field, "\(body)")
        }
    }

    @Test(arguments: [BodyLimit.none, .json, .image])
    func aBodyMayFillItsLimit(_ kind: BodyLimit) async throws {
        let bench = try EdgeBench([
            Route(.post, "/api/in", .anyone, body: kind) { call in
                try .json(["bytes": try await call.body.collect().readableBytes])
            }
        ])
        let limit = Int(bench.edge.limits.bytes(kind))
        let fits = String(repeating: "x", count: limit)
        #expect(try await bench.ask(.post, "/api/in", body: fits).text == "{\"bytes\":\(limit)}")
        let announced = try await bench.ask(.post, "/api/in", body: fits + "x")
        #expect(announced.status == 413)
        // Without Content-Length it is found out while reading.
        let found = try await bench.ask(
            .post, "/api/in", [.transferEncoding: "chunked", .contentLength: "-"], body: fits + "x")
        #expect(found.status == 413)
        #expect(try found.problem().error.code == "PAYLOAD_TOO_LARGE")
    }

    @Test func anAudioFileMayHaveTwoGibibytes() async throws {
        let bench = try EdgeBench([Route(.post, "/api/in", .anyone, body: .audio) { _ in .noContent }])
        #expect(try await bench.ask(.post, "/api/in", [.contentLength: "2147483648"], body: "x").status == 204)
        #expect(try await bench.ask(.post, "/api/in", [.contentLength: "2147483649"], body: "x").status == 413)
    }

    @Test func aBodyThatEndsEarlyIsNoBody() async throws {
        let bench = try EdgeBench([
            Route(.post, "/api/in", .anyone, body: .audio) { call in
                for try await _ in call.body {}
                return .noContent
            }
        ])
        let answer = try await bench.ask(.post, "/api/in", [.contentLength: "10"], body: "123456789")
        #expect(answer.status == 400)
        #expect(try answer.problem().error.details.reason == "edge.body_cut")
        #expect(try await bench.ask(.post, "/api/in", [.contentLength: "9"], body: "123456789").status == 204)
    }

    @Test func aRefusalBeforeTheBodyClosesTheConnection() async throws {
        let bench = try EdgeBench([Route(.post, "/api/in", .signedIn) { _ in .noContent }])
        let answer = try await bench.ask(.post, "/api/in", body: "{\"a\":1}")
        #expect(answer.status == 401)
        #expect(answer["Connection"] == "close")
    }

    // Who asks.

    @Test func sessionsAndTokensSayWhoAsks() async throws {
        let bench = try EdgeBench([
            Route(.get, "/api/who", .anyone) { call in try .json(["actor": call.actor]) },
            Route(.get, "/api/staff", .roles([.staff])) { _ in .noContent },
        ])
        let people = bench.people
        #expect(try await bench.ask(.get, "/api/who").text == "{\"actor\":\"anyone\"}")
        #expect(
            try await bench.ask(.get, "/api/who", People.browser("fan")).text == "{\"actor\":\"\(people.fan.id.text)\"}"
        )
        #expect(
            try await bench.ask(.get, "/api/who", [.authorization: "Bearer device"]).text
                == "{\"actor\":\"\(people.device.id.text)\"}")
        #expect(try await bench.ask(.get, "/api/who", People.browser("expired")).text == "{\"actor\":\"anyone\"}")
        #expect(try await bench.ask(.get, "/api/staff").status == 401)
        #expect(try await bench.ask(.get, "/api/staff", People.browser("fan")).status == 403)
        #expect(try await bench.ask(.get, "/api/staff", People.browser("admin")).status == 204)
    }

    @Test func aBrowsersWriteNeedsTheTokenOfItsSession() async throws {
        let bench = try EdgeBench([
            Route(.post, "/api/do", .signedIn) { _ in .noContent },
            Route(.post, "/api/scan", .device) { _ in .noContent },
            Route(.post, "/api/open", .anyone) { _ in .noContent },
        ])
        #expect(try await bench.ask(.post, "/api/do", People.browser("fan")).status == 204)
        let missing = try await bench.ask(.post, "/api/do", People.browser("fan", token: false))
        #expect(missing.status == 403)
        #expect(try missing.problem().error.details.reason == "csrf")
        var foreign = People.browser("fan", token: false)
        foreign[.csrfToken] = "token-of-staff"
        #expect(try await bench.ask(.post, "/api/do", foreign).status == 403)
        #expect(try await bench.ask(.post, "/api/scan", [.authorization: "Bearer device"]).status == 204)
        #expect(try await bench.ask(.post, "/api/open").status == 204)
        #expect(try await bench.ask(.post, "/api/open", People.browser("expired", token: false)).status == 204)
    }

    @Test func aPageOfAnotherSiteWritesNothing() async throws {
        let bench = try EdgeBench([
            Route(.post, "/api/open", .anyone) { _ in .noContent },
            Route(.get, "/api/open", .anyone) { _ in .noContent },
        ])
        for headers: HTTPFields in [[.origin: "http://evil.example"], [.secFetchSite: "cross-site"], [.origin: "null"]]
        {
            let answer = try await bench.ask(.post, "/api/open", headers)
            #expect(answer.status == 403)
            #expect(try answer.problem().error.details.reason == "edge.cross_site")
            #expect(try await bench.ask(.get, "/api/open", headers).status == 204)
        }
        #expect(try await bench.ask(.post, "/api/open", [.origin: "http://127.0.0.1"]).status == 204)
    }

    // How much.

    @Test(arguments: Budget.allCases)
    func anAddressMaySpendItsBurst(_ budget: Budget) async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .anyone, budget: budget) { _ in .noContent }])
        let rate = try #require(bench.edge.limits.byAddress[budget])
        for _ in 0..<rate.burst { #expect(try await bench.ask(.get, "/api/a").status == 204) }
        let refused = try await bench.ask(.get, "/api/a")
        #expect(refused.status == 429)
        #expect(try refused.problem().error.code == "RATE_LIMITED")
        let wait = try #require(refused["Retry-After"].flatMap(Int.init))
        #expect(try await bench.ask(.get, "/api/a", client: "192.168.1.8").status == 204, "another address has its own")
        bench.pass(.seconds(wait))
        #expect(try await bench.ask(.get, "/api/a").status == 204)
    }

    @Test func anAccountMaySpendItsBurstFromAnywhere() async throws {
        let bench = try EdgeBench([Route(.get, "/api/a", .signedIn, budget: .guessing) { _ in .noContent }])
        let rate = try #require(bench.edge.limits.byPrincipal[.guessing])
        for number in 0..<rate.burst {
            #expect(
                try await bench.ask(.get, "/api/a", People.browser("fan"), client: "10.0.0.\(number)").status == 204)
        }
        #expect(try await bench.ask(.get, "/api/a", People.browser("fan"), client: "10.0.1.1").status == 429)
        #expect(try await bench.ask(.get, "/api/a", People.browser("staff"), client: "10.0.1.1").status == 204)
    }

    // Streams.

    @Test func aStreamIsWrittenPieceByPieceAndEndsOnce() async throws {
        let pieces = Mutex(["a", "b", "c"])
        let ends = Mutex(0)
        let bench = try EdgeBench([
            Route(.get, "/api/stream", .anyone) { _ in
                Reply(
                    body: .stream(
                        next: { pieces.withLock { $0.isEmpty ? nil : ByteBuffer(string: $0.removeFirst()) } },
                        onEnd: { ends.withLock { $0 += 1 } }))
            }
        ])
        #expect(try await bench.ask(.get, "/api/stream").text == "abc")
        #expect(try await bench.ask(.head, "/api/stream").text == "")
        #expect(ends.withLock { $0 } == 2)
    }
}
