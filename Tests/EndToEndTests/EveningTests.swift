import Catalog
import Foundation
import HTTPTypes
import Identity
import Payments
import StageModel
import StageboxApp
import TestBox
import Testing
import Ticketing

/// An evening at the venue, across all features.
@Suite struct EveningTests {
    @Test func aTicketIsSoldAndLetInOnceAndTheSecondTimeSaysWhenAndWhere() async throws {
        let box = try await TestBox()
        let (show, type) = try await box.show()
        let (_, _, codes) = try await box.sell(type)
        let phone = try await box.device(show)
        let code = try #require(codes.first)
        let first = try await box.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": code, "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        #expect(try first.text("outcome") == "admitted")
        box.clock.move(.seconds(180))
        let second = try await box.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": code, "nonce": "nonce-0002", "method": "camera"],
            as: phone)
        #expect(try second.text("outcome") == "already_inside")
        #expect(try second.text("sentence").contains("at Main door, 3 minutes ago"))
        try await box.end()
    }

    @Test func theSameNonceGetsTheSameAnswer() async throws {
        let box = try await TestBox()
        let (show, type) = try await box.show()
        let (_, _, codes) = try await box.sell(type)
        let phone = try await box.device(show)
        let json = ["code": codes[0], "nonce": "nonce-0001", "method": "scanner"]
        let first = try await box.ask(.post, "/api/shows/\(show)/scans", json: json, as: phone)
        let again = try await box.ask(.post, "/api/shows/\(show)/scans", json: json, as: phone)
        #expect(try first.text("id") == again.text("id"))
        #expect(try again.text("outcome") == "admitted")
        try await box.end()
    }

    @Test func anUndoneAdmissionMakesTheTicketGoodAgain() async throws {
        let box = try await TestBox()
        let (show, type) = try await box.show()
        let (_, _, codes) = try await box.sell(type)
        let phone = try await box.device(show)
        func scan(_ nonce: String) async throws -> Heard {
            try await box.ask(
                .post, "/api/shows/\(show)/scans", json: ["code": codes[0], "nonce": nonce, "method": "typed"],
                as: phone)
        }
        let first = try await scan("nonce-0001")
        let undone = try await box.ask(.post, "/api/scans/\(first.text("id"))/undo", as: phone)
        #expect(try undone.text("outcome") == "undone")
        #expect(try await scan("nonce-0002").text("outcome") == "admitted")
        box.clock.move(.seconds(601))
        let late = try await scan("nonce-0003")
        #expect(try late.text("outcome") == "already_inside")
        #expect(try await box.box.ticketing.brokenCounts() == [])
        try await box.end()
    }

    @Test func manyBuyersOfTheLastTicketLeaveExactlyOneWithIt() async throws {
        let box = try await TestBox()
        let (_, type) = try await box.show(quota: 1)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    try await box.ask(.post, "/api/orders", json: ["lines": [["offer": type, "quantity": 1]]]).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 201 } == 1)
        #expect(statuses.count { $0 == 409 } == 23)
        #expect(try await box.box.ticketing.brokenCounts() == [])
        try await box.end()
    }

    @Test func aReservationThatNobodyPaysIsFreeForOthersAgain() async throws {
        let box = try await TestBox()
        let (_, type) = try await box.show(quota: 1)
        let held = try await box.ask(.post, "/api/orders", json: ["lines": [["offer": type, "quantity": 1]]])
        #expect(held.status == 201)
        box.clock.move(.seconds(20 * 60 - 1))
        try await box.box.jobs.expire()
        #expect(
            try await box.ask(.post, "/api/orders", json: ["lines": [["offer": type, "quantity": 1]]]).status == 409)
        box.clock.move(.seconds(1))
        try await box.box.jobs.expire()
        #expect(
            try await box.ask(.post, "/api/orders", json: ["lines": [["offer": type, "quantity": 1]]]).status == 201)
        try await box.end()
    }

    @Test func aRefundGivesTheMoneyBackAndTheTicketIsRefusedAtTheDoor() async throws {
        let box = try await TestBox()
        let owner = try await box.owner()
        let (show, type) = try await box.show(price: 1800)
        let (order, _, codes) = try await box.sell(type, 2)
        let refund = try await box.ask(
            .post, "/api/orders/\(order)/refund", json: ["reason": "ill"], as: owner)
        #expect(refund.status == 200)
        let again = try await box.ask(.post, "/api/orders/\(order)/refund", json: ["reason": "ill"], as: owner)
        #expect(again.reason == "payments.not_paid")
        let phone = try await box.device(show)
        let scan = try await box.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": codes[0], "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        #expect(try scan.text("outcome") == "refunded")
        let drawer = try await box.ask(.get, "/api/drawer", as: owner)
        let expected = try drawer.object()["expectedCash"] as? [String: String]
        #expect(expected?["amount"] == "0")
        #expect(try await box.box.payments.brokenInvariants() == [])
        try await box.end()
    }

    @Test func anOrderOfWhichSomebodyIsInsideIsNotRefunded() async throws {
        let box = try await TestBox()
        let owner = try await box.owner()
        let (show, type) = try await box.show()
        let (order, _, codes) = try await box.sell(type, 2)
        let phone = try await box.device(show)
        _ = try await box.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": codes[0], "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        let refund = try await box.ask(.post, "/api/orders/\(order)/refund", json: ["reason": "ill"], as: owner)
        #expect(refund.reason == "ticketing.already_admitted")
        #expect(try await box.box.payments.brokenInvariants() == [])
        try await box.end()
    }

    @Test func everythingIsThereAfterARestart() async throws {
        let box = try await TestBox()
        let (show, type) = try await box.show()
        let (_, token, codes) = try await box.sell(type)
        let phone = try await box.device(show)
        let later = try await box.reopened()
        let tickets = try await later.ask(.get, "/api/order/tickets", headers: ["Order-Token": token])
        let items = try tickets.object()["items"] as? [[String: Any]] ?? []
        #expect(items.first?["code"] as? String == codes[0])
        let scan = try await later.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": codes[0], "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        #expect(try scan.text("outcome") == "admitted")
        try await later.box.jobs.audit()
        try await later.end()
    }

    @Test func aWholeRandomEveningKeepsTheBooksAndTheCounts() async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        print("seed \(seed)")
        var dice = SeededDice(seed: seed)
        let box = try await TestBox(seed: seed)
        let owner = try await box.owner()
        let (show, type) = try await box.show(price: 1250, quota: 40, capacity: 30)
        let phone = try await box.device(show)
        var codes: [String] = []
        var orders: [String] = []
        for step in 0..<120 {
            switch dice.roll(5) {
            case 0, 1:
                let sold = try await box.ask(
                    .post, "/api/orders",
                    json: [
                        "lines": [["offer": type, "quantity": 1 + dice.roll(3)]],
                        "payment": ["method": dice.roll(2) == 0 ? "cash" : "card"],
                    ], as: owner)
                guard sold.status == 201, let order = try sold.object()["order"] as? [String: Any] else { continue }
                orders.append(order["id"] as? String ?? "")
                let token = try sold.text("path").split(separator: "#")[1]
                let tickets = try await box.ask(.get, "/api/order/tickets", headers: ["Order-Token": String(token)])
                let items = try tickets.object()["items"] as? [[String: Any]] ?? []
                codes += items.compactMap { $0["code"] as? String }
            case 2, 3:
                guard let code = dice.pick(codes) else { continue }
                _ = try await box.ask(
                    .post, "/api/shows/\(show)/scans",
                    json: ["code": code, "nonce": "nonce-\(1000 + step)", "method": "camera"],
                    as: phone)
            default:
                guard let order = dice.pick(orders) else { continue }
                _ = try await box.ask(.post, "/api/orders/\(order)/refund", json: ["reason": "dice"], as: owner)
            }
            box.clock.move(.seconds(20))
        }
        #expect(try await box.box.payments.brokenInvariants() == [])
        #expect(try await box.box.ticketing.brokenCounts() == [])
        try await box.end()
    }
}

/// Dice that fall the same way for the same seed.
struct SeededDice {
    private var state: UInt64

    init(seed: UInt64) { state = seed | 1 }

    mutating func roll(_ sides: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % sides
    }

    mutating func pick<Element>(_ list: [Element]) -> Element? { list.isEmpty ? nil : list[roll(list.count)] }
}
