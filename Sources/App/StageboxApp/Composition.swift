import Audio
import BlobStore
package import Catalog
import EventLog
import Foundation
import GRDB
package import Identity
import Ledger
package import Logging
import NIOCore
import NIOPosix
package import Payments
package import SQLStore
package import StageModel
import Synchronization
package import Ticketing
package import WebEdge

// StageboxApp: the one place that knows everything.
//
// Purpose. Builds a box from configuration, clock and randomness: opens the store and migrates, builds engines, then
// features in floor order, wires their ports, mounts routes, and gives the services to run. Plain initialisers; whoever
// wonders which thing is used where, looks here.
//
// Limits. No business: what is written here is only who talks to whom.
//
// Callers. AdminCLI with real things, TestBox with a temporary folder, a clock moved by hand and a seeded generator.

/// A whole box, assembled and not yet running.
package struct Box: Sendable {
    package let store: DurableStore
    package let identity: IdentityService
    package let catalog: CatalogService
    package let ingest: CatalogIngest
    package let ticketing: TicketingService
    package let payments: PaymentsService
    package let edge: Edge
    package let jobs: BoxJobs
    package let configuration: BoxConfiguration
    let whereabouts: Whereabouts
    let threads: NIOThreadPool

    /// Every migration of the box, floors from below; frozen once shipped.
    package static let migrations: [SchemaMigration] =
        EventLogSchema.migrations + LedgerSchema.migrations + EdgeSchema.migrations + BoxSchema.migrations
        + IdentitySchema.migrations + CatalogSchema.migrations + TicketingSchema.migrations + PaymentsSchema.migrations

    /// Opens and wires everything.
    ///
    /// - Parameter hashing: the cost of passwords; tests take a small one.
    /// - Throws: `StoreFailure` and `DataFolderFailure`, with sentences.
    package static func assemble(
        configuration: BoxConfiguration, folder: DataFolder, clock: BoxClock, entropy: Entropy, logger: Logger,
        hashing: PasswordHashing = PasswordHashing(), limits: Limits = Limits()
    ) async throws -> Box {
        let key = try folder.key(entropy: entropy)
        let store = try DurableStore(path: folder.database, migrations: migrations)
        let journal = EventJournal(store: store, clock: clock)
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        let whereabouts = Whereabouts(configuration)
        let audio = AudioTools(ffmpeg: configuration.ffmpeg, ffprobe: configuration.ffprobe)
        let ticketingSlot = Late<TicketingService>()
        let paymentsSlot = Late<PaymentsService>()

        let catalog = try CatalogService(
            store: store, journal: journal, clock: clock, entropy: entropy,
            blobs: try BlobFolder(root: folder.blobs, reserveBytes: configuration.reserveBytes, threads: threads),
            audio: audio, cacheFolder: folder.cache, ports: Wiring.catalog(ticketingSlot))
        let identity = IdentityService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key,
            ports: Wiring.identity(ticketingSlot, whereabouts), hashing: hashing)
        let ticketing = TicketingService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key,
            ports: Wiring.ticketing(catalog: catalog, identity: identity, payments: paymentsSlot))
        let payments = PaymentsService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key, book: Book(),
            ports: Wiring.payments(sellers: [ticketing.seller], identity: identity, whereabouts))
        ticketingSlot.set(ticketing)
        paymentsSlot.set(payments)

        let box = BoxRoutes(
            store: store, journal: journal, clock: clock, isClaimed: { try identity.isClaimed(in: $0) },
            addresses: { whereabouts.addresses })
        let health = HealthRoutes(store: store, folder: folder, audio: audio)
        let fan = EventFan(journal: journal, limits: limits)
        let edge = Edge(
            routes: box.routes + health.routes + IdentityRoutes(service: identity).routes
                + CatalogRoutes(service: catalog, audioBytes: limits.audioBytes).routes
                + TicketingRoutes(service: ticketing).routes + PaymentsRoutes(service: payments).routes,
            webFolder: configuration.webFolder, authenticator: identity.authenticator, fan: fan, store: store,
            hostNames: configuration.hostNames, limits: limits, clock: clock, entropy: entropy, threads: threads,
            logger: logger)
        return Box(
            store: store, identity: identity, catalog: catalog,
            ingest: CatalogIngest(service: catalog, logger: logger), ticketing: ticketing, payments: payments,
            edge: edge,
            jobs: BoxJobs(
                identity: identity, payments: payments, ticketing: ticketing, journal: journal, edge: edge,
                logger: logger),
            configuration: configuration, whereabouts: whereabouts, threads: threads)
    }

    /// Closes the database; for commands that never run the box.
    package func close() throws { try store.close() }
}

/// A feature that another needs before it exists: set once while the box is built.
final class Late<Value: Sendable>: Sendable {
    private let slot = Mutex<Value?>(nil)

    func set(_ value: Value) { slot.withLock { $0 = value } }

    var value: Value {
        guard let value = slot.withLock({ $0 }) else { preconditionFailure("a port was used before the box was built") }
        return value
    }
}
