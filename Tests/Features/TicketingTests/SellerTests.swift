import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import Ticketing

/// What the one checkout may do with tickets.
struct SellerTests {
    @Test func aQuoteSaysWhatItIsAndCosts() async throws {
        let bench = try Bench()
        let id = try await bench.show("Friday", types: [("Standing", 1800, 100)])
        let type = try await bench.types(of: id)[0].id
        let line = try await bench.store.write { db in
            try bench.service.seller.quote(db, OfferRequest(offer: type.text, quantity: 3), .web, bench.now)
        }
        #expect(line.title == "Standing")
        #expect(line.detail == "Friday")
        #expect(line.total == Money(5400, .eur))
        #expect(line.seller == "type")
        #expect(bench.service.seller.prefix == "type")
    }

    @Test func whatIsNotForSaleIsRefusedWithItsReason() async throws {
        let bench = try Bench()
        let staff = bench.account(.staff)
        let id = try await bench.show(types: [("Standing", 1800, 100), ("Counter", 1500, 100), ("Off", 1, 100)])
        let types = try await bench.types(of: id)
        _ = try await bench.service.changeType(types[1].id, TypeChange(onlineSales: false), by: staff)
        _ = try await bench.service.changeType(types[2].id, TypeChange(isOnSale: false), by: staff)
        let draft = try await bench.show(isPublished: false)
        let hidden = try await bench.types(of: draft)[0].id
        func refused(
            _ type: TicketTypeID, _ quantity: Int = 1, _ channel: SalesChannel = .web
        ) async throws -> String? {
            try await reason { try await bench.buy([(type, quantity)], channel: channel) }
        }
        #expect(try await refused(types[1].id) == "ticketing.counter_only")
        #expect(try await refused(types[1].id, 1, .counter) == nil)
        #expect(try await refused(types[2].id, 1, .counter) == "ticketing.not_on_sale")
        #expect(try await refused(hidden, 1, .counter) == "ticketing.not_on_sale")
        #expect(try await refused(TicketTypeID(at: bench.now, entropy: .system)) == "ticketing.not_on_sale")
        #expect(try await refused(types[0].id, 10) == nil)
        #expect(try await refused(types[0].id, 11) == "ticketing.too_many_per_order")
        #expect(try await refused(types[0].id, 0) == "ticketing.not_on_sale")
        #expect(try await refused(types[0].id, -1) == "ticketing.not_on_sale")
        let end = try await bench.row(id).endsAt
        bench.set(end - .milliseconds(1))
        #expect(try await refused(types[0].id) == nil)
        bench.set(end)
        #expect(try await refused(types[0].id) == "ticketing.show_over")
        bench.set(Bench.start)
        _ = try await bench.service.changeShow(id, ShowChange(status: .cancelled), by: staff)
        #expect(try await refused(types[0].id) == "ticketing.not_on_sale")
    }

    @Test func quotasShareTheCapacityOfTheirShow() async throws {
        let bench = try Bench()
        let id = try await bench.show(capacity: 5, types: [("Standing", 1800, 5), ("Reduced", 1200, 5)])
        let types = try await bench.types(of: id)
        let together = try await reason { try await bench.buy([(types[0].id, 3), (types[1].id, 3)]) }
        #expect(together == "ticketing.sold_out")
        #expect(try await bench.row(id).held == 0)
        try await bench.buy([(types[0].id, 3), (types[1].id, 2)])
        let more = try await reason { try await bench.buy([(types[1].id, 1)]) }
        #expect(more == "ticketing.sold_out")
        #expect(try await bench.row(id).isSoldOut)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func oneOfThirtyTwoBuyersGetsTheLastTicket() async throws {
        let bench = try Bench()
        let id = try await bench.show(types: [("Standing", 1800, 1)])
        let type = try await bench.types(of: id)[0].id
        let orders = (0..<32).map { _ in bench.order() }
        let won = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (number, order) in orders.enumerated() {
                group.addTask {
                    // Half of them pay at once, half reserve.
                    let refused = try await reason {
                        try await bench.buy([(type, 1)], isPaid: number.isMultiple(of: 2), order: order)
                    }
                    if let refused { #expect(refused == "ticketing.sold_out") }
                    return refused == nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(won == 1)
        let row = try await bench.row(id)
        #expect(row.sold + row.held == 1)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func unpaidOrdersKeepAtMostHalfSoThatTheCounterCanSell() async throws {
        let bench = try Bench()
        let id = try await bench.show(capacity: 100, types: [("Standing", 1800, 40)])
        let type = try await bench.types(of: id)[0].id
        try await bench.buy([(type, 10)], isPaid: false)
        try await bench.buy([(type, 10)], isPaid: false)
        let refused = try await reason { try await bench.buy([(type, 1)], isPaid: false) }
        #expect(refused == "ticketing.reserved_out")
        try await bench.buy([(type, 10)])
        try await bench.buy([(type, 10)])
        let soldOut = try await reason { try await bench.buy([(type, 1)], isPaid: false) }
        #expect(soldOut == "ticketing.sold_out")
    }

    @Test func aHoldIsGivenBackOnceAndForAll() async throws {
        let bench = try Bench()
        let id = try await bench.show(types: [("Standing", 1800, 10)])
        let type = try await bench.types(of: id)[0].id
        let order = try await bench.buy([(type, 4)], isPaid: false)
        #expect(try await bench.row(id).held == 4)
        try await bench.release(order)
        try await bench.release(order)
        #expect(try await bench.row(id).held == 0)
        #expect(try await bench.tickets(of: order).isEmpty)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func ticketsBearTheirHolderAndNumbersThatCannotBeGuessed() async throws {
        let bench = try Bench()
        let id = try await bench.show(types: [("Standing", 1800, 10)])
        let type = try await bench.types(of: id)[0].id
        let order = try await bench.buy([(type, 4)], as: "Nina", isPaid: false)
        try await bench.pay(order, as: "Nina")
        let tickets = try await bench.tickets(of: order)
        #expect(tickets.count == 4)
        #expect(tickets.allSatisfy { $0.holder == "Nina" && $0.status == .valid && $0.price == Money(1800, .eur) })
        #expect(Set(tickets.map(\.number)).count == 4)
        #expect(tickets.allSatisfy { $0.number.count == 10 && Crockford.normalized($0.number) == $0.number })
        #expect(Set(tickets.map(\.serial)).count == 4)
        #expect(try await bench.eventNames("show:\(id)") == ["ticketing.sold"])
    }

    @Test func anOrderOfACancelledShowIsNotTurnedIntoTickets() async throws {
        let bench = try Bench()
        let id = try await bench.show()
        let type = try await bench.types(of: id)[0].id
        let order = try await bench.buy([(type, 1)], isPaid: false)
        _ = try await bench.service.changeShow(id, ShowChange(status: .cancelled), by: bench.account(.staff))
        #expect(try await reason { try await bench.pay(order) } == "ticketing.show_cancelled")
        try await bench.release(order)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func aRefundedTicketOpensNothingAndItsSeatIsFree() async throws {
        let bench = try Bench()
        let id = try await bench.show(types: [("Standing", 1800, 1)])
        let (ticket, code) = try await bench.ticket(for: id)
        try await bench.refund(ticket.order)
        try await bench.refund(ticket.order)
        let scan = try await bench.scan(code, at: id, by: bench.device(at: id))
        #expect(scan.outcome == .refunded)
        let next = try await bench.ticket(for: id)
        #expect(next.row.serial != ticket.serial)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func whoWentInCannotHaveTheMoneyBackUntilItIsUndone() async throws {
        let bench = try Bench()
        let id = try await bench.show()
        let type = try await bench.types(of: id)[0].id
        let order = try await bench.buy([(type, 2)])
        let ticket = try await bench.tickets(of: order)[1]
        let device = bench.device(at: id)
        let scan = try await bench.scan(ticket.number, at: id, by: device, method: .typed)
        #expect(try await reason { try await bench.refund(order) } == "ticketing.already_admitted")
        #expect(try await bench.tickets(of: order).map(\.status) == [.valid, .admitted])
        _ = try await bench.service.undo(scan.id, by: device)
        try await bench.refund(order)
        #expect(try await bench.tickets(of: order).map(\.status) == [.refunded, .refunded])
        #expect(try await bench.service.brokenCounts() == [])
    }
}
