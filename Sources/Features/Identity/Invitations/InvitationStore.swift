import Foundation
import GRDB
import StageModel

/// What a link does.
enum InvitationKind: String, Codable, Sendable {
    /// Makes an account.
    case invitation
    /// Sets a new password for the account it names.
    case reset
}

/// A link at rest, still good or run out.
struct InvitationRow: Sendable, Hashable {
    let id: InvitationID
    let kind: InvitationKind
    /// Whose password a reset sets.
    let account: AccountID?
    let name: String
    let mail: String
    let roles: Set<Role>
    let madeBy: String
    let createdAt: Timestamp
    let expiresAt: Timestamp

    var sortedRoles: [Role] { Role.allCases.filter(roles.contains) }
}

/// Invitations and reset links.
extension IdentityStore {
    private static let invitation = """
        SELECT i.id, i.kind, i.account_id, i.name, i.mail, i.made_by, i.created_at, i.expires_at,
            (SELECT group_concat(r.role) FROM invitation_role r WHERE r.invitation_id = i.id) AS roles
        FROM invitation i
        """

    func invitation(tokenHash: [UInt8]) throws -> InvitationRow? {
        try Row.fetchOne(db, sql: "\(Self.invitation) WHERE i.token_hash = ?", arguments: [Data(tokenHash)])
            .flatMap(Self.invitationRow)
    }

    func invitation(_ id: InvitationID) throws -> InvitationRow? {
        try Row.fetchOne(db, sql: "\(Self.invitation) WHERE i.id = ?", arguments: [id]).flatMap(Self.invitationRow)
    }

    /// Links that are still good, the newest first.
    func openInvitations(at now: Timestamp) throws -> [InvitationRow] {
        try Row.fetchAll(
            db, sql: "\(Self.invitation) WHERE i.expires_at > ? ORDER BY i.id DESC", arguments: [now]
        ).compactMap(Self.invitationRow)
    }

    func countOpenInvitations(at now: Timestamp) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM invitation WHERE kind = 'invitation' AND expires_at > ?", arguments: [now])
            ?? 0
    }

    func insert(_ invitation: InvitationRow, tokenHash: [UInt8]) throws {
        try db.execute(
            sql: """
                INSERT INTO invitation (id, kind, token_hash, account_id, name, mail, made_by, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                invitation.id, invitation.kind.rawValue, Data(tokenHash), invitation.account, invitation.name,
                invitation.mail, invitation.madeBy, invitation.createdAt, invitation.expiresAt,
            ])
        for role in invitation.roles {
            try db.execute(
                sql: "INSERT INTO invitation_role (invitation_id, role) VALUES (?, ?)",
                arguments: [invitation.id, role.rawValue])
        }
    }

    func deleteInvitation(_ id: InvitationID) throws {
        try db.execute(sql: "DELETE FROM invitation WHERE id = ?", arguments: [id])
    }

    /// Takes away what somebody offered, by the actor's name.
    func deleteInvitations(madeBy actor: String) throws {
        try db.execute(sql: "DELETE FROM invitation WHERE made_by = ?", arguments: [actor])
    }

    func deleteResets(of account: AccountID) throws {
        try db.execute(sql: "DELETE FROM invitation WHERE account_id = ?", arguments: [account])
    }

    func deleteExpiredInvitations(at now: Timestamp) throws -> Int {
        try db.execute(sql: "DELETE FROM invitation WHERE expires_at <= ?", arguments: [now])
        return db.changesCount
    }

    private static func invitationRow(_ row: Row) -> InvitationRow? {
        guard let kind = InvitationKind(rawValue: row["kind"]) else { return nil }
        return InvitationRow(
            id: row["id"], kind: kind, account: row["account_id"], name: row["name"], mail: row["mail"],
            roles: roles(row["roles"]), madeBy: row["made_by"], createdAt: row["created_at"],
            expiresAt: row["expires_at"])
    }
}
