import StageModel
import Synchronization

/// Bounds the time of a feature's work without a timer for each call: the server looks at all of them once a second.
///
/// Work that is late is cancelled, not abandoned. What it still decides, for instance because its transaction was
/// already
/// on the way to the disk, is answered as it is.
final class Deadlines: Sendable {
    private struct Wait {
        let due: ContinuousClock.Instant
        var waiter: CheckedContinuation<Void, Never>?
    }

    private struct State {
        var next = 0
        var waits: [Int: Wait] = [:]
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.waits.count } }

    /// Runs the work; late, it is cancelled, and `EdgeRefusal.tookTooLong` is thrown unless it answers nevertheless.
    func run<Answer: Sendable>(
        within span: Duration, _ work: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let key = state.withLock { state -> Int in
            state.next += 1
            state.waits[state.next] = Wait(due: .now + span)
            return state.next
        }
        return try await withThrowingTaskGroup(of: Answer?.self) { group in
            // Begun at once: neither child waits for its turn, which would cost more than most calls.
            group.addImmediateTask {
                defer { self.end(key) }
                return try await work()
            }
            group.addImmediateTask {
                await self.wait(key)
                return nil
            }
            if let answer = try await group.next().flatMap(\.self) { return answer }
            group.cancelAll()
            do {
                if let answer = try await group.next().flatMap(\.self) { return answer }
            } catch is CancellationError where !Task.isCancelled {
                throw EdgeRefusal.tookTooLong
            }
            throw CancellationError()
        }
    }

    /// Lets the waiters of late work go.
    func look(at now: ContinuousClock.Instant = .now) {
        let late = state.withLock { state in state.waits.filter { $0.value.due <= now }.map(\.key) }
        for key in late { end(key) }
    }

    private func end(_ key: Int) {
        state.withLock { $0.waits.removeValue(forKey: key) }?.waiter?.resume()
    }

    private func wait(_ key: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.waits[key] != nil else { return true }
                state.waits[key]?.waiter = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
