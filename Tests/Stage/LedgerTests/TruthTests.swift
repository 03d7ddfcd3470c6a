import GRDB
import StageModel
import Testing

@testable import Ledger

/// What the database itself refuses, and what the audit finds when somebody goes around it.
@Suite struct TruthTests {
    let bench: BookBench

    init() throws { bench = try BookBench() }

    @Test func nothingIsChangedRemovedOrReplaced() async throws {
        try await bench.post(bench.draft("one", 1800))
        try await bench.hold(bench.draft("held", 5))
        let columns = "id, idempotency_key, request_hash, kind, reference, actor"
        for sql in [
            "UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry", "UPDATE ledger_transfer SET actor = 'x'",
            "DELETE FROM ledger_transfer", "DELETE FROM ledger_account", "UPDATE ledger_account SET floor = NULL",
            "DELETE FROM ledger_hold", "UPDATE ledger_hold SET expires_at = expires_at + 1",
            "UPDATE ledger_hold SET state = 'void', actor = 'x'", "DELETE FROM ledger_hold_entry",
            "UPDATE ledger_hold_entry SET amount = amount + 1",
            "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
            "INSERT OR REPLACE INTO ledger_transfer SELECT * FROM ledger_transfer",
            "INSERT OR REPLACE INTO ledger_transfer (\(columns), at) SELECT 'x', idempotency_key, request_hash, kind, "
                + "reference, actor, at FROM ledger_transfer",
            "INSERT OR REPLACE INTO ledger_account SELECT * FROM ledger_account",
            "INSERT OR REPLACE INTO ledger_hold SELECT * FROM ledger_hold",
            "INSERT OR REPLACE INTO ledger_hold_entry SELECT * FROM ledger_hold_entry",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") { try await bench.execute(sql) }
        }
        #expect(try await bench.broken() == [])
    }

    @Test func theDatabaseRefusesEntriesThatDoNotFit() async throws {
        try await bench.post(bench.draft("one", 1800, into: bench.drawer))
        try await bench.post(bench.draft("two", 200))
        let columns = "(transfer_id, account_id, amount, balance_after)"
        let drawer = "(SELECT id FROM ledger_account WHERE code = '\(bench.drawer.code)')"
        let second = "(SELECT id FROM ledger_transfer WHERE idempotency_key = 'two')"
        let first = "(SELECT id FROM ledger_transfer WHERE idempotency_key = 'one')"
        for (values, word) in [
            ("\(second), \(drawer), 5, 5", "chain"), ("\(second), \(drawer), -1801, -1", "floor"),
            ("\(first), \(drawer), 5, 1805", "complete"), ("'nobody', \(drawer), 5, 1805", "FOREIGN KEY"),
            ("\(second), \(drawer), 0, 1800", "CHECK"),
        ] {
            let failure = await #expect(throws: DatabaseError.self, "\(values)") {
                try await bench.execute("INSERT INTO ledger_entry \(columns) VALUES (\(values))")
            }
            #expect(failure?.message?.contains(word) == true, "\(failure?.message ?? "")")
        }
    }

    @Test func aForgedEntryIsFound() async throws {
        try await bench.post(bench.draft("one", 1800))
        try await bench.execute("DROP TRIGGER ledger_entry_is_never_changed")
        try await bench.execute("UPDATE ledger_entry SET amount = 1900 WHERE amount = 1800")
        #expect(try await bench.broken().count == 2)
    }

    @Test func aLostTransferIsFound() async throws {
        try await bench.post(bench.draft("one", 1800))
        try await bench.post(bench.draft("two", 200))
        try await bench.execute("DROP TRIGGER ledger_entry_is_never_removed")
        try await bench.execute(
            """
            DELETE FROM ledger_entry WHERE transfer_id =
                (SELECT id FROM ledger_transfer WHERE idempotency_key = 'one')
            """)
        #expect(try await bench.broken().count == 3)
    }

    @Test func aReversalOfOtherMoneyIsFound() async throws {
        let sale = try await bench.post(bench.draft("one", 1800))
        try await bench.reverse(sale.id, "refund")
        try await bench.execute("DROP TRIGGER ledger_entry_is_never_changed")
        // Balanced, with whole chains, but not what was sold.
        try await bench.execute(
            """
            UPDATE ledger_entry SET amount = amount / 2, balance_after = -amount / 2 + balance_after
            WHERE id > 2
            """)
        let broken = try await bench.broken()
        #expect(broken.contains { $0.contains("does not take back exactly") })
    }

    @Test func aHoldThatNobodyPostedIsFound() async throws {
        try await bench.hold(bench.draft("held", 5))
        try await bench.execute("UPDATE ledger_hold SET state = 'posted'")
        #expect(try await bench.broken().count == 1)
    }

    /// Random postings, holds and reversals against a plain sum in memory.
    @Test func randomTransfersKeepEveryInvariant() async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        print("seed \(seed)")
        var state = seed
        func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(sides))
        }
        let accounts = [bench.cash, bench.sales, bench.purse, bench.drawer, BookAccount("over_short", .expense)]
        var sums: [BookAccount: Int64] = [:]
        var posted: [TransferDraft] = []
        var open: [TransferDraft] = []
        func count(_ draft: TransferDraft, _ sign: Int64) {
            for entry in draft.entries { sums[entry.account, default: 0] += sign * entry.amount.amount }
        }
        for step in 0..<400 {
            let into = accounts[roll(accounts.count)]
            let outOf = accounts[roll(accounts.count)]
            let draft = bench.draft("key \(step)", Int64(roll(1000) + 1), into: into, outOf: outOf)
            do {
                switch roll(6) {
                case 0:
                    try await bench.hold(draft)
                    open.append(draft)
                case 1 where !open.isEmpty:
                    let held = open.remove(at: roll(open.count))
                    try await bench.postHold(held.id)
                    count(held, 1)
                    posted.append(held)
                case 2 where !open.isEmpty:
                    try await bench.voidHold(open.remove(at: roll(open.count)).id)
                case 3 where !posted.isEmpty:
                    let taken = posted[roll(posted.count)]
                    try await bench.reverse(taken.id, "reverse \(step)")
                    count(taken, -1)
                default:
                    try await bench.post(draft)
                    count(draft, 1)
                    posted.append(draft)
                }
            } catch LedgerRefusal.belowFloor, LedgerRefusal.alreadyReversed {
                continue
            }
        }
        #expect(try await bench.broken() == [], "seed \(seed)")
        for account in accounts {
            #expect(try await bench.balance(account) == sums[account, default: 0], "seed \(seed)")
        }
        #expect(try await bench.balance(bench.drawer) >= 0, "seed \(seed)")
        #expect(try await bench.balance(bench.purse) <= 0, "seed \(seed)")
    }
}
