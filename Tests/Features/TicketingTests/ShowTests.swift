import EventLog
import Foundation
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Ticketing

/// Shows and kinds of tickets: what is taken, what is refused, and who sees what.
struct ShowTests {
    private func draft(_ edit: (inout ShowDraft) -> Void = { _ in }) -> ShowDraft {
        let doors = Bench.start + .seconds(3600)
        var draft = ShowDraft(
            title: "Friday", doorsAt: doors, startsAt: doors, endsAt: doors + .seconds(3600), capacity: 10)
        edit(&draft)
        return draft
    }

    @Test func aShowIsADraftThenPublishedThenCancelledAndNeverBack() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.service.createShow(draft(), by: staff).summary.id
        func to(_ status: ShowStatus) async throws -> String? {
            try await reason { _ = try await bench.service.changeShow(id, ShowChange(status: status), by: staff) }
        }
        #expect(try await to(.published) == "ticketing.no_types")
        _ = try await bench.service.addType(
            TypeDraft(name: "Standing", price: Money(0, .eur), quota: 1), to: id, by: staff)
        #expect(try await to(.draft) == nil)
        #expect(try await to(.published) == nil)
        #expect(try await to(.published) == nil)
        #expect(try await to(.draft) == "ticketing.not_draft")
        #expect(try await to(.cancelled) == nil)
        #expect(try await to(.published) == "ticketing.was_cancelled")
        #expect(try await to(.draft) == "ticketing.was_cancelled")
        #expect(try await bench.row(id).status == .cancelled)
    }

    @Test func aDraftMayBeCancelledAndItsChangesAreToldToTheHouseAlone() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.service.createShow(draft(), by: staff).summary.id
        _ = try await bench.service.changeShow(id, ShowChange(title: "Saturday"), by: staff)
        let events = try await bench.journal.events(after: 0, limit: 10)
        #expect(events.map(\.audience) == [.staff, .staff])
        _ = try await bench.service.changeShow(id, ShowChange(status: .cancelled), by: staff)
        #expect(try await bench.journal.events(after: 2, limit: 10).map(\.audience) == [.everyone])
    }

    @Test func everyFieldOfAShowHasItsLimits() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        func refused(_ edit: (inout ShowDraft) -> Void) async throws -> [String] {
            let draft = draft(edit)
            return try await fields { _ = try await bench.service.createShow(draft, by: staff) }
        }
        let family = "👨‍👩‍👧‍👦"
        #expect(try await refused { $0.title = String(repeating: "ä", count: 120) } == [])
        #expect(try await refused { $0.title = String(repeating: "a\u{308}\u{323}", count: 108) } == [])
        #expect(try await refused { $0.title = String(repeating: family, count: 21) } == [])
        #expect(try await refused { $0.title = String(repeating: "a", count: 121) } == ["title"])
        #expect(try await refused { $0.title = "   " } == ["title"])
        #expect(try await refused { $0.title = "Fri\u{202e}day" } == ["title"])
        #expect(try await refused { $0.title = "Fri\u{0}day" } == ["title"])
        #expect(try await refused { $0.lineup = String(repeating: "a", count: 300) } == [])
        #expect(try await refused { $0.lineup = String(repeating: "a", count: 301) } == ["lineup"])
        #expect(try await refused { $0.place = String(repeating: "a", count: 121) } == ["place"])
        #expect(try await refused { $0.description = String(repeating: "a", count: 8000) } == [])
        #expect(try await refused { $0.description = String(repeating: "a", count: 8001) } == ["description"])
        #expect(try await refused { $0.capacity = 1 } == [])
        #expect(try await refused { $0.capacity = 0 } == ["capacity"])
        #expect(try await refused { $0.capacity = 100_000 } == [])
        #expect(try await refused { $0.capacity = 100_001 } == ["capacity"])
        #expect(try await refused { $0.doors = (1...20).map { "Door \($0)" } } == [])
        #expect(try await refused { $0.doors = (1...21).map { "Door \($0)" } } == ["doors"])
        #expect(try await refused { $0.doors = ["Main", "Main "] } == ["doors"])
        #expect(try await refused { $0.doors = [""] } == ["doors"])
        #expect(try await refused { $0.doors = [String(repeating: "a", count: 41)] } == ["doors"])
    }

    @Test func timesOfAShowFollowEachOtherAndAreStillToCome() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        func refused(_ doors: Int64, _ start: Int64, _ end: Int64) async throws -> [String] {
            let now = bench.now
            let draft = draft {
                $0.doorsAt = Timestamp(milliseconds: now.milliseconds + doors)
                $0.startsAt = Timestamp(milliseconds: now.milliseconds + start)
                $0.endsAt = Timestamp(milliseconds: now.milliseconds + end)
            }
            return try await fields { _ = try await bench.service.createShow(draft, by: staff) }
        }
        #expect(try await refused(5, 5, 6) == [])
        #expect(try await refused(6, 5, 7) == ["startsAt"])
        #expect(try await refused(5, 6, 6) == ["endsAt"])
        #expect(try await refused(-9, -5, 1) == [])
        #expect(try await refused(-9, -5, 0) == ["endsAt"])
        let week: Int64 = 7 * 86_400_000
        #expect(try await refused(0, 1, week) == [])
        #expect(try await refused(0, 1, week + 1) == ["endsAt"])
    }

    @Test func aShowThatIsOverIsNeitherPublishedNorMovedIntoThePast() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.show(isPublished: false)
        let end = try await bench.row(id).endsAt
        bench.set(end)
        let publish = try await reason {
            _ = try await bench.service.changeShow(id, ShowChange(status: .published), by: staff)
        }
        #expect(publish == "ticketing.in_the_past")
        bench.set(end - .milliseconds(1))
        _ = try await bench.service.changeShow(id, ShowChange(status: .published), by: staff)
        bench.pass(.seconds(60))
        // What a past show says may still be mended; its times may only move to what is to come.
        _ = try await bench.service.changeShow(id, ShowChange(description: "It was loud."), by: staff)
        let moved = try await fields {
            _ = try await bench.service.changeShow(id, ShowChange(endsAt: bench.now), by: staff)
        }
        #expect(moved == ["endsAt"])
        _ = try await bench.service.changeShow(id, ShowChange(endsAt: bench.now + .milliseconds(1)), by: staff)
    }

    @Test func aKindOfTicketHasItsLimits() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.show(isPublished: false, types: [])
        func refused(
            name: String = "Standing", note: String = "", price: Money = Money(1, .eur), quota: Int = 1, most: Int = 1
        ) async throws -> [String] {
            try await fields {
                _ = try await bench.service.addType(
                    TypeDraft(name: name, note: note, price: price, quota: quota, perOrder: most), to: id, by: staff)
            }
        }
        #expect(try await refused(name: String(repeating: "ж", count: 60)) == [])
        #expect(try await refused(name: String(repeating: "ж", count: 61)) == ["name"])
        #expect(try await refused(note: String(repeating: "n", count: 200)) == [])
        #expect(try await refused(note: String(repeating: "n", count: 201)) == ["note"])
        #expect(try await refused(price: Money(0, .eur)) == [])
        #expect(try await refused(price: Money(-1, .eur)) == ["price"])
        #expect(try await refused(price: Money(100_000_000, .eur)) == [])
        #expect(try await refused(price: Money(100_000_001, .eur)) == ["price"])
        let dollar = try #require(Currency("USD"))
        #expect(try await refused(price: Money(1, dollar)) == ["price"])
        #expect(try await refused(quota: 0) == ["quota"])
        #expect(try await refused(quota: 100_000) == [])
        #expect(try await refused(quota: 1_000_000_000) == ["quota"])
        #expect(try await refused(most: 0) == ["perOrder"])
        #expect(try await refused(most: 50) == [])
        #expect(try await refused(most: 51) == ["perOrder"])
        let json = #"{"name":"Standing","price":{"amount":"-1","currency":"EUR"},"quota":1000000000}"#
        let answer = try await bench.call(.post, "/api/shows/\(id)/ticket-types", json, as: .account(staff))
        #expect(answer.refusal?.fields.keys.sorted() == ["price"])
    }

    @Test func aShowHasAtMostThirtyKindsOfTickets() async throws {
        let bench = try Bench()
        let id = try await bench.show(types: (1...30).map { ("Type \($0)", 1, 1) })
        let refused = try await reason {
            _ = try await bench.service.addType(
                TypeDraft(name: "One more", price: Money(1, .eur), quota: 1), to: id, by: bench.account(.staff))
        }
        #expect(refused == "ticketing.types_full")
    }

    @Test func quotaAndCapacityCannotFallBelowWhatIsSoldOrHeld() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.show(capacity: 10, types: [("Standing", 1800, 10)])
        let type = try await bench.types(of: id)[0].id
        try await bench.buy([(type, 3)])
        try await bench.buy([(type, 2)], isPaid: false)
        let quota = try await fields { _ = try await bench.service.changeType(type, TypeChange(quota: 4), by: staff) }
        #expect(quota == ["quota"])
        let capacity = try await fields {
            _ = try await bench.service.changeShow(id, ShowChange(capacity: 4), by: staff)
        }
        #expect(capacity == ["capacity"])
        _ = try await bench.service.changeType(type, TypeChange(quota: 5), by: staff)
        _ = try await bench.service.changeShow(id, ShowChange(capacity: 5), by: staff)
        let full = try await reason { try await bench.buy([(type, 1)]) }
        #expect(full == "ticketing.sold_out")
    }

    @Test func thePublicSeesNoDraftsAndAtMostTenLeft() async throws {
        let bench = try Bench()
        let hidden = try await bench.show("Secret", isPublished: false)
        let id = try await bench.show("Friday", types: [("Standing", 1800, 100)])
        let type = try await bench.types(of: id)[0].id
        let fan = Principal.account(bench.account(.fan))
        let staff = Principal.account(bench.account(.staff))
        #expect(try await bench.call(.get, "/api/shows/\(hidden)").reason == "not_found")
        #expect(try await bench.call(.get, "/api/shows/\(hidden)", as: fan).reason == "not_found")
        #expect(try await bench.call(.get, "/api/shows/\(hidden)", as: staff).status == 200)
        #expect(try await bench.call(.get, "/api/shows").items.count == 1)
        #expect(try await bench.call(.get, "/api/shows", as: staff).items.count == 2)
        func remaining(_ principal: Principal?) async throws -> [String: Any] {
            let answer = try await bench.call(.get, "/api/shows/\(id)", as: principal)
            return try #require((answer.object["ticketTypes"] as? [[String: Any]])?.first)
        }
        try await bench.buy([(type, 10)])
        #expect(try await remaining(nil)["remaining"] as? Int == 10)
        #expect(try await remaining(nil)["sold"] is NSNull)
        #expect(try await remaining(nil)["held"] is NSNull)
        #expect(try await remaining(staff)["remaining"] as? Int == 90)
        #expect(try await remaining(staff)["sold"] as? Int == 10)
        for _ in 0..<8 { try await bench.buy([(type, 10)]) }
        #expect(try await remaining(nil)["remaining"] as? Int == 10)
        try await bench.buy([(type, 1)])
        #expect(try await remaining(nil)["remaining"] as? Int == 9)
    }

    @Test func theListGoesByDateAndPagesWithoutGapsOrRepeats() async throws {
        let bench = try Bench()
        var expected: [String] = []
        for day in [3, 1, 2, 5, 4] {
            _ = try await bench.show("Day \(day)", doorsIn: .seconds(day * 86_400))
            expected.append("Day \(day)")
        }
        func titles(_ query: String) async throws -> [String] {
            var titles: [String] = []
            var cursor: String?
            repeat {
                let target = "/api/shows?limit=2\(query)" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try await bench.call(.get, target)
                titles += page.items.compactMap { $0["title"] as? String }
                cursor = page.object["nextCursor"] as? String
            } while cursor != nil
            return titles
        }
        #expect(try await titles("") == expected.sorted())
        bench.set(bench.now + .seconds(3 * 86_400 - 3600))
        #expect(try await titles("") == ["Day 3", "Day 4", "Day 5"])
        #expect(try await titles("&when=past") == ["Day 2", "Day 1"])
        #expect(try await titles("&when=all") == ["Day 5", "Day 4", "Day 3", "Day 2", "Day 1"])
        #expect(try await bench.call(.get, "/api/shows?when=soon").refusal?.fields.keys.first == "when")
        #expect(try await bench.call(.get, "/api/shows?limit=201").refusal?.fields.keys.first == "limit")
        #expect(try await bench.call(.get, "/api/shows?cursor=x").refusal?.fields.keys.first == "cursor")
    }

    @Test func searchFindsPublishedComingShowsByTheBeginningOfEachWord() async throws {
        let bench = try Bench()
        _ = try await bench.show("Night of Lights")
        _ = try await bench.show("Secret Lights", isPublished: false)
        let over = try await bench.show("Cancelled Lights")
        _ = try await bench.service.changeShow(over, ShowChange(status: .cancelled), by: bench.account(.staff))
        let fold: @Sendable (String) -> String = { $0.lowercased() }
        func found(_ typed: String) async throws -> Int {
            try await bench.service.search(typed, limit: 10, fold: fold).count
        }
        #expect(try await found("lig NIGHT") == 1)
        #expect(try await found("ights") == 0)
        #expect(try await found("  ") == 0)
        bench.pass(.seconds(6 * 3600))
        #expect(try await found("lights") == 0)
    }

    @Test func onlyStaffChangesShows() async throws {
        let bench = try Bench()
        let id = try await bench.show()
        let body = #"{"title":"Mine"}"#
        let show = "/api/shows/\(id)"
        #expect(try await bench.call(.patch, show, body).status == 401)
        #expect(try await bench.call(.patch, show, body, as: .account(bench.account(.door, .artist))).status == 403)
        #expect(try await bench.call(.patch, show, body, as: bench.device(at: id)).status == 403)
        #expect(try await bench.call(.patch, show, body, as: .account(bench.account(.admin))).status == 200)
        let status = try await bench.call(.patch, show, #"{"status":"gone"}"#, as: .account(bench.account(.staff)))
        #expect(status.text == "A show is a draft, published or cancelled.")
    }
}
