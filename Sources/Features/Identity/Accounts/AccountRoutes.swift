import HTTPTypes
import StageModel
import WebEdge

/// A person as the API tells it.
struct PersonAnswer: Encodable, Sendable {
    let id: AccountID
    let name, mail: String
    let roles: [Role]
    let isBlocked: Bool
    let createdAt: Timestamp
    let lastSeenAt: Nullable<Timestamp>

    init(_ account: AccountRecord) {
        id = account.id
        name = account.name
        mail = account.mail
        roles = account.sortedRoles
        isBlocked = account.isBlocked
        createdAt = account.createdAt
        lastSeenAt = Nullable(account.lastSeenAt)
    }
}

/// One's own account, and for admins everybody's.
extension IdentityRoutes {
    var accounts: [Route] {
        [
            Route(.get, "/api/account", .signedIn, body: .none) { call in
                try .json(PersonAnswer(await service.person(call.account().id)))
            },
            Route(.patch, "/api/account", .signedIn) { call in
                struct Change: Decodable { let name, mail: String? }
                let change = try await call.json(Change.self)
                return try .json(
                    PersonAnswer(await service.changeAccount(call.account(), name: change.name, mail: change.mail)))
            },
            Route(.post, "/api/account/password", .signedIn, budget: .guessing) { call in
                struct Change: Decodable { let current, new: String }
                let change = try await call.json(Change.self)
                try await service.changePassword(
                    call.account(), current: change.current, new: change.new, from: origin(call))
                return .noContent
            },
            Route(.get, "/api/people", .roles([.admin]), body: .none) { call in
                struct List: Encodable {
                    let items: [PersonAnswer]
                    let nextCursor: Nullable<AccountID>
                }
                let page = try await service.people(after: try call.cursor(), limit: try call.limit())
                return try .json(List(items: page.items.map(PersonAnswer.init), nextCursor: Nullable(page.next)))
            },
            Route(.patch, "/api/people/{id}", .roles([.admin])) { call in
                struct Change: Decodable {
                    let roles: [String]?
                    let isBlocked: Bool?
                }
                let change = try await call.json(Change.self)
                let person = try await service.changePerson(
                    call.id(),
                    PersonChange(
                        roles: try change.roles.map { try IdentityRules.roles($0, mayBeEmpty: true) },
                        isBlocked: change.isBlocked), by: call.account().id)
                return try .json(PersonAnswer(person))
            },
            Route(.post, "/api/people/{id}/password-reset", .roles([.admin]), body: .none, replay: .byFeature) { call in
                try made(await service.resetPassword(of: call.id(), actor: call.actor))
            },
        ]
    }
}
