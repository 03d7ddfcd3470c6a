import StageModel
import Testing

@testable import Ledger

/// What makes a transfer good, without a database.
@Suite struct LedgerRulesTests {
    let cash = BookAccount("cash", .asset, floor: 0)
    let debt = BookAccount("debt", .liability, floor: -10)
    let open = BookAccount("open", .revenue)

    private func entry(_ account: BookAccount, _ amount: Int64, _ currency: Currency = .eur) -> BookEntry {
        BookEntry(account, Money(amount, currency))
    }

    @Test func whatDoesNotBalanceIsRefused() throws {
        let dollar = try #require(Currency("USD"))
        for sides in [
            [], [entry(cash, 1)], [entry(cash, 2), entry(open, -1)], [entry(cash, 0), entry(open, 0)],
            [entry(cash, 1), entry(open, -1, dollar)],
            [entry(cash, 1), entry(open, -1), entry(cash, 5, dollar), entry(open, -4, dollar)],
        ] {
            #expect(throws: LedgerRefusal.unbalanced) { try LedgerRules.check(sides) }
        }
        try LedgerRules.check([entry(cash, 3), entry(open, -2), entry(debt, -1)])
    }

    @Test func aTransferHasAThousandEntriesAtMost() throws {
        let pairs = (0..<500).flatMap { _ in [entry(cash, Money.bound), entry(open, -Money.bound)] }
        try LedgerRules.check(pairs)
        #expect(throws: LedgerRefusal.tooManyEntries) { try LedgerRules.check(pairs + [entry(cash, 1)]) }
    }

    @Test(
        arguments: [
            // account 0: cash with floor 0, 1: debt with floor -10; before, amount, held, whether it is allowed
            (0, 10, -10, 0, true), (0, 10, -11, 0, false), (0, 10, -5, 5, true), (0, 10, -6, 5, false),
            (0, -3, 1, 0, true), (1, 0, 10, 0, true), (1, 0, 11, 0, false), (1, -5, 15, 0, true), (1, -5, 16, 0, false),
            (1, -5, 10, 5, true), (1, -5, 11, 5, false),
        ] as [(Int, Int64, Int64, Int64, Bool)])
    func aFloorIsKeptToTheUnit(_ account: Int, _ before: Int64, _ amount: Int64, _ held: Int64, _ isAllowed: Bool) {
        let account = account == 0 ? cash : debt
        if isAllowed {
            #expect(throws: Never.self) {
                let after = try LedgerRules.balance(before, adding: entry(account, amount), held: held)
                #expect(after == before + amount)
            }
        } else {
            #expect(throws: LedgerRefusal.belowFloor(account: account.code)) {
                try LedgerRules.balance(before, adding: entry(account, amount), held: held)
            }
        }
    }

    @Test func aBalanceHasABoundOnBothSides() throws {
        let most = LedgerRules.mostBalance
        for sign in [Int64(1), -1] {
            #expect(try LedgerRules.balance(sign * (most - 1), adding: entry(open, sign), held: 0) == sign * most)
            #expect(throws: LedgerRefusal.beyondBound(account: "open")) {
                try LedgerRules.balance(sign * most, adding: entry(open, sign), held: 0)
            }
        }
    }

    @Test func differentTransfersHaveDifferentBytes() {
        func draft(_ kind: String, _ reference: String, _ entries: [BookEntry]) -> TransferDraft {
            TransferDraft(
                id: TransferID(at: Timestamp(milliseconds: 1), entropy: .system), idempotencyKey: "key", kind: kind,
                reference: reference, actor: "box", entries: entries)
        }
        let sides = [entry(cash, 1), entry(open, -1)]
        let drafts = [
            draft("a", "b\nc", sides), draft("a\nb", "c", sides), draft("a", "b", sides),
            draft("a", "b", sides.reversed()), draft("a", "b", [entry(cash, 11), entry(open, -11)]),
            draft("a", "b", sides + sides),
        ]
        func bytes(_ draft: TransferDraft, _ reverses: TransferID? = nil) -> [UInt8] {
            LedgerRules.canonical(draft, reverses: reverses)
        }
        #expect(Set(drafts.map { bytes($0) }).count == drafts.count)
        #expect(bytes(drafts[0], drafts[0].id) != bytes(drafts[0]))
        #expect(bytes(drafts[2]) == bytes(draft("a", "b", sides)))
    }

    @Test func everyRefusalSaysWhatItMeans() {
        let refusals: [LedgerRefusal] = [
            .unbalanced, .tooManyEntries, .keyReused, .belowFloor(account: "a"), .beyondBound(account: "a"),
            .accountDiffers(account: "a"), .notHeld, .unknownTransfer, .alreadyReversed,
        ]
        #expect(Set(refusals.map(\.reason)).count == refusals.count)
        for refusal in refusals { #expect(refusal.sentence.contains("Nothing was booked"), "\(refusal)") }
    }
}
