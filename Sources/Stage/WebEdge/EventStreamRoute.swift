import EventLog
import HTTPTypes
import NIOCore
import StageModel
import Synchronization

/// `GET /api/stream/events`: server-sent events (WHATWG HTML section 9.2).
struct EventStreamRoute: Sendable {
    let fan: EventFan
    let limits: Limits
    let metrics: Metrics

    var route: Route {
        Route(.get, "/api/stream/events", .anyone, budget: .ordinary, body: .none) { call in
            let topics = try Self.topics(call.query["topics"] ?? "", limits: limits)
            let since = call.request.headerFields[.lastEventID].flatMap { Int64($0) }
            let (key, news) = try fan.listen(to: topics, as: call.principal, from: call.client)
            var headers = HTTPFields()
            headers[.contentType] = "text/event-stream"
            headers[.cacheControl] = "no-store"
            metrics.listeners(1)
            let first = try await catchUp(since, topics, call.principal)
            let opening = Opening(first)
            return Reply(
                headers: headers,
                body: .stream(
                    next: {
                        if let text = opening.take() { return ByteBuffer(string: text) }
                        for await one in news { return ByteBuffer(string: Self.text(one)) }
                        return nil
                    },
                    onEnd: {
                        metrics.listeners(-1)
                        fan.leave(key)
                    }))
        }
    }

    /// What is said first, once.
    private final class Opening: Sendable {
        private let text: Mutex<String?>

        init(_ text: String) { self.text = Mutex(text) }

        func take() -> String? {
            text.withLock { text in
                defer { text = nil }
                return text
            }
        }
    }

    /// The reconnection delay, and what happened since the event that a returning listener heard last.
    private func catchUp(_ since: Int64?, _ topics: Set<String>, _ principal: Principal?) async throws -> String {
        let delay = "retry: 2000\n\n"
        guard let since else { return delay }
        guard let missed = try await fan.missed(since: since, topics: topics, principal: principal) else {
            return delay + "event: refetch\ndata: {}\n\n"
        }
        return delay + missed.map { Self.text(.event($0)) }.joined()
    }

    static func text(_ news: EventFan.News) -> String {
        switch news {
        case .heartbeat: ": heartbeat\n\n"
        case .event(let event): "id: \(event.sequence)\ndata: \(Invalidation(event).json)\n\n"
        }
    }

    /// Topics as `catalog` or `show:show_…`, with commas between.
    static func topics(_ text: String, limits: Limits) throws -> Set<String> {
        let topics = Set(text.split(separator: ",").map(String.init))
        guard topics.count <= limits.topics, topics.allSatisfy({ topic in
            (1...80).contains(topic.utf8.count)
                && topic.utf8.allSatisfy { (97...122).contains($0) || (48...58).contains($0) || $0 == UInt8(ascii: "_") }
        }) else { throw InvalidInput("topics", "Ask for at most \(limits.topics) topics, with commas between them.") }
        return topics
    }
}
