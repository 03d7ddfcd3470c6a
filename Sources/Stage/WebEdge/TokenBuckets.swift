import StageModel
import Synchronization

/// Token buckets by key. A bucket that is full again is forgotten, so memory follows the clients of the last minutes.
final class TokenBuckets: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    /// Beyond this many keys the full ones are swept.
    private static let sweepAt = 10_000

    /// Takes one token; nil if there was one, else the seconds until there is.
    func take(_ key: String, _ rate: Limits.Rate, at now: Timestamp) -> Int? {
        let perMillisecond = Double(rate.perMinute) / 60_000
        return buckets.withLock { buckets in
            var bucket = buckets[key] ?? Bucket(tokens: Double(rate.burst), at: now)
            let passed = max(0, now.milliseconds - bucket.at.milliseconds)
            bucket.tokens = min(Double(rate.burst), bucket.tokens + Double(passed) * perMillisecond)
            bucket.at = now
            defer {
                buckets[key] = bucket
                if buckets.count > Self.sweepAt { Self.sweep(&buckets, now) }
            }
            if bucket.tokens >= 1 {
                bucket.tokens -= 1
                return nil
            }
            return max(1, Int(((1 - bucket.tokens) / perMillisecond / 1000).rounded(.up)))
        }
    }

    /// Ten minutes fill every bucket.
    private static func sweep(_ buckets: inout [String: Bucket], _ now: Timestamp) {
        buckets = buckets.filter { now.milliseconds - $0.value.at.milliseconds < 600_000 }
        if buckets.count > sweepAt { buckets.removeAll() }
    }
}
