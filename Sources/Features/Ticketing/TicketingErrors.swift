package import StageModel

/// What Ticketing will not do. What a door answers is no error: see `ScanOutcome`.
package enum TicketingRefusal: Refusal, Equatable {
    case inThePast
    case noTypes
    case wasCancelled
    case notDraft
    case notOnSale
    case counterOnly
    case showOver
    case showCancelled
    case soldOut(left: Int)
    case reservedOut
    case tooManyPerOrder(most: Int)
    case quotaBelowSold(sold: Int)
    case capacityBelowSold(sold: Int)
    case otherCurrency(Currency)
    case alreadyAdmitted
    case cannotUndo
    case nonceReused
    case otherShow
    case typesFull

    package var kind: RefusalKind {
        switch self {
        case .otherCurrency, .quotaBelowSold, .capacityBelowSold, .inThePast, .tooManyPerOrder: .invalid
        case .otherShow: .forbidden
        default: .conflict
        }
    }

    package var reason: String {
        switch self {
        case .inThePast: "ticketing.in_the_past"
        case .noTypes: "ticketing.no_types"
        case .wasCancelled: "ticketing.was_cancelled"
        case .notDraft: "ticketing.not_draft"
        case .notOnSale: "ticketing.not_on_sale"
        case .counterOnly: "ticketing.counter_only"
        case .showOver: "ticketing.show_over"
        case .showCancelled: "ticketing.show_cancelled"
        case .soldOut: "ticketing.sold_out"
        case .reservedOut: "ticketing.reserved_out"
        case .tooManyPerOrder: "ticketing.too_many_per_order"
        case .quotaBelowSold: "ticketing.quota_below_sold"
        case .capacityBelowSold: "ticketing.capacity_below_sold"
        case .otherCurrency: "ticketing.other_currency"
        case .alreadyAdmitted: "ticketing.already_admitted"
        case .cannotUndo: "ticketing.cannot_undo"
        case .nonceReused: "ticketing.nonce_reused"
        case .otherShow: "ticketing.other_show"
        case .typesFull: "ticketing.types_full"
        }
    }

    package var sentence: String {
        switch self {
        case .inThePast: "This show would be over before it is announced. Choose a time that is still to come."
        case .noTypes: "Nobody could buy anything yet. Add a kind of ticket, then publish the show."
        case .wasCancelled: "This show was cancelled. Make a new one if it takes place after all."
        case .notDraft:
            "This show was published already; it cannot become a draft again. Cancel it if it does not take place."
        case .notOnSale: "These tickets are not on sale."
        case .counterOnly: "These tickets are sold at the counter only."
        case .showOver: "This show is over, so nothing is sold for it any more."
        case .showCancelled: "This show was cancelled after the order was made. Nothing was sold; give the order back."
        case .soldOut(let left):
            left == 0 ? "Sold out. Nothing was taken from you." : "Only \(left) are left. Choose fewer."
        case .reservedOut:
            "The rest is reserved by others at the moment. Try again in some minutes, or buy at the counter."
        case .tooManyPerOrder(let most): "At most \(most) of these in one order."
        case .quotaBelowSold(let sold): "\(sold) are sold or reserved already, so the number cannot be lower."
        case .capacityBelowSold(let sold):
            "\(sold) tickets are sold or reserved already, so the capacity cannot be lower."
        case .otherCurrency(let currency): "This box sells in \(currency)."
        case .alreadyAdmitted:
            "Somebody went in with one of these tickets, so the order cannot be refunded. Undo the admission first if "
                + "it was a mistake."
        case .cannotUndo: "This can only be undone within ten minutes, by the same device or by staff."
        case .nonceReused: "This device asked about another ticket under the same mark. Scan the ticket again."
        case .otherShow: "This device was paired for another show. Pair it again for this one."
        case .typesFull: "A show has at most \(ShowRules.mostTypes) kinds of tickets."
        }
    }

    package var fields: [String: String] {
        switch self {
        case .inThePast: ["endsAt": sentence]
        case .quotaBelowSold: ["quota": sentence]
        case .capacityBelowSold: ["capacity": sentence]
        case .otherCurrency: ["price": sentence]
        default: [:]
        }
    }
}
