import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import Ledger

/// The book: balanced, append-only, and the same answer to the same key.
@Suite struct BookTests {
    let store: DurableStore
    let book = Book()
    let cash = BookAccount("cash:drawer:main", .asset)
    let sales = BookAccount("deferred:sales", .liability)
    let purse = BookAccount("balance:nina", .asset, floor: 0)
    let now = Timestamp(milliseconds: 10_000)

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("book-\(UUID().uuidString).sqlite").path
        store = try DurableStore(path: path, migrations: LedgerSchema.migrations)
    }

    private func draft(_ key: String, _ amount: Int64, from: BookAccount? = nil, to: BookAccount? = nil) -> TransferDraft {
        TransferDraft(
            id: TransferID(at: now, entropy: .system), idempotencyKey: key, kind: "sale", reference: "order", actor: "box",
            entries: [
                BookEntry(to ?? cash, Money(amount, .eur)), BookEntry(from ?? sales, Money(-amount, .eur)),
            ])
    }

    private func post(_ draft: TransferDraft) async throws -> PostedTransfer {
        try await store.write { [book, now] db in try book.post(draft, in: db, at: now) }
    }

    private func balance(_ account: BookAccount) async throws -> Int64 {
        try await store.read { [book] db in try book.balance(of: account.code, .eur, in: db).amount }
    }

    @Test func aSaleMovesBothSides() async throws {
        #expect(try await post(draft("one", 1800)).isReplay == false)
        #expect(try await balance(cash) == 1800)
        #expect(try await balance(sales) == -1800)
    }

    @Test func theSameKeyIsTheSameTransferAndOtherContentIsRefused() async throws {
        let first = try await post(draft("one", 1800))
        let again = try await post(draft("one", 1800))
        #expect(again == PostedTransfer(id: first.id, isReplay: true))
        await #expect(throws: LedgerRefusal.keyReused) { try await post(draft("one", 1900)) }
        #expect(try await balance(cash) == 1800)
    }

    @Test func whatDoesNotBalanceIsRefused() async throws {
        let entries: [[BookEntry]] = [
            [], [BookEntry(cash, Money(1, .eur))], [BookEntry(cash, Money(2, .eur)), BookEntry(sales, Money(-1, .eur))],
            [BookEntry(cash, Money(0, .eur)), BookEntry(sales, Money(0, .eur))],
            [BookEntry(cash, Money(1, .eur)), BookEntry(sales, Money(-1, try #require(Currency("USD"))))],
        ]
        for sides in entries {
            #expect(throws: LedgerRefusal.unbalanced) { try LedgerRules.check(sides) }
        }
    }

    @Test func aFloorHoldsToTheLastUnit() async throws {
        _ = try await post(draft("fill", 100, to: purse))
        _ = try await post(draft("spend", 100, from: purse))
        await #expect(throws: LedgerRefusal.belowFloor(account: purse.code)) {
            try await post(draft("over", 1, from: purse))
        }
        #expect(try await balance(purse) == 0)
    }

    @Test func aReversalIsPostedOnce() async throws {
        let sale = try await post(draft("one", 1800))
        func reverse(_ key: String) async throws {
            _ = try await store.write { [book, now] db in
                try book.reverse(
                    sale.id, id: TransferID(at: now, entropy: .system), idempotencyKey: key, kind: "refund",
                    reference: "order", actor: "box", in: db, at: now)
            }
        }
        try await reverse("refund")
        try await reverse("refund")
        #expect(try await balance(cash) == 0)
        await #expect(throws: DatabaseError.self) { try await reverse("refund again") }
    }

    @Test func aHoldIsPostedOrVoidedAtMostOnce() async throws {
        let held = draft("held", 500)
        let until = now + .seconds(60)
        try await store.write { [book, now] db in try book.hold(held, until: until, in: db, at: now) }
        #expect(try await balance(cash) == 0)
        try await store.write { [book, now] db in _ = try book.postHold(held.id, in: db, at: now) }
        #expect(try await balance(cash) == 500)
        await #expect(throws: LedgerRefusal.notHeld) {
            try await store.write { [book, now] db in try book.voidHold(held.id, in: db, at: now) }
        }
        let late = draft("late", 5)
        try await store.write { [book, now] db in try book.hold(late, until: until, in: db, at: now) }
        await #expect(throws: LedgerRefusal.notHeld) {
            try await store.write { [book] db in _ = try book.postHold(late.id, in: db, at: until) }
        }
    }

    @Test func nothingIsChangedOrRemoved() async throws {
        _ = try await post(draft("one", 1800))
        for sql in [
            "UPDATE ledger_entry SET amount = 1", "DELETE FROM ledger_entry", "UPDATE ledger_transfer SET actor = 'x'",
            "DELETE FROM ledger_transfer", "DELETE FROM ledger_account",
        ] {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await store.write { db in try db.execute(sql: sql) }
            }
        }
    }

    @Test func randomTransfersKeepEveryInvariant() async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        print("seed \(seed)")
        var state = seed
        func roll(_ sides: UInt64) -> Int64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int64(state % sides)
        }
        let accounts = [cash, sales, purse, BookAccount("over_short", .expense)]
        for step in 0..<300 {
            let from = accounts[Int(roll(4))], to = accounts[Int(roll(4))]
            guard from != to else { continue }
            _ = try? await post(draft("key \(step % 250)", roll(1000) + 1, from: from, to: to))
        }
        let broken = try await store.read { [book] db in try book.brokenInvariants(in: db) }
        #expect(broken == [])
        #expect(try await balance(purse) >= 0)
    }

    @Test func aForgedEntryIsFound() async throws {
        _ = try await post(draft("one", 1800))
        try await store.write { db in
            try db.execute(sql: "DROP TRIGGER ledger_entry_is_never_changed")
            try db.execute(sql: "UPDATE ledger_entry SET amount = 1900 WHERE amount = 1800")
        }
        let broken = try await store.read { [book] db in try book.brokenInvariants(in: db) }
        #expect(broken.count >= 2)
    }
}
