import Cryptography
import StageModel

/// What an order was asked to be, so that a repeated key can be told from a reused one.
enum RequestHash {
    static func of(_ lines: [OfferRequest], _ buyer: Buyer, _ payment: Payment?) -> [UInt8] {
        let parts =
            lines.map { "\($0.offer)×\($0.quantity)" } + [
                buyer.name, buyer.mail, payment?.method.rawValue ?? "", payment?.tendered.map { "\($0.amount)" } ?? "",
            ]
        return SHA256.hash(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    }
}
