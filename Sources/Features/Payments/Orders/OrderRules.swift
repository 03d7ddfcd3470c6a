import Foundation
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
    package enum Method: String, Sendable, Decodable {
        case cash, card

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let method = Self(rawValue: try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "Choose cash or card.")
            }
            self = method
        }
    }

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
    /// The most cash that is handed over or counted at once.
    static let mostCash = mostTotal * 10
    static let reservedFor = Duration.seconds(20 * 60)
    /// Reservations from browsers that may wait at once. The counter sells whatever their number.
    static let mostReservations = 500
    /// Orders that one mail address may have made in a browser without paying: those that wait, and free ones of a day.
    static let mostOfOneMail = 5
    static let freeCountsFor = Duration.seconds(24 * 3600)

    /// A new order from a browser, by what is there already.
    static func checkFlood(reservations: Int, ofThisMail: Int, isFree: Bool) throws {
        guard ofThisMail < mostOfOneMail else { throw PaymentsRefusal.tooManyOfOne }
        guard isFree || reservations < mostReservations else { throw PaymentsRefusal.tooManyReservations }
    }

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
        guard given.amount <= mostCash else { throw PaymentsRefusal.tooLarge }
        return given
    }

    static func method(_ payment: Payment?, total: Money) -> PaymentMethod {
        guard total.amount > 0, let payment else { return .free }
        return payment.method == .cash ? .cash : .card
    }

    /// A name as it is looked for: without capitals, accents and surplus spaces.
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// An amount for a sentence, as in `12.50 EUR`. Digits after the point as in ISO 4217.
    static func words(_ money: Money) -> String {
        let digits =
            switch money.currency.code {
            case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
                "XOF",
                "XPF":
                0
            case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
            default: 2
            }
        let sign = money.amount < 0 ? "-" : ""
        let text = String(money.amount.magnitude)
        guard digits > 0 else { return "\(sign)\(text) \(money.currency)" }
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits)) \(money.currency)"
    }
}
