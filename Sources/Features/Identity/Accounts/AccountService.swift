package import GRDB
import SQLStore
package import StageModel

/// People and what they may do.
extension IdentityService {
    /// Everybody with an account, in the order of their making; for the command line.
    package func listAccounts() async throws -> [AccountRecord] {
        try await store.read { db in try IdentityStore(db: db).accounts(after: nil, limit: .max).map(\.record) }
    }

    /// Makes an account as somebody at the machine may; the first admin takes the claim code away.
    @discardableResult
    package func createAccount(
        name: String, mail: String, roles: Set<Role>, password: String
    ) async throws -> AccountRecord {
        let person = try IdentityRules.person(name: name, mail: mail)
        let boxName = try await store.read { db in try ports.boxName(db) }
        let chosen = try PasswordRules.chosen(
            password, field: "password", about: [boxName, person.name, person.mail])
        let stored = try await hashing.hash(chosen, salt: entropy.bytes(StoredPassword.saltBytes))
        let now = clock.now()
        return try await store.write { db in
            try add(person, roles: roles, password: stored, actor: "box", at: now, in: IdentityStore(db: db))
        }
    }

    /// Gives the person of this mail address exactly these roles; for the command line.
    package func setRoles(mail: String, roles: Set<Role>) async throws {
        let mail = try FieldRules.mail(mail, field: "mail")
        let now = clock.now()
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let person = try identity.account(mail: mail) else { throw IdentityRefusal.noSuchPerson }
            try change(person, PersonChange(roles: roles, isBlocked: nil), actor: "box", at: now, in: identity)
        }
    }

    /// The name of whoever the event log calls `acct_…`, `dev_…` or `box`, in the caller's transaction.
    package func name(of actor: String, in db: Database) throws -> String {
        let identity = IdentityStore(db: db)
        if let id = AccountID(actor) { return try identity.account(id)?.record.name ?? "Somebody" }
        if let id = DeviceID(actor) { return try identity.device(id)?.name ?? "A former device" }
        return actor == "box" ? "The box" : "Somebody"
    }

    func people(after cursor: AccountID?, limit: Int) async throws -> (items: [AccountRecord], next: AccountID?) {
        try await store.read { db in
            let rows = try IdentityStore(db: db).accounts(after: cursor, limit: limit + 1).map(\.record)
            return (Array(rows.prefix(limit)), rows.count > limit ? rows[limit - 1].id : nil)
        }
    }

    func person(_ id: AccountID) async throws -> AccountRecord {
        try await store.read { db in
            guard let row = try IdentityStore(db: db).account(id) else { throw IdentityRefusal.changedMeanwhile }
            return row.record
        }
    }

    /// Changes one's own name or mail; nil leaves it, an empty mail takes it away.
    func changeAccount(_ caller: SignedInAccount, name: String?, mail: String?) async throws -> AccountRecord {
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let before = try identity.account(caller.id)?.record else { throw IdentityRefusal.changedMeanwhile }
            let (name, mail) = try IdentityRules.person(name: name ?? before.name, mail: mail ?? before.mail)
            guard name != before.name || mail != before.mail else { return before }
            try demandFree(name: name, mail: mail, except: caller.id, in: identity)
            try identity.setName(name, fold: IdentityRules.fold(name), mail: mail, of: caller.id)
            try append(IdentityEvents.accountChanged(caller.id, actor: caller.id.text), in: identity)
            return try identity.account(caller.id)?.record ?? before
        }
    }

    func changePerson(_ id: AccountID, _ change: PersonChange, by actor: AccountID) async throws -> AccountRecord {
        let now = clock.now()
        return try await store.write { db -> AccountRecord? in
            let identity = IdentityStore(db: db)
            guard let person = try identity.account(id) else { return nil }
            return try self.change(person, change, actor: actor.text, at: now, in: identity)
        }.orNotThere()
    }

    /// Puts an account into the caller's transaction; refuses a mail or lone name that somebody has.
    @discardableResult
    func add(
        _ person: (name: String, mail: String), roles: Set<Role>, password: StoredPassword, actor: String?,
        at now: Timestamp, in identity: IdentityStore
    ) throws -> AccountRecord {
        try demandFree(name: person.name, mail: person.mail, except: nil, in: identity)
        let account = AccountRecord(
            id: AccountID(at: now, entropy: entropy), name: person.name, mail: person.mail, roles: roles,
            isBlocked: false, createdAt: now, lastSeenAt: nil)
        try identity.insert(account, nameFold: IdentityRules.fold(person.name), password: password.text)
        if roles.contains(.admin) { try identity.deleteClaim() }
        try append(IdentityEvents.accountCreated(account, actor: actor ?? account.id.text), in: identity)
        return account
    }

    /// Applies a change of roles or blocking, and what follows from it: a blocked person's sessions end at once, and
    /// what somebody offered as an admin falls when they are none any more.
    @discardableResult
    private func change(
        _ person: AccountRow, _ change: PersonChange, actor: String, at now: Timestamp, in identity: IdentityStore
    ) throws -> AccountRecord {
        let before = person.record
        try IdentityRules.demandAllowed(
            change, of: before, by: actor, otherAdmins: identity.admins(except: before.id))
        let roles = change.roles ?? before.roles
        let isBlocked = change.isBlocked ?? before.isBlocked
        if roles != before.roles {
            // With fewer roles sessions may rest longer; those that are over already must not come back by that.
            try endDeadSessions(of: before, at: now, in: identity)
            try identity.setRoles(roles, of: before.id)
        }
        if isBlocked != before.isBlocked {
            try identity.setBlocked(isBlocked, of: before.id)
            if isBlocked { try identity.deleteSessions(of: before.id, except: nil) }
        }
        if isBlocked || (before.roles.contains(.admin) && !roles.contains(.admin)) {
            try identity.deleteInvitations(madeBy: before.id.text)
        }
        if isBlocked {
            try identity.deleteResets(of: before.id)
            try identity.deleteOpenPairings(startedBy: before.id.text)
        }
        if roles.contains(.admin) { try identity.deleteClaim() }
        let after = try identity.account(before.id)?.record ?? before
        if roles != before.roles { try append(IdentityEvents.rolesChanged(after, actor: actor), in: identity) }
        if isBlocked != before.isBlocked {
            try append(IdentityEvents.blocked(after.id, isBlocked: isBlocked, actor: actor), in: identity)
        }
        return after
    }

    private func demandFree(name: String, mail: String, except id: AccountID?, in identity: IdentityStore) throws {
        if mail.isEmpty {
            if try identity.isNameTaken(IdentityRules.fold(name), except: id) { throw IdentityRefusal.nameTaken }
        } else if try identity.isMailTaken(mail, except: id) {
            throw IdentityRefusal.mailTaken
        }
    }

    private func endDeadSessions(of account: AccountRecord, at now: Timestamp, in identity: IdentityStore) throws {
        for session in try identity.sessions(of: account.id)
        where !SessionRules.isAlive(
            createdAt: session.createdAt, lastSeenAt: session.lastSeenAt, roles: account.roles, now: now)
        {
            try identity.deleteSession(session.id)
        }
    }
}
