import Foundation
import GRDB
import HTTPTypes
import Ledger
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Payments

/// The one checkout: money, goods and record in one step, or nothing.
struct CheckoutTests {
    @Test func aCashSaleBooksMoneyAndHandsOverAtOnce() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let order = try await bench.sell("item_a", 2, Payment(method: .cash, tendered: Money(5000, .eur)))
        #expect(order.status == .paid)
        #expect(order.total == Money(2500, .eur))
        #expect(order.change.value == Money(2500, .eur))
        #expect(order.soldBy.value == "Kim")
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 8, held: 0, sold: 2))
        #expect(try await bench.balance("cash:drawer:main") == 2500)
        #expect(try await bench.balance("deferred:sales") == -2500)
        #expect(try await bench.eventNames() == ["payments.shift_opened", "payments.paid"])
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func aCardSaleTouchesNoDrawer() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let order = try await bench.sell("item_a", 1, Payment(method: .card, tendered: Money(1, .eur)))
        #expect(order.method.value == .card)
        #expect(order.tendered.value == nil)
        #expect(order.change.value == nil)
        #expect(try await bench.balance("card:external") == 1250)
        #expect(try await bench.balance("cash:drawer:main") == 0)
        #expect(try await bench.count("shift") == 0)
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func cashMustCoverTheTotal() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        func refused(_ amount: Int64, _ currency: Currency = .eur) async throws -> String? {
            try await reason {
                _ = try await bench.sell("item_a", 1, Payment(method: .cash, tendered: Money(amount, currency)))
            }
        }
        let short = try await fields {
            _ = try await bench.sell("item_a", 1, Payment(method: .cash, tendered: Money(1249, .eur)))
        }
        #expect(short == ["tendered"])
        #expect(try await refused(1249) == "payments.not_enough")
        #expect(try await refused(1250) == nil)
        #expect(try await refused(-1250) == "payments.not_enough")
        #expect(try await refused(10_000_000_000) == nil)
        #expect(try await refused(10_000_000_001) == "payments.too_large")
        let dollar = try #require(Currency("USD"))
        #expect(try await refused(1250, dollar) == "payments.other_currency")
        #expect(try await bench.count("orders") == 2)
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 8, held: 0, sold: 2))
        let exact = try await bench.sell("item_a", 1, Payment(method: .cash))
        #expect(exact.tendered.value == Money(1250, .eur))
        #expect(exact.change.value == Money(0, .eur))
    }

    @Test func withoutPaymentItIsReservedForTwentyMinutes() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 1)
        let made = try await bench.reserve("item_a", name: "Nina")
        #expect(made.order.status == .reserved)
        #expect(made.order.reservedUntil.value == bench.now + .seconds(1200))
        #expect(made.order.soldBy.value == nil)
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 0, held: 1, sold: 0))
        bench.pass(.seconds(1200) - .milliseconds(1))
        #expect(try await bench.service.expireReservations() == 0)
        let paid = try await bench.service.pay(
            made.order.id, Payment(method: .cash, tendered: Money(2000, .eur)), by: bench.kim)
        #expect(paid.order.status == .paid)
        #expect(paid.order.change.value == Money(750, .eur))
        #expect(paid.order.reservedUntil.value == nil)
        #expect(paid.path == made.path)
        let twice = try await reason {
            _ = try await bench.service.pay(made.order.id, Payment(method: .card), by: bench.kim)
        }
        #expect(twice == "payments.not_reserved")
        #expect(try await bench.balance("deferred:sales") == -1250)
    }

    @Test func aReservationThatRanOutIsFreeForOthersAndCannotBePaid() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 1)
        let made = try await bench.reserve("item_a")
        bench.pass(.seconds(1200))
        func pay() async throws -> String? {
            try await reason { _ = try await bench.service.pay(made.order.id, Payment(method: .card), by: bench.kim) }
        }
        #expect(try await pay() == "payments.reservation_over")
        #expect(try await bench.service.expireReservations() == 1)
        #expect(try await bench.service.expireReservations() == 0)
        #expect(try await pay() == "payments.not_reserved")
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 1, held: 0, sold: 0))
        #expect(try await bench.service.order(made.order.id).order.status == .expired)
        #expect(try await bench.eventNames() == ["payments.reserved", "payments.expired"])
    }

    @Test func moreThanOneBatchOfReservationsEnds() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1, stock: 500)
        for _ in 0..<201 { _ = try await bench.reserve("item_a") }
        bench.pass(.seconds(1200))
        #expect(try await bench.service.expireReservations() == 200)
        #expect(try await bench.service.expireReservations() == 1)
        #expect(try await bench.stock("item_a").free == 500)
    }

    @Test func whatCostsNothingIsHandedOverAtOnce() async throws {
        let bench = try Bench()
        try await bench.offer("item_free", price: 0, stock: 5)
        let web = try await bench.reserve("item_free", 2, name: "Nina")
        #expect(web.order.status == .paid)
        #expect(web.order.method.value == .free)
        #expect(web.order.soldBy.value == nil)
        let counter = try await bench.sell("item_free", 1, Payment(method: .cash, tendered: Money(500, .eur)))
        #expect(counter.method.value == .free)
        #expect(counter.tendered.value == nil)
        #expect(try await bench.stock("item_free") == Stall.Stock(free: 2, held: 0, sold: 3))
        #expect(try await bench.count("ledger_transfer") == 0)
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func onlyStaffTakesMoney() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let body = #"{"lines":[{"offer":"item_a","quantity":1}],"payment":{"method":"card"}}"#
        #expect(try await bench.call(.post, "/api/orders", body).reason == "payments.staff_only")
        let fan = bench.account(.fan, .door, .artist, name: "Fan")
        #expect(try await bench.call(.post, "/api/orders", body, as: fan).reason == "payments.staff_only")
        #expect(try await bench.call(.post, "/api/orders", body, as: bench.kim).status == 201)
        #expect(try await bench.call(.post, "/api/orders", body, as: bench.account(.admin)).status == 201)
        let order = try await bench.reserve("item_a").order
        for (method, path) in [
            ("GET", "/api/orders"), ("GET", "/api/orders/\(order.id)"), ("POST", "/api/orders/\(order.id)/pay"),
            ("POST", "/api/orders/\(order.id)/cancel"), ("POST", "/api/orders/\(order.id)/refund"),
            ("GET", "/api/drawer"), ("POST", "/api/drawer/open"), ("POST", "/api/drawer/close"),
        ] {
            let verb: HTTPRequest.Method = method == "GET" ? .get : .post
            #expect(try await bench.call(verb, path, "{}").status == 401, "\(path)")
            #expect(try await bench.call(verb, path, "{}", as: fan).status == 403, "\(path)")
        }
    }

    @Test func basketsHaveLimits() async throws {
        let bench = try Bench()
        for number in 0..<21 { try await bench.offer("item_\(number)", price: 100, stock: 100) }
        func refused(_ lines: [OfferRequest]) async throws -> String? {
            try await reason { _ = try await bench.service.quote(lines, channel: .web) }
        }
        let all = (0..<21).map { OfferRequest(offer: "item_\($0)", quantity: 1) }
        #expect(try await refused([]) == "input.invalid")
        #expect(try await refused(Array(all.prefix(20))) == nil)
        #expect(try await refused(all) == "input.invalid")
        #expect(try await refused([OfferRequest(offer: "item_1", quantity: 0)]) == "input.invalid")
        #expect(try await refused([OfferRequest(offer: "item_1", quantity: 50)]) == nil)
        #expect(try await refused([OfferRequest(offer: "item_1", quantity: 51)]) == "input.invalid")
        #expect(try await refused([OfferRequest(offer: "item_1", quantity: .max)]) == "input.invalid")
        #expect(try await refused([all[1], all[1]]) == "payments.line_twice")
        #expect(try await refused([OfferRequest(offer: "coin_1", quantity: 1)]) == "payments.nothing_like_that")
        #expect(try await refused([OfferRequest(offer: "", quantity: 1)]) == "payments.nothing_like_that")
        #expect(try await refused([OfferRequest(offer: "item_none", quantity: 1)]) == "stall.unknown")
        try await bench.offer("item_most", price: 20_000_000, stock: 100)
        #expect(try await refused([OfferRequest(offer: "item_most", quantity: 50)]) == nil)
        let over = [OfferRequest(offer: "item_most", quantity: 50), all[1]]
        #expect(try await refused(over) == "payments.too_large")
    }

    @Test func aQuoteReservesNothing() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 1)
        try await bench.offer("merch_b", price: 300, stock: 1)
        let quote = try await bench.service.quote(
            [OfferRequest(offer: "item_a", quantity: 1), OfferRequest(offer: "merch_b", quantity: 2)], channel: .web)
        #expect(quote.total == Money(1850, .eur))
        #expect(try await bench.count("orders") == 0)
        #expect(try await bench.stock("item_a").free == 1)
    }

    @Test func severalSellersSellInOneOrderOrNotAtAll() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 5)
        try await bench.offer("merch_b", price: 300, stock: 1)
        func sell(_ quantity: Int) async throws -> OrderMade {
            let lines = [
                OfferRequest(offer: "merch_b", quantity: quantity), OfferRequest(offer: "item_a", quantity: 1),
            ]
            return try await bench.service.makeOrder(
                OrderRequest(lines: lines, payment: Payment(method: .card)), by: bench.kim, key: nil)
        }
        #expect(try await reason { _ = try await sell(2) } == "stall.sold_out")
        #expect(try await bench.stock("item_a") == Stall.Stock(free: 5, held: 0, sold: 0))
        #expect(try await bench.count("orders") == 0)
        #expect(try await bench.balance("card:external") == 0)
        let made = try await sell(1)
        #expect(made.order.total == Money(1550, .eur))
        #expect(try await bench.stock("merch_b") == Stall.Stock(free: 0, held: 0, sold: 1))
        #expect(try await bench.service.refund(made.order.id, reason: "Rain", by: bench.kim).order.status == .refunded)
        #expect(try await bench.stock("merch_b").free == 1)
        #expect(try await bench.stock("item_a").free == 5)
    }

    @Test func oneOfThirtyTwoBuyersGetsTheLastOne() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 1)
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let refused = try await reason {
                        if number.isMultiple(of: 2) {
                            _ = try await bench.sell("item_a")
                        } else {
                            _ = try await bench.reserve("item_a")
                        }
                    }
                    if let refused { #expect(refused == "stall.sold_out") }
                    return refused == nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        #expect(try await bench.count("orders") == 1)
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func pricesOfAnotherCurrencyAreRefused() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 1)
        try await bench.store.write { db in try db.execute(sql: "UPDATE stall SET currency = 'USD'") }
        #expect(try await reason { _ = try await bench.sell("item_a") } == "payments.other_currency")
    }

    @Test func buyersSayWhoTheyAreWithinLimits() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 0, stock: 50)
        func refused(name: String = "", mail: String = "") async throws -> [String] {
            try await fields { _ = try await bench.reserve("item_a", mail: mail, name: name) }
        }
        #expect(try await refused(name: String(repeating: "ü", count: 120)) == [])
        #expect(try await refused(name: String(repeating: "ü", count: 121)) == ["buyer.name"])
        #expect(try await refused(mail: "Nina@Example.ORG ") == [])
        #expect(try await refused(mail: "nina") == ["buyer.mail"])
        #expect(try await refused(mail: "a@" + String(repeating: "b", count: 252)) == [])
        #expect(try await refused(mail: "a@" + String(repeating: "b", count: 253)) == ["buyer.mail"])
        let found = try await bench.service.orders(typed: "nina@example", status: nil, before: nil, limit: 5)
        #expect(found.items.count == 1)
    }

    @Test func nobodyFloodsTheBoxWithOrdersWithoutPaying() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 100, stock: 1000)
        try await bench.offer("item_free", price: 0, stock: 1000)
        for _ in 0..<4 { _ = try await bench.reserve("item_a", mail: "nina@example.org") }
        _ = try await bench.reserve("item_free", mail: "nina@example.org")
        func again(_ offer: String) async throws -> String? {
            try await reason { _ = try await bench.reserve(offer, mail: "NINA@example.org") }
        }
        #expect(try await again("item_a") == "payments.too_many_of_one")
        #expect(try await again("item_free") == "payments.too_many_of_one")
        #expect(try await reason { _ = try await bench.reserve("item_a", mail: "kim@example.org") } == nil)
        bench.pass(.seconds(1200))
        _ = try await bench.service.expireReservations()
        #expect(try await again("item_a") == nil)
        for _ in 0..<499 { _ = try await bench.reserve("item_a") }
        #expect(try await reason { _ = try await bench.reserve("item_a") } == "payments.too_many_reservations")
        // The counter goes on, and so does what costs nothing.
        #expect(try await bench.sell("item_a").status == .paid)
        #expect(try await bench.sell("item_a", 1, nil).status == .reserved)
        #expect(try await bench.reserve("item_free").order.status == .paid)
    }

    @Test func orderNumbersAreSaidAtTheCounterAndMeanOneOrder() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 100, stock: 1000)
        let order = try await bench.sell("item_a")
        #expect(order.number.count == 6)
        #expect(order.number == order.id.number)
        // Randomness that repeats itself would give the same number; the box draws again.
        let stuck = StuckEntropy(order.id, then: bench.entropy)
        let service = PaymentsService(
            store: bench.store, journal: bench.journal, clock: BoxClock { Bench.start }, entropy: stuck.entropy,
            key: SecretKey(bytes: Array(repeating: 7, count: 32)), book: bench.book, ports: bench.service.ports)
        let other = try await service.makeOrder(
            OrderRequest(lines: [OfferRequest(offer: "item_a", quantity: 1)]), by: nil, key: nil)
        #expect(other.order.number != order.number)
        #expect(stuck.draws > 1)
    }
}

/// Draws the bytes of an identifier that exists, then others.
final class StuckEntropy: Sendable {
    private let bytes: [UInt8]
    private let rest: Entropy
    private let counter = Counter()

    init(_ id: OrderID, then rest: Entropy) {
        bytes = Crockford.decode(id.text.dropFirst(4)) ?? []
        self.rest = rest
    }

    var draws: Int { counter.value }

    var entropy: Entropy {
        Entropy { count in self.counter.next() == 1 && count == 16 ? self.bytes : self.rest.bytes(count) }
    }
}
