package import GRDB
import Synchronization

/// The answer of a read that is asked for over and over, kept until the next commit.
///
/// A caller that was answered after its own write never sees what was there before it. What another process writes into
/// the file is seen after `most`.
package final class Remembered<Value: Sendable>: Sendable {
    private struct Known {
        let value: Value
        let commits: Int
        let at: ContinuousClock.Instant
    }

    private let store: DurableStore
    private let most: Duration
    private let read: @Sendable (Database) throws -> Value
    private let known = Mutex<Known?>(nil)

    package init(
        in store: DurableStore, atMost most: Duration = .seconds(1),
        read: @escaping @Sendable (Database) throws -> Value
    ) {
        self.store = store
        self.most = most
        self.read = read
    }

    /// - Throws: what `DurableStore.read` throws.
    package func value() async throws -> Value {
        // Counted before the read: a commit in between makes the answer old at once, never too new.
        let commits = store.commits
        let now = ContinuousClock.now
        if let known = known.withLock({ $0 }), known.commits == commits, known.at.duration(to: now) < most {
            return known.value
        }
        let value = try await store.read(read)
        known.withLock { $0 = Known(value: value, commits: commits, at: now) }
        return value
    }
}
