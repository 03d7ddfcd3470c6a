import Foundation
package import Logging
import NIOCore
import NIOPosix
import SQLStore
import ServiceLifecycle
package import Supervision
import Synchronization
package import UnixSignals
import WebEdge

extension Box {
    /// The ports that listen.
    package struct Ports: Sendable, Equatable {
        package let http: Int
        package let https: Int?
    }

    /// Runs until SIGTERM or SIGINT, or until the task is cancelled; `onListening` is called once when all ports
    /// listen.
    ///
    /// - Parameters:
    ///   - supervisor: the service manager, which hears that the box is ready, alive and stopping.
    ///   - sockets: ports that the service manager opened, named `http` and `https`; others the box opens itself.
    /// - Returns: whether the box wants to be assembled and run again, from what was restored.
    @discardableResult
    package func run(
        logger: Logger, supervisor: Supervisor = Supervisor(environment: [:]),
        sockets: InheritedSockets = InheritedSockets(environment: [:]), signals: [UnixSignal] = [.sigterm, .sigint],
        onListening: @escaping @Sendable (Ports) async throws -> Void
    ) async throws -> BoxEnd {
        let (listening, told) = AsyncStream<(isSecure: Bool, port: Int)>.makeStream()
        let group = MultiThreadedEventLoopGroup.singleton
        func place(_ name: String, _ port: Int) -> PortPlace {
            // A port closes its descriptor; the next run of the box in this process needs it again.
            sockets.byName[name].map { .inherited(descriptor: fcntl($0, F_DUPFD_CLOEXEC, 0)) }
                ?? .address(host: configuration.bindAddress, port: port)
        }
        var services: [any Service] = []
        let http = EdgeServer(edge: edge, at: place("http", configuration.httpPort))
        services.append(http.service(on: group, logger: logger) { told.yield((false, $0)) })
        if let identity = certificates.identity {
            let https = EdgeServer(edge: edge, at: place("https", configuration.httpsPort), identity: identity)
            services.append(https.service(on: group, logger: logger) { told.yield((true, $0)) })
        }
        // Stopped from the last to the first: the fan lets its listeners go before the servers wait for them.
        services += [ingest, jobs, BackupWorker(backups: backups, restoring: restoring, logger: logger), edge.fan]
        services.append(
            Announcement(awaited: certificates.identity == nil ? 1 : 2, listening: listening) { [self] ports in
                whereabouts.listens(http: ports.http, https: ports.https)
                try await onListening(ports)
                supervisor.tell(.ready, .status("Listening on port \(ports.http)"))
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try await network.run() }
                    tasks.addTask { try await Heartbeat(store: store, supervisor: supervisor).run() }
                    try await tasks.waitForAll()
                }
            })
        let lifecycle = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }
                    + [.init(service: restart, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: signals, logger: logger))
        try await lifecycle.run()
        let end = restart.isAsked ? BoxEnd.restart : .stopped
        supervisor.tell(end == .restart ? .status("Starting again from what was restored") : .stopping)
        try store.close()
        try await threads.shutdownGracefully()
        try await backups.threads.shutdownGracefully()
        return end
    }
}

/// Waits until every port listens, and goes on from there until the box stops.
private struct Announcement: Service {
    let awaited: Int
    let listening: AsyncStream<(isSecure: Bool, port: Int)>
    let goOn: @Sendable (Box.Ports) async throws -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                var ports: [Bool: Int] = [:]
                for await (isSecure, port) in listening {
                    ports[isSecure] = port
                    if ports.count == awaited { break }
                }
                if let http = ports[false] { try await goOn(Box.Ports(http: http, https: ports[true])) }
            }
        } catch is CancellationError {
            // The box stops.
        }
    }
}

/// Tells the service manager that the box is alive, as long as its database answers: a box whose writer hangs falls
/// silent, and is started again. A disk that is full or refuses to write is an answer too; starting again mends
/// neither.
private struct Heartbeat {
    let store: DurableStore
    let supervisor: Supervisor

    func run() async throws {
        guard let patience = supervisor.patience else { return try await gracefulShutdown() }
        while true {
            do {
                try await store.write { _ in }
            } catch is StoreFailure {
                // It answered.
            }
            supervisor.tell(.alive)
            try await Task.sleep(for: patience / 3)
        }
    }
}
