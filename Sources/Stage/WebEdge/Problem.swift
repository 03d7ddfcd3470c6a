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
        case let refusal as EdgeRefusal where refusal.status != nil:
            let (_, code) = answer(to: refusal.kind)
            return envelope(
                refusal.status ?? .badRequest, code, reason: refusal.reason, sentence: refusal.sentence,
                requestID: requestID)
        case let refusal as any Refusal:
            return reply(
                refusal.kind, reason: refusal.reason, sentence: refusal.sentence,
                fields: refusal.fields.isEmpty ? nil : refusal.fields, requestID: requestID)
        case let failure as StoreFailure:
            return reply(
                .unavailable, reason: "store.unavailable", sentence: failure.description, fields: nil,
                requestID: requestID)
        case is CancellationError:
            return reply(
                .unavailable, reason: "edge.stopping", sentence: "The box is stopping. Try again when it runs.",
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
        if case .unauthorized = kind { headers[.wwwAuthenticate] = "Bearer realm=\"stagebox\"" }
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
