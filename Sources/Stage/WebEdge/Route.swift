package import HTTPTypes
package import StageModel

/// One operation of the API as a feature declares it: where, who, how much, and what to do.
///
/// The table of all routes is held against the OpenAPI document by a test.
package struct Route: Sendable {
    package let method: HTTPRequest.Method
    /// As in the OpenAPI document, `/api/shows/{id}`.
    package let path: String
    package let access: Access
    package let budget: Budget
    package let body: BodyLimit
    package let replay: Replay
    package let run: @Sendable (Call) async throws -> Reply

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, budget: Budget = .ordinary,
        body: BodyLimit = .json, replay: Replay = .stored, run: @escaping @Sendable (Call) async throws -> Reply
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.budget = budget
        self.body = body
        self.replay = replay
        self.run = run
    }
}

/// Who may call a route. WebEdge refuses everybody else before the feature hears of it.
package enum Access: Sendable {
    case anyone
    case signedIn
    /// Any of these roles; an admin passes wherever staff does.
    case roles(Set<Role>)
    case device
    case rolesOrDevice(Set<Role>)
}

/// Which token bucket a call draws from; sizes are in `Limits`.
package enum Budget: String, Sendable, CaseIterable {
    case ordinary
    /// Password checks, claim codes, pairing codes: slow on purpose, per address and per account.
    case guessing
    /// Scans at a door: wide, per device.
    case door
    case upload
    /// Pages, pictures and audio.
    case media
}

/// How many bytes a request may carry.
package enum BodyLimit: Sendable, Equatable {
    case none
    /// `Limits.jsonBytes`.
    case json
    /// A picture, `Limits.imageBytes`.
    case image
    /// An audio file, `Limits.audioBytes`, streamed to the handler.
    case audio
}

/// Who remembers the first answer to a call with an Idempotency-Key.
package enum Replay: Sendable {
    /// WebEdge stores the answer and gives it again.
    case stored
    /// The feature recognises the key itself, or the answer bears a secret that must not be stored.
    case byFeature
}
