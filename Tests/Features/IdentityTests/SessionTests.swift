import GRDB
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Identity

/// How long a session lasts, and who may end it.
struct SessionTests {
    @Test func withoutACookieNobodyIsSignedIn() async throws {
        let bench = try Bench()
        let answer = try await bench.get("/api/session")
        #expect(answer.status == 200)
        #expect(answer.text.contains("\"account\":null") && answer.text.contains("\"csrfToken\":null"))
        #expect(answer.setCookie == nil)
    }

    @Test(arguments: [
        "", "x", "../../etc/passwd", String(repeating: "a", count: 52), String(repeating: "A", count: 52),
        String(repeating: "é", count: 26), String(repeating: "0", count: 5000),
    ])
    func aCookieThatOpensNothingIsTakenAway(_ cookie: String) async throws {
        let bench = try Bench()
        let answer = try await bench.get("/api/session", cookie: cookie)
        #expect(answer.status == 200)
        #expect(answer.text.contains("\"account\":null"))
        #expect(answer.setCookie?.contains("Max-Age=0") == true)
    }

    @Test(arguments: [
        (Role.admin, 12 * 3600), (.staff, 12 * 3600), (.door, 14 * 86_400), (.artist, 14 * 86_400),
        (.producer, 14 * 86_400), (.fan, 14 * 86_400),
    ])
    func anUnusedSessionEndsAtItsLimit(_ role: Role, _ seconds: Int) async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", role)
        bench.pass(.seconds(seconds) - .milliseconds(1))
        #expect(try await bench.get("/api/account", cookie: cookie).status == 200)
        bench.pass(.seconds(seconds))
        #expect(try await bench.get("/api/account", cookie: cookie).status == 401)
        let answer = try await bench.get("/api/session", cookie: cookie)
        #expect(answer.status == 200 && answer.text.contains("\"account\":null"))
        #expect(answer.setCookie?.contains("Max-Age=0") == true)
    }

    @Test func aUsedSessionEndsAfterNinetyDays() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        for _ in 1...89 {
            bench.pass(.seconds(86_400))
            #expect(try await bench.get("/api/account", cookie: cookie).status == 200)
        }
        bench.pass(.seconds(86_400) - .milliseconds(1))
        #expect(try await bench.get("/api/account", cookie: cookie).status == 200)
        bench.pass(.milliseconds(1))
        #expect(try await bench.get("/api/account", cookie: cookie).status == 401)
    }

    @Test func lastSeenMovesAtMostOnceAMinute() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        let made = bench.now
        bench.pass(.milliseconds(59_999))
        #expect(try await bench.get("/api/sessions", cookie: cookie).items[0]["lastSeenAt"] as? String == made.text)
        bench.pass(.milliseconds(1))
        let answer = try await bench.get("/api/sessions", cookie: cookie)
        #expect(answer.items[0]["lastSeenAt"] as? String == bench.now.text)
        #expect(try await bench.get("/api/account", cookie: cookie).string("lastSeenAt") == bench.now.text)
    }

    @Test func whoIsSeenWhileTheDiskTakesNoWritesStaysSignedIn() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        try await bench.store.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER no_writes BEFORE UPDATE ON session BEGIN SELECT raise(ABORT, 'no writes'); END
                    """)
        }
        bench.pass(.seconds(60))
        #expect(try await bench.get("/api/account", cookie: cookie).status == 200)
    }

    @Test func signingOutEndsTheSessionAndTakesTheCookieAway() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        let answer = try await bench.delete("/api/session", cookie: cookie)
        #expect(answer.status == 204 && answer.setCookie?.contains("Max-Age=0") == true)
        #expect(try await bench.get("/api/account", cookie: cookie).status == 401)
        #expect(try await bench.delete("/api/session", cookie: cookie).status == 401)
        #expect(try await bench.eventNames().last == "identity.session_ended")
    }

    @Test func aPersonSeesAndEndsTheirOwnSessionsOnly() async throws {
        let bench = try Bench()
        let here = try await bench.person("Nina", .fan)
        bench.pass(.seconds(60))
        let there = try await bench.signIn("nina@example.org", client: "10.0.0.8")
        let stranger = try await bench.person("Eve", .fan)
        let list = try await bench.get("/api/sessions", cookie: here).items
        #expect(list.map { $0["client"] as? String } == ["10.0.0.8", "10.0.0.5"])
        #expect(list.map { $0["isThis"] as? Bool } == [false, true])
        #expect(list.map { $0["agent"] as? String } == ["Test/1.0", "Test/1.0"])
        let other = try #require(list[0]["id"] as? String)
        #expect(try await bench.delete("/api/sessions/\(other)", cookie: stranger).status == 404)
        #expect(try await bench.get("/api/account", cookie: there).status == 200)
        let ended = try await bench.delete("/api/sessions/\(other)", cookie: here)
        #expect(ended.status == 204 && ended.setCookie == nil)
        #expect(try await bench.get("/api/account", cookie: there).status == 401)
        #expect(try await bench.delete("/api/sessions/\(other)", cookie: here).status == 404)
        let own = try #require(list[1]["id"] as? String)
        #expect(try await bench.delete("/api/sessions/\(own)", cookie: here).setCookie?.contains("Max-Age=0") == true)
    }

    @Test func sessionsThatAreOverAreNotListed() async throws {
        let bench = try Bench()
        _ = try await bench.person("Ada", .admin)
        bench.pass(.seconds(12 * 3600))
        let cookie = try await bench.signIn("ada@example.org")
        #expect(try await bench.get("/api/sessions", cookie: cookie).items.count == 1)
    }

    @Test func ofTooManySessionsTheOneUnusedForLongestEnds() async throws {
        let bench = try Bench()
        let first = try await bench.person("Nina", .fan)
        for _ in 2...IdentityLimits.sessionsPerAccount {
            bench.pass(.seconds(1))
            _ = try await bench.signIn("nina@example.org")
        }
        #expect(try await bench.get("/api/account", cookie: first).status == 200)
        bench.pass(.seconds(1))
        _ = try await bench.signIn("nina@example.org")
        #expect(try await bench.get("/api/account", cookie: first).status == 401)
        #expect(try await bench.count("session") == IdentityLimits.sessionsPerAccount)
    }

    @Test func theTokenAgainstForgeryBelongsToTheCookie() async throws {
        let bench = try Bench()
        let one = try await bench.person("Nina", .fan)
        let other = try await bench.person("Kim", .fan)
        let csrf = bench.service.authenticator.csrfToken
        #expect(try await bench.get("/api/session", cookie: one).string("csrfToken") == csrf(one))
        #expect(csrf(one) != csrf(other))
        #expect(csrf(one).utf8.count == 52)
    }

    @Test func aCookieIsNoDeviceTokenAndTheOtherWayRound() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .staff)
        #expect(try await bench.service.authenticator.principal(.bearer(cookie)) == nil)
    }

    @Test func aVeryLongBrowserNameIsCutAndCleaned() {
        #expect(IdentityRules.agent(nil) == "")
        #expect(IdentityRules.agent("a\u{0}b\u{1b}c\u{7f}") == "abc")
        #expect(IdentityRules.agent(String(repeating: "x", count: 5000)).count == 200)
    }
}
