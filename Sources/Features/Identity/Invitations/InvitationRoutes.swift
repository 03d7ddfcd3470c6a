import HTTPTypes
import QRCode
import StageModel
import WebEdge

/// A link as the list of open ones tells it.
struct InvitationAnswer: Encodable, Sendable {
    let id: InvitationID
    let name, mail: String
    let roles: [Role]
    let kind: InvitationKind
    let expiresAt: Timestamp

    init(_ invitation: InvitationRow) {
        id = invitation.id
        name = invitation.name
        mail = invitation.mail
        roles = invitation.sortedRoles
        kind = invitation.kind
        expiresAt = invitation.expiresAt
    }
}

/// Inviting, and coming in by a link.
extension IdentityRoutes {
    var invitations: [Route] {
        [
            Route(.get, "/api/people/invitations", .roles([.admin]), body: .none) { _ in
                struct List: Encodable { let items: [InvitationAnswer] }
                return try .json(List(items: await service.openInvitations().map(InvitationAnswer.init)))
            },
            Route(.post, "/api/people/invitations", .roles([.admin]), replay: .byFeature) { call in
                struct Invite: Decodable {
                    let name: String
                    let mail: String?
                    let roles: [String]
                }
                let invite = try await call.json(Invite.self)
                return try made(
                    await service.invite(
                        name: invite.name, mail: invite.mail ?? "",
                        roles: try IdentityRules.roles(invite.roles, mayBeEmpty: false), actor: call.actor))
            },
            Route(.delete, "/api/people/invitations/{id}", .roles([.admin]), body: .none) { call in
                try await service.withdrawInvitation(call.id(), actor: call.actor)
                return .noContent
            },
            Route(.post, "/api/invitations/open", .anyone, budget: .guessing) { call in
                struct Open: Decodable { let token: String }
                struct Offer: Encodable {
                    let name, mail: String
                    let roles: [Role]
                    let kind: InvitationKind
                    let boxName: String
                }
                let offer = try await service.openInvitation(token: try await call.json(Open.self).token)
                return try .json(
                    Offer(
                        name: offer.invitation.name, mail: offer.invitation.mail, roles: offer.invitation.sortedRoles,
                        kind: offer.invitation.kind, boxName: offer.boxName))
            },
            Route(.post, "/api/invitations/accept", .anyone, budget: .guessing) { call in
                struct Accept: Decodable {
                    let token: String
                    let name, mail: String?
                    let password: String
                }
                let accept = try await call.json(Accept.self)
                let session = try await service.acceptInvitation(
                    token: accept.token, name: accept.name, mail: accept.mail, password: accept.password,
                    from: origin(call), replacing: call.principal?.account?.session)
                return try opened(session, call)
            },
        ]
    }

    /// The answer with a link, this one time.
    func made(_ made: MadeInvitation) throws -> Reply {
        struct Made: Encodable {
            let invitation: InvitationAnswer
            let path: String
            let qr: [String]
        }
        let link = IdentityRules.link(made.path, behind: service.ports.address())
        return try .json(
            Made(
                invitation: InvitationAnswer(made.invitation), path: made.path,
                qr: try QRMatrix(encoding: link, correction: .medium).rows), status: .created)
    }
}
