import StageModel
import Synchronization

/// A bucket of tokens that fills with time; a call takes one.
struct TokenBucket: Sendable {
    private var tokens: Double
    private(set) var at: Timestamp

    init(_ rate: Limits.Rate, at now: Timestamp) {
        tokens = Double(rate.burst)
        at = now
    }

    /// Takes one token; nil if there was one, else the seconds until there is. A clock set back fills nothing.
    mutating func take(_ rate: Limits.Rate, at now: Timestamp) -> Int? {
        let perMillisecond = Double(rate.perMinute) / 60_000
        let passed = max(0, now.milliseconds - at.milliseconds)
        tokens = min(Double(rate.burst), tokens + Double(passed) * perMillisecond)
        at = now
        if tokens >= 1 {
            tokens -= 1
            return nil
        }
        return max(1, Int(((1 - tokens) / perMillisecond / 1000).rounded(.up)))
    }
}

/// Token buckets by key. Those of clients that left are forgotten, so memory follows the clients of the last minutes.
final class TokenBuckets: Sendable {
    /// Whose tokens, and what for.
    struct Key: Hashable {
        let budget: Budget
        /// An actor or an address.
        let client: String
    }

    private let buckets = Mutex<[Key: TokenBucket]>([:])
    private let most: Int
    /// Time that fills every bucket of `Limits`.
    private static let filled = Duration.seconds(600)

    /// - Parameter most: keys that are remembered; beyond, those silent for longest are forgotten.
    init(most: Int = 20_000) { self.most = most }

    var count: Int { buckets.withLock { $0.count } }

    /// Takes one token; nil if there was one, else the seconds until there is.
    func take(_ key: Key, _ rate: Limits.Rate, at now: Timestamp) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= most, buckets[key] == nil { Self.sweep(&buckets, most: most, now) }
            return buckets[key, default: TokenBucket(rate, at: now)].take(rate, at: now)
        }
    }

    /// Forgets full buckets, and if that is not enough the older half, so that the next sweep is far away.
    private static func sweep(_ buckets: inout [Key: TokenBucket], most: Int, _ now: Timestamp) {
        buckets = buckets.filter { now.since($0.value.at) < filled }
        guard buckets.count > most / 2 else { return }
        let times = buckets.values.map(\.at).sorted()
        let middle = times[times.count / 2]
        buckets = buckets.filter { $0.value.at > middle }
    }
}
