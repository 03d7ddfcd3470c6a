package import StageModel

/// What kind of account it is; says which side grows it.
package enum BookKind: String, Sendable, CaseIterable {
    /// What the box has: cash, claims on card terminals.
    case asset
    /// What it owes: prepaid balances, tickets not yet redeemed.
    case liability
    case revenue
    case expense

    /// 1 where debits grow the account, -1 where credits do.
    var side: Int64 {
        switch self {
        case .asset, .expense: 1
        case .liability, .revenue: -1
        }
    }
}

/// An account by its code, such as `cash:drawer:main`. It is opened by the first posting and stays as it was opened.
package struct BookAccount: Sendable, Hashable {
    /// 1 to 100 characters.
    package let code: String
    package let kind: BookKind
    /// The balance on the account's own side (what a drawer holds, what a person has prepaid) may not fall below this;
    /// nil for no floor.
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
package struct TransferDraft: Sendable, Hashable {
    package let id: TransferID
    /// 1 to 200 characters.
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
