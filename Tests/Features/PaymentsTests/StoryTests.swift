import EventLog
import Foundation
import GRDB
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Payments

/// An evening of random acts, against a model that counts on its fingers; the book is audited after each.
struct StoryTests {
    private struct Known {
        let id: OrderID
        let quantity: Int
        let total: Int64
        let until: Timestamp
        var status: OrderStatus
        var method: PaymentMethod?
        var isUsed = false
    }

    private struct Story {
        let bench: Bench
        let prices: [String: Int64]
        var random: SplitMix
        var orders: [Known] = []
        var drawer: Int64 = 0

        func sum(_ wanted: (Known) -> Bool) -> Int64 { orders.filter(wanted).reduce(0) { $0 + $1.total } }

        mutating func act() async throws {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...3: try await make()
            case 4...5: try await pay()
            case 6: try await cancel()
            case 7...8: try await refund()
            case 9: try await use()
            case 10: try await expire()
            default: try await shift()
            }
            bench.pass(.seconds(Int.random(in: 0...120, using: &random)))
        }

        mutating func make() async throws {
            let offer = try #require(prices.keys.sorted().randomElement(using: &random))
            let quantity = Int.random(in: 1...3, using: &random)
            let payments: [Payment?] = [Payment(method: .cash), Payment(method: .card), nil, nil]
            let payment = payments[Int.random(in: 0..<4, using: &random)]
            let price = try #require(prices[offer])
            var made: OrderAnswer?
            let key = "k\(orders.count)-\(Int.random(in: 0...999_999, using: &random))"
            for _ in 0..<2 {
                let refused = try await reason {
                    made =
                        payment == nil
                        ? try await bench.reserve(offer, quantity, key: key).order
                        : try await bench.sell(offer, quantity, payment, key: key)
                }
                #expect(refused == nil || refused == "stall.sold_out")
            }
            guard let made else { return }
            let total = price * Int64(quantity)
            #expect(made.total.amount == total)
            let isSettled = payment != nil || total == 0
            #expect(made.status == (isSettled ? .paid : .reserved))
            if made.method.value == .cash { drawer += total }
            orders.append(
                Known(
                    id: made.id, quantity: quantity, total: total, until: made.reservedUntil.value ?? bench.now,
                    status: made.status, method: made.method.value))
        }

        mutating func pay() async throws {
            guard let index = orders.indices.filter({ orders[$0].status == .reserved }).randomElement(using: &random)
            else { return }
            let method: Payment.Method = Bool.random(using: &random) ? .cash : .card
            let refused = try await reason {
                _ = try await bench.service.pay(orders[index].id, Payment(method: method), by: bench.kim)
            }
            let isInTime = bench.now < orders[index].until
            #expect(refused == (isInTime ? nil : "payments.reservation_over"))
            guard isInTime else { return }
            orders[index].status = .paid
            orders[index].method = method == .cash ? .cash : .card
            if method == .cash { drawer += orders[index].total }
        }

        mutating func cancel() async throws {
            guard let index = orders.indices.randomElement(using: &random) else { return }
            let isOpen = [.reserved, .cancelled].contains(orders[index].status)
            let refused = try await reason { _ = try await bench.service.cancel(orders[index].id, actor: "box") }
            #expect(refused == (isOpen ? nil : "payments.not_reserved"))
            if isOpen { orders[index].status = .cancelled }
        }

        mutating func refund() async throws {
            guard let index = orders.indices.randomElement(using: &random) else { return }
            let order = orders[index]
            var wanted: String?
            if order.status != .paid {
                wanted = "payments.not_paid"
            } else if order.isUsed {
                wanted = "stall.used"
            } else if order.method == .cash, order.total > drawer {
                wanted = "payments.drawer_too_low"
            }
            let refused = try await reason {
                _ = try await bench.service.refund(order.id, reason: "Rain", by: bench.kim)
            }
            #expect(refused == wanted)
            guard wanted == nil else { return }
            orders[index].status = .refunded
            if order.method == .cash { drawer -= order.total }
        }

        mutating func use() async throws {
            guard let index = orders.indices.filter({ orders[$0].status == .paid }).randomElement(using: &random)
            else { return }
            try await bench.use(orders[index].id)
            orders[index].isUsed = true
        }

        mutating func expire() async throws {
            let over = orders.indices.filter { orders[$0].status == .reserved && orders[$0].until <= bench.now }
            #expect(try await bench.service.expireReservations() == over.count)
            for index in over { orders[index].status = .expired }
        }

        mutating func shift() async throws {
            let counted = Int64.random(in: 0...20_000, using: &random)
            let isOpen = try await bench.service.drawer().shift.value != nil
            if isOpen {
                _ = try await bench.service.closeShift(counted: Money(counted, .eur), by: bench.kim)
            } else {
                _ = try await bench.service.openShift(counted: Money(counted, .eur), by: bench.kim)
            }
            drawer = counted
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func anEveningOfRandomActsKeepsTheBook(seed: UInt64) async throws {
        let bench = try Bench(seed: seed)
        let prices: [String: Int64] = ["item_a": 1250, "item_b": 999, "merch_c": 300, "item_free": 0]
        for (offer, price) in prices.sorted(by: { $0.key < $1.key }) {
            try await bench.offer(offer, price: price, stock: 20)
        }
        var story = Story(bench: bench, prices: prices, random: SplitMix(state: seed))
        for step in 0..<200 {
            try await story.act()
            let place = "seed \(seed), step \(step)"
            #expect(try await bench.balance("cash:drawer:main") == story.drawer, "\(place)")
            #expect(try await bench.balance("deferred:sales") == -story.sum { $0.status == .paid }, "\(place)")
            #expect(
                try await bench.balance("card:external") == story.sum { $0.status == .paid && $0.method == .card },
                "\(place)")
            #expect(try await bench.service.brokenInvariants() == [], "\(place)")
        }
        for order in story.orders {
            #expect(try await bench.service.order(order.id).order.status == order.status, "seed \(seed)")
        }
        let left = try await bench.store.read { db in
            try Int.fetchAll(db, sql: "SELECT stock + held + sold FROM stall")
        }
        #expect(left == [20, 20, 20, 20])
        let out = story.orders.filter { $0.status == .paid || $0.status == .reserved }.reduce(0) { $0 + $1.quantity }
        let gone = try await bench.store.read { db in try Int.fetchOne(db, sql: "SELECT sum(held + sold) FROM stall") }
        #expect(gone == out)
        #expect(try await bench.journal.firstBrokenLink() == nil)
    }

    @Test func moneyThatWasChangedByOtherMeansIsFound() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        _ = try await bench.sell("item_a", 1, Payment(method: .card))
        #expect(try await bench.service.brokenInvariants() == [])
        try await bench.store.write { db in try db.execute(sql: "UPDATE orders SET total = 1249") }
        #expect(try await bench.service.brokenInvariants().count == 2)
    }
}
