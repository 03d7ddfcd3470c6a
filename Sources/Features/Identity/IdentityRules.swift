import Foundation
import StageModel

/// Every number of Identity in one place.
enum IdentityLimits {
    static let nameCharacters = 120
    static let boxNameCharacters = 60
    static let deviceNameCharacters = 60
    static let doorCharacters = 40
    static let agentCharacters = 200

    static let passwordCharacters = 8...256
    static let passwordBytes = 1024

    /// Wrong claim codes before the box makes a new one.
    static let claimTries = 5

    /// A session that nobody uses ends after this long, for people who can change the box or take money …
    static let deskIdle: Duration = .seconds(12 * 3600)
    /// … and for everybody else.
    static let idle: Duration = .seconds(14 * 86_400)
    /// Every session ends after this long, used or not.
    static let sessionLife: Duration = .seconds(90 * 86_400)
    /// Sessions of one account; the one unused for longest makes room.
    static let sessionsPerAccount = 40
    /// `lastSeenAt` moves in steps of this, so that reading does not write.
    static let seenStep: Duration = .seconds(60)

    static let invitationLife: Duration = .seconds(7 * 86_400)
    static let resetLife: Duration = .seconds(86_400)
    static let openInvitations = 200

    static let pairingLife: Duration = .seconds(600)
    static let openPairings = 50
    static let devicesPerShow = 100
    /// A device works until this long after the end of its show.
    static let deviceAfterShow: Duration = .seconds(86_400)
    /// Devices shown in the list, the newest.
    static let devicesListed = 500

    /// How long what has ended stays in its table before the job takes it away.
    static let endedPairingsKept: Duration = .seconds(86_400)
    static let revokedDevicesKept: Duration = .seconds(90 * 86_400)
}

/// Pure decisions about people.
enum IdentityRules {
    /// Roles as the contract spells them; at most one of each.
    static func roles(_ words: [String], mayBeEmpty: Bool) throws -> Set<Role> {
        guard words.count <= Role.allCases.count else {
            throw InvalidInput("roles", "Choose each role at most once.")
        }
        let roles = try words.map { word in
            guard let role = Role(rawValue: word) else {
                let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw InvalidInput("roles", "There is no such role. Choose from \(known).")
            }
            return role
        }
        guard mayBeEmpty || !roles.isEmpty else { throw InvalidInput("roles", "Choose at least one role.") }
        return Set(roles)
    }

    /// A person's name and mail, in the form in which they are stored. A mail may be missing; then the name alone must
    /// do for signing in and cannot look like a mail address.
    static func person(name: String, mail: String) throws -> (name: String, mail: String) {
        let name = try FieldRules.line(name, field: "name", limit: IdentityLimits.nameCharacters)
        guard mail.utf8.count <= 1024 else { throw InvalidInput("mail", "This does not look like an e-mail address.") }
        let hasMail = mail.contains { !$0.isWhitespace }
        let checked = hasMail ? try FieldRules.mail(mail, field: "mail") : ""
        guard hasMail || !name.contains("@") else {
            throw InvalidInput("mail", "Give a mail address too, or a name without the sign @.")
        }
        return (name, checked)
    }

    /// A name as it is compared: case and width do not matter.
    static func fold(_ text: String) -> String {
        text.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    /// What somebody typed to say who they are; nil if it can be nobody's name or mail.
    static func handle(_ typed: String) -> Handle? {
        guard typed.utf8.count <= 1024 else { return nil }
        let words = fold(typed).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let mail = typed.trimmingCharacters(in: .whitespaces).lowercased().precomposedStringWithCanonicalMapping
        return words.isEmpty ? nil : Handle(name: words, mail: mail)
    }

    /// The browser's name for itself: one line, without invisible characters, cut to length.
    static func agent(_ header: String?) -> String {
        let plain = (header ?? "").unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }
        return String(String(String.UnicodeScalarView(plain)).prefix(IdentityLimits.agentCharacters))
    }

    /// What may become of an account, seen from the admin who asks.
    ///
    /// - Parameter otherAdmins: admins that are not blocked, this account left out.
    static func demandAllowed(
        _ change: PersonChange, of person: AccountRecord, by actor: String, otherAdmins: Int
    ) throws(IdentityRefusal) {
        if change.isBlocked == true && person.id.text == actor { throw .selfBlock }
        let wasAdmin = person.roles.contains(.admin) && !person.isBlocked
        let isAdmin = (change.roles ?? person.roles).contains(.admin) && !(change.isBlocked ?? person.isBlocked)
        if wasAdmin && !isAdmin && otherAdmins == 0 { throw .lastAdmin }
    }

    /// A link behind the box's address, or the path alone where no address is known.
    static func link(_ path: String, behind address: String?) -> String {
        guard let address else { return path }
        return (address.hasSuffix("/") ? String(address.dropLast()) : address) + path
    }
}

/// What somebody typed to sign in, as a folded name and as a mail address would be stored.
struct Handle: Sendable, Hashable {
    let name: String
    let mail: String
}

/// What an admin wants changed about a person; nil leaves it.
struct PersonChange: Sendable {
    let roles: Set<Role>?
    let isBlocked: Bool?
}

/// When a session is over.
enum SessionRules {
    /// How long a session of somebody with these roles may lie unused.
    static func idle(for roles: Set<Role>) -> Duration {
        roles.contains(.admin) || roles.contains(.staff) ? IdentityLimits.deskIdle : IdentityLimits.idle
    }

    static func isAlive(createdAt: Timestamp, lastSeenAt: Timestamp, roles: Set<Role>, now: Timestamp) -> Bool {
        now < createdAt + IdentityLimits.sessionLife && now < lastSeenAt + idle(for: roles)
    }

    /// True once `lastSeenAt` is old enough to be written again.
    static func isSeenStale(_ lastSeenAt: Timestamp?, now: Timestamp) -> Bool {
        guard let lastSeenAt else { return true }
        return now >= lastSeenAt + IdentityLimits.seenStep
    }
}

/// Tries at a secret: ten at once, then one every ninety seconds (ten in a quarter of an hour). A token bucket kept as
/// one moment, the generic cell rate algorithm of ITU-T I.371.
enum TryBucket {
    static let burst = 10
    static let refill: Duration = .seconds(90)

    enum Draw: Equatable {
        /// One try is taken; the bucket is full again at this moment.
        case granted(fullAt: Timestamp)
        case wait(seconds: Int)
    }

    static func draw(fullAt: Timestamp?, now: Timestamp) -> Draw {
        // Never emptier than empty, so that a clock which was set back keeps nobody waiting.
        let base = min(max(fullAt ?? now, now), now + refill * burst)
        let missing = base.since(now)
        let bound = refill * (burst - 1)
        guard missing <= bound else {
            return .wait(seconds: Int(((missing - bound).wholeMilliseconds + 999) / 1000))
        }
        return .granted(fullAt: base + refill)
    }
}
