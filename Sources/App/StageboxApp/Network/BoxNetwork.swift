package import LocalNetwork
import Logging
import NIOPosix
import ServiceLifecycle
import StageModel
import Synchronization
import WebEdge

/// The box among its neighbours: announces it, and lets everything that depends on its names and addresses follow them.
///
/// Every two seconds it looks at what the box is called, which names the network left it, and which addresses it has;
/// the certificate, the names that requests may be sent to, and the addresses that people are shown are brought up to
/// date.
package final class BoxNetwork: Service {
    /// What the announcement says of the box.
    struct Facts: Sendable, Equatable {
        let name: String
        let isClaimed: Bool
    }

    private static let pause = Duration.seconds(2)

    private let configuration: BoxConfiguration
    private let certificates: CertificateKeeper
    private let whereabouts: Whereabouts
    private let edge: Edge
    private let threads: NIOThreadPool
    private let facts: @Sendable () async throws -> Facts
    private let id: String
    private let logger: Logger
    private let announcer = Mutex<Announcer?>(nil)

    init(
        configuration: BoxConfiguration, certificates: CertificateKeeper, whereabouts: Whereabouts, edge: Edge,
        threads: NIOThreadPool, id: String, facts: @escaping @Sendable () async throws -> Facts, logger: Logger
    ) {
        self.configuration = configuration
        self.certificates = certificates
        self.whereabouts = whereabouts
        self.edge = edge
        self.threads = threads
        self.id = id
        self.facts = facts
        self.logger = logger
    }

    /// How the box stands on the network; nil where it is not announced.
    package var standing: LocalStanding? { announcer.withLock { $0 }?.standing }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { [self] in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.follow() }
                    if configuration.isAnnounced, let announcer = try await beginAnnouncing() {
                        group.addTask { try await announcer.run() }
                    }
                    try await group.waitForAll()
                }
            }
        } catch is CancellationError {
            // The box stops.
        }
    }

    private func beginAnnouncing() async throws -> Announcer? {
        do {
            let announcer = Announcer(facts: try announced(try await facts()), logger: logger)
            self.announcer.withLock { $0 = announcer }
            return announcer
        } catch let failure as AliasFailure {
            logger.warning("The box is not announced", metadata: ["reason": "\(failure.sentence)"])
            return nil
        }
    }

    private func announced(_ facts: Facts) throws -> AnnouncedFacts {
        let ports = whereabouts.addresses
        return try AnnouncedFacts(
            id: id, version: StageboxVersion.text, name: facts.name, httpsPort: ports.httpsPort.map(UInt16.init),
            httpPort: UInt16(ports.httpPort), needsSetup: !facts.isClaimed,
            aliases: try configuration.hostNames.filter { $0.hasSuffix(".local") }.map { try AliasLabel($0) })
    }

    private func follow() async throws {
        var told: AnnouncedFacts?
        var known: Neighbourhood?
        while true {
            let now = neighbourhood()
            if now != known {
                edge.answers(to: now.names)
                whereabouts.moved(to: now)
                known = now
            }
            try await threads.runIfActive { [certificates] in certificates.follow(now) }
            if let announcer = announcer.withLock({ $0 }) {
                let facts = try announced(try await facts())
                if facts != told { announcer.update(facts) }
                told = facts
            }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// The names that are held, beside those that the owner set, and the addresses of this machine.
    private func neighbourhood() -> Neighbourhood {
        Self.neighbourhood(configuration, standing: standing)
    }

    static func neighbourhood(_ configuration: BoxConfiguration, standing: LocalStanding? = nil) -> Neighbourhood {
        var names = standing?.certificateNames ?? []
        for name in configuration.hostNames where !names.contains(name) {
            // A name that a neighbour has is not ours.
            if let lost = standing?.aliases.first(where: { $0.wanted == name }), lost.held != nil { continue }
            names.append(name)
        }
        let links = (try? NetworkAddresses.usable()) ?? []
        let addresses = links.flatMap { $0.addresses.map(\.text) }
        return Neighbourhood(names: names, addresses: addresses + ["127.0.0.1", "::1"])
    }
}
