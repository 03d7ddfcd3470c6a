package import GRDB
package import StageModel

/// What Payments needs from others, in its own words; wired in App.
package struct PaymentsPorts: Sendable {
    /// Who sells; found by the prefix of what is offered.
    package let sellers: [Seller]
    package let currency: @Sendable (Database) throws -> Currency
    /// The name of `acct_…` or `dev_…`.
    package let actorName: @Sendable (Database, _ actor: String) throws -> String
    /// The address under which a phone in the house reaches the box, for codes to scan; nil without a network.
    package let address: @Sendable () -> String?

    package init(
        sellers: [Seller], currency: @escaping @Sendable (Database) throws -> Currency,
        actorName: @escaping @Sendable (Database, String) throws -> String,
        address: @escaping @Sendable () -> String?
    ) {
        self.sellers = sellers
        self.currency = currency
        self.actorName = actorName
        self.address = address
    }
}
