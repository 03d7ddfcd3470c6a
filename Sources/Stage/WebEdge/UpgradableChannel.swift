import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import NIOTLS
import NIOWebSocket

/// A connection that speaks HTTP/1.1, or becomes a WebSocket with its first request.
struct UpgradableChannel: ServerChildChannel, HTTPChannelHandler {
    enum Spoken: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, HTTPRequestHead)
    }

    struct Value: ServerChildChannelValue {
        let spoken: EventLoopFuture<Spoken>
        let channel: any Channel
    }

    let responder: HTTPChannelHandler.Responder
    let sockets: EventSocket
    let isSecure: Bool
    let limits: Limits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(AnswerStallGuard(limits: limits))
            if !isSecure { try pipeline.addHandler(FirstRequestGuard(timeout: TimeAmount(limits.firstRequest))) }
            let spoken = try pipeline.configureUpgradableHTTPServerPipeline(configuration: configuration(logger))
            let upgrading = try pipeline.context(handlerType: NIOTypedHTTPServerUpgradeHandler<Spoken>.self).handler
            try pipeline.addHandler(UpgradeGate(sockets.admits), position: .before(upgrading))
            return Value(spoken: spoken, channel: channel)
        }
    }

    private func configuration(_ logger: Logger) -> NIOUpgradableHTTPServerPipelineConfiguration<Spoken> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Spoken>(
            maxFrameSize: limits.socketMessageBytes,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { [limits] channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try FirstRequestGuard.retire(from: pipeline)
                    try pipeline.addHandler(FrameRules())
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 64,
                            maxAccumulatedFrameSize: limits.socketMessageBytes))
                    try pipeline.addHandler(GoingAway())
                    return .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel), head)
                }
            })
        var configuration = NIOUpgradableHTTPServerPipelineConfiguration<Spoken>(
            upgradeConfiguration: .init(
                upgraders: [upgrader],
                notUpgradingCompletionHandler: { [limits, isSecure] channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try FirstRequestGuard.retire(from: pipeline)
                        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
                        try pipeline.addHandler(BodyPaceGuard(limits: limits))
                        try pipeline.addHandler(
                            HTTPConnectionStateHandler(idleTimeout: limits.idle, logger: logger))
                        return .http(
                            try NIOAsyncChannel(
                                wrappingChannelSynchronously: channel,
                                configuration: .init(isOutboundHalfClosureEnabled: true)))
                    }
                }))
        // The asynchronous channel keeps the order itself; the gate below and Hummingbird answer parse errors.
        configuration.enablePipelining = false
        configuration.enableErrorHandling = false
        configuration.enableResponseHeaderValidation = false
        configuration.decoderConfiguration.maxHeaderFieldSize = limits.headerBytes
        configuration.decoderConfiguration.maxHeaderListSize = limits.headerBytes
        configuration.decoderConfiguration.maxHeaderFieldCount = limits.headerCount
        return configuration
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.spoken.get() {
            case .http(let channel):
                await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
                    await handleHTTP(asyncChannel: channel, logger: logger)
                }
            case .webSocket(let channel, let head):
                await sockets.serve(channel, head, client: ClientAddress.text(value.channel), logger: logger)
            }
        } catch {
            logger.debug("A connection ended", metadata: ["failure": "\(error)"])
        }
    }
}

/// TLS, and by ALPN either HTTP/2 or what `UpgradableChannel` speaks.
struct SecureChannel: ServerChildChannel {
    enum Negotiated: Sendable {
        case first(UpgradableChannel.Value)
        case second(HTTP2Channel.Value)
    }

    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    private let identity: TLSIdentity
    private let first: UpgradableChannel
    private let second: HTTP2Channel
    private let limits: Limits

    init(identity: TLSIdentity, first: UpgradableChannel, second: HTTP2Channel, limits: Limits) {
        self.identity = identity
        self.first = first
        self.second = second
        self.limits = limits
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            // A handshake that never ends is a request that never comes.
            try pipeline.addHandler(FirstRequestGuard(timeout: TimeAmount(limits.firstRequest)))
            try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Negotiated> { result in
                switch result {
                case .negotiated("h2"):
                    channel.eventLoop.makeCompletedFuture {
                        try FirstRequestGuard.retire(from: channel.pipeline.syncOperations)
                    }.flatMap { second.setup(channel: channel, logger: logger) }.map { .second($0) }
                default:
                    first.setup(channel: channel, logger: logger).map { .first($0) }
                }
            }
            try pipeline.addHandler(negotiation)
            return Value(negotiated: negotiation.protocolNegotiationResult, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.negotiated.get() {
            case .first(let value): await first.handle(value: value, logger: logger)
            case .second(let second):
                await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
                    await self.second.handle(value: second, logger: logger)
                }
            }
        } catch {
            logger.debug("A handshake failed", metadata: ["failure": "\(error)"])
        }
    }
}
