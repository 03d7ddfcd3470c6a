import Cryptography
import StageModel

/// A request that bears an Idempotency-Key: whose key it is, and what was asked, so that a repeated key can be told
/// from a reused one.
struct KeyedRequest: Sendable {
    let scope: String
    let key: String
    let hash: [UInt8]

    /// - Parameters:
    ///   - actor: `acct_…`, or `anyone`: keys of different people never meet.
    ///   - parts: what was asked, the name of the act first.
    /// - Returns: nil without a key.
    /// - Throws: `InvalidInput` for a key that is not 1 to 128 visible ASCII characters.
    init?(key: String?, actor: String, _ parts: [String]) throws {
        guard let key else { return nil }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw InvalidInput("Idempotency-Key", "The key may have up to 128 visible characters.")
        }
        scope = actor
        self.key = key
        // Each part with its length, so that no two lists of parts have the same text.
        hash = SHA256.hash(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    }
}

extension KeyedRequest {
    static func parts(_ lines: [OfferRequest], _ buyer: Buyer, _ payment: Payment?) -> [String] {
        ["make", buyer.name, buyer.mail] + parts(payment) + lines.flatMap { [$0.offer, "\($0.quantity)"] }
    }

    static func parts(_ payment: Payment?) -> [String] {
        [payment?.method.rawValue ?? "", payment?.tendered.map { "\($0.amount) \($0.currency)" } ?? ""]
    }
}
