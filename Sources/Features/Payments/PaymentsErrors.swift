package import StageModel

/// What Payments will not do.
package enum PaymentsRefusal: Refusal, Equatable {
    case nothingLikeThat
    case twice
    case keyReused
    case notReserved(status: OrderStatus)
    case reservationOver
    case notPaid
    case staffOnly
    case notEnough(missing: Money)
    case otherCurrency(Currency)
    case tooLarge
    case drawerTooLow(holds: Money)
    case shiftOpen
    case noShift
    case tooManyReservations
    case tooManyOfOne

    package var kind: RefusalKind {
        switch self {
        case .nothingLikeThat, .twice, .notEnough, .otherCurrency, .tooLarge: .invalid
        case .staffOnly: .forbidden
        case .tooManyReservations: .tooMany(retryAfterSeconds: 60)
        default: .conflict
        }
    }

    package var reason: String {
        switch self {
        case .nothingLikeThat: "payments.nothing_like_that"
        case .twice: "payments.line_twice"
        case .keyReused: "payments.key_reused"
        case .notReserved: "payments.not_reserved"
        case .reservationOver: "payments.reservation_over"
        case .notPaid: "payments.not_paid"
        case .staffOnly: "payments.staff_only"
        case .notEnough: "payments.not_enough"
        case .otherCurrency: "payments.other_currency"
        case .tooLarge: "payments.too_large"
        case .drawerTooLow: "payments.drawer_too_low"
        case .shiftOpen: "payments.shift_open"
        case .noShift: "payments.no_shift"
        case .tooManyReservations: "payments.too_many_reservations"
        case .tooManyOfOne: "payments.too_many_of_one"
        }
    }

    package var sentence: String {
        switch self {
        case .nothingLikeThat: "Something in the basket is not sold here any more. Look at it again."
        case .twice: "The same thing stands twice in the basket. Put it together into one line."
        case .keyReused: "This request was used before for something else. Nothing was done; begin again."
        case .notReserved(let status): "This order is \(status.words), so it cannot be paid or given back."
        case .reservationOver:
            "The time to pay this order is over, and what it kept is free for others. Make a new one."
        case .notPaid: "Only an order that was paid can be refunded, and only once."
        case .staffOnly: "Money is taken at the counter. Reserve, then pay there."
        case .notEnough(let missing): "This is less than the total. \(OrderRules.words(missing)) are missing."
        case .otherCurrency(let currency): "This box takes \(currency)."
        case .tooLarge: "This is more money than the box takes at once. Split the order."
        case .drawerTooLow(let holds):
            "The drawer holds \(OrderRules.words(holds)), less than this order cost. Nothing was given back. Put cash "
                + "into it, close the shift and open it with the cash counted, then refund."
        case .shiftOpen: "A shift is open already. Close it first."
        case .noShift: "No shift is open, so there is nothing to close."
        case .tooManyReservations:
            "Too many reservations wait for payment. Try again when some have been paid or ran out."
        case .tooManyOfOne:
            "You have \(OrderRules.mostOfOneMail) open orders already. Pay one or give it back, then make another."
        }
    }

    package var fields: [String: String] {
        switch self {
        case .notEnough: ["tendered": sentence]
        default: [:]
        }
    }
}
