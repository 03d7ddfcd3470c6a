package import GRDB
package import StageModel

/// What Identity needs from others, in its own words; wired in App. All but `address` run inside a transaction that
/// Identity opened.
package struct IdentityPorts: Sendable {
    /// Names the box while it is claimed, and sets zone and currency where they are given. Throws `InvalidInput` naming
    /// `name`, `timeZone` or `currency`.
    package let nameBox:
        @Sendable (Database, _ name: String, _ timeZone: String?, _ currency: String?, Timestamp) throws -> Void
    /// What the box is called.
    package let boxName: @Sendable (Database) throws -> String
    /// A show as far as a door needs it; nil if there is none.
    package let show: @Sendable (Database, ShowID) throws -> PairableShow?
    /// The address at which a phone reaches the box, such as `https://192.168.1.20/`; nil without a network.
    package let address: @Sendable () -> String?

    package init(
        nameBox: @escaping @Sendable (Database, String, String?, String?, Timestamp) throws -> Void,
        boxName: @escaping @Sendable (Database) throws -> String,
        show: @escaping @Sendable (Database, ShowID) throws -> PairableShow?,
        address: @escaping @Sendable () -> String?
    ) {
        self.nameBox = nameBox
        self.boxName = boxName
        self.show = show
        self.address = address
    }
}

/// A show to whose doors devices can be paired.
package struct PairableShow: Sendable, Hashable {
    package let title: String
    /// The names of its doors; empty if the show does not tell them apart.
    package let doors: [String]
    package let endsAt: Timestamp

    package init(title: String, doors: [String], endsAt: Timestamp) {
        self.title = title
        self.doors = doors
        self.endsAt = endsAt
    }
}
