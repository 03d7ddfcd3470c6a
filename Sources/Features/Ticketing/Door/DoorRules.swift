import Foundation
import StageModel

/// What the door says. A refusal is a value, because the box must remember it.
package enum ScanOutcome: String, Sendable, Codable, CaseIterable {
    case admitted
    case alreadyInside = "already_inside"
    case refunded
    case wrongShow = "wrong_show"
    case showCancelled = "show_cancelled"
    case tooEarly = "too_early"
    case tooLate = "too_late"
    case unknown
    /// An admission that was taken back.
    case undone

    /// go: let in; wait: look closer, it may be a mistake; stop: not this way.
    var tone: String {
        switch self {
        case .admitted: "go"
        case .alreadyInside, .wrongShow, .tooEarly, .undone: "wait"
        case .refunded, .showCancelled, .tooLate, .unknown: "stop"
        }
    }
}

package enum ScanMethod: String, Sendable, Codable {
    case camera, scanner, typed

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let method = Self(rawValue: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "A ticket is read by camera, scanner or typed.")
        }
        self = method
    }
}

/// Answers from what is given: no clock, no database, no network.
struct DoorRules: Sendable {
    let show: ShowRow
    let timeZone: String
    let now: Timestamp

    /// People may come in from two hours before doors to six hours after the end.
    static let early = Duration.seconds(2 * 3600)
    static let late = Duration.seconds(6 * 3600)
    /// How long an admission can be taken back.
    static let undoWithin = Duration.seconds(600)

    struct Decision: Equatable {
        let outcome: ScanOutcome
        let sentence: String
    }

    /// The decision about a ticket, or about none: then the code is not one of this box.
    ///
    /// - Parameter otherShow: the title of the show the ticket is for, when that is another.
    func decide(_ ticket: TicketRow?, otherShow: String?) -> Decision {
        guard let ticket else {
            return Decision(
                outcome: .unknown,
                sentence: "This is not a ticket of this box. Look at what was scanned, or ask for the order.")
        }
        if show.status == .cancelled {
            return Decision(outcome: .showCancelled, sentence: "This show was cancelled. Nobody is let in.")
        }
        guard ticket.show == show.id else {
            return Decision(
                outcome: .wrongShow,
                sentence: "This ticket is for “\(otherShow ?? "another show")”, not for this show.")
        }
        switch ticket.status {
        case .refunded:
            return Decision(
                outcome: .refunded,
                sentence: "This ticket was refunded, so it is not valid any more. It can be bought again.")
        case .admitted:
            return Decision(outcome: .alreadyInside, sentence: usedSentence(ticket))
        case .valid: break
        }
        if now < show.doorsAt - Self.early {
            return Decision(
                outcome: .tooEarly, sentence: "Doors open \(moment(show.doorsAt)). This ticket is good, but not yet.")
        }
        if now > show.endsAt + Self.late {
            return Decision(outcome: .tooLate, sentence: "This show ended \(moment(show.endsAt)).")
        }
        return Decision(outcome: .admitted, sentence: "Let in.")
    }

    private func usedSentence(_ ticket: TicketRow) -> String {
        guard let at = ticket.admittedAt else { return "This ticket was used before." }
        let door = ticket.admittedDoor.map { " at \($0)" } ?? ""
        return "This ticket was used \(moment(at))\(door)\(ago(at))."
    }

    /// ` (3 minutes ago)` under an hour, nothing beyond.
    private func ago(_ moment: Timestamp) -> String {
        let minutes = now.since(moment).wholeMilliseconds / 60_000
        switch minutes {
        case 0: return ", just now"
        case 1: return ", 1 minute ago"
        case 2..<60: return ", \(minutes) minutes ago"
        default: return ""
        }
    }

    /// `at 20:41`, with the day when it is another one, in the zone of the venue.
    private func moment(_ moment: Timestamp) -> String {
        let zone = TimeZone(identifier: timeZone) ?? .gmt
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: moment.date)
        let today = calendar.dateComponents([.year, .month, .day], from: now.date)
        let clock = "\(two(parts.hour)):\(two(parts.minute))"
        if (parts.year, parts.month, parts.day) == (today.year, today.month, today.day) { return "at \(clock)" }
        return "on \(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) at \(clock)"
    }

    private func two(_ number: Int?) -> String {
        let number = number ?? 0
        return number < 10 ? "0\(number)" : "\(number)"
    }
}
