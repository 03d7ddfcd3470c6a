import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
package import Logging
package import NIOCore
import NIOSSL
package import ServiceLifecycle

/// Certificate chain and key, PEM files.
package struct TLSFiles: Sendable, Equatable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// One port of the box: HTTP/1.1 and WebSocket, with TLS also HTTP/2 by ALPN.
package struct EdgeServer: Sendable {
    private let edge: Edge
    private let host: String
    private let port: Int
    private let tls: TLSFiles?

    /// - Parameter port: 0 takes a free one, told to `onListening`.
    package init(edge: Edge, host: String, port: Int, tls: TLSFiles?) {
        self.edge = edge
        self.host = host
        self.port = port
        self.tls = tls
    }

    /// The service that serves this port until it is told to stop; what is being answered is finished first, for as
    /// long as
    /// `Limits.farewell`.
    ///
    /// - Throws: the errors of NIOSSL when certificate or key cannot be read.
    package func service(
        on group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> any Service {
        let edge = edge
        let isSecure = tls != nil
        let limits = edge.limits
        let first = UpgradableChannel(
            responder: { request, writer, channel in
                let visit = Edge.Visit(
                    client: ClientAddress.text(channel), isSecure: isSecure, isFirstVersion: true)
                try await edge.respond(request, writer, visit: visit)
            }, sockets: EventSocket(edge: edge, isSecure: isSecure), isSecure: isSecure, limits: limits)
        let configuration = ServerConfiguration(
            address: .hostname(host, port: port), serverName: nil, backlog: 512, reuseAddress: true,
            availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger))
        let told: @Sendable (any Channel) async -> Void = { await onListening($0.localAddress?.port ?? 0) }
        let server: any Service
        if let tls {
            let second = HTTP2Channel(
                responder: { request, writer, channel in
                    let visit = Edge.Visit(
                        client: ClientAddress.text(channel), isSecure: true, isFirstVersion: false)
                    try await edge.respond(request, writer, visit: visit)
                },
                configuration: .init(
                    idleTimeout: limits.idle, gracefulCloseTimeout: limits.farewell,
                    streamConfiguration: .init(
                        additionalChannelHandlers: [BodyPaceGuard(limits: limits), AnswerStallGuard(limits: limits)])))
            server = try SecureChannel(tls: tls, first: first, second: second, limits: limits)
                .server(configuration: configuration, onServerRunning: told, eventLoopGroup: group, logger: logger)
        } else {
            server = first.server(
                configuration: configuration, onServerRunning: told, eventLoopGroup: group, logger: logger)
        }
        return BoundedServer(server: server, deadlines: edge.deadlines, farewell: limits.farewell)
    }
}

/// A server that looks at deadlines while it runs, and that has an end after it was told to stop.
private struct BoundedServer: Service {
    let server: any Service
    let deadlines: Deadlines
    let farewell: Duration

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                while true {
                    try await Task.sleep(for: .milliseconds(500))
                    deadlines.look()
                }
            }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: farewell)
            }
            try await group.next()
            group.cancelAll()
            while let ended = await group.nextResult() {
                if case .failure(let error) = ended, !(error is CancellationError) { throw error }
            }
        }
    }
}

/// The address a connection came from.
enum ClientAddress {
    /// An IPv6 form of an IPv4 address is told as IPv4; streams of HTTP/2 take their connection's.
    static func text(_ channel: any Channel) -> String {
        guard let address = (channel.remoteAddress ?? channel.parent?.remoteAddress)?.ipAddress else {
            return "unknown"
        }
        return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }
}
