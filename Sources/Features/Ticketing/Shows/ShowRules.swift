import Foundation
package import StageModel

/// What a show is before it is stored.
package struct ShowDraft: Decodable, Sendable {
    package var title: String
    package var lineup: String?
    package var place: String?
    package var description: String?
    package var doorsAt: Timestamp
    package var startsAt: Timestamp
    package var endsAt: Timestamp
    package var capacity: Int
    package var doors: [String]?
}

package struct ShowChange: Decodable, Sendable {
    package var title: String?
    package var lineup: String?
    package var place: String?
    package var description: String?
    package var doorsAt: Timestamp?
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    package var capacity: Int?
    package var doors: [String]?
    package var status: ShowStatus?
}

package struct TypeDraft: Decodable, Sendable {
    package var name: String
    package var note: String?
    package var price: Money
    package var quota: Int
    package var perOrder: Int?
    package var onlineSales: Bool?
}

package struct TypeChange: Decodable, Sendable {
    package var name: String?
    package var note: String?
    package var price: Money?
    package var quota: Int?
    package var perOrder: Int?
    package var onlineSales: Bool?
    package var isOnSale: Bool?
}

/// The words and figures of a show, checked.
struct ShowFields: Sendable {
    var title, lineup, place, description: String
    var doorsAt, startsAt, endsAt: Timestamp
    var capacity: Int
    var doors: [String]
}

/// Decisions about shows on values.
enum ShowRules {
    static let mostTypes = 30
    static let mostDoors = 20
    static let mostSeats = 100_000
    static let mostPerOrder = 50
    /// A buyer learns of at most so many that are left.
    static let shownLeft = 10
    /// A show is at most a week long; longer is a typing error.
    static let longest = Duration.seconds(7 * 24 * 3600)

    static func check(_ fields: ShowFields) throws -> ShowFields {
        var fields = fields
        fields.title = try FieldRules.line(fields.title, field: "title", limit: 120)
        fields.lineup = try FieldRules.line(fields.lineup, field: "lineup", limit: 300, allowsEmpty: true)
        fields.place = try FieldRules.line(fields.place, field: "place", limit: 120, allowsEmpty: true)
        fields.description = try FieldRules.paragraphs(fields.description, field: "description", limit: 8000)
        fields.capacity = try FieldRules.number(fields.capacity, field: "capacity", in: 1...mostSeats)
        guard fields.doors.count <= mostDoors else {
            throw InvalidInput("doors", "A show has at most \(mostDoors) doors.")
        }
        fields.doors = try fields.doors.map { try FieldRules.line($0, field: "doors", limit: 40) }
        guard Set(fields.doors).count == fields.doors.count else {
            throw InvalidInput("doors", "Two doors have the same name. Give each its own.")
        }
        if fields.doors.isEmpty { fields.doors = ["Door"] }
        guard fields.doorsAt <= fields.startsAt else {
            throw InvalidInput("startsAt", "The show cannot start before its doors open.")
        }
        guard fields.startsAt < fields.endsAt else {
            throw InvalidInput("endsAt", "The show cannot end before it starts.")
        }
        guard fields.endsAt.since(fields.doorsAt) <= longest else {
            throw InvalidInput("endsAt", "A show is at most a week long. Make one for each part.")
        }
        return fields
    }

    /// Whether a show that people can see may get these times: one that is moved must still be to come.
    static func checkMove(from old: ShowRow, to new: ShowFields, status: ShowStatus, now: Timestamp) throws {
        let isMoved = (old.doorsAt, old.startsAt, old.endsAt) != (new.doorsAt, new.startsAt, new.endsAt)
        guard status != .published || !isMoved || now < new.endsAt else { throw TicketingRefusal.inThePast }
    }

    /// Whether a status may follow another.
    static func checkStatus(
        from old: ShowStatus, to new: ShowStatus, hasTypes: Bool, endsAt: Timestamp, now: Timestamp
    ) throws {
        switch (old, new) {
        case (let one, let other) where one == other: return
        case (.cancelled, _): throw TicketingRefusal.wasCancelled
        case (_, .draft): throw TicketingRefusal.notDraft
        case (_, .published):
            guard hasTypes else { throw TicketingRefusal.noTypes }
            guard now < endsAt else { throw TicketingRefusal.inThePast }
        case (_, .cancelled): return
        }
    }

    /// What can still be sold of a type under its quota and the show's capacity.
    static func left(_ type: TypeRow, _ show: ShowRow) -> Int {
        max(0, min(type.quota - type.sold - type.held, show.capacity - show.sold - show.held))
    }

    /// How many of a type unpaid orders may keep together: half of them, so that nobody empties a hall by reserving it
    /// and the counter always has something to sell; at least one order's worth.
    static func mostHeld(_ type: TypeRow) -> Int { max(type.perOrder, type.quota / 2) }

    /// Whether a kind of ticket may keep this many more for an order.
    ///
    /// - Parameter isPaidNow: true when the order is settled in the same transaction.
    static func checkHold(_ type: TypeRow, of show: ShowRow, quantity: Int, isPaidNow: Bool) throws {
        let left = left(type, show)
        guard quantity <= left else { throw TicketingRefusal.soldOut(left: min(shownLeft, left)) }
        guard isPaidNow || type.held + quantity <= mostHeld(type) else { throw TicketingRefusal.reservedOut }
    }

    /// Whether this many may be sold here and now.
    static func checkSale(
        _ type: TypeRow, of show: ShowRow, quantity: Int, channel: SalesChannel, now: Timestamp
    ) throws {
        guard quantity >= 1, show.status == .published, type.isOnSale else { throw TicketingRefusal.notOnSale }
        guard channel == .counter || type.onlineSales else { throw TicketingRefusal.counterOnly }
        guard now < show.endsAt else { throw TicketingRefusal.showOver }
        guard quantity <= type.perOrder else { throw TicketingRefusal.tooManyPerOrder(most: type.perOrder) }
        let left = left(type, show)
        guard quantity <= left else {
            throw TicketingRefusal.soldOut(left: channel == .counter ? left : min(left, shownLeft))
        }
    }
}
