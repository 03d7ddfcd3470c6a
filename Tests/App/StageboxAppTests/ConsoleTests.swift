import Foundation
import HTTPTypes
import Logging
import StageModel
import Testing

@testable import StageboxApp

/// Health, log and audit trail over the routes as they are mounted.
@Suite struct ConsoleTests {
    private static let paths = ["/api/box/health", "/api/box/logs", "/api/box/support", "/api/box/audit"]

    @Test func theConsoleIsForAdminsAlone() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        let staff = try await bench.person("Staff", [.staff, .door, .artist, .producer, .fan])
        for path in Self.paths {
            #expect(try await bench.ask(.get, path).status == 401)
            #expect(try await bench.ask(.get, path, headers: staff).status == 403)
            #expect(try await bench.ask(.get, path, headers: owner).status == 200)
            #expect(try await bench.ask(.post, path, json: [:], headers: owner).status == 405)
        }
        try bench.end()
    }

    @Test func theHealthPageHasEveryCheckOfTheContract() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        let report = try await bench.ask(.get, "/api/box/health", headers: owner).object()
        let checks = try #require(report["checks"] as? [[String: Any]])
        #expect(
            checks.compactMap { $0["id"] as? String } == [
                "database", "disk", "memory", "clock", "certificate", "network", "sound", "speakers", "backup",
                "test_restore", "event_log", "versions",
            ])
        let byID = Dictionary(uniqueKeysWithValues: checks.map { ($0["id"] as? String ?? "", $0) })
        #expect(byID["database"]?["status"] as? String == "ok")
        #expect(byID["backup"]?["status"] as? String == "warn")
        #expect((byID["versions"]?["detail"] as? String)?.contains("OpenSSL 3") == true)
        for check in checks { #expect(check["advice"] is NSNull == (check["status"] as? String == "ok")) }
        #expect(["warn", "fail"].contains(report["status"] as? String))
        // What programs watch stays as it was.
        let anyone = try await bench.ask(.get, "/health").object()
        let names = (anyone["checks"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(names == ["Database", "Disk", "Sound"])
        try bench.end()
    }

    @Test func theAuditOfTheFileShowsOnTheHealthPage() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        func detail(_ id: String) async throws -> String {
            let report = try await bench.ask(.get, "/api/box/health", headers: owner).object()
            let checks = try #require(report["checks"] as? [[String: Any]])
            return try #require(checks.first { $0["id"] as? String == id }?["detail"] as? String)
        }
        #expect(try await detail("database").contains("checked soon"))
        try await bench.box.jobs.audit()
        #expect(try await detail("database").contains("is whole"))
        #expect(try await detail("event_log").contains("each fits the one before"))
        try await bench.box.store.write { db in
            try db.execute(sql: "DROP TRIGGER event_log_is_never_changed")
            try db.execute(sql: "UPDATE event_log SET payload = '{}' || ' ' WHERE sequence = 2")
        }
        try await bench.box.jobs.audit()
        #expect(try await detail("event_log").contains("from entry 2 on"))
        #expect(bench.book.entries(LogFilter(level: .error), before: nil, limit: 5).items.count == 1)
        try bench.end()
    }

    @Test func theLogIsFilteredAndReadPageByPage() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        let logger = Logger(label: "test") { _ in BoxLogHandler(book: bench.book) }
        for number in 0..<5 { logger.error("Broken \(number)", metadata: ["request": "req_\(number)"]) }
        func messages(_ query: String) async throws -> [String] {
            try await bench.ask(.get, "/api/box/logs?\(query)", headers: owner).items()
                .compactMap { $0["message"] as? String }
        }
        #expect(try await messages("level=error&limit=2") == ["Broken 4", "Broken 3"])
        let page = try await bench.ask(.get, "/api/box/logs?level=error&limit=2", headers: owner)
        let cursor = try page.string("nextCursor")
        #expect(try await messages("level=error&limit=3&cursor=\(cursor)") == ["Broken 2", "Broken 1", "Broken 0"])
        #expect(try await messages("request=req_3") == ["Broken 3"])
        #expect(try await messages("text=BROKEN%201") == ["Broken 1"])
        #expect(try await messages("level=critical") == [])
        let item = try #require(try page.items().first)
        #expect(item["metadata"] as? [String: String] == ["request": "req_4"])
        #expect(item["level"] as? String == "error")
        for wrong in ["level=loud", "cursor=x", "cursor=0", "cursor=-1", "limit=0", "limit=201"] {
            #expect(try await bench.ask(.get, "/api/box/logs?\(wrong)", headers: owner).status == 400)
        }
        #expect(try await bench.ask(.get, "/api/box/logs?limit=200&cursor=1", headers: owner).status == 200)
        try bench.end()
    }

    @Test func theAuditTrailIsReadableByAPerson() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        _ = try await bench.ask(.post, "/api/session", json: ["mail": "nobody@example.org", "password": "wrong guess"])
        let (show, type) = try await bench.show("Friday", as: owner)
        #expect(try await bench.sell(type, 2, as: owner).status == 201)
        let audit = try await bench.ask(.get, "/api/box/audit?limit=200", headers: owner)
        let sentences = try audit.items().compactMap { $0["sentence"] as? String }
        #expect(sentences.contains("Nina Lauterbach took the box and became its owner."))
        #expect(sentences.contains { $0.hasPrefix("Nina Lauterbach took 30.00 EUR for order ") })
        #expect(sentences.contains { $0.hasPrefix("Nina Lauterbach sold tickets for “Friday” with order ") })
        #expect(
            sentences.contains(
                "Somebody at 192.0.2.7 could not sign in as somebody unknown: the password was wrong."))
        #expect(try audit.object()["nextCursor"] is NSNull)
        let ids = try audit.items().compactMap { ($0["id"] as? String).flatMap(Int.init) }
        #expect(ids == ids.sorted(by: >))
        // Filters.
        let ofShow = try await bench.ask(.get, "/api/box/audit?topic=show:\(show)", headers: owner).items()
        #expect(ofShow.compactMap { $0["name"] as? String } == ["ticketing.sold"])
        let ofShows = try await bench.ask(.get, "/api/box/audit?topic=show", headers: owner).items()
        #expect(ofShows.count == ofShow.count)
        let ofAnyone = try await bench.ask(.get, "/api/box/audit?actor=anyone", headers: owner).items()
        #expect(ofAnyone.compactMap { $0["name"] as? String } == ["identity.sign_in_refused"])
        #expect((ofAnyone.first?["actor"] as? [String: String]) == ["id": "anyone", "name": "Somebody"])
        #expect(try await bench.ask(.get, "/api/box/audit?topic=sho", headers: owner).items().isEmpty)
        try bench.end()
    }

    @Test func auditPagesFollowEachOtherWithoutGapOrRepeat() async throws {
        let bench = try await ConsoleBench()
        let owner = try await bench.owner()
        _ = try await bench.show("Friday", as: owner)
        let all = try await bench.ask(.get, "/api/box/audit?limit=200", headers: owner).items()
            .compactMap { $0["id"] as? String }
        var seen: [String] = []
        var path = "/api/box/audit?limit=2"
        while true {
            let page = try await bench.ask(.get, path, headers: owner)
            seen += try page.items().compactMap { $0["id"] as? String }
            guard let cursor = try page.object()["nextCursor"] as? String else { break }
            path = "/api/box/audit?limit=2&cursor=\(cursor)"
        }
        #expect(seen == all)
        #expect(all.count > 4)
        for wrong in ["cursor=x", "cursor=99999999999999999999", "limit=201"] {
            #expect(try await bench.ask(.get, "/api/box/audit?\(wrong)", headers: owner).status == 400)
        }
        try bench.end()
    }
}
