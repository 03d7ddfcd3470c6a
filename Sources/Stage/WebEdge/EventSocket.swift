import Foundation
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import StageModel
import Synchronization

/// `WS /ws/events`: the same news as the event stream, for programs that prefer a socket (see asyncapi.yaml).
///
/// The client says `{"type":"SUBSCRIBE","topics":["catalog"]}` as often as it likes; the last one counts. The box says
/// `SUBSCRIBED`, `EVENT` and `ERROR`.
struct EventSocket: Sendable {
    let edge: Edge
    let isSecure: Bool

    static let path = "/ws/events"

    /// Whether a handshake becomes a socket; everything else goes on as an ordinary request.
    func admits(_ head: HTTPRequestHead, _ channel: any Channel) async -> Bool {
        guard let request = Self.request(head), edge.hosts.allows(request.authority), request.path == Self.path else {
            return false
        }
        // A page of another site may open a socket with the cookie, so its origin must be ours.
        if let origin = request.headerFields[.origin] {
            return HostRules.isSameOrigin(origin, authority: request.authority, isSecure: isSecure)
        }
        return true
    }

    private static func request(_ head: HTTPRequestHead) -> HTTPRequest? {
        guard head.headers["host"].count == 1 else { return nil }
        var request = HTTPRequest(
            method: .get, scheme: nil, authority: head.headers.first(name: "host"), path: head.uri)
        for (name, value) in head.headers {
            if let field = HTTPField.Name(name) { request.headerFields.append(HTTPField(name: field, value: value)) }
        }
        return request
    }

    func serve(
        _ channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ head: HTTPRequestHead, client: String,
        logger: Logger
    ) async {
        do {
            let credential = Self.request(head).flatMap { Gate.credential($0, isSecure: isSecure) }
            let principal: Principal? =
                if let credential { try await edge.authenticator.principal(credential) } else { nil }
            let renewal = SessionRenewal(
                credential: credential, principal: principal, authenticator: edge.authenticator, limits: edge.limits)
            try await channel.executeThenClose { inbound, outbound in
                let conversation = Conversation(edge: edge, outbound: outbound, channel: channel.channel)
                do {
                    let (key, news) = try edge.fan.listen(to: [], as: principal, from: client)
                    defer { edge.fan.leave(key) }
                    try await conversation.run(inbound, key: key, news: news, renewal: renewal)
                } catch let refusal as EdgeRefusal {
                    try await conversation.say(.error("REFUSED", refusal.sentence))
                    try await conversation.close(.unknown(1013))
                }
            }
        } catch {
            logger.debug("A socket ended", metadata: ["failure": "\(error)"])
        }
    }
}

/// One socket's talk: what the client says changes its topics; what the fan tells is written.
private struct Conversation {
    let edge: Edge
    let outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    let channel: any Channel

    private struct Wish: Decodable {
        let type: String
        let topics: [String]?
    }

    func run(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, key: Int, news: AsyncStream<EventFan.News>,
        renewal: SessionRenewal
    ) async throws {
        let heardAt = HeardAt()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await tell(news, heardAt: heardAt, renewal: renewal) }
            try await listen(inbound, key: key, heardAt: heardAt)
            edge.fan.leave(key)
            try await group.waitForAll()
        }
    }

    private func listen(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, key: Int, heardAt: HeardAt
    ) async throws {
        var bucket = TokenBucket(edge.limits.socketMessages, at: edge.clock.now())
        for try await frame in inbound {
            heardAt.note()
            if frame.opcode == .pong { continue }
            if frame.opcode != .connectionClose,
                bucket.take(edge.limits.socketMessages, at: edge.clock.now()) != nil
            {
                return try await close(.policyViolation)
            }
            switch frame.opcode {
            case .text: guard try await subscribe(frame.unmaskedData, key) else { return }
            case .binary: try await say(.error("UNSUPPORTED", "Send text, not bytes."))
            case .ping: try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
            case .connectionClose: return try await answerClose(frame.unmaskedData)
            default: return try await close(.protocolError)
            }
        }
    }

    /// Changes the topics; false when nothing more is to be heard.
    private func subscribe(_ data: ByteBuffer, _ key: Int) async throws -> Bool {
        guard String(validating: data.readableBytesView, as: UTF8.self) != nil else {
            try await close(.dataInconsistentWithMessage)
            return false
        }
        let wish = try? JSONDecoder().decode(Wish.self, from: Data(data.readableBytesView))
        guard let wish, wish.type == "SUBSCRIBE", let topics = wish.topics else {
            try await say(.error("BAD_MESSAGE", "Say {\"type\":\"SUBSCRIBE\",\"topics\":[…]}."))
            return true
        }
        do {
            let wanted = try EventStreamRoute.topics(topics, limits: edge.limits)
            edge.fan.change(key, to: wanted)
            try await say(.subscribed(wanted.sorted()))
        } catch let refusal as InvalidInput {
            try await say(.error("REFUSED", refusal.sentence))
        }
        return true
    }

    /// Writes news until the fan lets this listener go; a client that is silent for three heartbeats is gone.
    private func tell(_ news: AsyncStream<EventFan.News>, heardAt: HeardAt, renewal: SessionRenewal) async throws {
        for await one in news {
            switch one {
            case .event(let event):
                try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: event.message))
            case .heartbeat:
                guard try await renewal.isStillGood() else { return try await close(.policyViolation) }
                guard heardAt.silence < edge.limits.heartbeat * 3 else {
                    channel.close(promise: nil)
                    return
                }
                try await outbound.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
            }
        }
        // Too slow, unless the box stops or the client left.
        if !edge.fan.isStopped && channel.isActive { try await close(.unknown(1013)) }
    }

    func say(_ said: Said) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = ByteBuffer(bytes: try encoder.encode(said))
        try await outbound.write(WebSocketFrame(fin: true, opcode: .text, data: bytes))
    }

    /// Says goodbye; a client that does not answer is cut off after a while.
    func close(_ code: WebSocketErrorCode) async throws {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
        outbound.finish()
        channel.eventLoop.scheduleTask(in: TimeAmount(edge.limits.farewell)) { [channel] in
            channel.close(promise: nil)
        }
    }

    /// Answers a close with its own code, or with "protocol error" if it has none that may be sent (RFC 6455 section
    /// 7.4).
    private func answerClose(_ sent: ByteBuffer) async throws {
        var data = sent
        guard data.readableBytes > 0 else {
            try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer()))
            return outbound.finish()
        }
        let code = data.readInteger(as: UInt16.self) ?? 0
        let maySend = (1000...1003).contains(code) || (1007...1014).contains(code) || (3000...4999).contains(code)
        try await close(maySend ? WebSocketErrorCode(codeNumber: Int(code)) : .protocolError)
    }
}

/// When a client was last heard.
private final class HeardAt: Sendable {
    private let at = Mutex(ContinuousClock.now)

    func note() { at.withLock { $0 = .now } }

    var silence: Duration { at.withLock { $0 }.duration(to: .now) }
}

/// What the box says on a socket, beside events.
private struct Said: Encodable {
    let type: String
    var topics: [String]?
    var code: String?
    var message: String?

    static func subscribed(_ topics: [String]) -> Said { Said(type: "SUBSCRIBED", topics: topics) }

    static func error(_ code: String, _ message: String) -> Said { Said(type: "ERROR", code: code, message: message) }
}
