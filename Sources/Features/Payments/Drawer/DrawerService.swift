import EventLog
import GRDB
import Ledger
import SQLStore
package import StageModel
import WebEdge

/// The cash drawer and its shifts.
extension PaymentsService {
    package func drawer() async throws -> DrawerAnswer {
        try await store.read { [self] db in try drawerAnswer(in: db) }
    }

    /// Begins a shift with the cash that lies in the drawer; what the book did not expect comes from outside.
    package func openShift(counted: Money, by caller: SignedInAccount) async throws -> DrawerAnswer {
        let now = clock.now()
        return try await store.write { [self] db in
            try demandCount(counted, in: db)
            guard try PaymentsStore(db: db).openShift() == nil else { throw PaymentsRefusal.shiftOpen }
            try open(counted, actor: caller.id.text, now, in: db)
            return try drawerAnswer(in: db)
        }
    }

    /// Ends the shift; the difference between counted and expected is booked as over or short.
    package func closeShift(counted: Money, by caller: SignedInAccount) async throws -> DrawerAnswer {
        let now = clock.now()
        return try await store.write { [self] db in
            try demandCount(counted, in: db)
            let payments = PaymentsStore(db: db)
            guard let shift = try payments.openShift() else { throw PaymentsRefusal.noShift }
            let expected = try book.balance(of: SalesAccounts.drawer.code, counted.currency, in: db)
            try move(
                counted.amount - expected.amount, counted.currency, against: SalesAccounts.overShort, kind: "closing",
                reference: shift.id, actor: caller.id.text, now, in: db)
            try payments.closeShift(shift.id, by: caller.id.text, counted: counted, expected: expected, at: now)
            try journal.append(PaymentsEvents.shiftClosed(shift.id, actor: caller.id.text), in: db)
            return try drawerAnswer(in: db)
        }
    }

    /// The first cash of an evening opens a shift by itself with what the book expects, so that no queue waits for a
    /// count. Such a shift is the box's: whoever looks at the drawer sees that nobody counted.
    func openShiftIfNeeded(_ now: Timestamp, in db: Database) throws {
        guard try PaymentsStore(db: db).openShift() == nil else { return }
        let currency = try ports.currency(db)
        let expected = try book.balance(of: SalesAccounts.drawer.code, currency, in: db)
        try open(expected, actor: "box", now, in: db)
    }

    private func open(_ counted: Money, actor: String, _ now: Timestamp, in db: Database) throws {
        let shift = ShiftID(at: now, entropy: entropy)
        let expected = try book.balance(of: SalesAccounts.drawer.code, counted.currency, in: db)
        try move(
            counted.amount - expected.amount, counted.currency, against: SalesAccounts.outside, kind: "float",
            reference: shift, actor: actor, now, in: db)
        try PaymentsStore(db: db).insertShift(shift, by: actor, cash: counted, at: now)
        try journal.append(PaymentsEvents.shiftOpened(shift, actor: actor), in: db)
    }

    private func move(
        _ amount: Int64, _ currency: Currency, against account: BookAccount, kind: String, reference: ShiftID,
        actor: String, _ now: Timestamp, in db: Database
    ) throws {
        guard amount != 0 else { return }
        try book.post(
            TransferDraft(
                id: TransferID(at: now, entropy: entropy), idempotencyKey: "\(kind):\(reference)", kind: kind,
                reference: reference.text, actor: actor,
                entries: [
                    BookEntry(SalesAccounts.drawer, Money(amount, currency)),
                    BookEntry(account, Money(-amount, currency)),
                ]), in: db, at: now)
    }

    private func demandCount(_ cash: Money, in db: Database) throws {
        let currency = try ports.currency(db)
        guard cash.currency == currency else { throw PaymentsRefusal.otherCurrency(currency) }
        guard (0...OrderRules.mostCash).contains(cash.amount) else {
            throw InvalidInput("counted", "Count the cash again. This is below zero, or more than a drawer holds.")
        }
    }

    private func drawerAnswer(in db: Database) throws -> DrawerAnswer {
        let payments = PaymentsStore(db: db)
        let currency = try ports.currency(db)
        let shift = try payments.openShift()
        let since = shift?.openedAt ?? clock.now()
        let last = try payments.lastSale().flatMap { try payments.order($0) }
        let closed = try payments.lastClosedShift()
        return DrawerAnswer(
            currency: currency.code,
            shift: Nullable(
                try shift.map {
                    DrawerAnswer.Shift(
                        id: $0.id, openedAt: $0.openedAt, openedBy: try ports.actorName(db, $0.openedBy),
                        openingCash: $0.openingCash)
                }),
            expectedCash: try book.balance(of: SalesAccounts.drawer.code, currency, in: db),
            cashTaken: Money(try payments.taken(.cash, since: since), currency),
            cardTaken: Money(try payments.taken(.card, since: since), currency),
            salesCount: try payments.sales(since: since), lastSale: Nullable(try last.map { try answer($0, in: db) }),
            lastClosing: Nullable(closed.flatMap(Self.closing)))
    }

    private static func closing(_ shift: ShiftRow) -> DrawerAnswer.Closing? {
        guard let at = shift.closedAt, let counted = shift.counted, let expected = shift.expected else { return nil }
        return DrawerAnswer.Closing(
            closedAt: at, counted: counted, expected: expected,
            difference: Money(counted.amount - expected.amount, counted.currency))
    }
}
