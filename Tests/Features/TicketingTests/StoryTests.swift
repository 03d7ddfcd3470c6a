import EventLog
import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import Ticketing

/// An evening of random acts, against a model that counts on its fingers.
struct StoryTests {
    /// What should be true of one order.
    private struct Known {
        let order: OrderID
        var held: Int
        var tickets: [(code: String, isInside: Bool, scan: ScanID?, at: Timestamp)] = []
        var isRefunded = false
    }

    private struct Story {
        let bench: Bench
        let show: ShowID
        let types: [TicketTypeID]
        let devices: [Principal]
        let staff: Principal
        let capacity: Int
        var random: SplitMix
        var orders: [Known] = []

        var sold: Int { orders.filter { !$0.isRefunded }.reduce(0) { $0 + $1.tickets.count } }
        var held: Int { orders.reduce(0) { $0 + $1.held } }
        var inside: Int { orders.reduce(0) { $0 + $1.tickets.count { $0.isInside } } }

        mutating func act() async throws {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2: try await buy()
            case 3: try await settle()
            case 4: try await release()
            case 5: try await refund()
            case 6...8: try await scan()
            default: try await undo()
            }
            bench.pass(.seconds(Int.random(in: 0...90, using: &random)))
        }

        mutating func buy() async throws {
            let quantity = Int.random(in: 1...4, using: &random)
            let isPaid = Bool.random(using: &random)
            let type = types[Int.random(in: 0..<types.count, using: &random)]
            var order: OrderID?
            let refused = try await reason { order = try await bench.buy([(type, quantity)], isPaid: isPaid) }
            guard let order else {
                #expect(["ticketing.sold_out", "ticketing.reserved_out"].contains(refused))
                return
            }
            var known = Known(order: order, held: isPaid ? 0 : quantity)
            if isPaid { known.tickets = try await codes(of: order) }
            orders.append(known)
        }

        func codes(of order: OrderID) async throws -> [(String, Bool, ScanID?, Timestamp)] {
            try await bench.tickets(of: order).map {
                (bench.service.codes.code(serial: $0.serial, generation: $0.generation), false, nil, bench.now)
            }
        }

        mutating func settle() async throws {
            let waiting = orders.indices.filter { orders[$0].held > 0 }
            guard let index = waiting.randomElement(using: &random) else { return }
            try await bench.pay(orders[index].order)
            orders[index].held = 0
            orders[index].tickets = try await codes(of: orders[index].order)
        }

        mutating func release() async throws {
            guard let index = orders.indices.randomElement(using: &random) else { return }
            try await bench.release(orders[index].order)
            orders[index].held = 0
        }

        mutating func refund() async throws {
            guard let index = orders.indices.randomElement(using: &random) else { return }
            let refused = try await reason { try await bench.refund(orders[index].order) }
            let isSomebodyInside = orders[index].tickets.contains { $0.isInside }
            #expect(refused == (isSomebodyInside ? "ticketing.already_admitted" : nil))
            if refused == nil && !orders[index].tickets.isEmpty { orders[index].isRefunded = true }
        }

        mutating func scan() async throws {
            guard let index = orders.indices.filter({ !orders[$0].tickets.isEmpty }).randomElement(using: &random),
                let place = orders[index].tickets.indices.randomElement(using: &random)
            else { return }
            let ticket = orders[index].tickets[place]
            let device = devices[Int.random(in: 0..<devices.count, using: &random)]
            let nonce = bench.nonce()
            let answer = try await bench.scan(ticket.code, at: show, by: device, nonce: nonce)
            let wanted: ScanOutcome =
                orders[index].isRefunded ? .refunded : ticket.isInside ? .alreadyInside : .admitted
            #expect(answer.outcome == wanted)
            if wanted == .admitted { orders[index].tickets[place] = (ticket.code, true, answer.id, bench.now) }
            let again = try await bench.scan(ticket.code, at: show, by: device, nonce: nonce)
            #expect(again.id == answer.id && again.outcome == answer.outcome)
            #expect(again.headcount.inside == inside)
        }

        mutating func undo() async throws {
            let inside = orders.indices.flatMap { index in orders[index].tickets.indices.map { (index, $0) } }
                .filter { orders[$0.0].tickets[$0.1].isInside }
            guard let (index, place) = inside.randomElement(using: &random),
                let scan = orders[index].tickets[place].scan
            else { return }
            let isInTime = bench.now.since(orders[index].tickets[place].at) <= .seconds(600)
            let refused = try await reason { _ = try await bench.service.undo(scan, by: staff) }
            #expect(refused == (isInTime ? nil : "ticketing.cannot_undo"))
            if isInTime { orders[index].tickets[place] = (orders[index].tickets[place].code, false, nil, bench.now) }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func anEveningOfRandomActsKeepsEveryCount(seed: UInt64) async throws {
        let bench = try Bench(seed: seed)
        let capacity = 40
        let show = try await bench.show(
            capacity: capacity, doorsIn: .seconds(0), types: [("Standing", 1800, 30), ("Reduced", 900, 25)])
        var story = Story(
            bench: bench, show: show, types: try await bench.types(of: show).map(\.id),
            devices: [bench.device(at: show), bench.device(at: show, door: "Balcony")],
            staff: .account(bench.account(.staff)), capacity: capacity, random: SplitMix(state: seed))
        for step in 0..<150 {
            try await story.act()
            let row = try await bench.row(show)
            #expect(row.sold == story.sold, "seed \(seed), step \(step)")
            #expect(row.held == story.held, "seed \(seed), step \(step)")
            #expect(row.inside == story.inside, "seed \(seed), step \(step)")
            #expect(row.sold + row.held <= capacity, "seed \(seed), step \(step)")
            #expect(try await bench.service.brokenCounts() == [], "seed \(seed), step \(step)")
        }
        #expect(try await bench.journal.firstBrokenLink() == nil)
    }

    @Test func countsThatWereChangedByOtherMeansAreFound() async throws {
        let bench = try Bench()
        let show = try await bench.show(doorsIn: .seconds(0))
        let (_, code) = try await bench.ticket(for: show)
        _ = try await bench.scan(code, at: show, by: bench.device(at: show))
        #expect(try await bench.service.brokenCounts() == [])
        try await bench.store.write { db in try db.execute(sql: "UPDATE show SET inside = 0") }
        #expect(try await bench.service.brokenCounts().count == 1)
        try await bench.store.write { db in try db.execute(sql: "UPDATE ticket_type SET sold = 0") }
        #expect(try await bench.service.brokenCounts().count == 2)
        try await bench.store.write { db in
            try db.execute(sql: "UPDATE ticket SET status = 'valid', admitted_scan = NULL")
        }
        // The count of people is right again, and the ticket could be used twice.
        #expect(try await bench.service.brokenCounts().count == 1)
        _ = try await bench.scan(code, at: show, by: bench.device(at: show))
        #expect(try await bench.service.brokenCounts().contains { $0.hasSuffix("was let in twice.") })
    }
}
