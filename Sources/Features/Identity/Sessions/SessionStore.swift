import Foundation
import GRDB
import StageModel

/// A session at rest.
struct SessionRow: Sendable, Hashable {
    let id: SessionID
    let account: AccountID
    let client: String
    let agent: String
    let createdAt: Timestamp
    let lastSeenAt: Timestamp
}

/// Sessions of browsers.
extension IdentityStore {
    /// The session of a cookie with the person it belongs to, alive or not.
    func session(tokenHash: [UInt8]) throws -> (session: SessionRow, account: AccountRow)? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT a.id, a.name, a.mail, a.password, a.is_blocked, a.created_at, a.last_seen_at,
                    (SELECT group_concat(r.role) FROM account_role r WHERE r.account_id = a.id) AS roles,
                    s.id AS session_id, s.account_id, s.client, s.agent, s.created_at AS session_created_at,
                    s.last_seen_at AS session_last_seen_at
                FROM session s JOIN account a ON a.id = s.account_id
                WHERE s.token_hash = ?
                """)
        return try Row.fetchOne(statement, arguments: [Data(tokenHash)]).map { row in
            let session = SessionRow(
                id: row["session_id"], account: row["account_id"], client: row["client"], agent: row["agent"],
                createdAt: row["session_created_at"], lastSeenAt: row["session_last_seen_at"])
            return (session, Self.accountRow(row))
        }
    }

    /// An account's sessions, the one used last first, alive or not.
    func sessions(of account: AccountID) throws -> [SessionRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, account_id, client, agent, created_at, last_seen_at FROM session
                WHERE account_id = ? ORDER BY last_seen_at DESC, id DESC
                """, arguments: [account]
        ).map { row in
            SessionRow(
                id: row["id"], account: row["account_id"], client: row["client"], agent: row["agent"],
                createdAt: row["created_at"], lastSeenAt: row["last_seen_at"])
        }
    }

    func hasSession(_ account: AccountID, client: String) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM session WHERE account_id = ? AND client = ?)",
            arguments: [account, client]) ?? false
    }

    func insert(_ session: SessionRow, tokenHash: [UInt8]) throws {
        try db.execute(
            sql: """
                INSERT INTO session (id, token_hash, account_id, client, agent, created_at, last_seen_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                session.id, Data(tokenHash), session.account, session.client, session.agent, session.createdAt,
                session.lastSeenAt,
            ])
    }

    /// Moves `lastSeenAt` unless somebody else just did.
    func setSeen(_ now: Timestamp, session id: SessionID, ifBefore limit: Timestamp) throws {
        try db.execute(
            sql: "UPDATE session SET last_seen_at = ? WHERE id = ? AND last_seen_at <= ?", arguments: [now, id, limit])
    }

    @discardableResult
    func deleteSession(_ id: SessionID) throws -> Bool {
        try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id])
        return db.changesCount > 0
    }

    func deleteSessions(of account: AccountID, except kept: SessionID?) throws {
        try db.execute(
            sql: "DELETE FROM session WHERE account_id = ? AND id <> ?", arguments: [account, kept?.text ?? ""])
    }

    func deleteAllSessions() throws {
        try db.execute(sql: "DELETE FROM session")
    }

    /// Takes away sessions created or used too long ago; people who can change the box have a limit of their own.
    func deleteDeadSessions(createdBy created: Timestamp, seenBy seen: Timestamp, deskSeenBy: Timestamp) throws -> Int {
        try db.execute(
            sql: """
                DELETE FROM session WHERE created_at <= ? OR last_seen_at <= ? OR (last_seen_at <= ? AND EXISTS (
                    SELECT 1 FROM account_role r
                    WHERE r.account_id = session.account_id AND r.role IN ('admin', 'staff')))
                """, arguments: [created, seen, deskSeenBy])
        return db.changesCount
    }
}
