package import EventLog
package import SQLStore
package import StageModel

// Ticketing: shows, what they sell, and who gets in.
//
// Purpose. A show has kinds of tickets with quotas under one capacity; an order holds and then gets tickets through the
// `Seller` that Payments calls inside its own transaction; a door asks about one code and gets one stored decision.
//
// Limits. Admission is decided in one transaction, in the time of one commit. A ticket's code is recognised by an
// authentication code under the box's secret, so the database alone makes no ticket; its ten-character number is for
// typing at a door where somebody looks. Counts on the show and its types are kept in the same transactions.
//
// Callers. TicketingRoutes, Payments through `seller`, Identity through ports.

/// The front door of Ticketing. Shows, tickets and the door have files of their own.
package struct TicketingService: Sendable {
    let store: DurableStore
    let journal: EventJournal
    let clock: BoxClock
    let entropy: Entropy
    let codes: TicketCodes
    let ports: TicketingPorts

    package init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, key: SecretKey,
        ports: TicketingPorts
    ) {
        self.store = store
        self.journal = journal
        self.clock = clock
        self.entropy = entropy
        codes = TicketCodes(key: key.subkey("ticket-code"))
        self.ports = ports
    }
}
