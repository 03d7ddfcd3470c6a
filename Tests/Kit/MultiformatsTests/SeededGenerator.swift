import Foundation

/// Random inputs that can be had again: SplitMix64 from `SEED`, or from a fresh seed that is printed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1 ... .max)
        print("\(purpose): SEED=\(seed)")
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// A valid input after one to three small injuries.
    mutating func injure(_ input: [UInt8]) -> [UInt8] {
        var input = input
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            let position = Int.random(in: 0...input.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0 where position < input.count: input[position] = UInt8.random(in: 0...255, using: &self)
            case 1 where position < input.count: input[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 2 where position < input.count: input.remove(at: position)
            default: input.insert(UInt8.random(in: 0...255, using: &self), at: position)
            }
        }
        return input
    }
}
