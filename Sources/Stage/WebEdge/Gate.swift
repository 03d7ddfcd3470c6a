import Cryptography
import HTTPTypes
import StageModel

/// Who comes in: decisions on values.
enum Gate {
    /// The session cookie, or a bearer token; the token wins, because a script put it there on purpose.
    static func credential(_ request: HTTPRequest, isSecure: Bool) -> Credential? {
        if let header = request.headerFields[.authorization], header.lowercased().hasPrefix("bearer ") {
            let token = header.dropFirst(7)
            guard (1...300).contains(token.utf8.count), token.utf8.allSatisfy({ (33...126).contains($0) }) else {
                return nil
            }
            return .bearer(String(token))
        }
        return cookie(request.headerFields[values: .cookie], named: SessionCookie.name(isSecure: isSecure))
            .map(Credential.session)
    }

    /// The value of a cookie; nil if it is missing, doubled or too long.
    static func cookie(_ headers: [String], named name: String) -> String? {
        var found: [Substring] = []
        for header in headers {
            for pair in header.split(separator: ";") {
                let trimmed = pair.drop { $0 == " " }
                if trimmed.hasPrefix(name + "=") { found.append(trimmed.dropFirst(name.count + 1)) }
            }
        }
        guard found.count == 1, let value = found.first, (1...200).contains(value.utf8.count) else { return nil }
        return String(value)
    }

    /// Unsafe calls come from a page of the box or from a program, never from another site's page.
    static func demandSameSite(_ request: HTTPRequest, isSecure: Bool) throws {
        if let site = request.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            throw EdgeRefusal.crossSite
        }
        if let origin = request.headerFields[.origin],
            !HostRules.isSameOrigin(origin, authority: request.authority, isSecure: isSecure)
        {
            throw EdgeRefusal.crossSite
        }
    }

    /// The CSRF token in `X-CSRF-Token`.
    static func demandToken(_ request: HTTPRequest, _ token: String) throws {
        let shown = request.headerFields[.csrfToken] ?? ""
        guard constantTimeEqual(Array(shown.utf8), Array(token.utf8)) else { throw EdgeRefusal.csrf }
    }

    static func demand(_ access: Access, of principal: Principal?) throws {
        switch access {
        case .anyone: return
        case .signedIn:
            guard principal?.account != nil else { throw SignInNeeded() }
        case .device:
            guard let principal else { throw SignInNeeded() }
            guard principal.device != nil else { throw EdgeRefusal.notAllowed }
        case .roles(let roles):
            guard let account = principal?.account else { throw SignInNeeded() }
            guard account.has(any: roles) else { throw EdgeRefusal.notAllowed }
        case .rolesOrDevice(let roles):
            guard let principal else { throw SignInNeeded() }
            guard principal.device != nil || principal.account?.has(any: roles) == true else {
                throw EdgeRefusal.notAllowed
            }
        }
    }
}
