import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
package import NIOPosix
package import SQLStore
package import StageModel

/// Everything between a request and a feature. One for the box; every port's server hands its requests to it.
package struct Edge: Sendable {
    package let table: RouteTable
    package let limits: Limits
    package let fan: EventFan
    let authenticator: Authenticator
    let hosts: HostRules
    let clock: BoxClock
    let requestIDs: RequestIDs
    let logger: Logger
    let buckets = TokenBuckets()
    let metrics: Metrics
    let deadlines = Deadlines()
    let idempotency: Idempotency
    let files: FileResponder
    let web: WebFiles

    /// - Parameters:
    ///   - webFolder: the built web application.
    ///   - hostNames: names under which the box answers, beside IP literals and `localhost`.
    package init(
        routes: [Route], webFolder: String, authenticator: Authenticator, fan: EventFan, store: DurableStore,
        hostNames: [String], limits: Limits, clock: BoxClock, entropy: Entropy, threads: NIOThreadPool, logger: Logger
    ) {
        let metrics = Metrics()
        let own = [
            EventStreamRoute(fan: fan, limits: limits, authenticator: authenticator).route,
            MetricsRoute(metrics: metrics, fan: fan).route,
        ]
        table = RouteTable(routes + own)
        self.limits = limits
        self.fan = fan
        self.authenticator = authenticator
        hosts = HostRules(names: hostNames)
        self.clock = clock
        requestIDs = RequestIDs(entropy)
        self.logger = logger
        self.metrics = metrics
        idempotency = Idempotency(store: store, clock: clock, limits: limits)
        files = FileResponder(threads: threads)
        web = WebFiles(root: webFolder, threads: threads, trust: limits.webListing)
    }

    /// Answers to these names from now on, beside IP literals and `localhost`.
    package func answers(to names: [String]) { hosts.replace(names) }

    /// Forgets what is too old; for a job.
    package func prune() async throws { try await idempotency.prune() }

    /// Where a request came in.
    struct Visit: Sendable {
        let client: String
        let isSecure: Bool
        /// True for HTTP/1.1, where unread bytes of a body stand before the next request.
        let isFirstVersion: Bool
    }

    /// Answers one request.
    func respond(_ request: Request, _ writer: consuming ResponseWriter, visit: Visit) async throws {
        let body = GuardedBody(request, limits: limits)
        let requestID = requestIDs.next()
        var watch = metrics.begin(request.method)
        defer { watch.end() }
        var outgoing: Outgoing
        do {
            let incoming = try arrive(request, requestID: requestID, visit: visit)
            let admitted = try await admit(incoming, body)
            watch.route = admitted.name
            if admitted.readsBody, request.headers[.expect]?.lowercased() == "100-continue" {
                try await writer.writeInformationalHead(HTTPResponse(status: .continue))
            }
            outgoing = try await prepare(try await admitted.answer(), to: request.head)
        } catch {
            outgoing = try await prepare(failure(error, requestID: requestID, request: request), to: request.head)
        }
        EdgeHeaders.add(to: &outgoing.head, requestID: requestID)
        watch.end(status: outgoing.head.status.code)
        let mustClose = visit.isFirstVersion && body.hasMore
        if mustClose || (visit.isFirstVersion && Self.isLast(request.head)) {
            outgoing.head.headerFields[.connection] = "close"
        }
        try await send(outgoing, writer)
        if mustClose || !visit.isFirstVersion {
            let isDrained = await body.drain()
            if mustClose || !isDrained { throw BodyLeftBehind() }
        }
    }

    /// Whether nothing can follow on the connection: the client said so, or asked for another protocol, after which
    /// NIO's
    /// parser reads no further request.
    private static func isLast(_ request: HTTPRequest) -> Bool {
        request.headerFields[.connection]?.lowercased() == "close" || request.headerFields[.upgrade] != nil
            || request.method == .connect
    }

    /// A request that has passed the first gates.
    struct Incoming: Sendable {
        let request: HTTPRequest
        let target: RequestTarget
        let requestID: String
        let visit: Visit

        var isRead: Bool { request.method == .get || request.method == .head }
        var isUnsafe: Bool { !isRead && request.method != .options }
    }

    /// What a request leads to, before its body is read.
    private struct Admitted {
        /// The route's template, for the metrics.
        let name: String
        let readsBody: Bool
        let answer: () async throws -> Reply
    }

    private func arrive(_ request: Request, requestID: String, visit: Visit) throws -> Incoming {
        guard hosts.allows(request.head.authority), request.headers[.secondHost] == nil else {
            throw EdgeRefusal.foreignHost
        }
        guard request.headers.count <= limits.headerCount else { throw EdgeRefusal.tooManyHeaders }
        guard [nil, "chunked"].contains(request.headers[.transferEncoding]?.lowercased()) else {
            throw EdgeRefusal.unknownCoding
        }
        guard let target = RequestTarget(request.head.path ?? "", limits: limits) else { throw EdgeRefusal.badTarget }
        return Incoming(request: request.head, target: target, requestID: requestID, visit: visit)
    }

    private func admit(_ incoming: Incoming, _ body: GuardedBody) async throws -> Admitted {
        switch table.find(incoming.request.method, incoming.target.segments) {
        case .route(let route, let parameters):
            return try await admit(route, parameters, incoming, body)
        case .otherMethods(let methods):
            return Admitted(name: "other", readsBody: false) { refuseMethod(methods, incoming) }
        case .nothing:
            try spend(.media, incoming, principal: nil)
            return Admitted(name: "web", readsBody: false) { try await page(incoming) }
        }
    }

    /// `OPTIONS` is told what the address knows; there is no CORS, so nothing else.
    private func refuseMethod(_ known: [HTTPRequest.Method], _ incoming: Incoming) -> Reply {
        var methods = Set(known.map(\.rawValue)).union(["OPTIONS"])
        if methods.contains("GET") { methods.insert("HEAD") }
        var reply =
            incoming.request.method == .options
            ? Reply.noContent
            : Problem.envelope(
                .methodNotAllowed, "METHOD_NOT_ALLOWED", reason: "edge.method",
                sentence: "This address does not know the method \(incoming.request.method.rawValue).",
                requestID: incoming.requestID)
        reply.headers[.allow] = methods.sorted().joined(separator: ", ")
        return reply
    }

    private func page(_ incoming: Incoming) async throws -> Reply {
        let segments = incoming.target.segments
        guard segments.first != "api" || segments == ["api", "openapi.json"] else { throw NotThere() }
        let wantsPage = incoming.request.headerFields[.accept]?.contains("text/html") ?? false
        // A file that is replaced at this moment is looked for once more.
        for _ in 0..<2 {
            guard let place = try await web.place(incoming.target, wantsPage: wantsPage) else { break }
            guard incoming.isRead else { return refuseMethod([.get], incoming) }
            if let reply = try await web.reply(place, to: incoming.request) { return reply }
        }
        throw NotThere()
    }

    /// Who asks, and whether they may; nothing of the body is read before.
    private func admit(
        _ route: Route, _ parameters: [String: String], _ incoming: Incoming, _ body: GuardedBody
    ) async throws -> Admitted {
        try spend(route.budget, incoming, principal: nil)
        if incoming.isUnsafe {
            try Gate.demandSameSite(incoming.request, isSecure: incoming.visit.isSecure)
        }
        let credential = Gate.credential(incoming.request, isSecure: incoming.visit.isSecure)
        let principal: Principal? = if let credential { try await authenticator.principal(credential) } else { nil }
        if let principal { try spend(route.budget, incoming, principal: principal) }
        if incoming.isUnsafe, principal != nil, case .session(let cookie) = credential {
            try Gate.demandToken(incoming.request, authenticator.csrfToken(cookie))
        }
        try Gate.demand(route.access, of: principal)
        let key = incoming.isUnsafe ? try idempotency.key(of: incoming.request) : nil
        try body.open(limit: limits.bytes(route.body))
        let call = Call(
            request: incoming.request, principal: principal, parameters: parameters, query: incoming.target.query,
            requestID: incoming.requestID, client: incoming.visit.client, isSecure: incoming.visit.isSecure,
            body: CallBody(body, expectedBytes: body.expectedBytes))
        return Admitted(name: route.path, readsBody: route.body != .none) {
            guard metrics.inFlight <= limits.callsInFlight else { throw EdgeRefusal.busy }
            if route.body == .audio { return try await route.run(call) }
            return try await deadlines.run(within: limits.work) { try await run(route, call, key: key) }
        }
    }

    /// A call that carries a key and whose answer may be stored runs once.
    private func run(_ route: Route, _ call: Call, key: String?) async throws -> Reply {
        guard let key, route.replay == .stored, route.budget != .guessing, [.none, .json].contains(route.body) else {
            return try await route.run(call)
        }
        let body = try await call.body.collect()
        let scope = call.principal?.actor ?? "anyone:\(call.client)"
        return try await idempotency.once(key, scope: scope, request: call.request, body: body) {
            try await route.run(call.with(body))
        }
    }

    private func spend(_ budget: Budget, _ incoming: Incoming, principal: Principal?) throws {
        let rates = principal == nil ? limits.byAddress : limits.byPrincipal
        guard let rate = rates[budget] else { return }
        let key = TokenBuckets.Key(budget: budget, client: principal?.actor ?? incoming.visit.client)
        if let seconds = buckets.take(key, rate, at: clock.now()) { throw EdgeRefusal.tooMany(seconds: seconds) }
    }

    private func failure(_ error: any Error, requestID: String, request: Request) -> Reply {
        if let reply = Problem.reply(to: error, requestID: requestID) { return reply }
        logger.error(
            "A request failed",
            metadata: [
                "request": "\(requestID)", "method": "\(request.method)", "failure": "\(type(of: error)): \(error)",
            ])
        return Problem.envelope(
            .internalServerError, "INTERNAL", reason: "edge.internal",
            sentence: "The box made a mistake. Nothing was half done. Try again; if it stays, tell whoever runs it "
                + "this number: \(requestID).",
            requestID: requestID)
    }
}

extension Call {
    /// The same call with a body that was already read.
    fileprivate func with(_ body: ByteBuffer) -> Call {
        Call(
            request: request, principal: principal, parameters: parameters, query: query, requestID: requestID,
            client: client, isSecure: isSecure,
            body: CallBody(OneBuffer(buffer: body), expectedBytes: Int64(body.readableBytes)))
    }
}

/// One buffer as the body of a call.
private struct OneBuffer: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let buffer: ByteBuffer

    struct Iterator: AsyncIteratorProtocol {
        var buffer: ByteBuffer?

        mutating func next() async -> ByteBuffer? {
            defer { buffer = nil }
            return buffer
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(buffer: buffer) }
}
