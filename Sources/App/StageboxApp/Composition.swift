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
    package let backups: BackupService
    package let restoring: RestoreService
    package let network: BoxNetwork
    package let certificates: CertificateKeeper
    package let configuration: BoxConfiguration
    let whereabouts: Whereabouts
    let threads: NIOThreadPool
    let restart: RestartSignal

    /// Every migration of the box, floors from below; frozen once shipped.
    package static let migrations: [SchemaMigration] =
        EventLogSchema.migrations + LedgerSchema.migrations + EdgeSchema.migrations + BoxSchema.migrations
        + IdentitySchema.migrations + CatalogSchema.migrations + TicketingSchema.migrations + PaymentsSchema.migrations
        + BackupSchema.migrations

    /// Opens and wires everything.
    ///
    /// - Parameter hashing: the cost of passwords; tests take a small one.
    /// - Throws: `StoreFailure` and `DataFolderFailure`, with sentences.
    package static func assemble(
        configuration: BoxConfiguration, folder: DataFolder, clock: BoxClock, entropy: Entropy, logger: Logger,
        hashing: PasswordHashing = PasswordHashing(), limits: Limits = Limits(), logBook: LogBook = LogBook()
    ) async throws -> Box {
        let key = try folder.key(entropy: entropy)
        try UpgradeGate.demandClosedDoors(
            database: folder.database, permit: configuration.upgradePermit, at: clock.now())
        let store = try DurableStore(path: folder.database, migrations: migrations)
        let journal = EventJournal(store: store, clock: clock)
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        let whereabouts = Whereabouts(configuration)
        let audio = AudioTools(ffmpeg: configuration.ffmpeg, ffprobe: configuration.ffprobe)
        let blobs = try BlobFolder(root: folder.blobs, reserveBytes: configuration.reserveBytes, threads: threads)
        let features = try Features(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key, hashing: hashing, blobs: blobs,
            audio: audio, cacheFolder: folder.cache, whereabouts: whereabouts)
        let identity = features.identity

        let box = BoxRoutes(
            store: store, journal: journal, clock: clock, isClaimed: { try identity.isClaimed(in: $0) },
            addresses: { whereabouts.addresses })
        let certificates = try CertificateKeeper(
            configuration: configuration, folder: folder.authority, boxName: try await box.facts().name,
            neighbourhood: BoxNetwork.neighbourhood(configuration), clock: clock, logger: logger)
        let networkSlot = Late<BoxNetwork>()
        let networking = NetworkRoutes(
            network: { networkSlot.value.standing }, certificates: certificates, whereabouts: whereabouts,
            boxName: { try await box.facts().name })
        let restart = RestartSignal()
        let backups = BackupService(
            store: store, journal: journal, clock: clock, entropy: entropy, folder: folder,
            pool: NIOThreadPool(numberOfThreads: 2))
        let restoring = RestoreService(backups: backups, restart: restart) { try await identity.isClaimed() }
        try await restoring.finish { db in try identity.endAllSessions(in: db) }
        let console = Console(
            store: store, folder: folder, configuration: configuration, journal: journal, clock: clock,
            identity: identity, audio: audio, book: logBook,
            ports: HealthPorts(certificates: certificates, clock: clock, network: { networkSlot.value.standing }))
        let fan = EventFan(journal: journal, limits: limits)
        let edge = Edge(
            routes: box.routes + console.routes + networking.routes
                + Wiring.backupRoutes(backups, identity).routes + RestoreRoutes(service: restoring).routes
                + features.routes(audioBytes: limits.audioBytes),
            webFolder: configuration.webFolder, authenticator: identity.authenticator, fan: fan, store: store,
            hostNames: configuration.hostNames, limits: limits, clock: clock, entropy: entropy, threads: threads,
            logger: logger)
        let network = BoxNetwork(
            configuration: configuration, certificates: certificates, whereabouts: whereabouts, edge: edge,
            threads: threads, id: Crockford.encode(key.subkey("box-id").tag([], length: 10)),
            facts: { try await box.facts() }, logger: logger)
        networkSlot.set(network)
        return Box(
            store: store, identity: identity, catalog: features.catalog,
            ingest: CatalogIngest(service: features.catalog, logger: logger), ticketing: features.ticketing,
            payments: features.payments, edge: edge,
            jobs: BoxJobs(
                identity: identity, payments: features.payments, ticketing: features.ticketing,
                selfCheck: console.selfCheck, edge: edge, backups: backups, logger: logger),
            backups: backups, restoring: restoring, network: network, certificates: certificates,
            configuration: configuration, whereabouts: whereabouts, threads: threads, restart: restart)
    }

    /// Closes the database; for commands that never run the box.
    package func close() throws { try store.close() }
}

/// What a person can do on the box, with every feature's questions to the others wired.
private struct Features {
    let identity: IdentityService
    let catalog: CatalogService
    let ticketing: TicketingService
    let payments: PaymentsService

    init(
        store: DurableStore, journal: EventJournal, clock: BoxClock, entropy: Entropy, key: SecretKey,
        hashing: PasswordHashing, blobs: BlobFolder, audio: AudioTools, cacheFolder: String, whereabouts: Whereabouts
    ) throws {
        let ticketingSlot = Late<TicketingService>()
        let paymentsSlot = Late<PaymentsService>()
        identity = IdentityService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key,
            ports: Wiring.identity(ticketingSlot, whereabouts), hashing: hashing)
        catalog = try CatalogService(
            store: store, journal: journal, clock: clock, entropy: entropy, blobs: blobs, audio: audio,
            cacheFolder: cacheFolder, ports: Wiring.catalog(ticketingSlot, identity))
        ticketing = TicketingService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key,
            ports: Wiring.ticketing(catalog: catalog, identity: identity, payments: paymentsSlot))
        payments = PaymentsService(
            store: store, journal: journal, clock: clock, entropy: entropy, key: key, book: Book(),
            ports: Wiring.payments(sellers: [ticketing.seller], identity: identity, whereabouts))
        ticketingSlot.set(ticketing)
        paymentsSlot.set(payments)
    }

    func routes(audioBytes: Int64) -> [Route] {
        IdentityRoutes(service: identity).routes + CatalogRoutes(service: catalog, audioBytes: audioBytes).routes
            + TicketingRoutes(service: ticketing).routes + PaymentsRoutes(service: payments).routes
    }
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
