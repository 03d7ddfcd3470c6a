import Foundation
import GRDB
import StageModel

/// All SQL of the book.
struct LedgerStore {
    let db: Database

    func transfer(key: String) throws -> (id: TransferID, hash: [UInt8])? {
        let select = try db.cachedStatement(
            sql: "SELECT id, request_hash FROM ledger_transfer WHERE idempotency_key = ?")
        return try Row.fetchOne(select, arguments: [key]).map { ($0["id"], Array($0["request_hash"] as Data)) }
    }

    func insert(_ draft: TransferDraft, hash: [UInt8], reverses: TransferID?, at now: Timestamp) throws {
        let transfer = try db.cachedStatement(
            sql: """
                INSERT INTO ledger_transfer (id, idempotency_key, request_hash, kind, reference, actor, at, reverses)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try transfer.execute(arguments: [
            draft.id, draft.idempotencyKey, Data(hash), draft.kind, draft.reference, draft.actor, now, reverses,
        ])
        let entry = try db.cachedStatement(
            sql: "INSERT INTO ledger_entry (transfer_id, account_id, amount, balance_after) VALUES (?, ?, ?, ?)")
        for side in draft.entries {
            let account = try open(side.account, side.amount.currency)
            let after = try balance(account: account) + side.amount.amount
            if let floor = side.account.floor, after < floor {
                throw LedgerRefusal.belowFloor(account: side.account.code)
            }
            try entry.execute(arguments: [draft.id, account, side.amount.amount, after])
        }
    }

    /// The row of an account, made when it is not there yet.
    private func open(_ account: BookAccount, _ currency: Currency) throws -> Int64 {
        if let id = try id(of: account.code, currency) { return id }
        try db.execute(
            sql: "INSERT INTO ledger_account (code, currency, kind, floor) VALUES (?, ?, ?, ?)",
            arguments: [account.code, currency.code, account.kind.rawValue, account.floor])
        return db.lastInsertedRowID
    }

    private func id(of code: String, _ currency: Currency) throws -> Int64? {
        let select = try db.cachedStatement(sql: "SELECT id FROM ledger_account WHERE code = ? AND currency = ?")
        return try Int64.fetchOne(select, arguments: [code, currency.code])
    }

    private func balance(account: Int64) throws -> Int64 {
        let last = try db.cachedStatement(
            sql: "SELECT balance_after FROM ledger_entry WHERE account_id = ? ORDER BY id DESC LIMIT 1")
        return try Int64.fetchOne(last, arguments: [account]) ?? 0
    }

    func balance(_ code: String, _ currency: Currency) throws -> Int64 {
        try id(of: code, currency).map { try balance(account: $0) } ?? 0
    }

    func turnover(_ code: String, _ currency: Currency, since: Timestamp) throws -> Int64 {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT coalesce(sum(ledger_entry.amount), 0) FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                JOIN ledger_transfer ON ledger_transfer.id = ledger_entry.transfer_id
                WHERE ledger_account.code = ? AND ledger_account.currency = ? AND ledger_transfer.at >= ?
                """, arguments: [code, currency.code, since]) ?? 0
    }

    func entries(of transfer: TransferID) throws -> [BookEntry] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT code, currency, kind, floor, amount FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                WHERE transfer_id = ? ORDER BY ledger_entry.id
                """, arguments: [transfer]
        ).compactMap { row in
            guard let kind = BookKind(rawValue: row["kind"]), let currency = Currency(row["currency"] as String) else {
                return nil
            }
            return BookEntry(BookAccount(row["code"], kind, floor: row["floor"]), Money(row["amount"], currency))
        }
    }

    // MARK: Holds

    func insertHold(_ draft: TransferDraft, until: Timestamp, at now: Timestamp) throws {
        let text = String(decoding: try JSONEncoder().encode(HeldDraft(draft)), as: UTF8.self)
        try db.execute(
            sql: "INSERT INTO ledger_hold (id, draft, state, created_at, expires_at) VALUES (?, ?, 'open', ?, ?)",
            arguments: [draft.id, text, now, until])
    }

    func openHold(_ id: TransferID, at now: Timestamp) throws -> TransferDraft? {
        let text = try String.fetchOne(
            db, sql: "SELECT draft FROM ledger_hold WHERE id = ? AND state = 'open' AND expires_at > ?",
            arguments: [id, now])
        return try text.map { try JSONDecoder().decode(HeldDraft.self, from: Data($0.utf8)).draft() }
    }

    func closeHold(_ id: TransferID, state: String) throws {
        try db.execute(sql: "UPDATE ledger_hold SET state = ? WHERE id = ? AND state = 'open'", arguments: [state, id])
    }

    // MARK: Truth

    func brokenInvariants() throws -> [String] {
        let transfers = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT transfer_id FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                GROUP BY transfer_id, currency HAVING sum(amount) <> 0
                """
        ).map { "The entries of transfer \($0) do not sum to zero." }
        let chains = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT code FROM (
                    SELECT account_id, balance_after,
                        sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS running
                    FROM ledger_entry
                ) JOIN ledger_account ON ledger_account.id = account_id WHERE running <> balance_after
                """
        ).map { "The chain of balances of account \($0) is broken." }
        let floors = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT code FROM ledger_entry
                JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
                WHERE floor IS NOT NULL AND balance_after < floor
                """
        ).map { "Account \($0) fell below its floor." }
        let empty = try String.fetchAll(
            db,
            sql: """
                SELECT id FROM ledger_transfer
                WHERE (SELECT count(*) FROM ledger_entry WHERE transfer_id = ledger_transfer.id) < 2
                """
        ).map { "Transfer \($0) has fewer than two entries." }
        return transfers + chains + floors + empty
    }
}

/// A held transfer as it lies in the database.
private struct HeldDraft: Codable {
    struct Side: Codable {
        let code, kind: String
        let floor: Int64?
        let amount: Money
    }

    let id: TransferID
    let key, kind, reference, actor: String
    let entries: [Side]

    init(_ draft: TransferDraft) {
        id = draft.id
        key = draft.idempotencyKey
        kind = draft.kind
        reference = draft.reference
        actor = draft.actor
        entries = draft.entries.map {
            Side(code: $0.account.code, kind: $0.account.kind.rawValue, floor: $0.account.floor, amount: $0.amount)
        }
    }

    func draft() -> TransferDraft {
        TransferDraft(
            id: id, idempotencyKey: key, kind: kind, reference: reference, actor: actor,
            entries: entries.map {
                BookEntry(BookAccount($0.code, BookKind(rawValue: $0.kind) ?? .asset, floor: $0.floor), $0.amount)
            })
    }
}
