/// Something the box will not do, as an error that undoes the transaction.
///
/// Each feature has one enum of these. `reason` is a stable code such as `tickets.sold_out` that never changes;
/// `sentence` says what happened, what it means and what to do. WebEdge alone knows which status belongs to a kind.
package protocol Refusal: Error, Sendable {
    var kind: RefusalKind { get }
    var reason: String { get }
    var sentence: String { get }
    /// Sentences by input field, for forms; empty where the whole request is refused.
    var fields: [String: String] { get }
}

extension Refusal {
    package var fields: [String: String] { [:] }
}

/// Why, in the broad words that a client can act upon.
package enum RefusalKind: Sendable {
    /// The input is wrong; changing it helps.
    case invalid
    /// Nobody is signed in, or what was shown does not prove who asks.
    case unauthorized
    case forbidden
    case notFound
    /// The state of things does not allow it now; looking again helps.
    case conflict
    case tooLarge
    case tooMany(retryAfterSeconds: Int)
    /// The box cannot at present: disk full, read-only, a tool missing.
    case unavailable
}

/// Input that broke a rule of its field: the one refusal that all features share.
package struct InvalidInput: Refusal {
    package let kind = RefusalKind.invalid
    package let reason = "input.invalid"
    package let fields: [String: String]

    package init(_ fields: [String: String]) { self.fields = fields }

    package init(_ field: String, _ sentence: String) { self.fields = [field: sentence] }

    package var sentence: String {
        fields.count == 1 ? fields.values.first ?? "" : "Some fields need another look."
    }
}
