import Foundation
import GRDB
import StageModel

/// Accounts and their roles.
extension IdentityStore {
    private static let account = """
        SELECT a.id, a.name, a.mail, a.password, a.is_blocked, a.created_at, a.last_seen_at,
            (SELECT group_concat(r.role) FROM account_role r WHERE r.account_id = a.id) AS roles
        FROM account a
        """

    func account(_ id: AccountID) throws -> AccountRow? {
        try Row.fetchOne(db.cachedStatement(sql: "\(Self.account) WHERE a.id = ?"), arguments: [id]).map(
            Self.accountRow)
    }

    func account(mail: String) throws -> AccountRow? {
        try Row.fetchOne(
            db.cachedStatement(sql: "\(Self.account) WHERE a.mail = ? AND a.mail <> ''"), arguments: [mail]
        ).map(Self.accountRow)
    }

    /// The one account of this folded name: of several the one that has no mail to sign in with, else nobody.
    func account(nameFold: String) throws -> AccountRow? {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "\(Self.account) WHERE a.name_fold = ? ORDER BY a.mail <> '', a.id LIMIT 2"),
            arguments: [nameFold]
        ).map(Self.accountRow)
        guard let first = rows.first else { return nil }
        return rows.count == 1 || first.record.mail.isEmpty ? first : nil
    }

    /// Accounts in the order of their making.
    func accounts(after cursor: AccountID?, limit: Int) throws -> [AccountRow] {
        try Row.fetchAll(
            db.cachedStatement(sql: "\(Self.account) WHERE a.id > ? ORDER BY a.id LIMIT ?"),
            arguments: [cursor?.text ?? "", limit]
        ).map(Self.accountRow)
    }

    func isMailTaken(_ mail: String, except id: AccountID?) throws -> Bool {
        guard !mail.isEmpty, let holder = try account(mail: mail) else { return false }
        return holder.id != id
    }

    func isNameTaken(_ nameFold: String, except id: AccountID?) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM account WHERE name_fold = ? AND id <> ?)",
            arguments: [nameFold, id?.text ?? ""]) ?? false
    }

    func insert(_ account: AccountRecord, nameFold: String, password: String) throws {
        try db.execute(
            sql: """
                INSERT INTO account (id, name, name_fold, mail, password, is_blocked, created_at, last_seen_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                account.id, account.name, nameFold, account.mail, password, account.isBlocked, account.createdAt,
                account.lastSeenAt,
            ])
        try setRoles(account.roles, of: account.id)
    }

    func setName(_ name: String, fold: String, mail: String, of id: AccountID) throws {
        try db.execute(
            sql: "UPDATE account SET name = ?, name_fold = ?, mail = ? WHERE id = ?", arguments: [name, fold, mail, id])
    }

    func setPassword(_ password: String, of id: AccountID) throws {
        try db.execute(sql: "UPDATE account SET password = ? WHERE id = ?", arguments: [password, id])
    }

    func setBlocked(_ isBlocked: Bool, of id: AccountID) throws {
        try db.execute(sql: "UPDATE account SET is_blocked = ? WHERE id = ?", arguments: [isBlocked, id])
    }

    func setRoles(_ roles: Set<Role>, of id: AccountID) throws {
        try db.execute(sql: "DELETE FROM account_role WHERE account_id = ?", arguments: [id])
        for role in roles {
            try db.execute(
                sql: "INSERT INTO account_role (account_id, role) VALUES (?, ?)", arguments: [id, role.rawValue])
        }
    }

    func setSeen(_ now: Timestamp, account id: AccountID) throws {
        try db.execute(
            sql: "UPDATE account SET last_seen_at = max(coalesce(last_seen_at, 0), ?) WHERE id = ?",
            arguments: [now, id])
    }

    /// True once anybody is admin: the box is claimed.
    func hasAdmin() throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM account_role WHERE role = 'admin')")) ?? false
    }

    /// Admins that can act, this account left out.
    func admins(except id: AccountID) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account_id
                WHERE r.role = 'admin' AND a.is_blocked = 0 AND a.id <> ?
                """, arguments: [id]) ?? 0
    }

    // Tries at a password, by tag.

    func triesFullAt(_ subject: [UInt8]) throws -> Timestamp? {
        try Timestamp.fetchOne(
            db, sql: "SELECT full_at FROM sign_in_tries WHERE subject = ?", arguments: [Data(subject)])
    }

    func setTries(_ subject: [UInt8], fullAt: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO sign_in_tries (subject, full_at) VALUES (?, ?)
                ON CONFLICT (subject) DO UPDATE SET full_at = excluded.full_at
                """, arguments: [Data(subject), fullAt])
    }

    func clearTries(_ subject: [UInt8]) throws {
        try db.execute(sql: "DELETE FROM sign_in_tries WHERE subject = ?", arguments: [Data(subject)])
    }

    func deleteFullTries(now: Timestamp) throws -> Int {
        try db.execute(sql: "DELETE FROM sign_in_tries WHERE full_at <= ?", arguments: [now])
        return db.changesCount
    }

    static func accountRow(_ row: Row) -> AccountRow {
        AccountRow(
            record: AccountRecord(
                id: row["id"], name: row["name"], mail: row["mail"], roles: roles(row["roles"]),
                isBlocked: row["is_blocked"], createdAt: row["created_at"], lastSeenAt: row["last_seen_at"]),
            password: row["password"])
    }

    static func roles(_ joined: String?) -> Set<Role> {
        Set((joined ?? "").split(separator: ",").compactMap { Role(rawValue: String($0)) })
    }
}
