package import GRDB
import SQLStore
import StageModel

/// The first admin: whoever can read the machine's screen owns the box.
extension IdentityService {
    /// True once anybody is admin, decided from the accounts themselves.
    package func isClaimed() async throws -> Bool {
        try await store.read { db in try isClaimed(in: db) }
    }

    /// The same within a read of the caller's.
    package func isClaimed(in db: Database) throws -> Bool { try IdentityStore(db: db).hasAdmin() }

    /// The code to claim the box with; nil once there is an admin.
    package func claimCode() async throws -> ClaimCode? {
        let (isClaimed, claim) = try await store.read { db in
            let identity = IdentityStore(db: db)
            return (try identity.hasAdmin(), try identity.claim())
        }
        if isClaimed { return nil }
        if let claim { return ClaimRules.code(nonce: claim.nonce, key: keys.claim) }
        let now = clock.now()
        return try await store.write { db in
            let identity = IdentityStore(db: db)
            guard try !identity.hasAdmin() else { return nil }
            return ClaimRules.code(nonce: try currentClaim(at: now, in: identity).nonce, key: keys.claim)
        }
    }

    struct ClaimRequest: Sendable {
        let code, boxName: String
        let timeZone, currency: String?
        let name, mail, password: String
    }

    private enum ClaimOutcome: Sendable {
        case claimed(OpenedSession)
        case refused(IdentityRefusal)
    }

    /// Makes the first admin, names the box, takes the code away and signs in: one transaction, or nothing. A wrong
    /// code is counted; the fifth makes a new one.
    func claim(_ request: ClaimRequest, from origin: Origin) async throws -> OpenedSession {
        guard try await !isClaimed() else { throw IdentityRefusal.alreadyClaimed }
        let code = try ClaimRules.typed(request.code)
        let boxName = try FieldRules.line(
            request.boxName, field: "boxName", limit: IdentityLimits.boxNameCharacters)
        let person = try IdentityRules.person(name: request.name, mail: request.mail)
        guard !person.mail.isEmpty else { throw InvalidInput("mail", "Please fill this in.") }
        let password = try PasswordRules.chosen(
            request.password, field: "password", about: [boxName, person.name, person.mail])
        let now = clock.now()
        if let refusal = try await store.write({ db in
            try refuseWrongCode(code, from: origin, at: now, in: IdentityStore(db: db))
        }) {
            throw refusal
        }
        let stored = try await hashing.hash(password, salt: entropy.bytes(StoredPassword.saltBytes))
        let outcome = try await store.write { db -> ClaimOutcome in
            let identity = IdentityStore(db: db)
            if let refusal = try refuseWrongCode(code, from: origin, at: now, in: identity) { return .refused(refusal) }
            let account = try add(person, roles: [.admin], password: stored, actor: nil, at: now, in: identity)
            try nameBox(boxName, request, at: now, in: identity)
            try append(IdentityEvents.claimed(by: account.id), in: identity)
            return .claimed(try openSession(for: account.id, from: origin, replacing: nil, at: now, in: identity))
        }
        switch outcome {
        case .claimed(let session): return session
        case .refused(let refusal): throw refusal
        }
    }

    /// Why the code does not open the box now, counted if it was wrong; nil if it does.
    private func refuseWrongCode(
        _ code: [UInt8], from origin: Origin, at now: Timestamp, in identity: IdentityStore
    ) throws -> IdentityRefusal? {
        guard try !identity.hasAdmin() else { return .alreadyClaimed }
        let claim = try currentClaim(at: now, in: identity)
        if ClaimRules.isRight(code, nonce: claim.nonce, key: keys.claim) { return nil }
        let after = ClaimRules.afterWrongTry(claim, freshNonce: entropy.bytes(ClaimRules.nonceBytes))
        try identity.setClaim(after, at: now)
        let left = after.nonce == claim.nonce ? IdentityLimits.claimTries - after.wrongTries : 0
        try append(IdentityEvents.claimRefused(client: origin.client, triesLeft: left), in: identity)
        return .wrongClaimCode(triesLeft: left)
    }

    private func currentClaim(at now: Timestamp, in identity: IdentityStore) throws -> ClaimRow {
        if let claim = try identity.claim() { return claim }
        let claim = ClaimRow(nonce: entropy.bytes(ClaimRules.nonceBytes), wrongTries: 0)
        try identity.setClaim(claim, at: now)
        return claim
    }

    /// Names the box; what its owner knows as `name` is `boxName` on this form.
    private func nameBox(
        _ name: String, _ request: ClaimRequest, at now: Timestamp, in identity: IdentityStore
    ) throws {
        do {
            try ports.nameBox(identity.db, name, request.timeZone, request.currency, now)
        } catch let refusal as InvalidInput {
            let fields = refusal.fields.map { ($0 == "name" ? "boxName" : $0, $1) }
            throw InvalidInput(Dictionary(fields) { first, _ in first })
        }
    }
}
