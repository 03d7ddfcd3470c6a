import Synchronization

/// Lets a few in at a time, in the order they came.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var waiting: [(key: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var next = 0
    }

    private let state: Mutex<State>

    init(places: Int) { state = Mutex(State(free: places)) }

    /// Waits for a place; whoever returns from here owes a `leave()`.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; then it owes nothing.
    func enter() async throws {
        let key = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let mayEnter = state.withLock { state -> Bool in
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((key, continuation))
                    return false
                }
                if mayEnter {
                    continuation.resume()
                } else if Task.isCancelled {
                    // The handler may have run before this task stood in the queue.
                    cancel(key)
                }
            }
        } onCancel: {
            cancel(key)
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }

    private func cancel(_ key: Int) {
        let gone = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.key == key }) else { return nil }
            return state.waiting.remove(at: index).continuation
        }
        gone?.resume(throwing: CancellationError())
    }
}
