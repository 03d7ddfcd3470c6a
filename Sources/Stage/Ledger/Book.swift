import Cryptography
package import GRDB
package import StageModel

// Ledger: the one double-entry book of the box.
//
// Purpose. Every movement of money is a transfer whose entries sum to zero, in whole numbers of the smallest unit. Nothing
// is ever changed or removed: triggers refuse it, a mistake is corrected by a reversal. A transfer has an idempotency
// key; the same key with the same content gives the transfer that was posted, with other content it is refused.
//
// Limits. One currency per account; amounts within ±10^15; posting happens on a `Database` that the caller's
// transaction opened, so that money and what it paid for are one step. Holds wait for a decision and count in neither
// direction until they are posted.
//
// Callers. Payments today; Streaming, Market and Rewards later.

/// What kind of account it is; says which side grows it.
package enum BookKind: String, Sendable, CaseIterable {
    /// What the box has: cash, claims on card terminals.
    case asset
    /// What it owes: prepaid balances, tickets not yet redeemed.
    case liability
    case revenue
    case expense
}

/// An account by its code, such as `cash:drawer:main`. It is opened by the first posting.
package struct BookAccount: Sendable, Hashable {
    package let code: String
    package let kind: BookKind
    /// The balance may not fall below this; nil for no floor.
    package let floor: Int64?

    package init(_ code: String, _ kind: BookKind, floor: Int64? = nil) {
        self.code = code
        self.kind = kind
        self.floor = floor
    }
}

/// One side of a transfer. Positive amounts are debits: they grow assets and expenses.
package struct BookEntry: Sendable, Hashable {
    package let account: BookAccount
    package let amount: Money

    package init(_ account: BookAccount, _ amount: Money) {
        self.account = account
        self.amount = amount
    }
}

/// A transfer before it has a place in the book.
package struct TransferDraft: Sendable {
    package let id: TransferID
    package let idempotencyKey: String
    /// `sale`, `refund`, `closing` …
    package let kind: String
    /// What it belongs to, for instance an order's identifier.
    package let reference: String
    package let actor: String
    package let entries: [BookEntry]

    package init(
        id: TransferID, idempotencyKey: String, kind: String, reference: String, actor: String, entries: [BookEntry]
    ) {
        self.id = id
        self.idempotencyKey = idempotencyKey
        self.kind = kind
        self.reference = reference
        self.actor = actor
        self.entries = entries
    }
}

/// A transfer that stands in the book.
package struct PostedTransfer: Sendable, Equatable {
    package let id: TransferID
    /// True when the same key had posted it before; nothing was added.
    package let isReplay: Bool
}

/// What the book refuses.
package enum LedgerRefusal: Refusal, Equatable {
    case unbalanced
    case keyReused
    case belowFloor(account: String)
    case notHeld

    package var kind: RefusalKind { .conflict }

    package var reason: String {
        switch self {
        case .unbalanced: "ledger.unbalanced"
        case .keyReused: "ledger.key_reused"
        case .belowFloor: "ledger.below_floor"
        case .notHeld: "ledger.not_held"
        }
    }

    package var sentence: String {
        switch self {
        case .unbalanced: "The two sides of this booking are not equal. Nothing was booked."
        case .keyReused: "This request was used before for something else. Nothing was booked; try again from the start."
        case .belowFloor: "There is not enough money on the account. Nothing was booked."
        case .notHeld: "This reservation of money was decided already. Nothing was booked."
        }
    }
}

/// The book: posting, reversing, holding, reading.
package struct Book: Sendable {
    package init() {}

    /// Posts a transfer, or gives the one that the same key posted before.
    ///
    /// - Throws: `LedgerRefusal`.
    @discardableResult
    package func post(_ draft: TransferDraft, in db: Database, at now: Timestamp) throws -> PostedTransfer {
        try post(draft, reverses: nil, in: db, at: now)
    }

    /// Posts the opposite of a transfer, once.
    @discardableResult
    package func reverse(
        _ transfer: TransferID, id: TransferID, idempotencyKey: String, kind: String, reference: String, actor: String,
        in db: Database, at now: Timestamp
    ) throws -> PostedTransfer {
        let entries = try LedgerStore(db: db).entries(of: transfer).map {
            BookEntry($0.account, Money(-$0.amount.amount, $0.amount.currency))
        }
        let draft = TransferDraft(
            id: id, idempotencyKey: idempotencyKey, kind: kind, reference: reference, actor: actor, entries: entries)
        return try post(draft, reverses: transfer, in: db, at: now)
    }

    /// The sum of an account's entries; 0 for an account that was never used.
    package func balance(of code: String, _ currency: Currency, in db: Database) throws -> Money {
        Money(try LedgerStore(db: db).balance(code, currency), currency)
    }

    /// The sum of an account's entries since a moment, of the kinds given.
    package func turnover(
        of code: String, _ currency: Currency, since: Timestamp, in db: Database
    ) throws -> Money {
        Money(try LedgerStore(db: db).turnover(code, currency, since: since), currency)
    }

    // MARK: Holds

    /// Keeps a transfer ready until it is posted, voided or expires.
    package func hold(_ draft: TransferDraft, until: Timestamp, in db: Database, at now: Timestamp) throws {
        try LedgerRules.check(draft.entries)
        try LedgerStore(db: db).insertHold(draft, until: until, at: now)
    }

    /// Posts what was held.
    @discardableResult
    package func postHold(_ id: TransferID, in db: Database, at now: Timestamp) throws -> PostedTransfer {
        let store = LedgerStore(db: db)
        guard let draft = try store.openHold(id, at: now) else { throw LedgerRefusal.notHeld }
        try store.closeHold(id, state: "posted")
        return try post(draft, in: db, at: now)
    }

    /// Lets go of what was held; a second time is refused.
    package func voidHold(_ id: TransferID, in db: Database, at now: Timestamp) throws {
        let store = LedgerStore(db: db)
        guard try store.openHold(id, at: now) != nil else { throw LedgerRefusal.notHeld }
        try store.closeHold(id, state: "void")
    }

    // MARK: Truth

    /// Everything that must hold of the book, as sentences about what does not; empty when all is well.
    package func brokenInvariants(in db: Database) throws -> [String] {
        try LedgerStore(db: db).brokenInvariants()
    }

    private func post(
        _ draft: TransferDraft, reverses: TransferID?, in db: Database, at now: Timestamp
    ) throws -> PostedTransfer {
        try LedgerRules.check(draft.entries)
        let store = LedgerStore(db: db)
        let hash = SHA256.hash(Array(LedgerRules.canonical(draft).utf8))
        if let known = try store.transfer(key: draft.idempotencyKey) {
            guard known.hash == hash else { throw LedgerRefusal.keyReused }
            return PostedTransfer(id: known.id, isReplay: true)
        }
        try store.insert(draft, hash: hash, reverses: reverses, at: now)
        return PostedTransfer(id: draft.id, isReplay: false)
    }
}
