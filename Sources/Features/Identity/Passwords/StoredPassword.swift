import Cryptography
import Foundation

/// A password at rest: scrypt's cost, salt and result in one line, `$scrypt$ln=15,r=8,p=3$SALT$HASH` with base 64
/// without padding, in the manner of the PHC string format. The cost stands beside each, so that it can rise.
struct StoredPassword: Sendable, Hashable {
    let cost: Scrypt.Cost
    let salt: [UInt8]
    let hash: [UInt8]

    static let saltBytes = 16
    static let hashBytes = 32

    init(cost: Scrypt.Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a password; takes the time and memory that the cost says.
    init(_ password: Password, salt: [UInt8], cost: Scrypt.Cost) throws {
        let hash = try Scrypt.derive(password: password.bytes, salt: salt, cost: cost, length: Self.hashBytes)
        self.init(cost: cost, salt: salt, hash: hash)
    }

    /// Reads what `text` wrote; nil for anything else and for costs beyond 2^20, 32, 16.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]),
            let salt = Self.bytes(parts[3]), let hash = Self.bytes(parts[4]), salt.count == Self.saltBytes,
            hash.count == Self.hashBytes
        else { return nil }
        self.init(cost: cost, salt: salt, hash: hash)
    }

    var text: String {
        "$scrypt$ln=\(cost.n.trailingZeroBitCount),r=\(cost.r),p=\(cost.p)$\(Self.base64(salt))$\(Self.base64(hash))"
    }

    func matches(_ password: Password) throws -> Bool {
        constantTimeEqual(
            try Scrypt.derive(password: password.bytes, salt: salt, cost: cost, length: Self.hashBytes), hash)
    }

    private static func cost(_ text: String) -> Scrypt.Cost? {
        let values = text.split(separator: ",").compactMap { part -> (String, Int)? in
            let halves = part.split(separator: "=")
            guard halves.count == 2, let value = Int(halves[1]) else { return nil }
            return (String(halves[0]), value)
        }
        guard values.map(\.0) == ["ln", "r", "p"], (1...20).contains(values[0].1), (1...32).contains(values[1].1),
            (1...16).contains(values[2].1)
        else { return nil }
        return Scrypt.Cost(n: 1 << values[0].1, r: values[1].1, p: values[2].1)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("=", with: "")
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)).map(Array.init)
    }
}
