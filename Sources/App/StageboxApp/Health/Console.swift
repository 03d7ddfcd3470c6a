import Audio
import EventLog
import Foundation
import Identity
import LocalNetwork
import SQLStore
import StageModel
import WebEdge

/// What an admin sees of the box itself: health, log, support bundle and audit trail, wired together.
struct Console: Sendable {
    /// The public /health and the pages of the console.
    let routes: [Route]
    /// The part of the regular audit whose result the health page shows.
    let selfCheck: SelfCheck

    init(
        store: DurableStore, folder: DataFolder, configuration: BoxConfiguration, journal: EventJournal,
        clock: BoxClock, identity: IdentityService, audio: AudioTools, book: LogBook, ports: HealthPorts
    ) {
        let notebook = AuditNotebook(since: clock.now())
        let sounds = SoundPrograms(audio: audio)
        let box = BoxDoctor(
            store: store, folder: folder, configuration: configuration, notebook: notebook, sounds: sounds,
            clock: clock, ports: ports)
        let bundle = SupportBundle(store: store, configuration: configuration, book: book)
        let audit = AuditService(store: store) { db, actor in try identity.name(of: actor, in: db) }
        selfCheck = SelfCheck(store: store, journal: journal, clock: clock, notebook: notebook)
        routes =
            HealthRoutes(store: store, folder: folder, sounds: sounds).routes
            + DoctorRoutes(doctor: box.doctor, bundle: bundle).routes + LogRoutes(book: book).routes
            + AuditRoutes(audit: audit).routes
    }
}

extension HealthPorts {
    /// Asks the box's certificates and its standing on the network.
    init(
        certificates: CertificateKeeper, clock: BoxClock, network: @escaping @Sendable () -> LocalStanding?
    ) {
        self.init(
            certificate: {
                let standing = certificates.standing
                return HealthRules.certificate(
                    days: standing.expires.map { Self.days(from: clock.now(), to: $0) },
                    complaint: standing.complaints.isEmpty ? nil : standing.complaints.joined(separator: " "))
            },
            network: {
                guard let standing = network() else { return nil }
                return standing.needsAttention
                    ? .warn("The box is not found by every name.", standing.sentence) : .ok(standing.sentence)
            })
    }

    /// Whole days, rounded down, so that a certificate that has just run out counts as such.
    static func days(from now: Timestamp, to end: Date) -> Int {
        Int((end.timeIntervalSince(now.date) / 86_400).rounded(.down))
    }
}
