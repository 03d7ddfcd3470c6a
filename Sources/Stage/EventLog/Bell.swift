import Synchronization

/// Wakes everybody who waits for news, without a task or a queue for each.
final class Bell: Sendable {
    private struct State {
        var next = 0
        /// The newest event since the bell last rang; 0 for none.
        var news: Int64 = 0
        var listeners: [Int: AsyncStream<Int64>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Remembers an event until its commit.
    func appended(_ sequence: Int64) { state.withLock { $0.news = sequence } }

    /// Rings once for everything that was appended since it last rang.
    func ringIfAppended() {
        let (news, listeners) = state.withLock { state in
            defer { state.news = 0 }
            return (state.news, state.news == 0 ? [] : Array(state.listeners.values))
        }
        for listener in listeners { listener.yield(news) }
    }

    func listen() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream<Int64>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: key) }
        }
        continuation.yield(0)
        return stream
    }
}
