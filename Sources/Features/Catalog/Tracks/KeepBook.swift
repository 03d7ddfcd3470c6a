import Multiformats
import Synchronization

/// Which uploads are between keeping their bytes and naming them in a row.
///
/// When the row is refused, its bytes are to go again. But another upload may have brought the same bytes meanwhile,
/// found them kept, and be about to name them; nobody knows an upload's CID before its bytes are kept. So refused bytes
/// wait until no upload is in between, and no upload comes in between while they are looked at and removed.
final class KeepBook: Sendable {
    private struct State {
        var between = 0
        var refused: Set<CID> = []
        var isClearing = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// An upload is about to keep its bytes; waits while refused ones are removed.
    func begin() async {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                guard !state.isClearing else {
                    state.waiting.append(continuation)
                    return false
                }
                state.between += 1
                return true
            }
            if mayGoOn { continuation.resume() }
        }
    }

    /// An upload has named its bytes, or failed; with `refused` it was the first to bring them and nobody names them.
    ///
    /// Gives what to look at and remove now, which keeps others waiting until `cleared`; empty while some are between.
    func end(refused: CID? = nil) -> Set<CID> {
        state.withLock { state in
            precondition(state.between > 0, "an upload ends once")
            if let refused { state.refused.insert(refused) }
            state.between -= 1
            guard state.between == 0, !state.refused.isEmpty else { return [] }
            state.isClearing = true
            let all = state.refused
            state.refused = []
            return all
        }
    }

    /// What `end` gave has been seen to.
    func cleared() {
        let waiting = state.withLock { state in
            precondition(state.isClearing, "nothing was being removed")
            state.isClearing = false
            let waiting = state.waiting
            state.waiting = []
            state.between = waiting.count
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
