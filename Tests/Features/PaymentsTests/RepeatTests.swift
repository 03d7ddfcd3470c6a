import Foundation
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing

@testable import Payments

/// Requests that are sent again: nothing is sold, paid or given back twice.
struct RepeatTests {
    @Test func theSameKeyWithTheSameRequestIsTheSameOrder() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let ids = try await withThrowingTaskGroup(of: OrderID.self) { group in
            for _ in 0..<8 { group.addTask { try await bench.sell("item_a", key: "till-1").id } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(ids).count == 1)
        #expect(try await bench.stock("item_a").sold == 1)
        #expect(try await bench.balance("cash:drawer:main") == 1250)
        #expect(try await bench.eventNames().count { $0 == "payments.paid" } == 1)
    }

    @Test func theSameKeyWithAnotherRequestIsRefused() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        try await bench.offer("item_b", price: 1250, stock: 10)
        let order = try await bench.sell("item_a", key: "k")
        for other in [
            try await reason { _ = try await bench.sell("item_b", key: "k") },
            try await reason { _ = try await bench.sell("item_a", 2, key: "k") },
            try await reason { _ = try await bench.sell("item_a", 1, Payment(method: .card), key: "k") },
            try await reason { _ = try await bench.sell("item_a", 1, nil, key: "k") },
            try await reason {
                _ = try await bench.sell("item_a", 1, Payment(method: .cash, tendered: Money(2000, .eur)), key: "k")
            },
            try await reason { _ = try await bench.service.refund(order.id, reason: "Rain", by: bench.kim, key: "k") },
        ] { #expect(other == "payments.key_reused") }
        #expect(try await bench.count("orders") == 1)
    }

    @Test func keysOfDifferentPeopleNeverMeet() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let mine = try await bench.sell("item_a", 1, nil, key: "k")
        let other = try await bench.service.makeOrder(
            OrderRequest(lines: [OfferRequest(offer: "item_a", quantity: 1)]), by: bench.account(.staff, name: "Sam"),
            key: "k")
        let buyers = try await bench.reserve("item_a", key: "k")
        #expect(Set([mine.id, other.order.id, buyers.order.id]).count == 3)
    }

    @Test func aRefusedRequestMayBeTriedAgainUnderItsKey() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 0)
        #expect(try await reason { _ = try await bench.sell("item_a", key: "k") } == "stall.sold_out")
        try await bench.store.write { db in try db.execute(sql: "UPDATE stall SET stock = 1") }
        #expect(try await bench.sell("item_a", key: "k").status == .paid)
    }

    @Test func aRepeatedPaymentOrRefundGivesTheOrderAsItIs() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let id = try await bench.reserve("item_a").order.id
        for _ in 0..<2 {
            let paid = try await bench.service.pay(id, Payment(method: .cash), by: bench.kim, key: "p")
            #expect(paid.order.status == .paid)
        }
        for _ in 0..<2 {
            let back = try await bench.service.refund(id, reason: "Rain", by: bench.kim, key: "r")
            #expect(back.order.status == .refunded)
        }
        #expect(try await bench.count("ledger_transfer") == 2)
        #expect(try await bench.balance("cash:drawer:main") == 0)
        // The payment's key still means this order, which is refunded by now.
        let late = try await bench.service.pay(id, Payment(method: .cash), by: bench.kim, key: "p")
        #expect(late.order.status == .refunded)
    }

    @Test func keysHaveAShape() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 0, stock: 10)
        func refused(_ key: String) async throws -> [String] {
            try await fields { _ = try await bench.sell("item_a", key: key) }
        }
        #expect(try await refused(String(repeating: "~", count: 128)) == [])
        #expect(try await refused(String(repeating: "~", count: 129)) == ["Idempotency-Key"])
        #expect(try await refused("") == ["Idempotency-Key"])
        #expect(try await refused("a b") == ["Idempotency-Key"])
        #expect(try await refused("ä") == ["Idempotency-Key"])
    }

    @Test func theKeyOfTheHeaderCounts() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let body = #"{"lines":[{"offer":"item_a","quantity":1}],"payment":{"method":"card"}}"#
        let first = try await bench.call(.post, "/api/orders", body, as: bench.kim, key: "k")
        let again = try await bench.call(.post, "/api/orders", body, as: bench.kim, key: "k")
        #expect(try first.shape() == again.shape())
        let id = try #require((first.object["order"] as? [String: Any])?["id"] as? String)
        for _ in 0..<2 {
            let back = try await bench.call(
                .post, "/api/orders/\(id)/refund", #"{"reason":"Rain"}"#, as: bench.kim, key: "r")
            #expect(back.status == 200)
        }
        #expect(try await bench.count("orders") == 1)
    }
}
