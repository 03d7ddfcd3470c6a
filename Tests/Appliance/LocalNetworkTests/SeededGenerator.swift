import Foundation

/// Random numbers that can be had again: with `SEED`, or from a fresh seed that is printed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        state = given ?? UInt64.random(in: 1 ... .max)
        print("\(purpose): SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state = state &* 0xd134_2543_de82_ef95 &+ 0x9e37_79b9_7f4a_7c15
        let mixed = (state ^ (state >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 32)
    }
}
