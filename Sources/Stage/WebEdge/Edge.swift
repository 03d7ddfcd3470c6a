import Foundation
import HTTPTypes
package import HummingbirdCore
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
    let entropy: Entropy
    let logger: Logger
    let buckets = TokenBuckets()
    let metrics: Metrics
    let idempotency: Idempotency
    let files: FileResponder
    let web: WebFiles

    package init(
        routes: [Route], webFolder: String, authenticator: Authenticator, fan: EventFan, store: DurableStore,
        hostNames: [String], limits: Limits, clock: BoxClock, entropy: Entropy, threads: NIOThreadPool, logger: Logger
    ) {
        let metrics = Metrics()
        let own = [
            EventStreamRoute(fan: fan, limits: limits, metrics: metrics).route,
            MetricsRoute(metrics: metrics).route,
        ]
        table = RouteTable(routes + own)
        self.limits = limits
        self.fan = fan
        self.authenticator = authenticator
        hosts = HostRules(names: hostNames)
        self.clock = clock
        self.entropy = entropy
        self.logger = logger
        self.metrics = metrics
        idempotency = Idempotency(store: store, clock: clock, limits: limits)
        files = FileResponder(threads: threads)
        web = WebFiles(root: webFolder, threads: threads)
    }

    /// Forgets what is too old; for a job.
    package func prune() async throws { try await idempotency.prune() }

    /// Answers one request.
    package func respond(
        _ request: Request, _ writer: consuming ResponseWriter, client: String, isSecure: Bool
    ) async throws {
        let began = ContinuousClock.now
        metrics.began()
        let requestID = "req_" + Crockford.encode(entropy.bytes(10))
        var route = "web"
        var status = 500
        defer {
            let spent = began.duration(to: .now)
            metrics.ended(
                method: request.method.rawValue, route: route, status: status,
                seconds: Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18)
        }
        let body = GuardedBody(request, limits: limits)
        var reply: Reply
        do {
            let incoming = try arrive(request, requestID: requestID, client: client, isSecure: isSecure)
            (reply, route) = try await answer(incoming, body: body)
        } catch {
            reply = failure(error, requestID: requestID, request: request)
        }
        status = reply.status.code
        EdgeHeaders.add(to: &reply, requestID: requestID, isSecure: isSecure)
        let mustClose = body.hasMore
        if mustClose { reply.headers[.connection] = "close" }
        try await send(reply, to: request, writer)
        if mustClose { try await body.drain() }
    }

    /// A request that has passed the first gates.
    struct Incoming: Sendable {
        let request: HTTPRequest
        let target: RequestTarget
        let requestID: String
        let client: String
        let isSecure: Bool
    }

    private func arrive(
        _ request: Request, requestID: String, client: String, isSecure: Bool
    ) throws -> Incoming {
        guard hosts.allows(request.head.authority) else { throw EdgeRefusal.foreignHost }
        guard let target = RequestTarget(request.head.path ?? "", limits: limits) else { throw EdgeRefusal.badTarget }
        return Incoming(
            request: request.head, target: target, requestID: requestID, client: client, isSecure: isSecure)
    }

    private func answer(_ incoming: Incoming, body: GuardedBody) async throws -> (Reply, String) {
        switch table.find(incoming.request.method, incoming.target.segments) {
        case .route(let route, let parameters):
            return (try await call(route, parameters, incoming, body), route.path)
        case .otherMethods(let methods):
            var reply = Problem.envelope(
                .methodNotAllowed, "METHOD_NOT_ALLOWED", reason: "edge.method",
                sentence: "This address does not know the method \(incoming.request.method.rawValue).",
                requestID: incoming.requestID)
            reply.headers[.allow] = methods.map(\.rawValue).sorted().joined(separator: ", ")
            return (reply, "other")
        case .nothing:
            return (try await page(incoming), "web")
        }
    }

    private func page(_ incoming: Incoming) async throws -> Reply {
        try spend(.media, incoming, principal: nil)
        let isRead = incoming.request.method == .get || incoming.request.method == .head
        let wantsPage = incoming.request.headerFields[.accept]?.contains("text/html") ?? false
        guard isRead, incoming.target.segments.first != "api" || incoming.target.segments == ["api", "openapi.json"],
            let place = try await web.place(incoming.target, wantsPage: wantsPage),
            let reply = try await web.reply(place, to: incoming.request)
        else { throw NotThere() }
        return reply
    }

    private func call(
        _ route: Route, _ parameters: [String: String], _ incoming: Incoming, _ body: GuardedBody
    ) async throws -> Reply {
        try spend(route.budget, incoming, principal: nil)
        let isUnsafe = ![.get, .head, .options].contains(incoming.request.method)
        if isUnsafe { try Gate.demandSameSite(incoming.request) }
        let credential = Gate.credential(incoming.request, isSecure: incoming.isSecure)
        let principal = try await credential.flatMapAsync(authenticator.principal)
        if let principal { try spend(route.budget, incoming, principal: principal) }
        if isUnsafe, principal != nil, case .session(let cookie) = credential {
            guard incoming.request.headerFields[.csrfToken] == authenticator.csrfToken(cookie) else {
                throw EdgeRefusal.csrf
            }
        }
        try Gate.demand(route.access, of: principal)
        try body.open(limit: limits.bytes(route.body))
        func call(_ source: CallBody) -> Call {
            Call(
                request: incoming.request, principal: principal, parameters: parameters, query: incoming.target.query,
                requestID: incoming.requestID, client: incoming.client, isSecure: incoming.isSecure, body: source)
        }
        let key = isUnsafe ? try idempotency.key(of: incoming.request) : nil
        guard let key, route.replay == .stored, route.budget != .guessing, route.body != .audio else {
            return try await route.run(call(CallBody(body, expectedBytes: body.expectedBytes)))
        }
        let whole = try await CallBody(body, expectedBytes: body.expectedBytes).collect()
        let repeated = call(CallBody(OneBuffer(buffer: whole), expectedBytes: Int64(whole.readableBytes)))
        let scope = principal?.actor ?? "anyone:\(incoming.client)"
        return try await idempotency.once(key, scope: scope, call: repeated, body: whole) {
            try await route.run(repeated)
        }
    }

    private func spend(_ budget: Budget, _ incoming: Incoming, principal: Principal?) throws {
        let rates = principal == nil ? limits.byAddress : limits.byPrincipal
        guard let rate = rates[budget] else { return }
        let key = "\(budget.rawValue) \(principal?.actor ?? incoming.client)"
        if let seconds = buckets.take(key, rate, at: clock.now()) { throw EdgeRefusal.tooMany(seconds: seconds) }
    }

    private func failure(_ error: any Error, requestID: String, request: Request) -> Reply {
        if let reply = Problem.reply(to: error, requestID: requestID) { return reply }
        logger.error(
            "A request failed",
            metadata: ["request": "\(requestID)", "method": "\(request.method)", "failure": "\(type(of: error)): \(error)"])
        return Problem.envelope(
            .internalServerError, "INTERNAL", reason: "edge.internal",
            sentence: "The box made a mistake. Nothing was half done. Try again; if it stays, tell whoever runs it "
                + "this number: \(requestID).",
            requestID: requestID)
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

extension Optional {
    /// The value through a function that waits; nil stays nil.
    fileprivate func flatMapAsync<Answer>(_ transform: (Wrapped) async throws -> Answer?) async throws -> Answer? {
        if let self { try await transform(self) } else { nil }
    }
}
