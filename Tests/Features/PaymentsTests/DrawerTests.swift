import Foundation
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Payments

/// The cash drawer and its shifts.
struct DrawerTests {
    private func eur(_ amount: Int64) -> Money { Money(amount, .eur) }

    @Test func aShiftBeginsAndEndsWithACountAndTheDifferenceIsBooked() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let opened = try await bench.service.openShift(counted: eur(10_000), by: bench.kim)
        #expect(opened.expectedCash == eur(10_000))
        _ = try await bench.sell("item_a", 2)
        _ = try await bench.sell("item_a", 1, Payment(method: .card))
        let open = try await bench.service.drawer()
        #expect(open.expectedCash == eur(12_500))
        #expect(open.cashTaken == eur(2500))
        #expect(open.cardTaken == eur(1250))
        #expect(open.salesCount == 2)
        let closed = try await bench.service.closeShift(counted: eur(12_300), by: bench.kim)
        #expect(closed.shift.value == nil)
        #expect(closed.lastClosing.value?.expected == eur(12_500))
        #expect(closed.lastClosing.value?.difference == eur(-200))
        #expect(try await bench.balance("over_short") == 200)
        #expect(try await bench.balance("cash:drawer:main") == 12_300)
        // Somebody took the evening's cash to the bank before the next shift.
        bench.pass(.seconds(3600))
        _ = try await bench.service.openShift(counted: eur(5000), by: bench.kim)
        #expect(try await bench.balance("cash:drawer:main") == 5000)
        #expect(try await bench.balance("cash:outside") == -10_000 + 7300)
        #expect(try await bench.service.drawer().cashTaken == eur(0))
        let over = try await bench.service.closeShift(counted: eur(5001), by: bench.kim)
        #expect(over.lastClosing.value?.difference == eur(1))
        #expect(try await bench.balance("over_short") == 199)
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func aShiftThatFitsBooksNothing() async throws {
        let bench = try Bench()
        _ = try await bench.service.openShift(counted: eur(0), by: bench.kim)
        let closed = try await bench.service.closeShift(counted: eur(0), by: bench.kim)
        #expect(closed.lastClosing.value?.difference == eur(0))
        #expect(try await bench.count("ledger_transfer") == 0)
    }

    @Test func oneShiftIsOpenAtATime() async throws {
        let bench = try Bench()
        let none = try await reason { _ = try await bench.service.closeShift(counted: eur(0), by: bench.kim) }
        #expect(none == "payments.no_shift")
        let opened = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let refused = try await reason {
                        _ = try await bench.service.openShift(counted: Money(100, .eur), by: bench.kim)
                    }
                    if let refused { #expect(refused == "payments.shift_open") }
                    return refused == nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(opened == 1)
        #expect(try await bench.balance("cash:drawer:main") == 100)
    }

    @Test func countsHaveLimits() async throws {
        let bench = try Bench()
        func refused(_ counted: Money) async throws -> String? {
            try await reason { _ = try await bench.service.openShift(counted: counted, by: bench.kim) }
        }
        #expect(try await refused(eur(-1)) == "input.invalid")
        #expect(try await refused(eur(10_000_000_001)) == "input.invalid")
        #expect(try await refused(Money(1, try #require(Currency("USD")))) == "payments.other_currency")
        #expect(try await refused(eur(10_000_000_000)) == nil)
        let answer = try await bench.call(.post, "/api/drawer/close", "{}", as: bench.kim)
        #expect(answer.refusal?.fields.keys.sorted() == ["counted"])
    }

    @Test func theFirstCashOpensAShiftThatNobodyCountedSoThatNoQueueWaits() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        _ = try await bench.sell("item_a")
        let first = try await bench.service.drawer()
        #expect(first.shift.value?.openedBy == "The box")
        #expect(first.shift.value?.openingCash == eur(0))
        _ = try await bench.service.closeShift(counted: eur(1250), by: bench.kim)
        bench.pass(.seconds(60))
        _ = try await bench.sell("item_a")
        let second = try await bench.service.drawer()
        #expect(second.shift.value?.openingCash == eur(1250))
        #expect(second.expectedCash == eur(2500))
        #expect(second.cashTaken == eur(1250))
        #expect(try await bench.balance("cash:outside") == 0)
    }

    @Test func refundsInCashComeOutOfTheDrawerWhileItHoldsEnough() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let first = try await bench.sell("item_a").id
        let second = try await bench.sell("item_a").id
        _ = try await bench.service.closeShift(counted: eur(2500), by: bench.kim)
        _ = try await bench.service.openShift(counted: eur(1250), by: bench.kim)
        _ = try await bench.service.refund(first, reason: "Rain", by: bench.kim)
        #expect(try await bench.service.drawer().expectedCash == eur(0))
        let refused = try await reason { _ = try await bench.service.refund(second, reason: "Rain", by: bench.kim) }
        #expect(refused == "payments.drawer_too_low")
        #expect(try await bench.service.order(second).order.status == .paid)
        #expect(try await bench.stock("item_a").sold == 1)
        _ = try await bench.service.closeShift(counted: eur(0), by: bench.kim)
        _ = try await bench.service.openShift(counted: eur(1250), by: bench.kim)
        _ = try await bench.service.refund(second, reason: "Rain", by: bench.kim)
        #expect(try await bench.service.brokenInvariants() == [])
    }

    @Test func theLastSaleIsTheCountersOwn() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        try await bench.offer("item_free", price: 0, stock: 10)
        #expect(try await bench.service.drawer().lastSale.value == nil)
        let sale = try await bench.sell("item_a")
        bench.pass(.seconds(1))
        _ = try await bench.reserve("item_free")
        let drawer = try await bench.service.drawer()
        #expect(drawer.lastSale.value?.id == sale.id)
        #expect(drawer.salesCount == 1)
    }
}
