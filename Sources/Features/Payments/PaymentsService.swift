package import EventLog
package import Ledger
package import SQLStore
package import StageModel

// Payments: the one checkout of the box.
//
// Purpose. Every sale of anything is an order. An order is quoted by the sellers of its lines, holds what it wants, and
// when it is paid the money is booked and the goods are handed over in one transaction. A refund books the reverse and
// takes the goods back, or is refused as a whole.
//
// Limits. Payments never knows what a ticket is. Methods today: cash, card marked as paid, and nothing to pay. An order
// takes at most 20 lines; a reservation without payment lasts 20 minutes.
//
// Callers. PaymentsRoutes; Ticketing asks through a port whose order a token opens.

/// The front door of Payments. Orders and the drawer have files of their own.
package struct PaymentsService: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let entropy: Entropy
    let links: OrderLinks
    let book: Book
    let ports: PaymentsPorts

    package init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, key: SecretKey, book: Book,
        ports: PaymentsPorts
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.entropy = entropy
        links = OrderLinks(key: key.subkey("order-link"))
        self.book = book
        self.ports = ports
    }
}
