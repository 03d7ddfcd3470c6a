import HTTPTypes
import StageModel

/// What the edge itself refuses.
enum EdgeRefusal: Refusal {
    case badTarget
    case foreignHost
    case tooManyHeaders
    case unknownCoding
    case tooMany(seconds: Int)
    case bodyTooLarge(limitBytes: Int64)
    case bodyTooSlow
    case bodyCut
    case notAllowed
    case crossSite
    case csrf
    case badKey
    case keyReused
    case inProgress
    case tooManyListeners
    case busy
    case tookTooLong

    var kind: RefusalKind {
        switch self {
        case .badTarget, .foreignHost, .tooManyHeaders, .unknownCoding, .badKey, .bodyTooSlow, .bodyCut: .invalid
        case .tooMany(let seconds): .tooMany(retryAfterSeconds: seconds)
        case .bodyTooLarge: .tooLarge
        case .notAllowed, .crossSite, .csrf: .forbidden
        case .keyReused, .inProgress: .conflict
        case .tooManyListeners: .tooMany(retryAfterSeconds: 30)
        case .busy, .tookTooLong: .unavailable
        }
    }

    /// A status more exact than that of the kind.
    var status: HTTPResponse.Status? {
        switch self {
        case .foreignHost: .misdirectedRequest
        case .tooManyHeaders: .requestHeaderFieldsTooLarge
        case .unknownCoding: .notImplemented
        case .bodyTooSlow: .requestTimeout
        default: nil
        }
    }

    var reason: String {
        switch self {
        case .badTarget: "edge.bad_target"
        case .foreignHost: "edge.foreign_host"
        case .tooManyHeaders: "edge.too_many_headers"
        case .unknownCoding: "edge.unknown_coding"
        case .tooMany: "edge.too_many"
        case .bodyTooLarge: "edge.body_too_large"
        case .bodyTooSlow: "edge.body_too_slow"
        case .bodyCut: "edge.body_cut"
        case .notAllowed: "edge.not_allowed"
        case .crossSite: "edge.cross_site"
        case .csrf: "csrf"
        case .badKey: "edge.bad_key"
        case .keyReused: "edge.key_reused"
        case .inProgress: "edge.in_progress"
        case .tooManyListeners: "edge.too_many_listeners"
        case .busy: "edge.busy"
        case .tookTooLong: "edge.took_too_long"
        }
    }

    var sentence: String {
        switch self {
        case .badTarget: "This address is not written as an address can be. Check it and try again."
        case .foreignHost: "The box does not answer under this name. Use one of its own addresses."
        case .tooManyHeaders: "The request has too many headers. Clear the cookies of this page and try again."
        case .unknownCoding: "The body came in a coding that the box does not know. Send it plain."
        case .tooMany(let seconds): "Too many tries. Wait \(seconds) seconds, then go on."
        case .bodyTooLarge(let limit):
            "This is too large. At most \(limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) kB") are taken here."
        case .bodyTooSlow: "The rest of the request did not come. Check the connection and try again."
        case .bodyCut: "The connection broke before everything was sent. Nothing was kept; try again."
        case .notAllowed: "Your account may not do this. Whoever runs the box can give you the role for it."
        case .crossSite: "This came from another site, so the box did not do it. Open the box itself and try there."
        case .csrf: "This page is out of date. Load it again, then repeat what you did."
        case .badKey: "The Idempotency-Key may have up to 128 visible characters."
        case .keyReused: "This Idempotency-Key was used for another request. Use a new one."
        case .inProgress: "The same request is still being worked on. Wait for its answer."
        case .tooManyListeners: "Too many screens listen from this address. Close some of them."
        case .busy: "The box has too much to do at this moment. Try again in some seconds."
        case .tookTooLong: "This took too long, so the box gave up. Try again."
        }
    }
}
