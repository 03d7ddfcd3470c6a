import QRCode
package import StageModel
import WebEdge

package struct ShowSummary: Encodable, Sendable {
    let id: ShowID
    let title, lineup, place: String
    let doorsAt, startsAt, endsAt: Timestamp
    let status: ShowStatus
    let poster, accent: Nullable<String>
    let fromPrice: Nullable<Money>
    let isSoldOut: Bool

    init(_ row: ShowRow) {
        id = row.id
        title = row.title
        lineup = row.lineup
        place = row.place
        doorsAt = row.doorsAt
        startsAt = row.startsAt
        endsAt = row.endsAt
        status = row.status
        poster = Nullable(row.poster)
        accent = Nullable(row.accent)
        fromPrice = Nullable(row.fromPrice)
        isSoldOut = row.isSoldOut
    }
}

/// A show with its types, as its reader may see them.
package struct ShowAnswer: Encodable, Sendable {
    let summary: ShowSummary
    let description: String
    let doors: [String]
    let capacity: Int
    let ticketTypes: [TypeAnswer]

    init(_ row: ShowRow, types: [TypeRow], forStaff: Bool) {
        summary = ShowSummary(row)
        description = row.description
        doors = row.doors
        capacity = row.capacity
        ticketTypes = types.map { TypeAnswer($0, left: ShowRules.left($0, row), forStaff: forStaff) }
    }

    enum CodingKeys: String, CodingKey { case description, doors, capacity, ticketTypes }

    package func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(description, forKey: .description)
        try container.encode(doors, forKey: .doors)
        try container.encode(capacity, forKey: .capacity)
        try container.encode(ticketTypes, forKey: .ticketTypes)
    }
}

package struct TypeAnswer: Encodable, Sendable {
    let id: TicketTypeID
    let name, note: String
    let price: Money
    let quota, remaining: Int
    let sold, held: Nullable<Int>
    let perOrder: Int
    let onlineSales, isOnSale: Bool

    /// Buyers learn at most that ten are left; how many were sold is the venue's own.
    init(_ row: TypeRow, left: Int, forStaff: Bool) {
        id = row.id
        name = row.name
        note = row.note
        price = row.price
        quota = row.quota
        remaining = forStaff ? left : min(left, ShowRules.shownLeft)
        sold = Nullable(forStaff ? row.sold : nil)
        held = Nullable(forStaff ? row.held : nil)
        perOrder = row.perOrder
        onlineSales = row.onlineSales
        isOnSale = row.isOnSale
    }
}

package struct TicketAnswer: Encodable, Sendable {
    let id: TicketID
    let number, typeName, holder: String
    let status: TicketStatus
    let orderNumber: String
    let admittedAt: Nullable<Timestamp>
    let admittedDoor: Nullable<String>

    init(_ row: TicketRow) {
        id = row.id
        number = row.number.uppercased()
        typeName = row.typeName
        holder = row.holder
        status = row.status
        orderNumber = row.order.number
        admittedAt = Nullable(row.admittedAt)
        admittedDoor = Nullable(row.admittedDoor)
    }
}

/// A ticket as its buyer sees it, with its code.
package struct OwnTicketAnswer: Encodable, Sendable {
    let id: TicketID
    let number, typeName, holder: String
    let status: TicketStatus
    let code: String
    let qr: [String]
    let show: ShowSummary
    let price: Money

    init(_ row: TicketRow, show: ShowRow, code: String) throws {
        id = row.id
        number = row.number.uppercased()
        typeName = row.typeName
        holder = row.holder
        status = row.status
        self.code = code
        qr = try QRMatrix(encoding: code, correction: .medium).rows
        self.show = ShowSummary(show)
        price = row.price
    }
}

/// What the door said.
package struct ScanAnswer: Encodable, Sendable {
    struct OfTicket: Encodable, Sendable { let number, typeName, holder: String }

    struct Before: Encodable, Sendable {
        let at: Timestamp
        let door, deviceName: String
    }

    package let id: ScanID
    package let outcome: ScanOutcome
    let tone: String
    package let sentence: String
    let at: Timestamp
    let door, deviceName: String
    let method: ScanMethod
    let ticket: Nullable<OfTicket>
    let previous: Nullable<Before>
    package let headcount: Headcount
    package let canUndo: Bool

    init(_ row: ScanRow, headcount: Headcount, canUndo: Bool) {
        id = row.id
        outcome = row.outcome
        tone = row.outcome.tone
        sentence = row.outcome == .undone ? "This admission was taken back. The ticket is good again." : row.sentence
        at = row.at
        door = row.door
        deviceName = row.deviceName
        method = row.method
        ticket = Nullable(
            row.number.map {
                OfTicket(number: $0.uppercased(), typeName: row.typeName ?? "", holder: row.holder ?? "")
            })
        previous = Nullable(
            row.previousAt.map {
                Before(at: $0, door: row.previousDoor ?? "", deviceName: row.previousDevice ?? "")
            })
        self.headcount = headcount
        self.canUndo = canUndo
    }
}

package struct DoorAnswer: Encodable, Sendable {
    let show: ShowSummary
    let door: String
    let device: any Encodable & Sendable
    let headcount: Headcount
    let now: Timestamp
    let timeZone, boxName: String

    enum CodingKeys: String, CodingKey { case show, door, device, headcount, now, timeZone, boxName }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(show, forKey: .show)
        try container.encode(door, forKey: .door)
        try container.encode(device, forKey: .device)
        try container.encode(headcount, forKey: .headcount)
        try container.encode(now, forKey: .now)
        try container.encode(timeZone, forKey: .timeZone)
        try container.encode(boxName, forKey: .boxName)
    }
}

/// A page as the contract writes it: without a next page the cursor is `null`, not absent.
struct ListAnswer<Item: Encodable & Sendable>: Encodable, Sendable {
    let items: [Item]
    let nextCursor: Nullable<String>

    init(_ page: Page<Item>) {
        items = page.items
        nextCursor = Nullable(page.nextCursor)
    }
}
