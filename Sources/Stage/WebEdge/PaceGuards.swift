import NIOCore
import NIOHTTPTypes

/// A request's body came too slowly; thrown to whoever reads it.
struct BodyTooSlow: Error {
    let refusal = EdgeRefusal.bodyTooSlow
}

/// Watches how fast a request's body comes: silence and a trickle both end it. Time in which the box itself did not
/// want
/// to read does not count.
final class BodyPaceGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let stall: TimeAmount
    private let bytesPerSecond: Double
    private var isOpen = false
    private var bytes: Int64 = 0
    private var waited = TimeAmount.zero
    /// Since when the box waits for bytes.
    private var wantedSince: NIODeadline?
    private var timer: Scheduled<Void>?

    init(limits: Limits) {
        stall = TimeAmount(limits.bodyStall)
        bytesPerSecond = Double(limits.bodyBytesPerSecond)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isOpen = true
            bytes = 0
            waited = .zero
            wantedSince = nil
        case .body(let part):
            bytes += Int64(part.readableBytes)
            if let since = wantedSince { waited = waited + (context.eventLoop.now - since) }
            wantedSince = nil
        case .end:
            isOpen = false
            wantedSince = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        if isOpen && timer == nil { schedule(context) }
    }

    func read(context: ChannelHandlerContext) {
        if isOpen && wantedSince == nil { wantedSince = context.eventLoop.now }
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    private func schedule(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(stall.nanoseconds / 2)) {
            self.timer = nil
            self.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        guard isOpen else { return }
        let silence = wantedSince.map { context.eventLoop.now - $0 } ?? .zero
        let all = waited + silence
        let due = Double(all.nanoseconds) / 1e9 * bytesPerSecond
        guard silence < stall, all < stall || Double(bytes) >= due else {
            isOpen = false
            context.fireErrorCaught(BodyTooSlow())
            return
        }
        schedule(context)
    }
}

/// Closes a connection, or a stream of one, whose client takes nothing of what is written for too long.
final class AnswerStallGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let stall: TimeAmount
    private var timer: Scheduled<Void>?

    init(limits: Limits) { stall = TimeAmount(limits.answerStall) }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if !context.channel.isWritable {
            let channel = context.channel
            timer = context.eventLoop.scheduleTask(in: stall) { channel.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }
}
