import EventLog
import GRDB
import Ledger
import SQLStore
import StageModel
import WebEdge

/// The accounts of the book that orders move.
enum SalesAccounts {
    /// The drawer cannot hold less than nothing.
    static let drawer = BookAccount("cash:drawer:main", .asset, floor: 0)
    /// What card terminals outside the box took.
    static let card = BookAccount("card:external", .asset)
    /// What was paid for and is still to be given: a debt of the house until the show has happened.
    static let deferred = BookAccount("deferred:sales", .liability)
    /// Cash that comes into the drawer, or leaves it, other than by sales.
    static let outside = BookAccount("cash:outside", .asset)
    static let overShort = BookAccount("over_short", .expense)
}

/// The steps that orders are made of, each inside a transaction that its caller opened.
extension PaymentsService {
    /// Runs the work in one transaction and answers with the order it gives; a key that did this before gives the order
    /// of that time without any work.
    func once(
        _ request: KeyedRequest?, _ work: @escaping @Sendable (_ now: Timestamp, Database) throws -> OrderID
    ) async throws -> OrderMade {
        let now = clock.now()
        return try await store.write { [self] db in
            let orders = PaymentsStore(db: db)
            if let request, let known = try orders.request(request) {
                guard known.hash == request.hash else { throw PaymentsRefusal.keyReused }
                return try made(known.order, in: db)
            }
            let id = try work(now, db)
            if let request { try orders.insert(request, order: id, at: now) }
            return try made(id, in: db)
        }
    }

    /// An identifier whose six characters no other order has, so that a number said at the counter means one order.
    func freshID(_ now: Timestamp, in orders: PaymentsStore) throws -> OrderID {
        var id = OrderID(at: now, entropy: entropy)
        while try orders.hasNumber(id.number) { id = OrderID(at: now, entropy: entropy) }
        return id
    }

    func quote(
        _ basket: [OfferRequest], _ channel: SalesChannel, _ now: Timestamp, in db: Database
    ) throws -> [OfferLine] {
        try basket.map { request in try seller(of: request.offer).quote(db, request, channel, now) }
    }

    func bySeller(_ lines: [OfferLine]) throws -> [(seller: Seller, lines: [OfferLine])] {
        try Dictionary(grouping: lines, by: \.seller).sorted { $0.key < $1.key }.map { prefix, own in
            (try seller(of: prefix + "_"), own)
        }
    }

    private func seller(of offer: String) throws -> Seller {
        let prefix = offer.prefix { $0 != "_" }
        guard let seller = ports.sellers.first(where: { $0.prefix == prefix }) else {
            throw PaymentsRefusal.nothingLikeThat
        }
        return seller
    }

    /// Books the money, hands the goods over, marks the order.
    func settle(
        _ order: OrderRow, _ payment: Payment?, soldBy: String?, actor: String, _ now: Timestamp, in db: Database
    ) throws {
        let method = OrderRules.method(payment, total: order.total)
        let tendered = try payment.flatMap { try OrderRules.tendered($0, total: order.total) }
        var transfer: TransferID?
        if order.total.amount > 0 {
            if method == .cash { try openShiftIfNeeded(now, in: db) }
            let id = TransferID(at: now, entropy: entropy)
            let account = method == .cash ? SalesAccounts.drawer : SalesAccounts.card
            try book.post(
                TransferDraft(
                    id: id, idempotencyKey: "sale:\(order.id)", kind: "sale", reference: order.id.text, actor: actor,
                    entries: [
                        BookEntry(account, order.total),
                        BookEntry(SalesAccounts.deferred, Money(-order.total.amount, order.total.currency)),
                    ]), in: db, at: now)
            transfer = id
        }
        try PaymentsStore(db: db).markPaid(
            order.id, method: method, tendered: tendered, soldBy: soldBy, transfer: transfer, at: now)
        for (seller, lines) in try bySeller(order.lines) {
            try seller.fulfil(db, order.id, lines, order.buyer, actor, now)
        }
        try journal.append(PaymentsEvents.paid(order, actor: actor), in: db)
    }

    /// Cash that is given back comes out of the drawer, in somebody's shift.
    func demandCash(_ total: Money, _ now: Timestamp, in db: Database) throws {
        try openShiftIfNeeded(now, in: db)
        let holds = try book.balance(of: SalesAccounts.drawer.code, total.currency, in: db)
        guard holds.amount >= total.amount else { throw PaymentsRefusal.drawerTooLow(holds: holds) }
    }

    func end(_ order: OrderRow, _ status: OrderStatus, _ now: Timestamp, in db: Database) throws {
        for (seller, _) in try bySeller(order.lines) { try seller.release(db, order.id, now) }
        try PaymentsStore(db: db).markEnded(order.id, status)
    }

    func made(_ id: OrderID, in db: Database) throws -> OrderMade {
        guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
        return try OrderMade(order: answer(order, in: db), path: links.path(for: order.id), origin: ports.address())
    }

    func answer(_ order: OrderRow, in db: Database) throws -> OrderAnswer {
        OrderAnswer(order, soldBy: try order.soldBy.map { try ports.actorName(db, $0) })
    }
}
