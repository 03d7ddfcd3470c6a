import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
package import Logging
package import NIOCore
import NIOSSL
package import ServiceLifecycle

/// One port of the box: HTTP/1.1 and WebSocket, with TLS also HTTP/2 by ALPN.
package struct EdgeServer: Sendable {
    private let edge: Edge
    private let place: PortPlace
    private let identity: TLSIdentity?

    /// - Parameter identity: nil for plain HTTP.
    package init(edge: Edge, at place: PortPlace, identity: TLSIdentity? = nil) {
        self.edge = edge
        self.place = place
        self.identity = identity
    }

    /// The service that serves this port until it is told to stop; what is being answered is finished first, for as
    /// long as `Limits.farewell`. The port that listens is told to `onListening`.
    package func service(
        on group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> any Service {
        let edge = edge
        let isSecure = identity != nil
        let limits = edge.limits
        let first = UpgradableChannel(
            responder: { request, writer, channel in
                let visit = Edge.Visit(
                    client: ClientAddress.text(channel), isSecure: isSecure, isFirstVersion: true)
                try await edge.respond(request, writer, visit: visit)
            }, sockets: EventSocket(edge: edge, isSecure: isSecure), isSecure: isSecure, limits: limits)
        let server: any Service
        if let identity {
            server = listener(secured(first, identity), on: group, logger, onListening)
        } else {
            server = listener(first, on: group, logger, onListening)
        }
        return BoundedServer(server: server, deadlines: edge.deadlines, farewell: limits.farewell)
    }

    private func secured(_ first: UpgradableChannel, _ identity: TLSIdentity) -> SecureChannel {
        let edge = edge
        let limits = edge.limits
        let second = HTTP2Channel(
            responder: { request, writer, channel in
                let visit = Edge.Visit(client: ClientAddress.text(channel), isSecure: true, isFirstVersion: false)
                try await edge.respond(request, writer, visit: visit)
            },
            configuration: .init(
                idleTimeout: limits.idle, gracefulCloseTimeout: limits.farewell,
                streamConfiguration: .init(
                    additionalChannelHandlers: [BodyPaceGuard(limits: limits), AnswerStallGuard(limits: limits)])))
        return SecureChannel(identity: identity, first: first, second: second, limits: limits)
    }

    private func listener(
        _ child: some ServerChildChannel, on group: any EventLoopGroup, _ logger: Logger,
        _ onListening: @escaping @Sendable (Int) async -> Void
    ) -> any Service {
        Listener(
            child: child, place: place, group: group, mostConnections: edge.limits.connections, logger: logger
        ) { await onListening($0.localAddress?.port ?? 0) }
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
