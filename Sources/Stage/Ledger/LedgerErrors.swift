package import StageModel

/// What the book refuses.
package enum LedgerRefusal: Refusal, Equatable {
    case unbalanced
    case tooManyEntries
    case keyReused
    case belowFloor(account: String)
    case beyondBound(account: String)
    case accountDiffers(account: String)
    case notHeld
    case unknownTransfer
    case alreadyReversed

    package var kind: RefusalKind { self == .unknownTransfer ? .notFound : .conflict }

    package var reason: String {
        switch self {
        case .unbalanced: "ledger.unbalanced"
        case .tooManyEntries: "ledger.too_many_entries"
        case .keyReused: "ledger.key_reused"
        case .belowFloor: "ledger.below_floor"
        case .beyondBound: "ledger.beyond_bound"
        case .accountDiffers: "ledger.account_differs"
        case .notHeld: "ledger.not_held"
        case .unknownTransfer: "ledger.unknown_transfer"
        case .alreadyReversed: "ledger.already_reversed"
        }
    }

    package var sentence: String {
        switch self {
        case .unbalanced: "The two sides of this booking are not equal. Nothing was booked."
        case .tooManyEntries:
            "This booking has more than \(LedgerRules.mostEntries) parts. Nothing was booked; split it up."
        case .keyReused:
            "This request was used before for something else. Nothing was booked; try again from the start."
        case .belowFloor: "There is not enough money on the account. Nothing was booked."
        case .beyondBound: "The account would hold more than the book can count. Nothing was booked; check the amount."
        case .accountDiffers(let account):
            "The account \(account) was opened as another kind. Nothing was booked; the owner has to look at the book."
        case .notHeld: "This reservation of money was decided already or is over. Nothing was booked."
        case .unknownTransfer: "This booking is not in the book. Nothing was booked."
        case .alreadyReversed: "This booking was taken back already. Nothing was booked."
        }
    }
}
