import SQLStore
package import StageModel

/// Signing in and changing a password: everything that checks one.
extension IdentityService {
    /// Where a request comes from, as sessions and the audit trail remember it.
    struct Origin: Sendable {
        let client: String
        let agent: String
    }

    private enum Start: Sendable {
        case check(AccountRow?)
        case wait(seconds: Int)
    }

    private enum Verdict: Sendable {
        case opened(OpenedSession)
        case refused(IdentityRefusal)
    }

    /// Signs in by mail or name. Wrong names take the time and say the words of wrong passwords.
    ///
    /// - Parameter replacing: the session of the cookie that came along; it ends.
    func signIn(
        handle typed: String, password: String, from origin: Origin, replacing old: SessionID?
    ) async throws -> OpenedSession {
        guard let handle = IdentityRules.handle(typed) else { throw InvalidInput("mail", "Please fill this in.") }
        let password = try PasswordRules.typed(password, field: "password")
        let now = clock.now()
        let start = try await store.write { db in
            let identity = IdentityStore(db: db)
            let account = try lookUp(handle, in: identity)
            let subject = try self.subject(handle, account: account?.id, client: origin.client, in: identity)
            if let seconds = try takeTry(subject, at: now, in: identity) { return Start.wait(seconds: seconds) }
            return .check(account)
        }
        guard case .check(let account) = start else {
            if case .wait(let seconds) = start { throw IdentityRefusal.tooManyTries(seconds: seconds) }
            throw IdentityRefusal.busy
        }
        let verdict = try await hashing.check(
            password, against: account.flatMap { StoredPassword($0.password) },
            salt: entropy.bytes(StoredPassword.saltBytes))
        let outcome = try await store.write { db in
            let identity = IdentityStore(db: db)
            return try decide(verdict, account, handle: handle, from: origin, replacing: old, at: now, in: identity)
        }
        switch outcome {
        case .opened(let session): return session
        case .refused(let refusal): throw refusal
        }
    }

    /// Decides on what the hash said, against the account as it is now.
    private func decide(
        _ verdict: PasswordVerdict, _ account: AccountRow?, handle: Handle, from origin: Origin,
        replacing old: SessionID?, at now: Timestamp, in identity: IdentityStore
    ) throws -> Verdict {
        guard case .right(let renewed) = verdict, let account, let current = try identity.account(account.id),
            current.password == account.password
        else {
            try append(
                IdentityEvents.signInRefused(account?.id, client: origin.client, why: "password"), in: identity)
            return .refused(.wrongCredentials)
        }
        try identity.clearTries(subject(handle, account: account.id, client: origin.client, in: identity))
        guard !current.record.isBlocked else {
            try append(IdentityEvents.signInRefused(account.id, client: origin.client, why: "blocked"), in: identity)
            return .refused(.blocked)
        }
        if let renewed { try identity.setPassword(renewed.text, of: account.id) }
        return .opened(try openSession(for: current.id, from: origin, replacing: old, at: now, in: identity))
    }

    /// Changes one's own password; all other sessions and open links of the account end.
    func changePassword(
        _ caller: SignedInAccount, current typed: String, new: String, from origin: Origin
    ) async throws {
        let typed = try PasswordRules.typed(typed, field: "current")
        let (account, boxName) = try await store.read { db in
            (try IdentityStore(db: db).account(caller.id), try ports.boxName(db))
        }
        guard let account else { throw IdentityRefusal.changedMeanwhile }
        let chosen = try PasswordRules.chosen(
            new, field: "new", about: [boxName, account.record.name, account.record.mail])
        let subject = try await demand(typed, of: account, field: "current", client: origin.client)
        let stored = try await hashing.hash(chosen, salt: entropy.bytes(StoredPassword.saltBytes))
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let current = try identity.account(caller.id), current.password == account.password,
                !current.record.isBlocked
            else { throw IdentityRefusal.changedMeanwhile }
            try identity.clearTries(subject)
            try setPassword(stored, of: caller.id, keeping: caller.session, actor: caller.id.text, in: identity)
        }
    }

    /// Refuses unless this is the caller's own password: asked again before something is shown or done that a stranger
    /// at an open screen must not get. Wrong ones slow down like those at signing in.
    ///
    /// - Throws: `InvalidInput` naming `password`, `IdentityRefusal.tooManyTries`.
    package func demandPassword(_ typed: String, of caller: SignedInAccount, client: String) async throws {
        let typed = try PasswordRules.typed(typed, field: "password")
        guard let account = try await store.read({ db in try IdentityStore(db: db).account(caller.id) }) else {
            throw IdentityRefusal.changedMeanwhile
        }
        let subject = try await demand(typed, of: account, field: "password", client: client)
        try await store.write { db in try IdentityStore(db: db).clearTries(subject) }
    }

    /// Takes a try and refuses a wrong password; gives whose tries are to be cleared.
    private func demand(
        _ typed: Password, of account: AccountRow, field: String, client: String
    ) async throws -> [UInt8] {
        let now = clock.now()
        let subject = keys.signIn.tag("account:\(account.id.text)".utf8, length: 16)
        let wait = try await store.write { db in try takeTry(subject, at: now, in: IdentityStore(db: db)) }
        if let wait { throw IdentityRefusal.tooManyTries(seconds: wait) }
        let verdict = try await hashing.check(
            typed, against: StoredPassword(account.password), salt: entropy.bytes(StoredPassword.saltBytes))
        if case .right = verdict { return subject }
        try await store.write { db in
            try append(
                IdentityEvents.signInRefused(account.id, client: client, why: "current_password"),
                in: IdentityStore(db: db))
        }
        throw InvalidInput(field, "This is not your current password.")
    }

    /// Stores a new password in the caller's transaction and ends what the old one opened.
    func setPassword(
        _ stored: StoredPassword, of account: AccountID, keeping session: SessionID?, actor: String,
        in identity: IdentityStore
    ) throws {
        try identity.setPassword(stored.text, of: account)
        try identity.deleteSessions(of: account, except: session)
        try identity.deleteResets(of: account)
        try append(IdentityEvents.passwordChanged(account, actor: actor), in: identity)
    }

    private func lookUp(_ handle: Handle, in identity: IdentityStore) throws -> AccountRow? {
        try identity.account(mail: handle.mail) ?? identity.account(nameFold: handle.name)
    }

    /// Whose tries these are: those at what was typed, so that names nobody has slow down like others and a second name
    /// of one account tells nothing. Where the account is signed in already it has tries of its own, so that a
    /// stranger's guessing does not keep its owner out.
    private func subject(
        _ handle: Handle, account: AccountID?, client: String, in identity: IdentityStore
    ) throws -> [UInt8] {
        let isKnown = try account.map { try identity.hasSession($0, client: client) } ?? false
        return keys.signIn.tag("handle:\(isKnown ? client : ""):\(handle.name)".utf8, length: 16)
    }

    /// Takes a try; the seconds to wait if there is none.
    private func takeTry(_ subject: [UInt8], at now: Timestamp, in identity: IdentityStore) throws -> Int? {
        switch TryBucket.draw(fullAt: try identity.triesFullAt(subject), now: now) {
        case .wait(let seconds): return seconds
        case .granted(let fullAt):
            try identity.setTries(subject, fullAt: fullAt)
            return nil
        }
    }
}
