package import HTTPTypes

/// Headers that every answer bears (OWASP ASVS 3.4).
enum EdgeHeaders {
    /// No inline code, nothing from elsewhere; blobs only as pictures and sound that the page made itself.
    static let contentSecurityPolicy = [
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
        "media-src 'self' blob:", "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "object-src 'none'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// For what a browser shows as a page or runs as a program.
    private static let forDocuments: HTTPFields = [
        .contentSecurityPolicy: contentSecurityPolicy,
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "no-referrer",
        .resourcePolicy: "same-origin",
        .openerPolicy: "same-origin",
        .permissionsPolicy: "camera=(self), microphone=(), geolocation=(), payment=()",
    ]

    /// For everything else: data that may not be taken for a page, and could do nothing if it were.
    private static let forData: HTTPFields = [
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
        .resourcePolicy: "same-origin",
    ]

    private static func isDocument(_ type: String?) -> Bool {
        guard let type else { return false }
        return type.hasPrefix("text/html") || type.hasPrefix("text/javascript")
    }

    /// Nothing is stored by browsers unless the answer says so.
    static func add(to head: inout HTTPResponse, requestID: String) {
        head.headerFields.append(HTTPField(name: .requestID, value: requestID))
        // What an unchanged page was sent with stays true: browsers put the headers of this answer over those they
        // kept.
        guard head.status != .notModified else { return }
        head.headerFields.append(contentsOf: isDocument(head.headerFields[.contentType]) ? forDocuments : forData)
        if head.headerFields[.cacheControl] == nil { head.headerFields[.cacheControl] = "no-store" }
    }
}

extension HTTPField.Name {
    package static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    static let requestID = known("X-Request-Id")
    /// HTTP/1.1 keeps the first Host apart as the authority; another one stays among the fields.
    static let secondHost = known("Host")
    static let csrfToken = known("X-CSRF-Token")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let lastEventID = known("Last-Event-ID")
    static let permissionsPolicy = known("Permissions-Policy")
    static let openerPolicy = known("Cross-Origin-Opener-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let referrerPolicy = known("Referrer-Policy")

    /// A name that is a valid token because it stands here.
    private static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is no field name") }
        return field
    }

    /// The token that opens a buyer's own order; in a header, so that no address ever holds it.
    package static let orderToken = known("Order-Token")
}
