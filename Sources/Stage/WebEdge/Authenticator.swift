package import StageModel

/// What a request showed to prove who asks.
package enum Credential: Sendable, Hashable {
    /// The value of the session cookie.
    case session(String)
    /// The token of `Authorization: Bearer`.
    case bearer(String)
}

/// What Identity knows about a credential. Declared here because WebEdge asks, wired in App.
package struct Authenticator: Sendable {
    /// The principal, or nil when the credential proves nothing (any more).
    package let principal: @Sendable (Credential) async throws -> Principal?
    /// The CSRF token that belongs to a session cookie: unsafe calls of a browser carry it in `X-CSRF-Token`.
    package let csrfToken: @Sendable (String) -> String

    package init(
        principal: @escaping @Sendable (Credential) async throws -> Principal?,
        csrfToken: @escaping @Sendable (String) -> String
    ) {
        self.principal = principal
        self.csrfToken = csrfToken
    }
}

/// How the session cookie is named and sent; Identity sets it, WebEdge reads it.
package enum SessionCookie {
    /// `__Host-stagebox` on TLS (RFC 6265bis section 4.1.3.2), `stagebox` on plain HTTP, where browsers refuse the
    /// prefix.
    package static func name(isSecure: Bool) -> String { isSecure ? "__Host-stagebox" : "stagebox" }

    /// The Set-Cookie value; `maxAge` 0 takes the cookie away.
    package static func header(value: String, isSecure: Bool, maxAgeSeconds: Int) -> String {
        "\(name(isSecure: isSecure))=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(maxAgeSeconds)"
            + (isSecure ? "; Secure" : "")
    }
}
