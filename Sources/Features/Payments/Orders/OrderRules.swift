package import StageModel

package enum OrderStatus: String, Sendable, Codable, CaseIterable {
    case reserved, paid, refunded, cancelled, expired

    var words: String {
        switch self {
        case .reserved: "reserved"
        case .paid: "paid"
        case .refunded: "refunded"
        case .cancelled: "given back"
        case .expired: "run out"
        }
    }
}

package enum PaymentMethod: String, Sendable, Codable { case cash, card, free }

/// How somebody pays at the counter.
package struct Payment: Decodable, Sendable {
    package enum Method: String, Sendable, Decodable { case cash, card }

    package let method: Method
    package let tendered: Money?

    package init(method: Method, tendered: Money? = nil) {
        self.method = method
        self.tendered = tendered
    }
}

/// Decisions about orders on values.
enum OrderRules {
    static let mostLines = 20
    static let mostQuantity = 50
    /// The largest total: far above any evening, far below the edge of exactness.
    static let mostTotal: Int64 = 1_000_000_000
    static let reservedFor = Duration.seconds(20 * 60)
    /// Reservations that may wait at once, so that nobody empties a hall by reserving it.
    static let mostOpenReservations = 500

    static func check(_ basket: [OfferRequest]) throws {
        guard (1...mostLines).contains(basket.count) else {
            throw InvalidInput("lines", "An order has 1 to \(mostLines) lines.")
        }
        guard basket.allSatisfy({ (1...mostQuantity).contains($0.quantity) }) else {
            throw InvalidInput("lines", "Of each thing 1 to \(mostQuantity) can be bought at once.")
        }
        guard Set(basket.map(\.offer)).count == basket.count else { throw PaymentsRefusal.twice }
    }

    static func total(_ lines: [OfferLine], _ currency: Currency) throws -> Money {
        guard lines.allSatisfy({ $0.unitPrice.currency == currency }) else {
            throw PaymentsRefusal.otherCurrency(currency)
        }
        let sum = lines.reduce(Int64(0)) { $0 + $1.total.amount }
        guard sum <= mostTotal else { throw PaymentsRefusal.tooLarge }
        return Money(sum, currency)
    }

    /// What was handed over for a total: for cash at least the total, for others exactly it.
    static func tendered(_ payment: Payment, total: Money) throws -> Money? {
        guard payment.method == .cash, total.amount > 0 else { return nil }
        let given = payment.tendered ?? total
        guard given.currency == total.currency else { throw PaymentsRefusal.otherCurrency(total.currency) }
        guard given.amount >= total.amount else {
            throw PaymentsRefusal.notEnough(missing: Money(total.amount - given.amount, total.currency))
        }
        guard given.amount <= mostTotal * 10 else { throw PaymentsRefusal.tooLarge }
        return given
    }

    static func method(_ payment: Payment?, total: Money) -> PaymentMethod {
        guard total.amount > 0, let payment else { return .free }
        return payment.method == .cash ? .cash : .card
    }
}
