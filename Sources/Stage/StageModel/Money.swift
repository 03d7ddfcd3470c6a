/// An amount of one currency in its smallest unit (cents for EUR).
///
/// JSON: `{"amount":"1250","currency":"EUR"}`; the amount is a decimal string so that no reader turns it into a
/// floating-point number. Amounts lie within ±10^15, far from the edge of Int64, so sums of any basket stay exact.
package struct Money: Hashable, Sendable {
    package let amount: Int64
    package let currency: Currency

    package static let bound: Int64 = 1_000_000_000_000_000

    package init(_ amount: Int64, _ currency: Currency) {
        precondition(abs(amount) <= Self.bound, "an amount of money beyond every plausible sum")
        self.amount = amount
        self.currency = currency
    }
}

extension Money: Codable {
    enum CodingKeys: String, CodingKey { case amount, currency }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .amount)
        guard let amount = Self.wholeNumber(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .amount, in: container,
                debugDescription: "An amount is a whole number of the smallest unit, written as a string.")
        }
        self.init(amount, try container.decode(Currency.self, forKey: .currency))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(String(amount), forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }

    static func wholeNumber(_ text: String) -> Int64? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard (1...16).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text).flatMap { abs($0) <= bound ? $0 : nil }
    }
}

/// A currency by its ISO 4217 code: three capital letters.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    package init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.code = code
    }

    init(known code: String) { self.code = code }

    package static let eur = Currency(known: "EUR")
    package var description: String { code }
}

extension Currency: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let currency = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A currency is its three-letter code, such as EUR.")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
