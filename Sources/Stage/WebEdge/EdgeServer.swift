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

    /// The service that serves this port until it is told to stop; connections are finished first.
    package func service(
        on group: any EventLoopGroup, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> any Service {
        let edge = edge
        let isSecure = tls != nil
        let sockets = EventSocket(edge: edge, isSecure: isSecure)
        let builder = HTTPServerBuilder { [limits = edge.limits, tls] responder in
            let first = UpgradableChannel(responder: responder, sockets: sockets, isSecure: isSecure, limits: limits)
            guard let tls else { return first }
            return try SecureChannel(tls: tls, first: first, responder: responder, limits: limits)
        }
        return try builder.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 512, reuseAddress: true),
            eventLoopGroup: group, logger: logger,
            responder: { request, writer, channel in
                try await edge.respond(request, writer, client: ClientAddress.text(channel), isSecure: isSecure)
            },
            onServerRunning: { channel in
                await onListening(channel.localAddress?.port ?? 0)
            })
    }
}

/// The address a connection came from.
enum ClientAddress {
    /// An IPv6 form of an IPv4 address is told as IPv4; streams of HTTP/2 take their connection's.
    static func text(_ channel: any Channel) -> String {
        guard let address = (channel.remoteAddress ?? channel.parent?.remoteAddress)?.ipAddress else { return "unknown" }
        return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }
}
