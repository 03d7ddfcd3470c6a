import HTTPTypes
import StageModel
package import WebEdge

/// HTTP in, HTTP out: reads the request, asks the service, maps the answer.
package struct TicketingRoutes: Sendable {
    let service: TicketingService

    package init(service: TicketingService) { self.service = service }

    private static let staff: Access = .roles([.staff])
    private static let door: Access = .rolesOrDevice([.staff, .door])

    package var routes: [Route] { shows + types + tickets + doors }

    private var shows: [Route] {
        [
            Route(.get, "/api/shows", .anyone, body: .none) { call in
                let page = try await service.shows(
                    when: call.query["when"], for: call.principal?.account, after: call.cursor(), limit: call.limit())
                return try .json(ListAnswer(page))
            },
            Route(.post, "/api/shows", Self.staff) { call in
                let draft = try await call.json(ShowDraft.self)
                return try .json(await service.createShow(draft, by: call.account()), status: .created)
            },
            Route(.get, "/api/shows/{id}", .anyone, body: .none) { call in
                try .json(await service.show(call.id(), for: call.principal?.account))
            },
            Route(.patch, "/api/shows/{id}", Self.staff) { call in
                let change = try await call.json(ShowChange.self)
                return try .json(await service.changeShow(call.id(), change, by: call.account()))
            },
            Route(.put, "/api/shows/{id}/poster", Self.staff, budget: .upload, body: .image) { call in
                try .json(await service.setPoster(call.body.collect(), of: call.id(), by: call.account()))
            },
        ]
    }

    private var types: [Route] {
        [
            Route(.post, "/api/shows/{id}/ticket-types", Self.staff) { call in
                let draft = try await call.json(TypeDraft.self)
                return try .json(await service.addType(draft, to: call.id(), by: call.account()), status: .created)
            },
            Route(.patch, "/api/ticket-types/{id}", Self.staff) { call in
                let change = try await call.json(TypeChange.self)
                return try .json(await service.changeType(call.id(), change, by: call.account()))
            },
        ]
    }

    private var tickets: [Route] {
        [
            Route(.get, "/api/shows/{id}/tickets", Self.door, body: .none) { call in
                guard let principal = call.principal else { throw SignInNeeded() }
                let page = try await service.tickets(
                    of: call.id(), typed: call.query["q"] ?? "", before: call.cursor(), limit: call.limit(),
                    for: principal)
                return try .json(ListAnswer(page))
            },
            Route(.get, "/api/order/tickets", .anyone, budget: .ordinary, body: .none) { call in
                struct List: Encodable { let items: [OwnTicketAnswer] }
                guard let token = call.request.headerFields[.orderToken] else { throw NotThere() }
                return try .json(List(items: await service.ownTickets(token: token)))
            },
        ]
    }

    private var doors: [Route] {
        [
            Route(.get, "/api/door", .device, budget: .door, body: .none) { call in
                guard let device = call.principal?.device else { throw SignInNeeded() }
                return try .json(await service.door(for: device))
            },
            Route(.get, "/api/shows/{id}/headcount", Self.door, budget: .door, body: .none) { call in
                guard let principal = call.principal else { throw SignInNeeded() }
                return try .json(await service.headcount(of: call.id(), for: principal))
            },
            Route(.get, "/api/shows/{id}/scans", Self.door, budget: .door, body: .none) { call in
                guard let principal = call.principal else { throw SignInNeeded() }
                let page = try await service.scans(
                    of: call.id(), before: call.cursor(), limit: call.limit(), for: principal)
                return try .json(ListAnswer(page))
            },
            Route(.post, "/api/shows/{id}/scans", Self.door, budget: .door, replay: .byFeature) { call in
                guard let principal = call.principal else { throw SignInNeeded() }
                let request = try await call.json(ScanRequest.self)
                return try .json(await service.scan(request, at: call.id(), by: principal))
            },
            Route(.post, "/api/scans/{id}/undo", Self.door, budget: .door, replay: .byFeature) { call in
                guard let principal = call.principal else { throw SignInNeeded() }
                return try .json(await service.undo(call.id(), by: principal))
            },
        ]
    }
}
