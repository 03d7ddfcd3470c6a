import HTTPTypes

/// Headers that every answer bears (OWASP ASVS 3.4).
enum EdgeHeaders {
    /// No inline code, nothing from elsewhere; blobs only as pictures and sound that the page made itself.
    static let contentSecurityPolicy = [
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
        "media-src 'self' blob:", "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "object-src 'none'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static func add(to reply: inout Reply, requestID: String, isSecure: Bool) {
        reply.headers[.requestID] = requestID
        reply.headers[.contentSecurityPolicy] = contentSecurityPolicy
        reply.headers[.xContentTypeOptions] = "nosniff"
        reply.headers[.referrerPolicy] = "no-referrer"
        reply.headers[.resourcePolicy] = "same-origin"
        reply.headers[.openerPolicy] = "same-origin"
        reply.headers[.permissionsPolicy] = "camera=(self), microphone=(), geolocation=(), payment=()"
        if case .file = reply.body { return }
        if reply.headers[.cacheControl] == nil { reply.headers[.cacheControl] = "no-store" }
    }
}
