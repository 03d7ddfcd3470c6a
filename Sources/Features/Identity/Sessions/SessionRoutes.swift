import HTTPTypes
import StageModel
import WebEdge

/// Who is signed in here.
struct SessionAnswer: Encodable, Sendable {
    let account: Nullable<PersonAnswer>
    let csrfToken: Nullable<String>
}

/// A browser in which this person is signed in.
struct SessionEntry: Encodable, Sendable {
    let id: SessionID
    let isThis: Bool
    let client, agent: String
    let createdAt, lastSeenAt: Timestamp
}

/// Signing in and out.
extension IdentityRoutes {
    var sessions: [Route] {
        [
            Route(.get, "/api/session", .anyone, body: .none) { call in
                guard let caller = call.principal?.account, let cookie = presentedCookie(call) else {
                    // A cookie that opens nothing any more is taken away.
                    let isDead = call.principal == nil && presentedCookie(call) != nil
                    let headers = isDead ? clearing(call) : HTTPFields()
                    return try .json(SessionAnswer(account: Nullable(nil), csrfToken: Nullable(nil)), headers: headers)
                }
                let account = try await service.person(caller.id)
                return try .json(
                    SessionAnswer(
                        account: Nullable(PersonAnswer(account)), csrfToken: Nullable(service.csrfToken(of: cookie))))
            },
            Route(.post, "/api/session", .anyone, budget: .guessing) { call in
                struct SignIn: Decodable { let mail, password: String }
                let request = try await call.json(SignIn.self)
                let session = try await service.signIn(
                    handle: request.mail, password: request.password, from: origin(call),
                    replacing: call.principal?.account?.session)
                return try opened(session, call)
            },
            Route(.delete, "/api/session", .signedIn, body: .none) { call in
                let caller = try call.account()
                // Signed out already from elsewhere is signed out, too.
                _ = try await service.endSession(caller.session, of: caller)
                return Reply(status: .noContent, headers: clearing(call))
            },
            Route(.get, "/api/sessions", .signedIn, body: .none) { call in
                struct List: Encodable { let items: [SessionEntry] }
                let caller = try call.account()
                let items = try await service.sessions(of: caller).map {
                    SessionEntry(
                        id: $0.id, isThis: $0.id == caller.session, client: $0.client, agent: $0.agent,
                        createdAt: $0.createdAt, lastSeenAt: $0.lastSeenAt)
                }
                return try .json(List(items: items))
            },
            Route(.delete, "/api/sessions/{id}", .signedIn, body: .none) { call in
                let caller = try call.account()
                let id = try call.id(as: SessionID.self)
                guard try await service.endSession(id, of: caller) else { throw NotThere() }
                return Reply(status: .noContent, headers: id == caller.session ? clearing(call) : [:])
            },
        ]
    }

    /// The answer to whoever has just signed in: 201, the session, its cookie.
    func opened(_ session: OpenedSession, _ call: Call) throws -> Reply {
        var headers = HTTPFields()
        headers[.setCookie] = SessionCookie.header(
            value: session.cookie, isSecure: call.isSecure,
            maxAgeSeconds: Int(IdentityLimits.sessionLife.components.seconds))
        return try .json(
            SessionAnswer(
                account: Nullable(PersonAnswer(session.account)),
                csrfToken: Nullable(service.csrfToken(of: session.cookie))), status: .created, headers: headers)
    }

    private func clearing(_ call: Call) -> HTTPFields {
        [.setCookie: SessionCookie.header(value: "", isSecure: call.isSecure, maxAgeSeconds: 0)]
    }

    /// The session cookie as the browser sent it.
    private func presentedCookie(_ call: Call) -> String? {
        let name = SessionCookie.name(isSecure: call.isSecure)
        for pair in (call.request.headerFields[.cookie] ?? "").split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, halves[0].drop(while: { $0 == " " }) == name { return String(halves[1]) }
        }
        return nil
    }
}
