import HTTPTypes
import StageModel
package import WebEdge

/// HTTP in, HTTP out: reads the request, asks the service, maps the answer.
package struct PaymentsRoutes: Sendable {
    let service: PaymentsService

    package init(service: PaymentsService) { self.service = service }

    private static let staff: Access = .roles([.staff])

    package var routes: [Route] { checkout + orders + own + drawer }

    private var checkout: [Route] {
        [
            Route(.post, "/api/orders/quote", .anyone, replay: .byFeature) { call in
                struct Basket: Decodable { let lines: [OfferRequest] }
                let basket = try await call.json(Basket.self)
                let isStaff = call.principal?.account?.has(any: [.staff]) ?? false
                return try .json(await service.quote(basket.lines, channel: isStaff ? .counter : .web))
            },
            Route(.post, "/api/orders", .anyone, replay: .byFeature) { call in
                let request = try await call.json(OrderRequest.self)
                let made = try await service.makeOrder(request, by: call.principal?.account, key: call.key)
                return try .json(made, status: .created)
            },
        ]
    }

    private var orders: [Route] {
        [
            Route(.get, "/api/orders", Self.staff, body: .none) { call in
                let page = try await service.orders(
                    typed: call.query["q"] ?? "", status: call.query["status"], before: call.cursor(),
                    limit: call.limit())
                return try .json(ListAnswer(page))
            },
            Route(.get, "/api/orders/{id}", Self.staff, body: .none) { call in
                try .json(await service.order(call.id()))
            },
            Route(.post, "/api/orders/{id}/pay", Self.staff, replay: .byFeature) { call in
                let payment = try await call.json(Payment.self)
                return try .json(await service.pay(call.id(), payment, by: call.account(), key: call.key))
            },
            Route(.post, "/api/orders/{id}/cancel", Self.staff, replay: .byFeature) { call in
                try .json(await service.cancel(call.id(), actor: call.actor))
            },
            Route(.post, "/api/orders/{id}/refund", Self.staff, replay: .byFeature) { call in
                struct Reason: Decodable { let reason: String }
                let reason = try await call.json(Reason.self)
                return try .json(
                    await service.refund(call.id(), reason: reason.reason, by: call.account(), key: call.key))
            },
        ]
    }

    private var own: [Route] {
        [
            Route(.get, "/api/order", .anyone, body: .none) { call in
                guard let token = call.request.headerFields[.orderToken] else { throw NotThere() }
                return try .json(await service.ownOrder(token: token))
            },
            // The token is in a header, so an answer stored under a key could reach somebody else.
            Route(.delete, "/api/order", .anyone, body: .none, replay: .byFeature) { call in
                guard let token = call.request.headerFields[.orderToken] else { throw NotThere() }
                return try .json(await service.cancelOwnOrder(token: token))
            },
        ]
    }

    private var drawer: [Route] {
        struct Count: Decodable { let counted: Money }
        return [
            Route(.get, "/api/drawer", Self.staff, body: .none) { _ in try .json(await service.drawer()) },
            Route(.post, "/api/drawer/open", Self.staff) { call in
                let count = try await call.json(Count.self)
                return try .json(await service.openShift(counted: count.counted, by: call.account()))
            },
            Route(.post, "/api/drawer/close", Self.staff) { call in
                let count = try await call.json(Count.self)
                return try .json(await service.closeShift(counted: count.counted, by: call.account()))
            },
        ]
    }
}

extension Call {
    /// The Idempotency-Key. Orders recognise it themselves: their answers bear a link that is not stored, and a sale
    /// must not happen twice even when the box was killed before it could answer.
    fileprivate var key: String? { request.headerFields[.idempotencyKey] }
}
