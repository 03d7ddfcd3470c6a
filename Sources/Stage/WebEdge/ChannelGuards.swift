import NIOCore
import NIOExtras
import NIOHTTP1
import NIOWebSocket

/// Closes a connection that never sends a request, and one that is idle when the box stops: before the first request
/// nobody else does.
final class FirstRequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    init(timeout: TimeAmount) { self.timeout = timeout }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Takes the guard out of a pipeline whose first request has come.
    static func retire(from pipeline: ChannelPipeline.SynchronousOperations) throws {
        _ = pipeline.removeHandler(try pipeline.handler(type: FirstRequestGuard.self))
    }
}

/// Decides on `Upgrade` before NIO's upgrade handler, which drops the head of a request whose upgrade it does not
/// honour: only a well-formed WebSocket handshake that is admitted keeps the header.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case first
        /// Bytes that came while the decision is made.
        case deciding([NIOAny])
        /// Whatever comes is passed on unseen; after an upgrade it is no HTTP.
        case open
    }

    private let admits: @Sendable (HTTPRequestHead, any Channel) async -> Bool
    private var state = State.first

    init(_ admits: @escaping @Sendable (HTTPRequestHead, any Channel) async -> Bool) { self.admits = admits }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .open:
            context.fireChannelRead(data)
        case .deciding(let pending):
            state = .deciding(pending + [data])
        case .first:
            guard case .head(let head) = unwrapInboundIn(data), head.headers.contains(name: "upgrade") else {
                state = .open
                context.fireChannelRead(data)
                return
            }
            guard Self.isHandshake(head) else {
                refuse(context, head)
                return
            }
            state = .deciding([])
            decide(context, head)
        }
    }

    private func decide(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        let channel = context.channel
        let admits = admits
        context.eventLoop.makeFutureWithTask { await admits(head, channel) }.assumeIsolated().whenComplete { result in
            guard case .deciding(let pending) = self.state else { return }
            if case .success(true) = result {
                self.state = .open
                context.fireChannelRead(self.wrapInboundOut(.head(head)))
            } else {
                self.refuse(context, head)
            }
            for data in pending { context.fireChannelRead(data) }
            context.fireChannelReadComplete()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, case .first = state else {
            context.fireErrorCaught(error)
            return
        }
        let isTooLarge = error as? HTTPParserError == .headerOverflow
        let head = HTTPResponseHead(
            version: .http1_1, status: isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest,
            headers: ["connection": "close", "content-length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
        var plain = head
        plain.headers.remove(name: "upgrade")
        // The parser reads no further request after one that asked for an upgrade.
        plain.headers.replaceOrAdd(name: "connection", value: "close")
        state = .open
        context.fireChannelRead(wrapInboundOut(.head(plain)))
    }

    /// RFC 6455 section 4.2.1.
    static func isHandshake(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers["sec-websocket-key"].count == 1 && head.headers["sec-websocket-version"] == ["13"]
            && !head.headers.contains(name: "content-length") && !head.headers.contains(name: "transfer-encoding")
    }
}

/// Refuses frames that a client must not send and that NIO lets pass: unmasked ones, and those of extensions that were
/// not agreed on (RFC 6455 sections 5.1 and 5.2).
final class FrameRules: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private var isBroken = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isBroken { return }
        let frame = unwrapInboundIn(data)
        guard frame.maskKey == nil || frame.rsv1 || frame.rsv2 || frame.rsv3 else {
            context.fireChannelRead(data)
            return
        }
        isBroken = true
        let channel = context.channel
        var code = channel.allocator.buffer(capacity: 2)
        code.write(webSocketErrorCode: .protocolError)
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: code)))
            .whenComplete { _ in channel.close(promise: nil) }
    }
}

/// Says 1001 to a WebSocket when the box stops, and lets only one close frame out.
final class GoingAway: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private var hasSaidGoodbye = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if unwrapOutboundIn(data).opcode == .connectionClose {
            if hasSaidGoodbye {
                promise?.succeed()
                return
            }
            hasSaidGoodbye = true
        }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIO's own handler answers errors of the protocol with a close frame.
        if error is NIOWebSocketError { hasSaidGoodbye = true }
        context.fireErrorCaught(error)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        let channel = context.channel
        guard !hasSaidGoodbye else {
            channel.close(promise: nil)
            return
        }
        hasSaidGoodbye = true
        var code = channel.allocator.buffer(capacity: 2)
        code.write(webSocketErrorCode: .goingAway)
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: code)))
            .whenComplete { _ in channel.close(promise: nil) }
    }
}
