import Cryptography
package import GRDB
package import StageModel

// Ledger: the one double-entry book of the box.
//
// Purpose. Every movement of money is a transfer whose entries sum to zero, in whole numbers of the smallest unit.
// Nothing is ever changed or removed: triggers refuse it, a mistake is corrected by a reversal. A transfer has an
// idempotency key; the same key with the same content gives the transfer that was posted, with other content it is
// refused. An account may have a floor, and a hold keeps its part of the balance from being spent by anybody else.
//
// Limits. One currency per account; amounts within ±10^15, balances within half of that, 1,000 entries in a transfer.
// Posting happens on a `Database` that the caller's transaction opened, so that money and what it paid for are one
// step. Holds wait for a decision until they expire and count in no balance before they are posted.
//
// Callers. Payments today; Streaming, Market and Rewards later.

/// The book: posting, reversing, holding, reading.
package struct Book: Sendable {
    package init() {}

    /// Posts a transfer, or gives the one that the same key posted before.
    ///
    /// - Throws: `LedgerRefusal`.
    @discardableResult
    package func post(_ draft: TransferDraft, in db: Database, at now: Timestamp) throws -> PostedTransfer {
        if try LedgerStore(db: db).isHeldOnly(key: draft.idempotencyKey) { throw LedgerRefusal.keyReused }
        return try post(draft, reverses: nil, in: db, at: now)
    }

    /// Posts the opposite of a transfer, once.
    ///
    /// - Throws: `LedgerRefusal.unknownTransfer`, `.alreadyReversed` (by another key), and what `post` throws.
    @discardableResult
    package func reverse(
        _ transfer: TransferID, id: TransferID, idempotencyKey: String, kind: String, reference: String, actor: String,
        in db: Database, at now: Timestamp
    ) throws -> PostedTransfer {
        let entries = LedgerRules.opposite(of: try LedgerStore(db: db).entries(of: transfer))
        guard !entries.isEmpty else { throw LedgerRefusal.unknownTransfer }
        let draft = TransferDraft(
            id: id, idempotencyKey: idempotencyKey, kind: kind, reference: reference, actor: actor, entries: entries)
        return try post(draft, reverses: transfer, in: db, at: now)
    }

    private func post(
        _ draft: TransferDraft, reverses: TransferID?, in db: Database, at now: Timestamp
    ) throws -> PostedTransfer {
        try LedgerRules.check(draft.entries)
        let store = LedgerStore(db: db)
        let hash = SHA256.hash(LedgerRules.canonical(draft, reverses: reverses))
        if let known = try store.transfer(key: draft.idempotencyKey) {
            guard known.hash == hash else { throw LedgerRefusal.keyReused }
            return PostedTransfer(id: known.id, isReplay: true)
        }
        if let reverses, try store.isReversed(reverses) { throw LedgerRefusal.alreadyReversed }
        try store.insert(draft, hash: hash, reverses: reverses, at: now)
        for side in draft.entries {
            let account = try store.open(side.account, side.amount.currency)
            let before = try store.balance(account: account)
            let held = side.account.floor == nil ? 0 : try store.held(account: account, side.account.kind, at: now)
            let after = try LedgerRules.balance(before, adding: side, held: held)
            try store.insert(side, of: draft.id, account: account, balanceAfter: after)
        }
        return PostedTransfer(id: draft.id, isReplay: false)
    }

    // MARK: Holds

    /// Keeps a transfer ready until it is posted, voided or expires, and its money from being spent meanwhile.
    ///
    /// - Returns: the hold's identifier; that of the first when the same key held the same before.
    /// - Throws: `LedgerRefusal`, `.belowFloor` also for what other holds have taken.
    @discardableResult
    package func hold(
        _ draft: TransferDraft, until: Timestamp, in db: Database, at now: Timestamp
    ) throws -> TransferID {
        try LedgerRules.check(draft.entries)
        let store = LedgerStore(db: db)
        let hash = SHA256.hash(LedgerRules.canonical(draft, reverses: nil))
        if let known = try store.hold(key: draft.idempotencyKey) {
            guard known.hash == hash else { throw LedgerRefusal.keyReused }
            return known.id
        }
        guard try store.transfer(key: draft.idempotencyKey) == nil else { throw LedgerRefusal.keyReused }
        try store.insertHold(draft, hash: hash, until: until, at: now)
        for (place, side) in draft.entries.enumerated() {
            let account = try store.open(side.account, side.amount.currency)
            let before = try store.balance(account: account)
            let held = side.account.floor == nil ? 0 : try store.held(account: account, side.account.kind, at: now)
            _ = try LedgerRules.balance(before, adding: side, held: held)
            try store.insertHeld(side, of: draft.id, place: place, account: account)
        }
        return draft.id
    }

    /// Posts what was held.
    ///
    /// - Throws: `LedgerRefusal.notHeld` when it was posted, voided or has expired; the last moment is before `until`.
    @discardableResult
    package func postHold(_ id: TransferID, in db: Database, at now: Timestamp) throws -> PostedTransfer {
        let store = LedgerStore(db: db)
        guard let draft = try store.openHold(id, at: now) else { throw LedgerRefusal.notHeld }
        try store.closeHold(id, as: .posted)
        return try post(draft, reverses: nil, in: db, at: now)
    }

    /// Lets go of what was held; a second time is refused.
    ///
    /// - Throws: `LedgerRefusal.notHeld`.
    package func voidHold(_ id: TransferID, in db: Database, at now: Timestamp) throws {
        let store = LedgerStore(db: db)
        guard try store.openHold(id, at: now) != nil else { throw LedgerRefusal.notHeld }
        try store.closeHold(id, as: .void)
    }

    // MARK: Reading

    /// The sum of an account's entries; 0 for an account that was never used.
    package func balance(of code: String, _ currency: Currency, in db: Database) throws -> Money {
        Money(try LedgerStore(db: db).balance(code, currency), currency)
    }

    /// The sum of an account's entries since a moment.
    package func turnover(
        of code: String, _ currency: Currency, since: Timestamp, in db: Database
    ) throws -> Money {
        Money(try LedgerStore(db: db).turnover(code, currency, since: since), currency)
    }

    /// The entries of a transfer in their order; none for one that is not in the book.
    package func entries(of transfer: TransferID, in db: Database) throws -> [BookEntry] {
        try LedgerStore(db: db).entries(of: transfer)
    }

    /// Everything that must hold of the book, as sentences about what does not; empty when all is well.
    package func brokenInvariants(in db: Database) throws -> [String] {
        try LedgerAuditStore(db: db).brokenInvariants()
    }
}
