package import GRDB
import SQLStore
import StageModel

/// A session that was just made: the one moment at which its cookie is known.
struct OpenedSession: Sendable {
    let account: AccountRecord
    /// The value for the session cookie.
    let cookie: String
}

/// Sessions: who holds a cookie is who signed in with it.
extension IdentityService {
    /// Who holds this cookie, or nobody; a session that is over, or whose person is blocked, is nobody's.
    func account(cookie: String) async throws -> SignedInAccount? {
        guard let hash = OpaqueToken.hash(of: cookie) else { return nil }
        let found = try await store.read { db in try IdentityStore(db: db).session(tokenHash: hash) }
        guard let (session, account) = found else { return nil }
        let now = clock.now()
        guard !account.record.isBlocked,
            SessionRules.isAlive(
                createdAt: session.createdAt, lastSeenAt: session.lastSeenAt, roles: account.record.roles, now: now)
        else { return nil }
        if SessionRules.isSeenStale(session.lastSeenAt, now: now) {
            await noteSeen { identity in
                try identity.setSeen(now, session: session.id, ifBefore: now - IdentityLimits.seenStep)
                try identity.setSeen(now, account: account.id)
            }
        }
        return SignedInAccount(
            id: account.id, name: account.record.name, roles: account.record.roles, session: session.id)
    }

    /// Makes a session in the caller's transaction; the one of the old cookie ends, and so does the one unused for
    /// longest when the account has too many.
    func openSession(
        for id: AccountID, from origin: Origin, replacing old: SessionID?, at now: Timestamp,
        in identity: IdentityStore
    ) throws -> OpenedSession {
        if let old { try identity.deleteSession(old) }
        let token = OpaqueToken(entropy: entropy)
        let session = SessionRow(
            id: SessionID(at: now, entropy: entropy), account: id, client: origin.client, agent: origin.agent,
            createdAt: now, lastSeenAt: now)
        for surplus in try identity.sessions(of: id).dropFirst(IdentityLimits.sessionsPerAccount - 1) {
            try identity.deleteSession(surplus.id)
        }
        try identity.insert(session, tokenHash: token.hash)
        try identity.setSeen(now, account: id)
        try append(IdentityEvents.signedIn(id, session: session.id, client: origin.client), in: identity)
        guard let account = try identity.account(id) else { throw IdentityRefusal.changedMeanwhile }
        return OpenedSession(account: account.record, cookie: token.text)
    }

    /// Where this person is signed in, the place used last first.
    func sessions(of caller: SignedInAccount) async throws -> [SessionRow] {
        let now = clock.now()
        return try await store.read { db in
            try IdentityStore(db: db).sessions(of: caller.id).filter {
                SessionRules.isAlive(
                    createdAt: $0.createdAt, lastSeenAt: $0.lastSeenAt, roles: caller.roles, now: now)
            }
        }
    }

    /// Ends one of the person's own sessions; false if there is none of this name, or it is somebody else's.
    func endSession(_ id: SessionID, of caller: SignedInAccount) async throws -> Bool {
        try await store.write { db in
            let identity = IdentityStore(db: db)
            guard let session = try identity.sessions(of: caller.id).first(where: { $0.id == id }) else { return false }
            try identity.deleteSession(id)
            try append(IdentityEvents.sessionEnded(caller.id, session: id, client: session.client), in: identity)
            return true
        }
    }

    /// Ends the sessions of everybody, in the caller's transaction: those of a restored box are of another day.
    package func endAllSessions(in db: Database) throws { try IdentityStore(db: db).deleteAllSessions() }

    /// Writes when somebody was last seen. That is a note beside the request: while the disk takes no writes the person
    /// stays signed in all the same.
    func noteSeen(_ note: @escaping @Sendable (IdentityStore) throws -> Void) async {
        do {
            try await store.write { db in try note(IdentityStore(db: db)) }
        } catch {
            // The store raises its own alarm about its disk; the session just looks a little older than it is.
        }
    }
}
