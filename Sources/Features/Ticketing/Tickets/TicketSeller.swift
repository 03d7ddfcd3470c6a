import EventLog
import GRDB
package import StageModel

/// What Payments may do with tickets, each inside its own transaction.
extension TicketingService {
    package var seller: Seller {
        Seller(
            prefix: TicketTypeKind.prefix,
            quote: { db, request, channel, now in try quote(request, channel, now, in: db) },
            hold: { db, order, lines, until, now in try hold(order, lines, until: until, now, in: db) },
            fulfil: { db, order, lines, buyer, actor, now in
                try sell(order, lines, to: buyer, actor: actor, now, in: db)
            },
            release: { db, order, now in try release(order, in: db) },
            revoke: { db, order, actor, now in try revoke(order, actor: actor, in: db) })
    }

    private func quote(
        _ request: OfferRequest, _ channel: SalesChannel, _ now: Timestamp, in db: Database
    ) throws -> OfferLine {
        let store = TicketingStore(db: db)
        guard let id = TicketTypeID(request.offer), let type = try store.type(id), let show = try store.show(type.show)
        else { throw TicketingRefusal.notOnSale }
        try ShowRules.checkSale(type, of: show, quantity: request.quantity, channel: channel, now: now)
        return OfferLine(
            seller: TicketTypeKind.prefix, offer: type.id.text, title: type.name, detail: show.title,
            quantity: request.quantity, unitPrice: type.price)
    }

    private func hold(
        _ order: OrderID, _ lines: [OfferLine], until: Timestamp, _ now: Timestamp, in db: Database
    ) throws {
        let store = TicketingStore(db: db)
        var shows = Set<ShowID>()
        for line in lines {
            guard let id = TicketTypeID(line.offer), let type = try store.type(id), let show = try store.show(type.show)
            else { throw TicketingRefusal.notOnSale }
            // Counted again here: several lines of one order share a show's capacity.
            try ShowRules.checkHold(type, of: show, quantity: line.quantity, isPaidNow: until <= now)
            try store.insertHold(order, type, quantity: line.quantity, until: until)
            shows.insert(show.id)
        }
        for show in shows { try journal.append(TicketingEvents.stockChanged(show, actor: "box"), in: db) }
    }

    private func sell(
        _ order: OrderID, _ lines: [OfferLine], to buyer: Buyer, actor: String, _ now: Timestamp, in db: Database
    ) throws {
        let store = TicketingStore(db: db)
        let prices = Dictionary(lines.map { ($0.offer, $0.unitPrice) }) { first, _ in first }
        var sold: [ShowID: Int] = [:]
        for (type, quantity) in try store.takeHolds(of: order) {
            guard try store.show(type.show)?.status == .published else { throw TicketingRefusal.showCancelled }
            try store.count(type, sold: quantity, held: 0)
            for _ in 0..<quantity {
                try store.insertTicket(
                    TicketID(at: now, entropy: entropy), serial: TicketCodes.freshSerial(entropy),
                    number: TicketCodes.freshNumber(entropy), type: type, order: order, holder: buyer.name,
                    price: prices[type.id.text] ?? type.price, at: now)
            }
            sold[type.show, default: 0] += quantity
        }
        for (show, count) in sold {
            try journal.append(TicketingEvents.sold(show, count: count, order: order, actor: actor), in: db)
        }
    }

    private func release(_ order: OrderID, in db: Database) throws {
        let freed = try TicketingStore(db: db).takeHolds(of: order)
        for show in Set(freed.map(\.type.show)) {
            try journal.append(TicketingEvents.stockChanged(show, actor: "box"), in: db)
        }
    }

    private func revoke(_ order: OrderID, actor: String, in db: Database) throws {
        let store = TicketingStore(db: db)
        guard try !store.tickets(of: order).contains(where: { $0.status == .admitted }) else {
            throw TicketingRefusal.alreadyAdmitted
        }
        var revoked: [ShowID: Int] = [:]
        for (type, quantity) in try store.refundTickets(of: order) {
            try store.count(type, sold: -quantity, held: 0)
            revoked[type.show, default: 0] += quantity
        }
        for (show, count) in revoked {
            try journal.append(TicketingEvents.revoked(show, count: count, order: order, actor: actor), in: db)
            try journal.append(TicketingEvents.stockChanged(show, actor: actor), in: db)
        }
    }
}
