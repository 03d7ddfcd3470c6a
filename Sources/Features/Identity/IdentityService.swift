package import EventLog
package import SQLStore
package import StageModel
package import WebEdge

// Identity: who somebody is, and what they may do on this box.
//
// Purpose. The first admin claims the box with a code that only somebody at the machine can read. Everybody else comes
// by an invitation, signs in with a password and holds a server-side session; a phone at a door holds a token of its
// own, got by pairing. Whoever is blocked or revoked is out with the next request, because every request asks here.
//
// Limits. All numbers stand in `IdentityLimits`. Secrets rest only as hashes: passwords by scrypt, tokens of 256 random
// bits by SHA-256, codes that people type by HMAC under the box's own key. A failed try is a value that is stored and
// told to the audit trail, never an error that rolls its own record back. Nobody is locked out for ever: tries are
// slowed per account, and an address at which the account is signed in already has tries of its own.
// A mail address is a name to sign in with and nothing more: no message goes to it and no password is reset by it, so
// changing one's own needs no second proof.
//
// Callers. IdentityRoutes; WebEdge through the `Authenticator`; App (box settings, shows, the command line).

/// The front door of Identity: what the box may ask of it. Each noun has a file of its own.
package struct IdentityService: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let entropy: Entropy
    let keys: IdentityKeys
    let ports: IdentityPorts
    let hashing: PasswordHashing

    package init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, key: SecretKey,
        ports: IdentityPorts, hashing: PasswordHashing
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.entropy = entropy
        self.keys = IdentityKeys(key)
        self.ports = ports
        self.hashing = hashing
    }

    /// What WebEdge asks with every request.
    package var authenticator: Authenticator {
        Authenticator(
            principal: { credential in
                switch credential {
                case .session(let cookie): try await account(cookie: cookie).map(Principal.account)
                case .bearer(let token): try await device(token: token).map(Principal.device)
                }
            },
            csrfToken: { cookie in csrfToken(of: cookie) })
    }

    /// The token that unsafe calls with this cookie must carry: HMAC of the cookie, so nothing is stored for it.
    func csrfToken(of cookie: String) -> String {
        Crockford.encode(keys.csrf.tag(cookie.utf8, length: 32))
    }

    func append(_ draft: EventDraft, in identity: IdentityStore) throws {
        try journal.append(draft, in: identity.db)
    }
}

/// The box's secret, one derived key per purpose.
struct IdentityKeys: Sendable {
    let claim: SecretKey
    let csrf: SecretKey
    let pairing: SecretKey
    let signIn: SecretKey

    init(_ key: SecretKey) {
        claim = key.subkey("claim")
        csrf = key.subkey("csrf")
        pairing = key.subkey("pairing")
        signIn = key.subkey("sign-in")
    }
}
