import Foundation
package import Logging
import NIOCore
import NIOPosix
import SQLStore
import ServiceLifecycle
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
    package func run(
        logger: Logger, signals: [UnixSignal] = [.sigterm, .sigint],
        onListening: @escaping @Sendable (Ports) async throws -> Void
    ) async throws {
        let (listening, told) = AsyncStream<(isSecure: Bool, port: Int)>.makeStream()
        let group = MultiThreadedEventLoopGroup.singleton
        var services: [any Service] = []
        let http = EdgeServer(edge: edge, host: configuration.bindAddress, port: configuration.httpPort, tls: nil)
        services.append(try http.service(on: group, logger: logger) { told.yield((false, $0)) })
        let hasTLS = !configuration.tlsCertificate.isEmpty
        if hasTLS {
            let https = EdgeServer(
                edge: edge, host: configuration.bindAddress, port: configuration.httpsPort,
                tls: TLSFiles(certificate: configuration.tlsCertificate, key: configuration.tlsKey))
            services.append(try https.service(on: group, logger: logger) { told.yield((true, $0)) })
        }
        // Stopped from the last to the first: the fan lets its listeners go before the servers wait for them.
        services += [ingest, jobs, edge.fan]
        services.append(
            Announcement(awaited: hasTLS ? 2 : 1, listening: listening) { [whereabouts] ports in
                whereabouts.listens(http: ports.http, https: ports.https)
                try await onListening(ports)
            })
        let lifecycle = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: signals, logger: logger))
        try await lifecycle.run()
        try store.close()
        try await threads.shutdownGracefully()
    }
}

/// Waits until every port listens, says so once, and stays.
private struct Announcement: Service {
    let awaited: Int
    let listening: AsyncStream<(isSecure: Bool, port: Int)>
    let tell: @Sendable (Box.Ports) async throws -> Void

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var ports: [Bool: Int] = [:]
            for await (isSecure, port) in listening {
                ports[isSecure] = port
                if ports.count == awaited { break }
            }
            if let http = ports[false] { try await tell(Box.Ports(http: http, https: ports[true])) }
        }
        try await gracefulShutdown()
    }
}
