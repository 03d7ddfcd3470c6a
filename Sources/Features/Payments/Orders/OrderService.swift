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

    /// The buyer, checked; what nobody said is empty.
    func checkedBuyer() throws -> Buyer {
        let mail = buyer?.mail ?? ""
        return Buyer(
            name: try FieldRules.line(buyer?.name ?? "", field: "buyer.name", limit: 120, allowsEmpty: true),
            mail: mail.isEmpty ? "" : try FieldRules.mail(mail, field: "buyer.mail"))
    }
}

/// Orders. Whatever changes one takes an Idempotency-Key: the same key with the same request gives the same order
/// again, with another request it is refused.
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
        let buyer = try request.checkedBuyer()
        let actor = caller?.id.text ?? "anyone"
        let keyed = try KeyedRequest(
            key: key, actor: actor, KeyedRequest.parts(request.lines, buyer, request.payment))
        return try await once(keyed) { [self] now, db in
            let orders = PaymentsStore(db: db)
            let channel: SalesChannel = isStaff ? .counter : .web
            let lines = try quote(request.lines, channel, now, in: db)
            let total = try OrderRules.total(lines, try ports.currency(db))
            if channel == .web {
                try OrderRules.checkFlood(
                    reservations: try orders.reservationsFromBrowsers(),
                    ofThisMail: try orders.unpaid(mail: buyer.mail, since: now - OrderRules.freeCountsFor),
                    isFree: total.amount == 0)
            }
            // What is settled in this transaction is kept until now, which tells the seller that nobody waits for it.
            let isSettled = request.payment != nil || total.amount == 0
            let until = isSettled ? now : now + OrderRules.reservedFor
            let id = try freshID(now, in: orders)
            try orders.insert(id, channel: channel, total: total, buyer: buyer, lines: lines, until: until, at: now)
            for (seller, own) in try bySeller(lines) { try seller.hold(db, id, own, until, now) }
            guard let order = try orders.order(id) else { throw NotThere() }
            if isSettled {
                try settle(order, request.payment, soldBy: isStaff ? actor : nil, actor: actor, now, in: db)
            } else {
                try journal.append(PaymentsEvents.reserved(order, actor: actor), in: db)
            }
            return id
        }
    }

    /// Takes the money for a reserved order.
    package func pay(
        _ id: OrderID, _ payment: Payment, by caller: SignedInAccount, key: String? = nil
    ) async throws -> OrderMade {
        let actor = caller.id.text
        let keyed = try KeyedRequest(key: key, actor: actor, ["pay", id.text] + KeyedRequest.parts(payment))
        return try await once(keyed) { [self] now, db in
            guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
            guard order.status == .reserved else { throw PaymentsRefusal.notReserved(status: order.status) }
            guard let until = order.reservedUntil, now < until else { throw PaymentsRefusal.reservationOver }
            try settle(order, payment, soldBy: actor, actor: actor, now, in: db)
            return id
        }
    }

    /// Gives a reservation back. Repeatable.
    package func cancel(_ id: OrderID, actor: String) async throws -> OrderMade {
        try await once(nil) { [self] now, db in
            guard let order = try PaymentsStore(db: db).order(id) else { throw NotThere() }
            if order.status == .cancelled { return id }
            guard order.status == .reserved else { throw PaymentsRefusal.notReserved(status: order.status) }
            try end(order, .cancelled, now, in: db)
            try journal.append(PaymentsEvents.cancelled(order, actor: actor), in: db)
            return id
        }
    }

    /// Gives the money back and takes the goods away, both or neither.
    package func refund(
        _ id: OrderID, reason: String, by caller: SignedInAccount, key: String? = nil
    ) async throws -> OrderMade {
        let reason = try FieldRules.line(reason, field: "reason", limit: 200)
        let actor = caller.id.text
        let keyed = try KeyedRequest(key: key, actor: actor, ["refund", id.text, reason])
        return try await once(keyed) { [self] now, db in
            let orders = PaymentsStore(db: db)
            guard let order = try orders.order(id) else { throw NotThere() }
            guard order.status == .paid else { throw PaymentsRefusal.notPaid }
            for (seller, _) in try bySeller(order.lines) { try seller.revoke(db, id, actor, now) }
            if let sale = order.transfer {
                if order.method == .cash { try demandCash(order.total, now, in: db) }
                try book.reverse(
                    sale, id: TransferID(at: now, entropy: entropy), idempotencyKey: "refund:\(id)", kind: "refund",
                    reference: id.text, actor: actor, in: db, at: now)
            }
            try orders.markRefunded(id, reason: reason, at: now)
            try journal.append(PaymentsEvents.refunded(order, actor: actor), in: db)
            return id
        }
    }

    package func order(_ id: OrderID) async throws -> OrderMade {
        try await store.read { [self] db in try made(id, in: db) }
    }

    package func orders(
        typed: String, status: String?, before cursor: OrderID?, limit: Int
    ) async throws -> Page<OrderAnswer> {
        guard typed.utf8.count <= 800, typed.count <= 200 else {
            throw InvalidInput("q", "This is too long to look for.")
        }
        let wanted = try status.map { text in
            guard let status = OrderStatus(rawValue: text) else {
                throw InvalidInput("status", "An order is reserved, paid, refunded, cancelled or expired.")
            }
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
        return try await order(id).order
    }

    /// The buyer gives a reservation back. Repeatable.
    package func cancelOwnOrder(token: String) async throws -> OrderAnswer {
        guard let id = links.order(in: token) else { throw NotThere() }
        return try await cancel(id, actor: "anyone").order
    }
}
