import Synchronization

/// Wakes everybody who waits for news, without a task or a queue for each.
final class Bell: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: AsyncStream<Int64>.Continuation] = [:]
    }

    private let state = Mutex(State())

    func ring(_ sequence: Int64) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(sequence) }
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
