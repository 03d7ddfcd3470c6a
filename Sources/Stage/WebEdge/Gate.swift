import HTTPTypes
import StageModel

/// Who comes in: decisions on values.
enum Gate {
    /// The session cookie, or a bearer token; the token wins, because a script put it there on purpose.
    static func credential(_ request: HTTPRequest, isSecure: Bool) -> Credential? {
        if let header = request.headerFields[.authorization], header.utf8.count <= 300,
            header.lowercased().hasPrefix("bearer ")
        {
            return .bearer(String(header.dropFirst(7)))
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
    static func demandSameSite(_ request: HTTPRequest) throws {
        if let site = request.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            throw EdgeRefusal.crossSite
        }
        if let origin = request.headerFields[.origin],
            !HostRules.isSameOrigin(origin, authority: request.authority)
        {
            throw EdgeRefusal.crossSite
        }
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
