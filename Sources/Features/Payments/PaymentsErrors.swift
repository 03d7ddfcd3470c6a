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
    case shiftOpen
    case noShift
    case tooManyReservations

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
        case .shiftOpen: "payments.shift_open"
        case .noShift: "payments.no_shift"
        case .tooManyReservations: "payments.too_many_reservations"
        }
    }

    package var sentence: String {
        switch self {
        case .nothingLikeThat: "Something in the basket is not sold here any more. Look at it again."
        case .twice: "The same thing stands twice in the basket. Put it together into one line."
        case .keyReused: "This request was used before for another basket. Begin the sale again."
        case .notReserved(let status): "This order is \(status.words), so it cannot be paid or given back."
        case .reservationOver: "The time to pay this order is over, and what it kept is free for others. Make a new one."
        case .notPaid: "Only an order that was paid can be refunded, and only once."
        case .staffOnly: "Money is taken at the counter. Reserve, then pay there."
        case .notEnough(let missing): "\(missing.amount) \(missing.currency) of the smallest unit are missing. Take more, or take less off the total."
        case .otherCurrency(let currency): "This box takes \(currency)."
        case .tooLarge: "This order is larger than the box sells at once. Split it."
        case .shiftOpen: "A shift is open already. Close it first."
        case .noShift: "No shift is open, so there is nothing to close."
        case .tooManyReservations: "Too many reservations wait for payment. Try again when some have been paid or ran out."
        }
    }

    package var fields: [String: String] {
        switch self {
        case .notEnough: ["tendered": "This is less than the total."]
        default: [:]
        }
    }
}
