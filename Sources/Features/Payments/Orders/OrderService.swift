import EventLog
import GRDB
import Ledger
import SQLStore
package import StageModel
package import WebEdge

/// Who asks for an order.
package struct OrderRequest: Decodable, Sendable {
    struct Details: Decodable, Sendable { let name, mail: String? }

    let lines: [OfferRequest]
    let buyer: Details?
    let payment: Payment?

    package init(lines: [OfferRequest], buyer: Buyer = Buyer(name: "", mail: ""), payment: Payment? = nil) {
        self.lines = lines
        self.buyer = Details(name: buyer.name, mail: buyer.mail)
        self.payment = payment
    }
}

/// The accounts of the book that orders move.
enum SalesAccounts {
    static let drawer = BookAccount("cash:drawer:main", .asset)
    static let card = BookAccount("card:external", .asset)
    /// What was paid for and is still to be given: a debt of the house until the show has happened.
    static let deferred = BookAccount("deferred:sales", .liability)
    /// Cash that comes into the drawer, or leaves it, other than by sales.
    static let outside = BookAccount("cash:outside", .asset)
    static let overShort = BookAccount("over_short", .expense)
}

/// Orders.
extension PaymentsService {
    package func quote(_ basket: [OfferRequest], channel: SalesChannel) async throws -> QuoteAnswer {
        try OrderRules.check(basket)
        let now = clock.now()
        return try await store.read { [self] db in
            let lines = try quote(basket, channel, now, in: db)
            return QuoteAnswer(
                lines: lines.map(LineAnswer.init), total: try OrderRules.total(lines, try ports.currency(db)))
        }
    }

    /// Makes an order. With a payment (staff) it is sold in the same transaction; free ones are handed over at once;
    /// otherwise it is reserved for 20 minutes.
    package func makeOrder(
        _ request: OrderRequest, by caller: SignedInAccount?, key: String?
    ) async throws -> OrderMade {
        try OrderRules.check(request.lines)
        let isStaff = caller?.has(any: [.staff]) ?? false
        guard isStaff || request.payment == nil else { throw PaymentsRefusal.staffOnly }
        let buyer = Buyer(
            name: try FieldRules.line(request.buyer?.name ?? "", field: "buyer.name", limit: 120, allowsEmpty: true),
            mail: try request.buyer?.mail.flatMap { $0.isEmpty ? nil : $0 }
                .map { try FieldRules.mail($0, field: "buyer.mail") } ?? "")
        let channel: SalesChannel = request.payment == nil && !isStaff ? .web : .counter
        let scoped = key.map { "\(caller?.id.text ?? "anyone"):\($0)" }
        let hash = RequestHash.of(request.lines, buyer, request.payment)
        let now = clock.now()
        return try await store.write { [self] db in
            let orders = PaymentsStore(db: db)
            if let scoped, let known = try orders.order(key: scoped) {
                guard known.requestHash == hash else { throw PaymentsRefusal.keyReused }
                return try made(known, in: db)
            }
            guard try orders.openReservations() < OrderRules.mostOpenReservations else {
                throw PaymentsRefusal.tooManyReservations
            }
            let id = OrderID(at: now, entropy: entropy)
            let lines = try quote(request.lines, channel, now, in: db)
            let total = try OrderRules.total(lines, try ports.currency(db))
            let until = now + OrderRules.reservedFor
            try orders.insert(
                id, channel: channel, total: total, buyer: buyer, lines: lines, until: until,
                key: scoped, hash: scoped == nil ? nil : hash, at: now)
            for (seller, own) in try bySeller(lines) { try seller.hold(db, id, own, until, now) }
            guard let order = try orders.order(id) else { throw NotThere() }
            let actor = caller?.id.text ?? "anyone"
            if request.payment != nil || total.amount == 0 {
                try settle(order, request.payment, soldBy: isStaff ? actor : nil, actor: actor, now, in: db)
            } else {
                try journal.append(PaymentsEvents.reserved(order, actor: actor), in: db)
            }
            return try made(id, in: db)
        }
    }

    /// Takes the money for a reserved order.
    package func pay(_ id: OrderID, _ payment: Payment, by caller: SignedInAccount) async throws -> OrderMade {
        let now = clock.now()
        return try await store.write { [self] db in
            guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
            guard order.status == .reserved else { throw PaymentsRefusal.notReserved(status: order.status) }
            guard let until = order.reservedUntil, now < until else { throw PaymentsRefusal.reservationOver }
            try settle(order, payment, soldBy: caller.id.text, actor: caller.id.text, now, in: db)
            return try made(id, in: db)
        }
    }

    /// Gives a reservation back.
    package func cancel(_ id: OrderID, actor: String) async throws -> OrderMade {
        let now = clock.now()
        return try await store.write { [self] db in
            guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
            guard order.status == .reserved else { throw PaymentsRefusal.notReserved(status: order.status) }
            try end(order, .cancelled, now, in: db)
            try journal.append(PaymentsEvents.cancelled(order, actor: actor), in: db)
            return try made(id, in: db)
        }
    }

    /// Gives the money back and takes the goods away, both or neither.
    package func refund(_ id: OrderID, reason: String, by caller: SignedInAccount) async throws -> OrderMade {
        let reason = try FieldRules.line(reason, field: "reason", limit: 200)
        let now = clock.now()
        return try await store.write { [self] db in
            let orders = PaymentsStore(db: db)
            guard let order = try orders.order(id) else { throw NotThere() }
            guard order.status == .paid else { throw PaymentsRefusal.notPaid }
            for (seller, _) in try bySeller(order.lines) { try seller.revoke(db, id, caller.id.text, now) }
            if let transfer = order.transfer {
                try book.reverse(
                    transfer, id: TransferID(at: now, entropy: entropy), idempotencyKey: "refund:\(id)", kind: "refund",
                    reference: id.text, actor: caller.id.text, in: db, at: now)
            }
            try orders.markRefunded(id, reason: reason, at: now)
            try journal.append(PaymentsEvents.refunded(order, actor: caller.id.text), in: db)
            return try made(id, in: db)
        }
    }

    package func order(_ id: OrderID) async throws -> OrderMade {
        try await store.read { [self] db in try made(id, in: db) }
    }

    package func orders(
        typed: String, status: String?, before cursor: OrderID?, limit: Int
    ) async throws -> Page<OrderAnswer> {
        guard typed.utf8.count <= 400 else { throw InvalidInput("q", "This is too long to look for.") }
        let wanted = try status.map { text in
            guard let status = OrderStatus(rawValue: text) else { throw InvalidInput("status", "There is no such state.") }
            return status
        }
        return try await store.read { [self] db in
            let rows = try PaymentsStore(db: db).orders(typed: typed, status: wanted, before: cursor, limit: limit + 1)
            return Page(
                items: try rows.prefix(limit).map { try answer($0, in: db) },
                nextCursor: rows.count > limit ? rows.prefix(limit).last?.id.text : nil)
        }
    }

    // MARK: The buyer's own order

    /// The order a token opens; nil for any other text.
    package func order(forToken token: String) async throws -> OrderID? {
        guard let id = links.order(in: token) else { return nil }
        return try await store.read { db in try PaymentsStore(db: db).order(id)?.id }
    }

    package func ownOrder(token: String) async throws -> OrderAnswer {
        guard let id = links.order(in: token) else { throw NotThere() }
        return try await store.read { [self] db in
            guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
            return try answer(order, in: db)
        }
    }

    package func cancelOwnOrder(token: String) async throws -> OrderAnswer {
        guard let id = links.order(in: token) else { throw NotThere() }
        return try await cancel(id, actor: "buyer").order
    }

    // MARK: Work on a timer

    /// Ends reservations whose time is over; gives how many.
    package func expireReservations() async throws -> Int {
        let now = clock.now()
        return try await store.write { [self] db in
            let orders = PaymentsStore(db: db)
            let over = try orders.reservations(endedBy: now, limit: 200)
            for id in over {
                guard let order = try orders.order(id) else { continue }
                try end(order, .expired, now, in: db)
                try journal.append(PaymentsEvents.expired(order), in: db)
            }
            return over.count
        }
    }

    /// What does not hold of the book, as sentences; empty when all is well.
    package func brokenInvariants() async throws -> [String] {
        try await store.read { [book] db in try book.brokenInvariants(in: db) }
    }

    // MARK: Steps

    private func quote(
        _ basket: [OfferRequest], _ channel: SalesChannel, _ now: Timestamp, in db: Database
    ) throws -> [OfferLine] {
        try basket.map { request in try seller(of: request.offer).quote(db, request, channel, now) }
    }

    private func seller(of offer: String) throws -> Seller {
        let prefix = offer.prefix { $0 != "_" }
        guard let seller = ports.sellers.first(where: { $0.prefix == prefix }) else {
            throw PaymentsRefusal.nothingLikeThat
        }
        return seller
    }

    private func bySeller(_ lines: [OfferLine]) throws -> [(seller: Seller, lines: [OfferLine])] {
        try Dictionary(grouping: lines, by: \.seller).sorted { $0.key < $1.key }.map { prefix, own in
            (try seller(of: prefix + "_"), own)
        }
    }

    /// Books the money, hands the goods over, marks the order: one transaction, the caller's.
    private func settle(
        _ order: OrderRow, _ payment: Payment?, soldBy: String?, actor: String, _ now: Timestamp, in db: Database
    ) throws {
        let method = OrderRules.method(payment, total: order.total)
        let tendered = try payment.flatMap { try OrderRules.tendered($0, total: order.total) }
        var transfer: TransferID?
        if order.total.amount > 0 {
            if method == .cash { try openShiftIfNeeded(actor: actor, now, in: db) }
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

    private func end(_ order: OrderRow, _ status: OrderStatus, _ now: Timestamp, in db: Database) throws {
        for (seller, _) in try bySeller(order.lines) { try seller.release(db, order.id, now) }
        try PaymentsStore(db: db).markEnded(order.id, status)
    }

    private func made(_ id: OrderID, in db: Database) throws -> OrderMade {
        guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
        return try made(order, in: db)
    }

    private func made(_ order: OrderRow, in db: Database) throws -> OrderMade {
        try OrderMade(order: answer(order, in: db), path: links.path(for: order.id), origin: ports.address())
    }

    func answer(_ order: OrderRow, in db: Database) throws -> OrderAnswer {
        OrderAnswer(order, soldBy: try order.soldBy.map { try ports.actorName(db, $0) })
    }
}
