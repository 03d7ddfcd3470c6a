import Foundation
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Payments

/// What becomes of orders: refunds, returned reservations, the buyer's link, lists.
struct OrderTests {
    @Test func aRefundGivesMoneyAndGoodsBackOrNeither() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let used = try await bench.sell("item_a", 2)
        try await bench.use(used.id)
        func refused(_ id: OrderID) async throws -> String? {
            try await reason { _ = try await bench.service.refund(id, reason: "Rain", by: bench.kim) }
        }
        #expect(try await refused(used.id) == "stall.used")
        #expect(try await bench.service.order(used.id).order.status == .paid)
        #expect(try await bench.balance("cash:drawer:main") == 2500)
        let order = try await bench.sell("item_a", 3, Payment(method: .card))
        let back = try await bench.service.refund(order.id, reason: " It  rained ", by: bench.kim)
        #expect(back.order.status == .refunded)
        #expect(back.order.refundedAt.value == bench.now)
        #expect(try await bench.balance("card:external") == 0)
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 8, held: 0, sold: 2))
        #expect(try await refused(order.id) == "payments.not_paid")
        #expect(try await bench.eventNames().last == "payments.refunded")
        #expect(try await bench.service.brokenInvariants() == [])
        let reserved = try await bench.reserve("item_a").order
        #expect(try await refused(reserved.id) == "payments.not_paid")
        #expect(try await refused(OrderID(at: bench.now, entropy: .system)) == "not_found")
    }

    @Test func aRefundNeedsAReasonOfAtMostTwoHundredCharacters() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let id = try await bench.sell("item_a").id
        func refused(_ text: String) async throws -> [String] {
            try await fields { _ = try await bench.service.refund(id, reason: text, by: bench.kim) }
        }
        #expect(try await refused(" ") == ["reason"])
        #expect(try await refused(String(repeating: "r", count: 201)) == ["reason"])
        #expect(try await refused(String(repeating: "r", count: 200)) == [])
    }

    @Test func aFreeOrderIsRefundedWithoutMoney() async throws {
        let bench = try Bench()
        try await bench.offer("item_free", price: 0, stock: 1)
        let id = try await bench.reserve("item_free").order.id
        #expect(try await bench.service.refund(id, reason: "Ill", by: bench.kim).order.status == .refunded)
        #expect(try await bench.stock("item_free").free == 1)
        #expect(try await bench.count("shift") == 0)
    }

    @Test func aReservationIsGivenBackByStaffOrItsBuyerAndAgainWithoutHarm() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 2)
        let first = try await bench.reserve("item_a")
        let second = try await bench.reserve("item_a")
        for _ in 0..<2 {
            #expect(try await bench.service.cancel(first.order.id, actor: "box").order.status == .cancelled)
        }
        let token = try #require(second.path.split(separator: "#").last.map(String.init))
        for _ in 0..<2 {
            let answer = try await bench.call(.delete, "/api/order", token: token)
            #expect(answer.object["status"] as? String == "cancelled")
        }
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 2, held: 0, sold: 0))
        #expect(try await bench.eventNames().count { $0 == "payments.cancelled" } == 2)
        let paid = try await bench.sell("item_a")
        let refused = try await reason { _ = try await bench.service.cancel(paid.id, actor: "box") }
        #expect(refused == "payments.not_reserved")
    }

    @Test func theLinkOfAnOrderOpensThatOrderAndNoOther() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let made = try await bench.reserve("item_a", name: "Nina")
        #expect(made.path.hasPrefix("/tickets#ord_"))
        let token = try #require(made.path.split(separator: "#").last.map(String.init))
        #expect(try await bench.service.order(forToken: token) == made.order.id)
        #expect(try await bench.call(.get, "/api/order", token: token).object["number"] as? String == made.order.number)
        let other = try await bench.reserve("item_a").order.id
        let tag = try #require(token.split(separator: ".").last)
        for wrong in [
            "\(other).\(tag)", String(token.dropLast()), token + "0", "\(made.order.id)", "\(made.order.id).", ".", "",
            "\(token).\(tag)", String(repeating: "a", count: 300), "' OR 1=1 --",
        ] {
            #expect(try await bench.service.order(forToken: wrong) == nil, "\(wrong)")
            #expect(try await bench.call(.get, "/api/order", token: wrong).reason == "not_found", "\(wrong)")
            #expect(try await bench.call(.delete, "/api/order", token: wrong).reason == "not_found", "\(wrong)")
        }
        #expect(try await bench.call(.get, "/api/order").reason == "not_found")
        let stored = try await bench.store.read { db in
            try String.fetchAll(db, sql: "SELECT payload FROM event_log").joined()
        }
        #expect(!stored.contains(tag))
    }

    @Test func anotherBoxMakesOtherLinks() throws {
        let one = OrderLinks(key: SecretKey(bytes: Array(repeating: 1, count: 32)))
        let two = OrderLinks(key: SecretKey(bytes: Array(repeating: 2, count: 32)))
        let id = OrderID(at: Bench.start, entropy: .system)
        #expect(one.order(in: one.token(for: id)) == id)
        #expect(two.order(in: one.token(for: id)) == nil)
        #expect(one.order(in: one.token(for: id).uppercased()) == nil)
    }

    @Test func ordersAreFoundByNumberNameOrMailNewestFirst() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 100)
        let ozlem = try await bench.reserve("item_a", mail: "oz@example.org", name: "Özlem Kaya").order
        bench.pass(.seconds(1))
        _ = try await bench.reserve("item_a", name: "100% Kim")
        bench.pass(.seconds(1))
        _ = try await bench.sell("item_a")
        func found(_ typed: String, _ status: String? = nil) async throws -> [String] {
            try await bench.service.orders(typed: typed, status: status, before: nil, limit: 10).items.map(\.buyer.name)
        }
        #expect(try await found("") == ["", "100% Kim", "Özlem Kaya"])
        #expect(try await found("ozlem") == ["Özlem Kaya"])
        #expect(try await found("OZ@EXAMPLE") == ["Özlem Kaya"])
        #expect(try await found(ozlem.number.lowercased()) == ["Özlem Kaya"])
        #expect(try await found("0%") == ["100% Kim"])
        #expect(try await found("_") == [])
        #expect(try await found("", "reserved") == ["100% Kim", "Özlem Kaya"])
        #expect(try await found("", "paid") == [""])
        #expect(try await fields { _ = try await found("", "lost") } == ["status"])
        #expect(try await found(String(repeating: "q", count: 200)) == [])
        #expect(try await fields { _ = try await found(String(repeating: "q", count: 201)) } == ["q"])
    }

    @Test func theListPagesWithoutGapsOrRepeats() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1, stock: 100)
        var made: [String] = []
        for _ in 0..<7 {
            made.insert(try await bench.sell("item_a").id.text, at: 0)
            bench.pass(.milliseconds(1))
        }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let page = try await bench.call(
                .get, "/api/orders?limit=3" + (cursor.map { "&cursor=\($0)" } ?? ""), as: bench.kim)
            seen += page.items.compactMap { $0["id"] as? String }
            cursor = page.object["nextCursor"] as? String
        } while cursor != nil
        #expect(seen == made)
    }

    @Test func wrongRequestsNameTheirField() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        for (body, field) in [
            (#"{}"#, "lines"), (#"{"lines":7}"#, "lines"), (#"{"lines":[{"offer":"item_a"}]}"#, "lines.0.quantity"),
            (#"{"lines":[{"offer":"item_a","quantity":1}],"payment":{"method":"iou"}}"#, "payment.method"),
            (
                #"{"lines":[],"payment":{"method":"cash","tendered":{"amount":"1.5","currency":"EUR"}}}"#,
                "payment.tendered.amount"
            ),
            ("not json", "body"),
        ] {
            let answer = try await bench.call(.post, "/api/orders", body, as: bench.kim)
            #expect(answer.refusal?.fields.keys.sorted() == [field], "\(body)")
        }
        let iou = #"{"method":"iou"}"#
        let order = try await bench.reserve("item_a").order
        let paid = try await bench.call(.post, "/api/orders/\(order.id)/pay", iou, as: bench.kim)
        #expect(paid.text == "Choose cash or card.")
    }

    @Test func amountsAreSaidInWords() throws {
        let words: [(Int64, String, String)] = [
            (0, "EUR", "0.00 EUR"), (5, "EUR", "0.05 EUR"), (99, "EUR", "0.99 EUR"), (1250, "EUR", "12.50 EUR"),
            (-1250, "EUR", "-12.50 EUR"), (1250, "JPY", "1250 JPY"), (1250, "KWD", "1.250 KWD"),
            (5, "TND", "0.005 TND"),
        ]
        for (amount, code, text) in words {
            #expect(OrderRules.words(Money(amount, try #require(Currency(code)))) == text)
        }
    }
}
