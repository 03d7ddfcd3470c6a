import StageModel

/// What makes a transfer good: pure, so that it is tested without a database.
enum LedgerRules {
    /// At least two entries, none of nothing, and for every currency the sum is zero.
    static func check(_ entries: [BookEntry]) throws(LedgerRefusal) {
        guard entries.count >= 2, entries.allSatisfy({ $0.amount.amount != 0 }) else { throw .unbalanced }
        var sums: [Currency: Int64] = [:]
        for entry in entries { sums[entry.amount.currency, default: 0] += entry.amount.amount }
        guard sums.values.allSatisfy({ $0 == 0 }) else { throw .unbalanced }
    }

    /// What a key stands for: everything but the transfer's own identifier and time.
    static func canonical(_ draft: TransferDraft) -> String {
        let entries = draft.entries.map { "\($0.account.code)=\($0.amount.amount)\($0.amount.currency)" }
        return ([draft.kind, draft.reference] + entries).joined(separator: "\n")
    }
}
