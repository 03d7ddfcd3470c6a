import Foundation
import GRDB
import StageModel

/// All SQL of the book but its audit.
struct LedgerStore {
    let db: Database

    // MARK: Transfers

    func transfer(key: String) throws -> (id: TransferID, hash: [UInt8])? {
        let select = try db.cachedStatement(
            sql: "SELECT id, request_hash FROM ledger_transfer WHERE idempotency_key = ?")
        return try Row.fetchOne(select, arguments: [key]).map { ($0["id"], Array($0["request_hash"] as Data)) }
    }

    func isReversed(_ transfer: TransferID) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT 1 FROM ledger_transfer WHERE reverses = ?")
        return try Int.fetchOne(select, arguments: [transfer]) != nil
    }

    func insert(_ draft: TransferDraft, hash: [UInt8], reverses: TransferID?, at now: Timestamp) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO ledger_transfer (id, idempotency_key, request_hash, kind, reference, actor, at, reverses)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try insert.execute(arguments: [
            draft.id, draft.idempotencyKey, Data(hash), draft.kind, draft.reference, draft.actor, now, reverses,
        ])
    }

    func insert(_ entry: BookEntry, of transfer: TransferID, account: Int64, balanceAfter: Int64) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT INTO ledger_entry (transfer_id, account_id, amount, balance_after) VALUES (?, ?, ?, ?)")
        try insert.execute(arguments: [transfer, account, entry.amount.amount, balanceAfter])
    }

    func entries(of transfer: TransferID) throws -> [BookEntry] {
        let select = try db.cachedStatement(
            sql: """
                SELECT code, currency, ledger_account.kind, floor, amount FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                WHERE transfer_id = ? ORDER BY ledger_entry.id
                """)
        return try Row.fetchAll(select, arguments: [transfer]).map(BookEntry.init)
    }

    // MARK: Accounts

    /// The row of an account, made when it is not there yet.
    ///
    /// - Throws: `LedgerRefusal.accountDiffers`.
    func open(_ account: BookAccount, _ currency: Currency) throws -> Int64 {
        let select = try db.cachedStatement(
            sql: "SELECT id, kind, floor FROM ledger_account WHERE code = ? AND currency = ?")
        if let known = try Row.fetchOne(select, arguments: [account.code, currency.code]) {
            guard known["kind"] == account.kind.rawValue, known["floor"] == account.floor else {
                throw LedgerRefusal.accountDiffers(account: account.code)
            }
            return known["id"]
        }
        try db.execute(
            sql: "INSERT INTO ledger_account (code, currency, kind, floor) VALUES (?, ?, ?, ?)",
            arguments: [account.code, currency.code, account.kind.rawValue, account.floor])
        return db.lastInsertedRowID
    }

    func balance(account: Int64) throws -> Int64 {
        let last = try db.cachedStatement(
            sql: "SELECT balance_after FROM ledger_entry WHERE account_id = ? ORDER BY id DESC LIMIT 1")
        return try Int64.fetchOne(last, arguments: [account]) ?? 0
    }

    func balance(_ code: String, _ currency: Currency) throws -> Int64 {
        let select = try db.cachedStatement(
            sql: """
                SELECT balance_after FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                WHERE code = ? AND currency = ? ORDER BY ledger_entry.id DESC LIMIT 1
                """)
        return try Int64.fetchOne(select, arguments: [code, currency.code]) ?? 0
    }

    func turnover(_ code: String, _ currency: Currency, since: Timestamp) throws -> Int64 {
        let select = try db.cachedStatement(
            sql: """
                SELECT coalesce(sum(ledger_entry.amount), 0) FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                JOIN ledger_transfer ON ledger_transfer.id = ledger_entry.transfer_id
                WHERE ledger_account.code = ? AND ledger_account.currency = ? AND ledger_transfer.at >= ?
                """)
        return try Int64.fetchOne(select, arguments: [code, currency.code, since]) ?? 0
    }

    // MARK: Holds

    /// What became of a hold.
    enum Decision: String { case posted, void }

    func hold(key: String) throws -> (id: TransferID, hash: [UInt8])? {
        let select = try db.cachedStatement(
            sql: "SELECT id, request_hash FROM ledger_hold WHERE idempotency_key = ?")
        return try Row.fetchOne(select, arguments: [key]).map { ($0["id"], Array($0["request_hash"] as Data)) }
    }

    /// Whether a key stands for a hold that was not posted.
    func isHeldOnly(key: String) throws -> Bool {
        let select = try db.cachedStatement(
            sql: "SELECT 1 FROM ledger_hold WHERE idempotency_key = ? AND state <> 'posted'")
        return try Int.fetchOne(select, arguments: [key]) != nil
    }

    func insertHold(_ draft: TransferDraft, hash: [UInt8], until: Timestamp, at now: Timestamp) throws {
        let insert = try db.cachedStatement(
            sql: """
                INSERT INTO ledger_hold
                    (id, idempotency_key, request_hash, kind, reference, actor, state, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?)
                """)
        try insert.execute(arguments: [
            draft.id, draft.idempotencyKey, Data(hash), draft.kind, draft.reference, draft.actor, now, until,
        ])
    }

    func insertHeld(_ entry: BookEntry, of hold: TransferID, place: Int, account: Int64) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT INTO ledger_hold_entry (hold_id, place, account_id, amount) VALUES (?, ?, ?, ?)")
        try insert.execute(arguments: [hold, place, account, entry.amount.amount])
    }

    /// What open holds will take from an account's own side; at least 0.
    func held(account: Int64, _ kind: BookKind, at now: Timestamp) throws -> Int64 {
        let select = try db.cachedStatement(
            sql: """
                SELECT coalesce(sum(-amount * ?1), 0) FROM ledger_hold
                JOIN ledger_hold_entry ON hold_id = ledger_hold.id AND account_id = ?2
                WHERE state = 'open' AND expires_at > ?3 AND amount * ?1 < 0
                """)
        return try Int64.fetchOne(select, arguments: [kind.side, account, now]) ?? 0
    }

    /// A hold that still waits for its decision.
    func openHold(_ id: TransferID, at now: Timestamp) throws -> TransferDraft? {
        let select = try db.cachedStatement(
            sql: """
                SELECT idempotency_key, kind, reference, actor FROM ledger_hold
                WHERE id = ? AND state = 'open' AND expires_at > ?
                """)
        guard let row = try Row.fetchOne(select, arguments: [id, now]) else { return nil }
        let sides = try db.cachedStatement(
            sql: """
                SELECT code, currency, ledger_account.kind, floor, amount FROM ledger_hold_entry
                JOIN ledger_account ON ledger_account.id = ledger_hold_entry.account_id
                WHERE hold_id = ? ORDER BY place
                """)
        return TransferDraft(
            id: id, idempotencyKey: row["idempotency_key"], kind: row["kind"], reference: row["reference"],
            actor: row["actor"], entries: try Row.fetchAll(sides, arguments: [id]).map(BookEntry.init))
    }

    func closeHold(_ id: TransferID, as decision: Decision) throws {
        let update = try db.cachedStatement(
            sql: "UPDATE ledger_hold SET state = ? WHERE id = ? AND state = 'open'")
        try update.execute(arguments: [decision.rawValue, id])
    }
}

extension BookEntry {
    init(_ row: Row) {
        guard let kind = BookKind(rawValue: row["kind"]), let currency = Currency(row["currency"] as String) else {
            preconditionFailure("the schema of the book lets an unknown kind or currency in")
        }
        self.init(BookAccount(row["code"], kind, floor: row["floor"]), Money(row["amount"], currency))
    }
}
