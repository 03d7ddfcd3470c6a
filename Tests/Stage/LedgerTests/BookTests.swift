import GRDB
import StageModel
import Testing

@testable import Ledger

/// The book: balanced, append-only, and the same answer to the same key.
@Suite struct BookTests {
    let bench: BookBench

    init() throws { bench = try BookBench() }

    @Test func aSaleMovesBothSides() async throws {
        let sale = try await bench.post(bench.draft("one", 1800))
        #expect(sale.isReplay == false)
        #expect(try await bench.balance(bench.cash) == 1800)
        #expect(try await bench.balance(bench.sales) == -1800)
        let entries = try await bench.store.read { [book = bench.book] db in try book.entries(of: sale.id, in: db) }
        #expect(entries == [BookEntry(bench.cash, Money(1800, .eur)), BookEntry(bench.sales, Money(-1800, .eur))])
    }

    @Test func theSameKeyIsTheSameTransferAndOtherContentIsRefused() async throws {
        let first = try await bench.post(bench.draft("one", 1800))
        let again = try await bench.post(bench.draft("one", 1800))
        #expect(again == PostedTransfer(id: first.id, isReplay: true))
        await #expect(throws: LedgerRefusal.keyReused) { try await bench.post(bench.draft("one", 1900)) }
        await #expect(throws: LedgerRefusal.keyReused) {
            try await bench.post(bench.draft("one", 1800, reference: "other"))
        }
        await #expect(throws: LedgerRefusal.keyReused) { try await bench.reverse(first.id, "one") }
        #expect(try await bench.balance(bench.cash) == 1800)
    }

    @Test func aFloorHoldsToTheLastUnitOnEitherSide() async throws {
        try await bench.post(bench.draft("fill drawer", 100, into: bench.drawer))
        try await bench.post(bench.draft("top up", 100, outOf: bench.purse))
        await #expect(throws: LedgerRefusal.belowFloor(account: bench.drawer.code)) {
            try await bench.post(bench.draft("over 1", 101, into: bench.cash, outOf: bench.drawer))
        }
        await #expect(throws: LedgerRefusal.belowFloor(account: bench.purse.code)) {
            try await bench.post(bench.draft("over 2", 101, into: bench.purse))
        }
        try await bench.post(bench.draft("all 1", 100, into: bench.cash, outOf: bench.drawer))
        try await bench.post(bench.draft("all 2", 100, into: bench.purse))
        #expect(try await bench.balance(bench.drawer) == 0)
        #expect(try await bench.balance(bench.purse) == 0)
        #expect(try await bench.broken() == [])
    }

    @Test func anAccountHoldsNoMoreThanTheBookCanCount() async throws {
        try await bench.post(bench.draft("most", LedgerRules.mostBalance))
        await #expect(throws: LedgerRefusal.beyondBound(account: bench.cash.code)) {
            try await bench.post(bench.draft("one more", 1))
        }
        #expect(try await bench.balance(bench.cash) == LedgerRules.mostBalance)
    }

    @Test func anAccountStaysAsItWasOpened() async throws {
        try await bench.post(bench.draft("one", 1))
        for other in [
            BookAccount(bench.cash.code, .expense), BookAccount(bench.cash.code, .asset, floor: 0),
        ] {
            await #expect(throws: LedgerRefusal.accountDiffers(account: bench.cash.code)) {
                try await bench.post(bench.draft("two", 1, into: other))
            }
        }
    }

    @Test func oneCodeInTwoCurrenciesIsTwoAccounts() async throws {
        let dollar = try #require(Currency("USD"))
        let draft = TransferDraft(
            id: TransferID(at: bench.now, entropy: .system), idempotencyKey: "two", kind: "sale", reference: "order",
            actor: "box",
            entries: [
                BookEntry(bench.cash, Money(5, .eur)), BookEntry(bench.cash, Money(7, dollar)),
                BookEntry(bench.sales, Money(-5, .eur)), BookEntry(bench.sales, Money(-7, dollar)),
            ])
        try await bench.post(draft)
        #expect(try await bench.balance(bench.cash) == 5)
        let dollars = try await bench.store.read { [book = bench.book, cash = bench.cash] db in
            try book.balance(of: cash.code, dollar, in: db)
        }
        #expect(dollars == Money(7, dollar))
    }

    @Test func aReversalIsPostedOnce() async throws {
        let sale = try await bench.post(bench.draft("one", 1800))
        let refund = try await bench.reverse(sale.id, "refund")
        #expect(try await bench.reverse(sale.id, "refund") == PostedTransfer(id: refund.id, isReplay: true))
        #expect(try await bench.balance(bench.cash) == 0)
        await #expect(throws: LedgerRefusal.alreadyReversed) { try await bench.reverse(sale.id, "refund again") }
        let unknown = TransferID(at: bench.now, entropy: .system)
        await #expect(throws: LedgerRefusal.unknownTransfer) { try await bench.reverse(unknown, "refund it") }
        #expect(try await bench.broken() == [])
    }

    @Test func turnoverCountsFromItsMoment() async throws {
        try await bench.post(bench.draft("before", 5))
        let later = bench.now + .milliseconds(1)
        let draft = bench.draft("after", 7)
        try await bench.store.write { [book = bench.book] db in _ = try book.post(draft, in: db, at: later) }
        for (since, sum) in [(bench.now, 12), (later, 7), (later + .milliseconds(1), 0)] {
            let turnover = try await bench.store.read { [book = bench.book, cash = bench.cash] db in
                try book.turnover(of: cash.code, .eur, since: since, in: db)
            }
            #expect(turnover == Money(Int64(sum), .eur))
        }
    }

    @Test func aTransferThatIsRefusedLeavesNothing() async throws {
        await #expect(throws: LedgerRefusal.belowFloor(account: bench.drawer.code)) {
            try await bench.post(bench.draft("one", 1, into: bench.cash, outOf: bench.drawer))
        }
        for table in ["ledger_transfer", "ledger_entry", "ledger_account"] {
            let count = try await bench.store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") }
            #expect(count == 0, "\(table)")
        }
    }
}
