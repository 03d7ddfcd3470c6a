import Cryptography
import Foundation

/// Where the box reads the time. Tests pass a clock that they move by hand.
package struct BoxClock: Sendable {
    private let read: @Sendable () -> Timestamp

    package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    package func now() -> Timestamp { read() }

    /// The machine's clock.
    package static let system = BoxClock {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

/// Where the box takes randomness. Tests pass a seeded generator; everything else takes `.system`.
package struct Entropy: Sendable {
    private let draw: @Sendable (Int) -> [UInt8]

    package init(_ draw: @escaping @Sendable (Int) -> [UInt8]) { self.draw = draw }

    package func bytes(_ count: Int) -> [UInt8] { draw(count) }

    /// The operating system's generator, through libcrypto.
    package static let system = Entropy { SecureRandom.bytes($0) }
}
