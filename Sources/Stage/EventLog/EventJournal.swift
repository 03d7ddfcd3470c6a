package import StageModel

// EventLog: what happened, in order, for ever.
//
// Purpose. Every change appends one event in the transaction that makes it. Screens, messages, statistics and the
// audit read from here with a cursor of their own and can be killed at any instruction. Each row carries the SHA-256
// of its predecessor's hash and its own content, so a changed or missing row is found.
//
// Limits. Events are told, never asked: an answer needed now is a port. Payloads are small JSON without secrets,
// mail addresses or codes.
//
// Callers. Services append; WebEdge fans out to browsers; later Notifications, Analytics and ChainConnector.

/// Something that happened, before it has a place in the log.
package struct EventDraft: Sendable {
    /// Stable, `feature.what_happened`, as in `ticketing.admitted`.
    package let name: String
    package let version: Int
    /// What it is about and what screens subscribe to, as in `show:show_…`, `orders`, `catalog`.
    package let topic: String
    /// `acct_…`, `dev_…` or `box`.
    package let actor: String
    /// Who may hear of it.
    package let audience: EventAudience
    /// Canonical JSON object.
    package let payload: String

    package init(
        _ name: String, version: Int = 1, topic: String, actor: String, audience: EventAudience,
        payload: some Encodable
    ) throws {
        self.name = name
        self.version = version
        self.topic = topic
        self.actor = actor
        self.audience = audience
        self.payload = try CanonicalJSON.text(payload)
    }
}

/// Who may hear of an event on a screen. The audit trail holds all of them.
package enum EventAudience: Sendable, Hashable {
    case everyone
    /// People with the role staff or admin, and paired devices.
    case staff
    case account(AccountID)
    /// Nobody but the audit trail.
    case audit
}

/// An event with its place in the log.
package struct LoggedEvent: Sendable {
    package let sequence: Int64
    package let at: Timestamp
    package let name: String
    package let version: Int
    package let topic: String
    package let actor: String
    package let audience: EventAudience
    package let payload: String
}
