import HTTPTypes
import NIOCore
import SQLStore
import StageModel

/// The error envelope, and what status belongs to what kind of refusal. The only place that knows.
struct Problem: Encodable, Sendable {
    struct Detail: Encodable, Sendable {
        let code, message: String
        let details: Details
    }

    struct Details: Encodable, Sendable {
        let reason: String
        let fields: [String: String]?
    }

    let error: Detail
    let requestId: String

    /// The answer to a refusal or a failure; nil for what nobody foresaw.
    static func reply(to error: any Error, requestID: String) -> Reply? {
        switch error {
        case let refusal as any Refusal:
            return reply(
                refusal.kind, reason: refusal.reason, sentence: refusal.sentence,
                fields: refusal.fields.isEmpty ? nil : refusal.fields, requestID: requestID)
        case let failure as StoreFailure:
            return reply(
                .unavailable, reason: "store.unavailable", sentence: failure.description, fields: nil,
                requestID: requestID)
        default:
            return nil
        }
    }

    static func reply(
        _ kind: RefusalKind, reason: String, sentence: String, fields: [String: String]? = nil, requestID: String
    ) -> Reply {
        let (status, code) = answer(to: kind)
        var headers = HTTPFields()
        if case .tooMany(let seconds) = kind { headers[.retryAfter] = "\(seconds)" }
        if case .unavailable = kind { headers[.retryAfter] = "3" }
        return envelope(
            status, code, reason: reason, sentence: sentence, fields: fields, requestID: requestID, headers: headers)
    }

    static func envelope(
        _ status: HTTPResponse.Status, _ code: String, reason: String, sentence: String,
        fields: [String: String]? = nil, requestID: String, headers: HTTPFields = [:]
    ) -> Reply {
        let problem = Problem(
            error: Detail(code: code, message: sentence, details: Details(reason: reason, fields: fields)),
            requestId: requestID)
        if let reply = try? Reply.json(problem, status: status, headers: headers) { return reply }
        return Reply(status: status, headers: headers)
    }

    private static func answer(to kind: RefusalKind) -> (HTTPResponse.Status, String) {
        switch kind {
        case .invalid: (.badRequest, "VALIDATION_ERROR")
        case .unauthorized: (.unauthorized, "UNAUTHORIZED")
        case .forbidden: (.forbidden, "FORBIDDEN")
        case .notFound: (.notFound, "NOT_FOUND")
        case .conflict: (.conflict, "CONFLICT")
        case .tooLarge: (.contentTooLarge, "PAYLOAD_TOO_LARGE")
        case .tooMany: (.tooManyRequests, "RATE_LIMITED")
        case .unavailable: (.serviceUnavailable, "UNAVAILABLE")
        }
    }
}

/// What the edge itself refuses.
enum EdgeRefusal: Refusal {
    case badTarget
    case foreignHost
    case tooMany(seconds: Int)
    case bodyTooLarge(limitBytes: Int64)
    case notAllowed
    case crossSite
    case csrf
    case badKey
    case keyReused
    case inProgress
    case tooManyListeners

    var kind: RefusalKind {
        switch self {
        case .badTarget, .foreignHost, .badKey: .invalid
        case .tooMany(let seconds): .tooMany(retryAfterSeconds: seconds)
        case .bodyTooLarge: .tooLarge
        case .notAllowed, .crossSite, .csrf: .forbidden
        case .keyReused, .inProgress: .conflict
        case .tooManyListeners: .tooMany(retryAfterSeconds: 30)
        }
    }

    var reason: String {
        switch self {
        case .badTarget: "edge.bad_target"
        case .foreignHost: "edge.foreign_host"
        case .tooMany: "edge.too_many"
        case .bodyTooLarge: "edge.body_too_large"
        case .notAllowed: "edge.not_allowed"
        case .crossSite: "edge.cross_site"
        case .csrf: "csrf"
        case .badKey: "edge.bad_key"
        case .keyReused: "edge.key_reused"
        case .inProgress: "edge.in_progress"
        case .tooManyListeners: "edge.too_many_listeners"
        }
    }

    var sentence: String {
        switch self {
        case .badTarget: "This address is not written as an address can be. Check it and try again."
        case .foreignHost: "The box does not answer under this name. Use one of its own addresses."
        case .tooMany(let seconds): "Too many tries. Wait \(seconds) seconds, then go on."
        case .bodyTooLarge(let limit): "This is too large. At most \(limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) kB") are taken here."
        case .notAllowed: "Your account may not do this. Whoever runs the box can give you the role for it."
        case .crossSite: "This came from another site, so the box did not do it. Open the box itself and try there."
        case .csrf: "This page is out of date. Load it again, then repeat what you did."
        case .badKey: "The Idempotency-Key may have up to 128 visible characters."
        case .keyReused: "This Idempotency-Key was used for another request. Use a new one."
        case .inProgress: "The same request is still being worked on. Wait for its answer."
        case .tooManyListeners: "Too many screens listen from this address. Close some of them."
        }
    }
}
