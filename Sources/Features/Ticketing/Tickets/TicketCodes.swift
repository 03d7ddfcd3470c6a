import Foundation
import StageModel

/// The text in a ticket's QR code, and how it is recognised.
///
/// Twenty-six bytes in Crockford's base 32: version 1, serial (8), generation (1), and the first 16 bytes of
/// HMAC-SHA-256 over them under the box's secret. In capitals a QR code holds its 42 characters in the dense
/// alphanumeric mode (version 3, level M).
struct TicketCodes: Sendable {
    let key: SecretKey

    private static let version: UInt8 = 1
    private static let tagBytes = 16

    func code(serial: Int64, generation: Int) -> String {
        let body = Self.body(serial, generation)
        return Crockford.encode(body + key.tag(body, length: Self.tagBytes)).uppercased()
    }

    /// What was scanned or typed.
    enum Reading: Equatable {
        /// A code that this box made.
        case code(serial: Int64, generation: Int)
        /// Ten characters, as printed below the code.
        case number(String)
        case unknown
    }

    func read(_ text: String) -> Reading {
        guard text.utf8.count <= 200 else { return .unknown }
        // Scanners end what they read with a line break or a tab.
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let bytes = Crockford.decode(text), bytes.count == 10 + Self.tagBytes, bytes[0] == Self.version {
            let body = Array(bytes.prefix(10))
            let tag = Array(bytes.suffix(Self.tagBytes))
            guard key.verifies(tag, length: Self.tagBytes, of: body) else { return .unknown }
            let serial = body[1...8].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            return .code(serial: serial, generation: Int(body[9]))
        }
        if let number = Crockford.normalized(text), number.utf8.count == 10 { return .number(number) }
        return .unknown
    }

    private static func body(_ serial: Int64, _ generation: Int) -> [UInt8] {
        let bits = UInt64(bitPattern: serial)
        return [version] + (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
            + [UInt8(truncatingIfNeeded: generation)]
    }

    /// A serial that cannot be guessed: 62 random bits.
    static func freshSerial(_ entropy: Entropy) -> Int64 {
        entropy.bytes(8).reduce(Int64(0)) { ($0 << 8 | Int64($1)) & 0x3fff_ffff_ffff_ffff }
    }

    /// Ten characters, 50 random bits.
    static func freshNumber(_ entropy: Entropy) -> String {
        String(Crockford.encode(entropy.bytes(7)).prefix(10))
    }
}
