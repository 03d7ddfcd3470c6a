import StageModel
import Testing

@testable import WebEdge

@Suite struct TokenBucketTests {
    private let start = Timestamp(milliseconds: 1_900_000_000_000)
    private let rate = Limits.Rate(burst: 3, perMinute: 60)

    private func key(_ client: String) -> TokenBuckets.Key { TokenBuckets.Key(budget: .ordinary, client: client) }

    @Test func aBurstPassesAndTheNextWaits() {
        let buckets = TokenBuckets()
        for _ in 0..<3 { #expect(buckets.take(key("a"), rate, at: start) == nil) }
        #expect(buckets.take(key("a"), rate, at: start) == 1)
        #expect(buckets.take(key("b"), rate, at: start) == nil)
        #expect(buckets.take(key("a"), rate, at: start + .milliseconds(999)) == 1)
        #expect(buckets.take(key("a"), rate, at: start + .milliseconds(1000)) == nil)
        #expect(buckets.take(key("a"), rate, at: start + .milliseconds(1000)) == 1)
    }

    @Test func aBucketHoldsNoMoreThanItsBurst() {
        let buckets = TokenBuckets()
        _ = buckets.take(key("a"), rate, at: start)
        let later = start + .seconds(3600)
        for _ in 0..<3 { #expect(buckets.take(key("a"), rate, at: later) == nil) }
        #expect(buckets.take(key("a"), rate, at: later) != nil)
    }

    @Test func aClockSetBackFillsNothing() {
        let buckets = TokenBuckets()
        for _ in 0..<3 { _ = buckets.take(key("a"), rate, at: start) }
        #expect(buckets.take(key("a"), rate, at: start - .seconds(3600)) != nil)
        #expect(buckets.take(key("a"), rate, at: start - .seconds(3599)) == nil, "and it fills from there")
    }

    @Test func theWaitIsToldInWholeSeconds() {
        let slow = Limits.Rate(burst: 1, perMinute: 10)
        let buckets = TokenBuckets()
        _ = buckets.take(key("a"), slow, at: start)
        #expect(buckets.take(key("a"), slow, at: start) == 6)
        #expect(buckets.take(key("a"), slow, at: start + .milliseconds(5500)) == 1)
    }

    @Test func manyKeysAreForgottenOldestFirst() {
        let buckets = TokenBuckets(most: 100)
        for number in 0..<100 { _ = buckets.take(key("\(number)"), rate, at: start + .seconds(number)) }
        #expect(buckets.count == 100)
        for _ in 0..<3 { _ = buckets.take(key("99"), rate, at: start + .seconds(99)) }
        _ = buckets.take(key("new"), rate, at: start + .seconds(99))
        #expect(buckets.count < 60)
        #expect(buckets.take(key("99"), rate, at: start + .seconds(99)) != nil, "those in use are remembered")
    }

    @Test func fullBucketsAreForgottenFirst() {
        let buckets = TokenBuckets(most: 10)
        for number in 0..<9 { _ = buckets.take(key("\(number)"), rate, at: start) }
        for _ in 0..<3 { _ = buckets.take(key("busy"), rate, at: start + .seconds(700)) }
        _ = buckets.take(key("new"), rate, at: start + .seconds(700))
        #expect(buckets.count == 2)
        #expect(buckets.take(key("busy"), rate, at: start + .seconds(700)) != nil)
    }
}
