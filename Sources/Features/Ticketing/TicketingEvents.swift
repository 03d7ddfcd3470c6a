import EventLog
import StageModel

/// The events Ticketing writes. `shows` is what buyers see, `show:<id>` what the desk and the doors see.
enum TicketingEvents {
    struct OfShow: Encodable { let show: String }

    /// Of a draft only the house hears.
    static func showChanged(_ show: ShowID, isPublic: Bool, actor: String) throws -> EventDraft {
        try EventDraft(
            "ticketing.show_changed", topic: "shows", actor: actor, audience: isPublic ? .everyone : .staff,
            payload: OfShow(show: show.text))
    }

    /// What is left changed: buyers look again.
    static func stockChanged(_ show: ShowID, actor: String) throws -> EventDraft {
        try EventDraft(
            "ticketing.stock_changed", topic: "shows", actor: actor, audience: .everyone,
            payload: OfShow(show: show.text))
    }

    static func sold(_ show: ShowID, count: Int, order: OrderID, actor: String) throws -> EventDraft {
        struct Sold: Encodable {
            let show, order: String
            let count: Int
        }
        return try EventDraft(
            "ticketing.sold", topic: "show:\(show)", actor: actor, audience: .staff,
            payload: Sold(show: show.text, order: order.text, count: count))
    }

    static func revoked(_ show: ShowID, count: Int, order: OrderID, actor: String) throws -> EventDraft {
        struct Revoked: Encodable {
            let show, order: String
            let count: Int
        }
        return try EventDraft(
            "ticketing.revoked", topic: "show:\(show)", actor: actor, audience: .staff,
            payload: Revoked(show: show.text, order: order.text, count: count))
    }

    static func scanned(_ scan: ScanRow, actor: String) throws -> EventDraft {
        struct Scanned: Encodable { let scan, outcome, door: String }
        return try EventDraft(
            scan.outcome == .admitted ? "ticketing.admitted" : "ticketing.refused", topic: "show:\(scan.show)",
            actor: actor, audience: .staff,
            payload: Scanned(scan: scan.id.text, outcome: scan.outcome.rawValue, door: scan.door))
    }

    static func undone(_ scan: ScanRow, actor: String) throws -> EventDraft {
        struct Undone: Encodable { let scan: String }
        return try EventDraft(
            "ticketing.undone", topic: "show:\(scan.show)", actor: actor, audience: .staff,
            payload: Undone(scan: scan.id.text))
    }
}
