package import EventLog
import Foundation
import NIOCore
import ServiceLifecycle
import StageModel
import Synchronization

/// Tells all screens what changed: one reader of the log for everybody, no task and no query per listener.
package final class EventFan: Service {
    /// What a listener hears.
    enum News: Sendable {
        case event(Told)
        /// Nothing happened for a while; the connection is alive.
        case heartbeat
    }

    private struct Listener {
        var topics: Set<String>
        let principal: Principal?
        let address: String
        let news: AsyncStream<News>.Continuation

        func hears(_ event: LoggedEvent) -> Bool {
            topics.contains(event.topic) && EventFan.mayHear(event, principal)
        }
    }

    private struct State {
        var next = 0
        var isStopped = false
        var listeners: [Int: Listener] = [:]
    }

    private let journal: EventJournal
    private let limits: Limits
    private let state = Mutex(State())
    private static let readAtOnce = 500

    package init(journal: EventJournal, limits: Limits) {
        self.journal = journal
        self.limits = limits
    }

    /// Begins to listen. The stream ends when the listener is too slow or the box stops.
    ///
    /// - Throws: `EdgeRefusal.tooManyListeners`.
    func listen(
        to topics: Set<String>, as principal: Principal?, from address: String
    ) throws -> (key: Int, news: AsyncStream<News>) {
        let (stream, continuation) = AsyncStream<News>.makeStream(
            bufferingPolicy: .bufferingOldest(limits.listenerBacklog))
        let key = try state.withLock { state -> Int in
            guard state.listeners.count < limits.listeners,
                state.listeners.values.count(where: { $0.address == address }) < limits.listenersPerAddress
            else { throw EdgeRefusal.tooManyListeners }
            state.next += 1
            if state.isStopped { continuation.finish() }
            state.listeners[state.next] = Listener(
                topics: topics, principal: principal, address: address, news: continuation)
            return state.next
        }
        return (key, stream)
    }

    /// Listens to other topics from now on.
    func change(_ key: Int, to topics: Set<String>) {
        state.withLock { $0.listeners[key]?.topics = topics }
    }

    func leave(_ key: Int) {
        state.withLock { $0.listeners.removeValue(forKey: key) }?.news.finish()
    }

    var count: Int { state.withLock { $0.listeners.count } }

    /// True once the box is told to stop.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Events after a sequence number that this listener may hear; nil when they are too many to be told one by one, or
    /// when the number is not of this log.
    func missed(since sequence: Int64, topics: Set<String>, principal: Principal?) async throws -> [LoggedEvent]? {
        guard sequence >= 0, try await sequence <= journal.head() else { return nil }
        let events = try await journal.events(after: sequence, limit: limits.missedEvents + 1)
        guard events.count <= limits.missedEvents else { return nil }
        return events.filter { topics.contains($0.topic) && Self.mayHear($0, principal) }
    }

    /// Who may hear of what.
    static func mayHear(_ event: LoggedEvent, _ principal: Principal?) -> Bool {
        switch event.audience {
        case .everyone: true
        case .staff: principal?.account?.has(any: [.staff, .door]) ?? (principal?.device != nil)
        case .account(let id): principal?.account?.id == id
        case .audit: false
        }
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { [self] in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await self.tell() }
                    group.addTask { try await self.beat() }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch is CancellationError {
            // The box stops; the listeners are let go below.
        }
        let all = state.withLock { state in
            state.isStopped = true
            return Array(state.listeners.values)
        }
        for listener in all { listener.news.finish() }
    }

    private func tell() async throws {
        var last: Int64?
        for await _ in journal.wakes() {
            do {
                last = try await tell(after: last)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The database does not answer; screens are told when it does again.
                try await Task.sleep(for: .seconds(1))
                last = (try? await tell(after: last)) ?? last
            }
        }
    }

    /// Tells what came after an event, or nothing at first; returns the last event that is told.
    private func tell(after last: Int64?) async throws -> Int64 {
        guard var last else { return try await journal.head() }
        while true {
            let events = try await journal.events(after: last, limit: Self.readAtOnce)
            guard let newest = events.last else { return last }
            for event in events { yield(event) }
            last = newest.sequence
        }
    }

    /// Tells everybody who may hear of an event.
    func yield(_ event: LoggedEvent) {
        let interested = state.withLock { state in state.listeners.filter { $0.value.hears(event) } }
        if interested.isEmpty { return }
        send(.event(Told(event)), to: interested)
    }

    private func beat() async throws {
        while true {
            try await Task.sleep(for: limits.heartbeat)
            send(.heartbeat, to: state.withLock { $0.listeners })
        }
    }

    /// A listener whose backlog is full is let go.
    private func send(_ news: News, to listeners: [Int: Listener]) {
        for (key, listener) in listeners {
            if case .dropped = listener.news.yield(news) { leave(key) }
        }
    }
}

/// What a screen is told: that something about a topic changed, never the payload. Written once for all listeners.
struct Told: Sendable {
    let sequence: Int64
    /// As a server-sent event.
    let line: ByteBuffer
    /// As a message of the socket.
    let message: ByteBuffer

    private struct Words: Encodable {
        var type: String?
        let seq: Int64
        let topic: String
        let name: String
    }

    init(_ event: LoggedEvent) {
        var words = Words(seq: event.sequence, topic: event.topic, name: event.name)
        sequence = event.sequence
        line = ByteBuffer(string: "id: \(event.sequence)\ndata: \(Self.json(words))\n\n")
        words.type = "EVENT"
        message = ByteBuffer(string: Self.json(words))
    }

    private static func json(_ words: Words) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        // Three strings and a number can always be written; an empty object would only be ignored.
        return (try? encoder.encode(words)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
