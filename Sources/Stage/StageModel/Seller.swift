package import GRDB

/// One line of a basket as the buyer asks for it.
package struct OfferRequest: Sendable, Hashable, Codable {
    /// The identifier of what is for sale, for instance a ticket type.
    package let offer: String
    package let quantity: Int

    package init(offer: String, quantity: Int) {
        self.offer = offer
        self.quantity = quantity
    }
}

/// One line of a basket as the seller answers it: what it is called and costs.
package struct OfferLine: Sendable, Hashable {
    package let seller: String
    package let offer: String
    package let title: String
    package let detail: String
    package let quantity: Int
    /// Price of one, everything included.
    package let unitPrice: Money

    package init(seller: String, offer: String, title: String, detail: String, quantity: Int, unitPrice: Money) {
        self.seller = seller
        self.offer = offer
        self.title = title
        self.detail = detail
        self.quantity = quantity
        self.unitPrice = unitPrice
    }

    package var total: Money { Money(unitPrice.amount * Int64(quantity), unitPrice.currency) }
}

/// Where a sale happens. Some offers are sold only at the counter, some only until a moment.
package enum SalesChannel: String, Sendable, Codable, CaseIterable {
    case counter, web
}

/// Who buys, as far as anybody said; both may be empty.
package struct Buyer: Sendable, Hashable, Codable {
    package let name: String
    package let mail: String

    package init(name: String, mail: String) {
        self.name = name
        self.mail = mail
    }
}

/// What a feature that sells gives to the one checkout. Payments calls these inside its own write transaction, so a
/// sale is one step: money, goods and record, or nothing.
///
/// Every closure throws a `Refusal` when it will not; that undoes the whole transaction.
package struct Seller: Sendable {
    /// The prefix of the identifiers it sells, `type` for ticket types.
    package let prefix: String

    /// Prices one request; refuses what does not exist, is not on sale or breaks a limit per order.
    package let quote: @Sendable (Database, OfferRequest, SalesChannel, Timestamp) throws -> OfferLine

    /// Reserves the goods for an order until the moment given; refuses when too few are left.
    package let hold: @Sendable (Database, OrderID, [OfferLine], _ until: Timestamp, _ now: Timestamp) throws -> Void

    /// Turns the hold into goods, in the transaction that marks the order paid.
    package let fulfil: @Sendable (Database, OrderID, [OfferLine], Buyer, _ actor: String, Timestamp) throws -> Void

    /// Gives back what an unpaid order held. Repeatable.
    package let release: @Sendable (Database, OrderID, Timestamp) throws -> Void

    /// Takes the goods of a paid order back, when it is refunded; refuses if that is no longer possible.
    package let revoke: @Sendable (Database, OrderID, _ actor: String, Timestamp) throws -> Void

    package init(
        prefix: String,
        quote: @escaping @Sendable (Database, OfferRequest, SalesChannel, Timestamp) throws -> OfferLine,
        hold: @escaping @Sendable (Database, OrderID, [OfferLine], Timestamp, Timestamp) throws -> Void,
        fulfil: @escaping @Sendable (Database, OrderID, [OfferLine], Buyer, String, Timestamp) throws -> Void,
        release: @escaping @Sendable (Database, OrderID, Timestamp) throws -> Void,
        revoke: @escaping @Sendable (Database, OrderID, String, Timestamp) throws -> Void
    ) {
        self.prefix = prefix
        self.quote = quote
        self.hold = hold
        self.fulfil = fulfil
        self.release = release
        self.revoke = revoke
    }
}
