import QRCode
package import StageModel
import WebEdge

package struct LineAnswer: Encodable, Sendable {
    let offer, title, detail: String
    let quantity: Int
    let unitPrice, total: Money

    init(_ line: OfferLine) {
        offer = line.offer
        title = line.title
        detail = line.detail
        quantity = line.quantity
        unitPrice = line.unitPrice
        total = line.total
    }
}

package struct QuoteAnswer: Encodable, Sendable {
    let lines: [LineAnswer]
    package let total: Money
}

package struct OrderAnswer: Encodable, Sendable {
    struct Details: Encodable, Sendable { let name, mail: String }

    package let id: OrderID
    package let number: String
    package let status: OrderStatus
    let channel: SalesChannel
    let lines: [LineAnswer]
    package let total: Money
    let buyer: Details
    let method: Nullable<PaymentMethod>
    let tendered: Nullable<Money>
    let change: Nullable<Money>
    let createdAt: Timestamp
    let paidAt, reservedUntil, refundedAt: Nullable<Timestamp>
    let soldBy: Nullable<String>

    init(_ row: OrderRow, soldBy: String?) {
        id = row.id
        number = row.number
        status = row.status
        channel = row.channel
        lines = row.lines.map(LineAnswer.init)
        total = row.total
        buyer = Details(name: row.buyer.name, mail: row.buyer.mail)
        method = Nullable(row.method)
        tendered = Nullable(row.tendered)
        change = Nullable(row.tendered.map { Money($0.amount - row.total.amount, $0.currency) })
        createdAt = row.createdAt
        paidAt = Nullable(row.paidAt)
        reservedUntil = Nullable(row.reservedUntil)
        refundedAt = Nullable(row.refundedAt)
        self.soldBy = Nullable(soldBy)
    }
}

/// An order with the link for its buyer.
package struct OrderMade: Encodable, Sendable {
    package let order: OrderAnswer
    package let path: String
    /// The link as a code to scan, behind an address that phones in the house reach.
    let qr: [String]

    init(order: OrderAnswer, path: String, origin: String?) throws {
        self.order = order
        self.path = path
        let base = origin.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 } ?? ""
        qr = try QRMatrix(encoding: base + path, correction: .low).rows
    }
}

package struct DrawerAnswer: Encodable, Sendable {
    struct Shift: Encodable, Sendable {
        let id: ShiftID
        let openedAt: Timestamp
        let openedBy: String
        let openingCash: Money
    }

    struct Closing: Encodable, Sendable {
        let closedAt: Timestamp
        let counted, expected, difference: Money
    }

    let currency: String
    let shift: Nullable<Shift>
    package let expectedCash: Money
    let cashTaken, cardTaken: Money
    let salesCount: Int
    let lastSale: Nullable<OrderAnswer>
    let lastClosing: Nullable<Closing>
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
