package import EventLog
import Foundation
import ServiceLifecycle
import StageModel
import Synchronization

/// Tells all screens what changed: one reader of the log for everybody, no task and no query per listener.
package final class EventFan: Service {
    /// What a listener hears.
    enum News: Sendable {
        case event(LoggedEvent)
        /// Nothing happened for a while; the connection is alive.
        case heartbeat
    }

    private struct Listener {
        let topics: Set<String>
        let principal: Principal?
        let address: String
        let news: AsyncStream<News>.Continuation
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
    func listen(to topics: Set<String>, as principal: Principal?, from address: String) throws -> (key: Int, news: AsyncStream<News>) {
        let (stream, continuation) = AsyncStream<News>.makeStream(bufferingPolicy: .bufferingOldest(limits.listenerBacklog))
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

    func leave(_ key: Int) {
        state.withLock { $0.listeners.removeValue(forKey: key) }?.news.finish()
    }

    var count: Int { state.withLock { $0.listeners.count } }

    /// Events after a sequence number that this listener may hear; nil when they are too many to be told one by one.
    func missed(
        since sequence: Int64, topics: Set<String>, principal: Principal?
    ) async throws -> [LoggedEvent]? {
        let events = try await journal.events(after: sequence, limit: Self.readAtOnce)
        guard events.count < Self.readAtOnce else { return nil }
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
        try await cancelWhenGracefulShutdown { [self] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await self.tell() }
                group.addTask { try await self.beat() }
                try await group.next()
                group.cancelAll()
            }
        }
        let all = state.withLock { state in
            state.isStopped = true
            return Array(state.listeners.values)
        }
        for listener in all { listener.news.finish() }
    }

    private func tell() async throws {
        var last = try await journal.head()
        for await _ in journal.wakes() {
            while true {
                let events = try await journal.events(after: last, limit: Self.readAtOnce)
                guard let newest = events.last else { break }
                last = newest.sequence
                for event in events { yield(event) }
            }
        }
    }

    private func yield(_ event: LoggedEvent) {
        let interested = state.withLock { state in
            state.listeners.filter { $0.value.topics.contains(event.topic) && Self.mayHear(event, $0.value.principal) }
        }
        for (key, listener) in interested {
            if case .dropped = listener.news.yield(.event(event)) { leave(key) }
        }
    }

    private func beat() async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: limits.heartbeat)
            let all = state.withLock { $0.listeners }
            for (key, listener) in all {
                if case .dropped = listener.news.yield(.heartbeat) { leave(key) }
            }
        }
    }
}

/// What a browser is told: that something about a topic changed, never the payload.
struct Invalidation: Encodable {
    let seq: Int64
    let topic: String
    let name: String

    init(_ event: LoggedEvent) {
        seq = event.sequence
        topic = event.topic
        name = event.name
    }

    var json: String {
        // Names and topics are of our own alphabet, so this cannot fail; an empty object would only be ignored.
        (try? String(decoding: JSONEncoder().encode(self), as: UTF8.self)) ?? "{}"
    }
}
