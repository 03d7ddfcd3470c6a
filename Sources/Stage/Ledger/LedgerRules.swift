import StageModel

/// What makes a transfer good: pure, so that it is tested without a database.
enum LedgerRules {
    static let mostEntries = 1000
    /// Half of what an amount may be, so that the difference of two balances is an amount as well.
    static let mostBalance = Money.bound / 2

    /// At least two entries, none of nothing, and for every currency the sum is zero.
    static func check(_ entries: [BookEntry]) throws(LedgerRefusal) {
        guard entries.count <= mostEntries else { throw .tooManyEntries }
        guard entries.count >= 2, entries.allSatisfy({ $0.amount.amount != 0 }) else { throw .unbalanced }
        // 1,000 amounts of 10^15 are far from the edge of Int64.
        var sums: [Currency: Int64] = [:]
        for entry in entries { sums[entry.amount.currency, default: 0] += entry.amount.amount }
        guard sums.values.allSatisfy({ $0 == 0 }) else { throw .unbalanced }
    }

    /// The balance of an account after an entry.
    ///
    /// - Parameters:
    ///   - before: the balance before, debits positive.
    ///   - held: what open holds will take from the account's own side; at least 0.
    static func balance(_ before: Int64, adding entry: BookEntry, held: Int64) throws(LedgerRefusal) -> Int64 {
        let account = entry.account
        let after = before + entry.amount.amount
        guard abs(after) <= mostBalance else { throw .beyondBound(account: account.code) }
        let own = account.kind.side * after
        let isFalling = account.kind.side * entry.amount.amount < 0
        if let floor = account.floor, isFalling, own - held < floor { throw .belowFloor(account: account.code) }
        return after
    }

    static func opposite(of entries: [BookEntry]) -> [BookEntry] {
        entries.map { BookEntry($0.account, Money(-$0.amount.amount, $0.amount.currency)) }
    }

    /// What a key stands for: everything but the transfer's own identifier, its actor and its time. Each field comes
    /// with its length, so that no two transfers have the same bytes.
    static func canonical(_ draft: TransferDraft, reverses: TransferID?) -> [UInt8] {
        var bytes: [UInt8] = []
        func add(_ field: String) {
            withUnsafeBytes(of: UInt32(field.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: field.utf8)
        }
        add(draft.kind)
        add(draft.reference)
        add(reverses?.text ?? "")
        for entry in draft.entries {
            add(entry.account.code)
            add(entry.amount.currency.code)
            add(String(entry.amount.amount))
        }
        return bytes
    }
}
