import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// What a port is made of.
package enum PortPlace: Sendable, Equatable {
    /// Opened by the box itself; port 0 takes a free one, `::` is every address of both families.
    case address(host: String, port: Int)
    /// Opened by the service manager before the box started, and handed over as a file descriptor that listens. So the
    /// box needs no right to low ports, and connections wait while it starts again.
    case inherited(descriptor: CInt)
}

/// Accepts connections on one port and serves each in a task of its own, until the box is told to stop.
struct Listener<Child: ServerChildChannel>: Service {
    let child: Child
    let place: PortPlace
    let group: any EventLoopGroup
    /// Connections at one moment; further ones wait in the system's queue.
    let mostConnections: Int
    let logger: Logger
    let onListening: @Sendable (any Channel) async -> Void

    private static var backlog: Int32 { 512 }

    func run() async throws {
        let quiescing = ServerQuiescingHelper(group: group)
        let listening = try await open(quiescing)
        try await withGracefulShutdownHandler {
            await onListening(listening.channel)
            try await withThrowingDiscardingTaskGroup { tasks in
                try await listening.executeThenClose { inbound in
                    for try await value in inbound {
                        tasks.addTask { await child.handle(value: value, logger: logger) }
                    }
                }
            }
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
    }

    private func open(_ quiescing: ServerQuiescingHelper) async throws -> NIOAsyncChannel<Child.Value, Never> {
        let (mostConnections, child, logger) = (mostConnections, child, logger)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        AvailableConnectionsChannelHandler(
                            delegate: MaximumAvailableConnections(mostConnections, logger: logger)))
                    try pipeline.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
        switch place {
        case .address(let host, let port):
            return try await bootstrap.bind(host: host, port: port) { channel in
                child.setup(channel: channel, logger: logger)
            }
        case .inherited(let descriptor):
            return try await bootstrap.bind(descriptor, cleanupExistingSocketFile: false) { channel in
                child.setup(channel: channel, logger: logger)
            }
        }
    }
}
