import Foundation
import GRDB
import StageModel

package enum ShowStatus: String, Sendable, Codable {
    case draft, published, cancelled

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let status = Self(rawValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A show is a draft, published or cancelled.")
        }
        self = status
    }
}

/// A row of `show` with the lowest price of what is on sale.
struct ShowRow: Sendable {
    let id: ShowID
    let title, lineup, place, description: String
    let doorsAt, startsAt, endsAt: Timestamp
    let status: ShowStatus
    let capacity: Int
    let doors: [String]
    let poster: String?
    let accent: String?
    let sold, held, inside: Int
    let fromPrice: Money?
    let isSoldOut: Bool

    static let select = """
        SELECT show.*,
            (SELECT min(price) FROM ticket_type WHERE show_id = show.id AND is_on_sale) AS from_price,
            (SELECT currency FROM ticket_type WHERE show_id = show.id LIMIT 1) AS currency,
            EXISTS (SELECT 1 FROM ticket_type WHERE show_id = show.id AND is_on_sale) AS has_types,
            EXISTS (SELECT 1 FROM ticket_type WHERE show_id = show.id AND is_on_sale AND sold + held < quota)
                AS has_left
        FROM show
        """

    init(_ row: Row) {
        id = row["id"]
        title = row["title"]
        lineup = row["lineup"]
        place = row["place"]
        description = row["description"]
        doorsAt = row["doors_at"]
        startsAt = row["starts_at"]
        endsAt = row["ends_at"]
        status = ShowStatus(rawValue: row["status"]) ?? .draft
        capacity = row["capacity"]
        doors = (try? JSONDecoder().decode([String].self, from: Data((row["doors"] as String).utf8))) ?? []
        poster = row["poster_cid"]
        accent = row["accent"]
        sold = row["sold"]
        held = row["held"]
        inside = row["inside"]
        let price: Int64? = row["from_price"]
        let currency = (row["currency"] as String?).flatMap { Currency($0) }
        fromPrice = price.flatMap { price in currency.map { Money(price, $0) } }
        isSoldOut = row["has_types"] && (!row["has_left"] || sold + held >= capacity)
    }
}

/// A row of `ticket_type`.
struct TypeRow: Sendable {
    let id: TicketTypeID
    let show: ShowID
    let name, note: String
    let price: Money
    let quota, perOrder: Int
    let onlineSales, isOnSale: Bool
    let sold, held: Int

    init(_ row: Row) {
        id = row["id"]
        show = row["show_id"]
        name = row["name"]
        note = row["note"]
        price = Money(row["price"], Currency(row["currency"] as String) ?? .eur)
        quota = row["quota"]
        perOrder = row["per_order"]
        onlineSales = row["online_sales"]
        isOnSale = row["is_on_sale"]
        sold = row["sold"]
        held = row["held"]
    }
}
