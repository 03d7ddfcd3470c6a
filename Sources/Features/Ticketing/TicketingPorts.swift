package import GRDB
package import NIOCore
package import StageModel

/// What Ticketing needs from others, in its own words; wired in App.
package struct TicketingPorts: Sendable {
    /// The order that a buyer's token opens, if it is paid or was refunded; nil for a token that opens nothing.
    package let ownOrder: @Sendable (_ token: String) async throws -> OrderID?
    /// Keeps a picture; gives its CID and colour.
    package let storePicture: @Sendable (ByteBuffer) async throws -> Picture
    package let venue: @Sendable (Database) throws -> Venue
    /// The name of `acct_…` or `dev_…`.
    package let actorName: @Sendable (Database, _ actor: String) throws -> String
    /// A device as the list of devices shows it, for the device itself.
    package let device: @Sendable (DeviceID) async throws -> any Encodable & Sendable

    package init(
        ownOrder: @escaping @Sendable (String) async throws -> OrderID?,
        storePicture: @escaping @Sendable (ByteBuffer) async throws -> Picture,
        venue: @escaping @Sendable (Database) throws -> Venue,
        actorName: @escaping @Sendable (Database, String) throws -> String,
        device: @escaping @Sendable (DeviceID) async throws -> any Encodable & Sendable
    ) {
        self.ownOrder = ownOrder
        self.storePicture = storePicture
        self.venue = venue
        self.actorName = actorName
        self.device = device
    }
}

package struct Picture: Sendable {
    package let cid: String
    package let accent: String?

    package init(cid: String, accent: String?) {
        self.cid = cid
        self.accent = accent
    }
}

/// Where the box stands.
package struct Venue: Sendable {
    package let name: String
    package let timeZone: String
    package let currency: Currency

    package init(name: String, timeZone: String, currency: Currency) {
        self.name = name
        self.timeZone = timeZone
        self.currency = currency
    }
}
