import Foundation
import Synchronization

/// Where writes wait for the writer's thread.
///
/// `@unchecked Sendable`: every variable is touched only with `condition` locked. The writes themselves belong to
/// whoever holds them: the caller until `add`, then the queue, then the writer's thread.
final class WriteQueue: @unchecked Sendable {
    /// What the writer does next.
    enum Turn {
        case commit([PendingWrite])
        /// Nothing came for a while.
        case rest
        case end
    }

    /// The most writes in one transaction, so that the first of them does not wait for ever.
    static let mostTogether = 512
    /// The most writes that wait; more are refused.
    static let mostWaiting = 16_384

    private let condition = NSCondition()
    private var waiting: [PendingWrite] = []
    /// How many must wait before the thread is woken: waking it for each would cost more than the write.
    private var wanted = 1
    /// Whether something waits, to be looked at without the lock.
    private let hasWaiting = Atomic(false)
    private var isStopped = false
    private var hasEnded = false

    /// Takes a write, or says why not.
    func add(_ write: PendingWrite) -> StoreFailure? {
        condition.lock()
        defer { condition.unlock() }
        guard !isStopped else { return .closed }
        guard waiting.count < Self.mostWaiting else { return .busy }
        waiting.append(write)
        hasWaiting.store(true, ordering: .relaxed)
        if waiting.count == wanted { condition.signal() }
        return nil
    }

    /// Waits for writes.
    ///
    /// - Parameters:
    ///   - expected: how many probably come within the next moment, because that many came together before.
    ///   - patience: seconds to wait for them; without it, those who were answered last write one by one after each
    ///     other's commits, and half the commits are nearly empty.
    ///   - alertness: how long to look for a write before going to sleep: a lone writer that was answered writes again
    ///     sooner than a sleeping thread wakes.
    ///   - rest: seconds after which to come back without writes; nil to wait for ever.
    func next(
        expecting expected: Int, patience: TimeInterval, alertness: Duration, rest: TimeInterval?
    ) -> Turn {
        let asleepAt = ContinuousClock.now + alertness
        while !hasWaiting.load(ordering: .relaxed), ContinuousClock.now < asleepAt {}
        condition.lock()
        defer { condition.unlock() }
        gather(min(expected, Self.mostTogether), patience: patience)
        wanted = 1
        let deadline = rest.map { Date(timeIntervalSinceNow: $0) }
        while waiting.isEmpty {
            if isStopped { return .end }
            guard let deadline else {
                condition.wait()
                continue
            }
            if !condition.wait(until: deadline), waiting.isEmpty { return isStopped ? .end : .rest }
        }
        return .commit(take())
    }

    private func gather(_ expected: Int, patience: TimeInterval) {
        guard expected > 1, patience > 0 else { return }
        wanted = expected
        let deadline = Date(timeIntervalSinceNow: patience)
        while waiting.count < expected, !isStopped {
            if !condition.wait(until: deadline) { return }
        }
    }

    private func take() -> [PendingWrite] {
        hasWaiting.store(waiting.count > Self.mostTogether, ordering: .relaxed)
        if waiting.count <= Self.mostTogether {
            var batch: [PendingWrite] = []
            swap(&batch, &waiting)
            return batch
        }
        let batch = Array(waiting.prefix(Self.mostTogether))
        waiting.removeFirst(Self.mostTogether)
        return batch
    }

    /// How many wait now.
    var count: Int {
        condition.lock()
        defer { condition.unlock() }
        return waiting.count
    }

    /// Lets the writes that wait finish and refuses new ones; waits for the thread's end if told so.
    func stop(andWait: Bool) {
        condition.lock()
        defer { condition.unlock() }
        isStopped = true
        condition.broadcast()
        while andWait, !hasEnded { condition.wait() }
    }

    /// The thread's last word.
    func end() {
        condition.lock()
        defer { condition.unlock() }
        hasEnded = true
        condition.broadcast()
    }
}
