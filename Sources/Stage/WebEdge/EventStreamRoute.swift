import EventLog
import HTTPTypes
import NIOCore
import StageModel
import Synchronization

/// `GET /api/stream/events`: server-sent events (WHATWG HTML section 9.2).
struct EventStreamRoute: Sendable {
    let fan: EventFan
    let limits: Limits
    let authenticator: Authenticator

    var route: Route {
        Route(.get, "/api/stream/events", .anyone, budget: .ordinary, body: .none) { call in
            let topics = try Self.topics(call.query["topics"] ?? "", limits: limits)
            let since = call.request.headerFields[.lastEventID].flatMap { Int64($0) }
            let (key, news) = try fan.listen(to: topics, as: call.principal, from: call.client)
            let first: Opening
            do {
                first = try await opening(since, topics, call.principal)
            } catch {
                fan.leave(key)
                throw error
            }
            let told = Telling(opening: first.text, last: first.last)
            let renewal = SessionRenewal(call, authenticator: authenticator, limits: limits)
            var headers = HTTPFields()
            headers[.contentType] = "text/event-stream"
            return Reply(
                headers: headers,
                body: .stream(
                    next: {
                        if let text = told.takeOpening() { return ByteBuffer(string: text) }
                        for await one in news {
                            switch one {
                            case .heartbeat:
                                guard try await renewal.isStillGood() else { return nil }
                                return ByteBuffer(string: ": heartbeat\n\n")
                            case .event(let event):
                                if told.isNew(event.sequence) { return event.line }
                            }
                        }
                        return nil
                    },
                    onEnd: { fan.leave(key) }))
        }
    }

    /// How far one listener has been told.
    private final class Telling: Sendable {
        private let state: Mutex<(opening: String?, last: Int64)>

        init(opening: String, last: Int64) { state = Mutex((opening, last)) }

        func takeOpening() -> String? {
            state.withLock { state in
                defer { state.opening = nil }
                return state.opening
            }
        }

        /// False for what the opening already told.
        func isNew(_ sequence: Int64) -> Bool { state.withLock { sequence > $0.last } }
    }

    private struct Opening {
        let text: String
        let last: Int64
    }

    /// The reconnection delay, and what happened since the event that a returning listener heard last.
    private func opening(_ since: Int64?, _ topics: Set<String>, _ principal: Principal?) async throws -> Opening {
        let delay = "retry: 2000\n\n"
        guard let since else { return Opening(text: delay, last: 0) }
        guard let missed = try await fan.missed(since: since, topics: topics, principal: principal) else {
            return Opening(text: delay + "event: refetch\ndata: {}\n\n", last: 0)
        }
        let lines = missed.map { String(buffer: Told($0).line) }
        return Opening(text: delay + lines.joined(), last: missed.last?.sequence ?? 0)
    }

    /// Topics as `catalog` or `show:show_…`, with commas between.
    static func topics(_ text: String, limits: Limits) throws -> Set<String> {
        try topics(text.split(separator: ",").map(String.init), limits: limits)
    }

    static func topics(_ topics: [String], limits: Limits) throws -> Set<String> {
        guard topics.count <= limits.topics, topics.allSatisfy(isTopic) else {
            throw InvalidInput("topics", "Ask for at most \(limits.topics) topics, with commas between them.")
        }
        return Set(topics)
    }

    /// 1 to 80 small letters, digits, colons and underscores.
    private static func isTopic(_ topic: String) -> Bool {
        (1...80).contains(topic.utf8.count)
            && topic.utf8.allSatisfy { (97...122).contains($0) || (48...58).contains($0) || $0 == UInt8(ascii: "_") }
    }
}

/// Looks from time to time whether a listener is still who it was: a session that ended, or a role that was taken, ends
/// the listening too.
final class SessionRenewal: Sendable {
    private let credential: Credential?
    private let principal: Principal?
    private let authenticator: Authenticator
    private let span: Duration
    private let lookedAt = Mutex(ContinuousClock.now)

    init(credential: Credential?, principal: Principal?, authenticator: Authenticator, limits: Limits) {
        self.credential = credential
        self.principal = principal
        self.authenticator = authenticator
        span = limits.recheck
    }

    convenience init(_ call: Call, authenticator: Authenticator, limits: Limits) {
        self.init(
            credential: Gate.credential(call.request, isSecure: call.isSecure), principal: call.principal,
            authenticator: authenticator, limits: limits)
    }

    func isStillGood() async throws -> Bool {
        guard let credential, let principal else { return true }
        let isDue = lookedAt.withLock { lookedAt in
            guard lookedAt.duration(to: .now) >= span else { return false }
            lookedAt = .now
            return true
        }
        return isDue ? try await authenticator.principal(credential) == principal : true
    }
}
