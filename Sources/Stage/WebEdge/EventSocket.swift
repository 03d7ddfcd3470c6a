import EventLog
import Foundation
import HTTPTypes
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import StageModel

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
            return HostRules.isSameOrigin(origin, authority: request.authority)
        }
        return true
    }

    private static func request(_ head: HTTPRequestHead) -> HTTPRequest? {
        guard head.headers["host"].count == 1 else { return nil }
        var request = HTTPRequest(method: .get, scheme: nil, authority: head.headers.first(name: "host"), path: head.uri)
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
            var principal: Principal?
            if let credential = Self.request(head).flatMap({ Gate.credential($0, isSecure: isSecure) }) {
                principal = try await edge.authenticator.principal(credential)
            }
            let known = principal
            try await channel.executeThenClose { inbound, outbound in
                try await converse(inbound, outbound, principal: known, client: client)
            }
        } catch {
            logger.debug("A socket ended", metadata: ["failure": "\(error)"])
        }
    }

    private struct Wish: Decodable {
        let type: String
        let topics: [String]?
    }

    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
        _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, principal: Principal?, client: String
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var listening: Int?
            defer {
                if let listening { edge.fan.leave(listening) }
                group.cancelAll()
            }
            for try await frame in inbound {
                switch frame.opcode {
                case .text:
                    let (key, news) = try await subscribe(frame.unmaskedData, outbound, principal, client)
                    guard let key, let news else { continue }
                    if let listening { edge.fan.leave(listening) }
                    listening = key
                    group.addTask {
                        for await one in news { try await outbound.write(Self.frame(one)) }
                    }
                case .ping:
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
                case .connectionClose:
                    var data = frame.unmaskedData
                    let code = data.readSlice(length: 2) ?? ByteBuffer()
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: code))
                    return
                case .binary:
                    try await outbound.write(Self.text(Said.error("UNSUPPORTED", "Send text, not bytes.")))
                default: continue
                }
            }
        }
    }

    private func subscribe(
        _ data: ByteBuffer, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ principal: Principal?,
        _ client: String
    ) async throws -> (Int?, AsyncStream<EventFan.News>?) {
        let wish = try? JSONDecoder().decode(Wish.self, from: Data(data.readableBytesView))
        guard let wish, wish.type == "SUBSCRIBE", let topics = wish.topics else {
            let sentence = "Say {\"type\":\"SUBSCRIBE\",\"topics\":[…]}."
            try await outbound.write(Self.text(Said.error("BAD_MESSAGE", sentence)))
            return (nil, nil)
        }
        do {
            let wanted = try EventStreamRoute.topics(topics.joined(separator: ","), limits: edge.limits)
            let (key, news) = try edge.fan.listen(to: wanted, as: principal, from: client)
            try await outbound.write(Self.text(Said.subscribed(wanted.sorted())))
            return (key, news)
        } catch let refusal as any Refusal {
            let sentence = refusal.fields.values.first ?? refusal.sentence
            try await outbound.write(Self.text(Said.error("REFUSED", sentence)))
            return (nil, nil)
        }
    }

    private struct Said: Encodable {
        let type: String
        var topics: [String]?
        var code: String?
        var message: String?
        var seq: Int64?
        var topic: String?
        var name: String?

        static func subscribed(_ topics: [String]) -> Said { Said(type: "SUBSCRIBED", topics: topics) }

        static func error(_ code: String, _ message: String) -> Said {
            Said(type: "ERROR", code: code, message: message)
        }

        static func event(_ event: LoggedEvent) -> Said {
            Said(type: "EVENT", seq: event.sequence, topic: event.topic, name: event.name)
        }
    }

    private static func frame(_ news: EventFan.News) throws -> WebSocketFrame {
        switch news {
        case .heartbeat: WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())
        case .event(let event): try text(.event(event))
        }
    }

    private static func text(_ said: Said) throws -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: try JSONEncoder().encode(said)))
    }
}
