import Cryptography

/// The SHA-256 of a certificate's DER, by which a person compares what the box says with what a device shows.
package struct Fingerprint: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    package let bytes: [UInt8]

    init(of der: [UInt8]) {
        bytes = SHA256.hash(der)
    }

    /// Pairs with colons, as browsers, Android and OpenSSL print it: `3F:2A:…`.
    package var description: String { digits.joined(separator: ":") }

    /// Sixteen groups of four, to be read aloud or printed on a label: `3F2A 91C0 …`.
    package var grouped: String {
        stride(from: 0, to: digits.count, by: 2).map { digits[$0] + digits[$0 + 1] }.joined(separator: " ")
    }

    private var digits: [String] {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
    }
}
