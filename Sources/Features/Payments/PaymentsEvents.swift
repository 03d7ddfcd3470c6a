import EventLog
import StageModel

/// The events Payments writes; topic `orders`, for staff.
enum PaymentsEvents {
    private struct OfOrder: Encodable { let order, total, currency: String }

    private static func draft(_ name: String, _ order: OrderRow, actor: String) throws -> EventDraft {
        try EventDraft(
            name, topic: "orders", actor: actor, audience: .staff,
            payload: OfOrder(
                order: order.id.text, total: String(order.total.amount), currency: order.total.currency.code))
    }

    static func reserved(_ order: OrderRow, actor: String) throws -> EventDraft {
        try draft("payments.reserved", order, actor: actor)
    }

    static func paid(_ order: OrderRow, actor: String) throws -> EventDraft {
        try draft("payments.paid", order, actor: actor)
    }

    static func refunded(_ order: OrderRow, actor: String) throws -> EventDraft {
        try draft("payments.refunded", order, actor: actor)
    }

    static func cancelled(_ order: OrderRow, actor: String) throws -> EventDraft {
        try draft("payments.cancelled", order, actor: actor)
    }

    static func expired(_ order: OrderRow) throws -> EventDraft {
        try draft("payments.expired", order, actor: "box")
    }

    static func shift(_ name: String, _ id: ShiftID, actor: String) throws -> EventDraft {
        try EventDraft(name, topic: "orders", actor: actor, audience: .staff, payload: ["shift": id.text])
    }

    static func shiftOpened(_ id: ShiftID, actor: String) throws -> EventDraft {
        try shift("payments.shift_opened", id, actor: actor)
    }

    static func shiftClosed(_ id: ShiftID, actor: String) throws -> EventDraft {
        try shift("payments.shift_closed", id, actor: actor)
    }
}
