import Cryptography
package import HTTPTypes
import NIOCore
import SQLStore
import StageModel
import Synchronization

/// Replays the first answer to a write that carries an Idempotency-Key.
///
/// The stored answer is written after the work: a kill in between makes the work run again on a retry. What must not
/// happen twice even then (a sale, a scan) has a key of its own inside its transaction.
struct Idempotency: Sendable {
    let store: DurableStore
    let clock: BoxClock
    let limits: Limits
    private let running = Running()

    init(store: DurableStore, clock: BoxClock, limits: Limits) {
        self.store = store
        self.clock = clock
        self.limits = limits
    }

    /// The keys whose work goes on at this moment.
    private final class Running: Sendable {
        let keys = Mutex<Set<String>>([])
    }

    /// The key of a request; nil when it has none.
    func key(of request: HTTPRequest) throws -> String? {
        guard let key = request.headerFields[.idempotencyKey] else { return nil }
        guard (1...limits.idempotencyKeyBytes).contains(key.utf8.count),
            key.utf8.allSatisfy({ (33...126).contains($0) })
        else { throw EdgeRefusal.badKey }
        return key
    }

    /// Runs the work once for a key, or gives its stored answer.
    func once(_ key: String, scope: String, call: Call, body: ByteBuffer, work: () async throws -> Reply) async throws -> Reply {
        let name = scope + "\n" + key
        guard running.keys.withLock({ $0.insert(name).inserted }) else { throw EdgeRefusal.inProgress }
        defer { _ = running.keys.withLock { $0.remove(name) } }
        let hash = Self.hash(call.request, body)
        let since = clock.now() - .seconds(limits.idempotencyHours * 3600)
        let known = try await store.read { db in
            try EdgeStore(db: db).answer(scope: scope, key: key, since: since)
        }
        if let known {
            guard known.hash == hash else { throw EdgeRefusal.keyReused }
            var headers = HTTPFields()
            headers[.contentType] = known.body.isEmpty ? nil : "application/json; charset=utf-8"
            headers[.idempotencyReplayed] = "true"
            return Reply(
                status: HTTPResponse.Status(code: known.status), headers: headers,
                body: known.body.isEmpty ? .empty : .bytes(ByteBuffer(bytes: known.body)))
        }
        let reply = try await work()
        try await remember(reply, hash: hash, scope: scope, key: key)
        return reply
    }

    private func remember(_ reply: Reply, hash: [UInt8], scope: String, key: String) async throws {
        let body: [UInt8]
        switch reply.body {
        case .empty: body = []
        case .bytes(let bytes): body = Array(bytes.readableBytesView)
        case .file, .stream: return
        }
        let now = clock.now()
        let answer = EdgeStore.Answer(hash: hash, status: reply.status.code, body: body)
        try await store.write { db in try EdgeStore(db: db).save(answer, scope: scope, key: key, at: now) }
    }

    /// Method, target and body.
    private static func hash(_ request: HTTPRequest, _ body: ByteBuffer) -> [UInt8] {
        SHA256.hash(
            Array("\(request.method.rawValue) \(request.path ?? "")\n".utf8) + Array(body.readableBytesView))
    }

    /// Forgets answers older than a day; for a job.
    func prune() async throws {
        let before = clock.now() - .seconds(limits.idempotencyHours * 3600)
        try await store.write { db in try EdgeStore(db: db).prune(before: before) }
    }
}

extension HTTPField.Name {
    package static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    static let requestID = known("X-Request-Id")
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
}

extension HTTPField.Name {
    /// The token that opens a buyer's own order; in a header, so that no address ever holds it.
    package static let orderToken = known("Order-Token")
}
