import SQLStore
package import StageModel
import WebEdge

/// A link that was just made: the one moment at which its token is known.
struct MadeInvitation: Sendable {
    let invitation: InvitationRow
    /// `/join#TOKEN`; the token stands behind the sign that browsers keep to themselves.
    let path: String
}

/// What a link offers to whoever opens it.
struct InvitationOffer: Sendable {
    let invitation: InvitationRow
    let boxName: String
}

/// Links with which people come in: invitations, and resets of a password.
extension IdentityService {
    /// The path of a link that makes an account with these roles; for the command line.
    package func inviteLink(name: String, mail: String, roles: Set<Role>) async throws -> String {
        try await invite(name: name, mail: mail, roles: roles, actor: "box").path
    }

    /// The path of a link with which the person of this mail address sets a new password; for the command line.
    package func resetLink(mail: String) async throws -> String {
        let mail = try FieldRules.mail(mail, field: "mail")
        let account = try await store.read { db in try IdentityStore(db: db).account(mail: mail) }
        guard let account else { throw IdentityRefusal.noSuchPerson }
        return try await resetPassword(of: account.id, actor: "box").path
    }

    func invite(name: String, mail: String, roles: Set<Role>, actor: String) async throws -> MadeInvitation {
        // Without a mail the person may still give one, or change the name, when they accept.
        let name = try FieldRules.line(name, field: "name", limit: IdentityLimits.nameCharacters)
        let mail = mail.isEmpty ? "" : try IdentityRules.person(name: name, mail: mail).mail
        guard !roles.isEmpty else { throw InvalidInput("roles", "Choose at least one role.") }
        let now = clock.now()
        return try await store.write { db in
            let identity = IdentityStore(db: db)
            if try identity.isMailTaken(mail, except: nil) { throw IdentityRefusal.mailTaken }
            guard try identity.countOpenInvitations(at: now) < IdentityLimits.openInvitations else {
                throw IdentityRefusal.tooManyInvitations
            }
            let invitation = InvitationRow(
                id: InvitationID(at: now, entropy: entropy), kind: .invitation, account: nil, name: name, mail: mail,
                roles: roles, madeBy: actor, createdAt: now, expiresAt: now + IdentityLimits.invitationLife)
            let made = try make(invitation, in: identity)
            try append(IdentityEvents.invited(invitation, actor: actor), in: identity)
            return made
        }
    }

    /// Makes a reset link; an older one of the same person is void.
    func resetPassword(of id: AccountID, actor: String) async throws -> MadeInvitation {
        let now = clock.now()
        return try await store.write { db -> MadeInvitation? in
            let identity = IdentityStore(db: db)
            guard let person = try identity.account(id)?.record else { return nil }
            guard !person.isBlocked else { throw IdentityRefusal.personBlocked }
            try identity.deleteResets(of: id)
            let invitation = InvitationRow(
                id: InvitationID(at: now, entropy: entropy), kind: .reset, account: id, name: person.name,
                mail: person.mail, roles: person.roles, madeBy: actor, createdAt: now,
                expiresAt: now + IdentityLimits.resetLife)
            let made = try make(invitation, in: identity)
            try append(IdentityEvents.resetLinkMade(invitation.id, for: id, actor: actor), in: identity)
            return made
        }.orNotThere()
    }

    private func make(_ invitation: InvitationRow, in identity: IdentityStore) throws -> MadeInvitation {
        let token = OpaqueToken(entropy: entropy)
        try identity.insert(invitation, tokenHash: token.hash)
        return MadeInvitation(invitation: invitation, path: "/join#\(token.text)")
    }

    func openInvitations() async throws -> [InvitationRow] {
        let now = clock.now()
        return try await store.read { db in try IdentityStore(db: db).openInvitations(at: now) }
    }

    func withdrawInvitation(_ id: InvitationID, actor: String) async throws {
        let now = clock.now()
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let invitation = try identity.invitation(id), invitation.expiresAt > now else { throw NotThere() }
            try identity.deleteInvitation(invitation.id)
            try append(IdentityEvents.invitationWithdrawn(id, actor: actor), in: identity)
        }
    }

    /// What a link offers; looking does not use it up, so that programs which open links in messages do no harm.
    func openInvitation(token: String) async throws -> InvitationOffer {
        let now = clock.now()
        return try await store.read { db in
            InvitationOffer(
                invitation: try goodInvitation(token, at: now, in: IdentityStore(db: db)),
                boxName: try ports.boxName(db))
        }
    }

    /// Uses a link up: makes the account or sets the new password, and signs in.
    ///
    /// - Parameter name: of a new account, instead of the one in the invitation; a reset changes neither name nor mail.
    func acceptInvitation(
        token: String, name: String?, mail: String?, password: String, from origin: Origin, replacing old: SessionID?
    ) async throws -> OpenedSession {
        let now = clock.now()
        let offer = try await openInvitation(token: token)
        let link = offer.invitation
        let person =
            link.kind == .reset
            ? (name: link.name, mail: link.mail)
            : try IdentityRules.person(name: name ?? link.name, mail: mail ?? link.mail)
        let chosen = try PasswordRules.chosen(
            password, field: "password", about: [offer.boxName, person.name, person.mail])
        let stored = try await hashing.hash(chosen, salt: entropy.bytes(StoredPassword.saltBytes))
        return try await store.write { db in
            let identity = IdentityStore(db: db)
            // Again, in the transaction that uses it up: of two who come at once the second finds it gone.
            let link = try goodInvitation(token, at: now, in: identity)
            let id: AccountID
            if let account = link.account {
                guard let current = try identity.account(account), !current.record.isBlocked else {
                    throw IdentityRefusal.linkGone
                }
                try setPassword(stored, of: account, keeping: nil, actor: account.text, in: identity)
                id = account
            } else {
                id = try add(person, roles: link.roles, password: stored, actor: nil, at: now, in: identity).id
            }
            try identity.deleteInvitation(link.id)
            try append(IdentityEvents.invitationAccepted(link.id, by: id), in: identity)
            return try openSession(for: id, from: origin, replacing: old, at: now, in: identity)
        }
    }

    private func goodInvitation(
        _ token: String, at now: Timestamp, in identity: IdentityStore
    ) throws -> InvitationRow {
        guard let hash = OpaqueToken.hash(of: token), let invitation = try identity.invitation(tokenHash: hash),
            now < invitation.expiresAt
        else { throw IdentityRefusal.linkGone }
        return invitation
    }
}
