import StageModel
import Synchronization

/// Names for requests, so that a person and the log can speak of the same one: `req_` and 13 letters and digits.
///
/// They are unique, not secret: one random beginning for each run of the box, mixed with a count, so that no request
/// waits for the system's generator.
final class RequestIDs: Sendable {
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)

    init(_ entropy: Entropy) {
        seed = entropy.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    func next() -> String {
        let count = count.add(1, ordering: .relaxed).newValue
        // A bijection of the count (the finalizer of SplitMix64), so that neighbours look different.
        var mixed = seed &+ count &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return String(unsafeUninitializedCapacity: 17) { text in
            for (index, letter) in "req_".utf8.enumerated() { text[index] = letter }
            for index in 0..<13 { text[4 + index] = Crockford.digit(Int(mixed >> UInt64(5 * index) & 31)) }
            return 17
        }
    }
}
