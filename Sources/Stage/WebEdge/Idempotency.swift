import Cryptography
import HTTPTypes
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
    func once(
        _ key: String, scope: String, request: HTTPRequest, body: ByteBuffer, work: () async throws -> Reply
    ) async throws -> Reply {
        let name = scope + "\n" + key
        guard running.keys.withLock({ $0.insert(name).inserted }) else { throw EdgeRefusal.inProgress }
        defer { _ = running.keys.withLock { $0.remove(name) } }
        let hash = Self.hash(request, body)
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
        if let answer = Self.answer(reply, hash: hash) {
            let now = clock.now()
            do {
                try await store.write { db in try EdgeStore(db: db).save(answer, scope: scope, key: key, at: now) }
            } catch is StoreFailure {
                // The work is done and its answer is true; a disk that fills up just now only costs the replay.
            }
        }
        return reply
    }

    /// What is stored of a reply: JSON and empty answers. Failures are tried again, and a cookie is a secret.
    private static func answer(_ reply: Reply, hash: [UInt8]) -> EdgeStore.Answer? {
        guard reply.status.code < 500, reply.headers[.setCookie] == nil else { return nil }
        switch reply.body {
        case .empty:
            return EdgeStore.Answer(hash: hash, status: reply.status.code, body: [])
        case .bytes(let bytes):
            guard reply.headers[.contentType]?.hasPrefix("application/json") == true else { return nil }
            return EdgeStore.Answer(hash: hash, status: reply.status.code, body: Array(bytes.readableBytesView))
        case .file, .stream:
            return nil
        }
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
