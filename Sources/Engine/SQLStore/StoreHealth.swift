import Synchronization

/// Whether the store takes writes.
package enum StoreHealth: Sendable, Equatable {
    case well
    /// The disk is full; writes are refused until a probe finds space again.
    case full
    /// The disk failed; nothing is written until the box is restarted.
    case readOnly(reason: String)
}

/// The health of a store, for whoever asks and whoever listens.
final class HealthBoard: Sendable {
    private struct State {
        var health: StoreHealth
        var next = 0
        var listeners: [Int: AsyncStream<StoreHealth>.Continuation] = [:]
    }

    private let state: Mutex<State>

    init(_ health: StoreHealth) { state = Mutex(State(health: health)) }

    var health: StoreHealth { state.withLock { $0.health } }

    /// Remembers a change; a store that is read-only stays so.
    func change(to health: StoreHealth) {
        state.withLock { state in
            if case .readOnly = state.health { return }
            guard state.health != health else { return }
            state.health = health
            for listener in state.listeners.values { listener.yield(health) }
        }
    }

    func changes() -> AsyncStream<StoreHealth> {
        let (stream, continuation) = AsyncStream<StoreHealth>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            continuation.yield(state.health)
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: key) }
        }
        return stream
    }
}
