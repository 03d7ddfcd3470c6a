import EventLog
import GRDB
import Ledger
import SQLStore
import StageModel

/// Work on a timer.
extension PaymentsService {
    /// Ends at most 200 reservations whose time is over, in one transaction; gives how many. For every minute, until it
    /// gives 0.
    package func expireReservations() async throws -> Int {
        let now = clock.now()
        return try await store.write { [self] db in
            let orders = PaymentsStore(db: db)
            let over = try orders.reservations(endedBy: now, limit: 200)
            for id in over {
                guard let order = try orders.order(id) else { continue }
                try end(order, .expired, now, in: db)
                try journal.append(PaymentsEvents.expired(order), in: db)
            }
            return over.count
        }
    }

    /// What does not hold of the book, and between the book and the orders, as sentences; empty when all is well.
    package func brokenInvariants() async throws -> [String] {
        try await store.read { [book] db in
            var broken = try book.brokenInvariants(in: db)
            var paid: [Currency: Int64] = [:]
            var card: [Currency: Int64] = [:]
            for (method, total) in try PaymentsStore(db: db).paidTotals() {
                paid[total.currency, default: 0] += total.amount
                if method == .card { card[total.currency, default: 0] += total.amount }
            }
            for (currency, total) in paid {
                let deferred = try book.balance(of: SalesAccounts.deferred.code, currency, in: db).amount
                if deferred != -total {
                    broken.append("The book owes buyers \(-deferred) \(currency); the paid orders sum to \(total).")
                }
                let taken = try book.balance(of: SalesAccounts.card.code, currency, in: db).amount
                let byCard = card[currency, default: 0]
                if taken != byCard {
                    broken.append("The book took \(taken) \(currency) by card; the orders say \(byCard).")
                }
            }
            return broken
        }
    }
}
