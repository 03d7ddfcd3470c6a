package import GRDB

/// What an identifier names. The prefix is part of the identifier's text and of every URL that bears it.
package protocol IdentifierKind: Sendable {
    static var prefix: String { get }
}

/// A typed identifier: `prefix_` and 26 characters of Crockford's base 32 that hold a UUID version 7 (RFC 9562
/// section 5.7), so identifiers sort by the time of their making and never meet by chance.
package struct Identifier<Kind: IdentifierKind>: Hashable, Comparable, Sendable {
    package let text: String

    /// A fresh identifier from the moment and the randomness given.
    package init(at moment: Timestamp, entropy: Entropy) {
        var bytes = entropy.bytes(16)
        let milliseconds = UInt64(bitPattern: moment.milliseconds)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(8 * (5 - index))) }
        bytes[6] = bytes[6] & 0x0f | 0x70
        bytes[8] = bytes[8] & 0x3f | 0x80
        text = Kind.prefix + "_" + Crockford.encode(bytes)
    }

    /// Reads an identifier; nil unless it has this kind's prefix and 26 characters of the alphabet.
    package init?(_ text: some StringProtocol) {
        let head = Kind.prefix + "_"
        guard text.utf8.count == head.utf8.count + 26, text.hasPrefix(head) else { return nil }
        let tail = text.utf8.dropFirst(head.utf8.count)
        guard tail.allSatisfy({ Crockford.alphabet.contains($0) }) else { return nil }
        self.text = String(text)
    }

    package static func < (one: Self, other: Self) -> Bool { one.text < other.text }
}

extension Identifier: CustomStringConvertible {
    package var description: String { text }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "This is not an identifier that begins with \(Kind.prefix)_.")
        }
        self = identifier
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Identifier: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { text.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        String.fromDatabaseValue(value).flatMap { Self($0) }
    }
}

package enum AccountKind: IdentifierKind { package static let prefix = "acct" }
package enum SessionKind: IdentifierKind { package static let prefix = "sess" }
package enum InvitationKind: IdentifierKind { package static let prefix = "inv" }
package enum DeviceKind: IdentifierKind { package static let prefix = "dev" }
package enum PairingKind: IdentifierKind { package static let prefix = "pair" }
package enum ArtistKind: IdentifierKind { package static let prefix = "art" }
package enum AlbumKind: IdentifierKind { package static let prefix = "alb" }
package enum TrackKind: IdentifierKind { package static let prefix = "trk" }
package enum ShowKind: IdentifierKind { package static let prefix = "show" }
package enum TicketTypeKind: IdentifierKind { package static let prefix = "type" }
package enum TicketKind: IdentifierKind { package static let prefix = "tick" }
package enum ScanKind: IdentifierKind { package static let prefix = "scan" }
package enum OrderKind: IdentifierKind { package static let prefix = "ord" }
package enum ShiftKind: IdentifierKind { package static let prefix = "shift" }
package enum TransferKind: IdentifierKind { package static let prefix = "tx" }

package typealias AccountID = Identifier<AccountKind>
package typealias SessionID = Identifier<SessionKind>
package typealias InvitationID = Identifier<InvitationKind>
package typealias DeviceID = Identifier<DeviceKind>
package typealias PairingID = Identifier<PairingKind>
package typealias ArtistID = Identifier<ArtistKind>
package typealias AlbumID = Identifier<AlbumKind>
package typealias TrackID = Identifier<TrackKind>
package typealias ShowID = Identifier<ShowKind>
package typealias TicketTypeID = Identifier<TicketTypeKind>
package typealias TicketID = Identifier<TicketKind>
package typealias ScanID = Identifier<ScanKind>
package typealias OrderID = Identifier<OrderKind>
package typealias ShiftID = Identifier<ShiftKind>
package typealias TransferID = Identifier<TransferKind>

extension Identifier where Kind == OrderKind {
    /// The six characters by which people call an order at the counter: from its random part, in capitals.
    package var number: String { String(text.dropLast().suffix(6)).uppercased() }
}
