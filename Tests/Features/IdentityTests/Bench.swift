import Cryptography
import EventLog
import Foundation
import GRDB
import HTTPTypes
import NIOCore
import SQLStore
import StageModel
import Synchronization
import Testing
import WebEdge

@testable import Identity

/// Identity on a real database in a folder of its own, with a clock moved by hand, seeded randomness, and a small edge
/// that matches, authenticates and admits as WebEdge does.
final class Bench: Sendable {
    static let start = Timestamp(milliseconds: 1_900_000_000_000)
    static let cheap = Scrypt.Cost(n: 4, r: 1, p: 1)

    let folder: URL
    let store: DurableStore
    let journal: EventJournal
    let service: IdentityService
    let routes: [Route]
    let key: SecretKey
    private let moment: HandClock
    private let shows = Shows()

    init(cost: Scrypt.Cost = Bench.cheap, parallel: Int = 2, waiting: Int = 16, address: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "identity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let box = SchemaMigration(
            "test.1 box",
            "CREATE TABLE test_box (name TEXT NOT NULL, zone TEXT, currency TEXT) STRICT;")
        store = try DurableStore(
            path: folder.appending(path: "box.sqlite").path,
            migrations: EventLogSchema.migrations + IdentitySchema.migrations + [box])
        let moment = HandClock(Bench.start)
        let clock = BoxClock { moment.now }
        self.moment = moment
        journal = EventJournal(store: store, clock: clock)
        key = SecretKey(bytes: Array(repeating: 7, count: 32))
        let shows = shows
        service = IdentityService(
            store: store, journal: journal, clock: clock, entropy: SeededEntropy(seed: 1).entropy, key: key,
            ports: IdentityPorts(
                nameBox: { db, name, zone, currency, _ in
                    if name == "Refused" { throw InvalidInput("name", "Not this name.") }
                    if currency == "XXX" { throw InvalidInput("currency", "Not this currency.") }
                    try db.execute(
                        sql: "INSERT INTO test_box (name, zone, currency) VALUES (?, ?, ?)",
                        arguments: [name, zone, currency])
                },
                boxName: { db in try String.fetchOne(db, sql: "SELECT name FROM test_box") ?? "Stagebox" },
                show: { _, id in shows.find(id) }, address: { address }),
            hashing: PasswordHashing(cost: cost, parallel: parallel, waiting: waiting))
        routes = IdentityRoutes(service: service).routes
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var now: Timestamp { moment.now }

    func pass(_ span: Duration) { moment.pass(span) }

    // Shows, as Ticketing would know them.

    func show(_ title: String = "Friday", doors: [String] = ["Main", "Balcony"], endsIn: Duration = .seconds(3600))
        -> ShowID
    {
        let id = ShowID(at: now, entropy: .system)
        shows.set(id, PairableShow(title: title, doors: doors, endsAt: now + endsIn))
        return id
    }

    func move(_ id: ShowID, endsAt: Timestamp) {
        guard let show = shows.find(id) else { return }
        shows.set(id, PairableShow(title: show.title, doors: show.doors, endsAt: endsAt))
    }

    func cancel(_ id: ShowID) { shows.set(id, nil) }

    // People.

    static let password = "wooden kite seven"

    func add(_ name: String, mail: String? = nil, _ roles: Role...) async throws -> AccountRecord {
        try await service.createAccount(
            name: name, mail: mail ?? "\(name.lowercased())@example.org", roles: Set(roles), password: Bench.password)
    }

    /// Signs in over the routes and returns the cookie.
    func signIn(_ name: String, password: String = Bench.password, client: String = "10.0.0.5") async throws -> String {
        let answer = try await post("/api/session", ["mail": name, "password": password], client: client)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer.cookie)
    }

    /// Makes a person and signs them in.
    func person(_ name: String, _ roles: Role...) async throws -> String {
        _ = try await service.createAccount(
            name: name, mail: "\(name.lowercased())@example.org", roles: Set(roles), password: Bench.password)
        return try await signIn("\(name.lowercased())@example.org")
    }

    // Calls.

    func get(_ path: String, cookie: String? = nil, bearer: String? = nil, isSecure: Bool = false) async throws
        -> Answer
    {
        try await call(.get, path, nil, cookie: cookie, bearer: bearer, isSecure: isSecure)
    }

    func post(
        _ path: String, _ body: Any? = nil, cookie: String? = nil, bearer: String? = nil, client: String = "10.0.0.5",
        isSecure: Bool = false
    ) async throws -> Answer {
        try await call(
            .post, path, try body.map(Self.json), cookie: cookie, bearer: bearer, client: client, isSecure: isSecure)
    }

    func patch(_ path: String, _ body: Any, cookie: String) async throws -> Answer {
        try await call(.patch, path, try Self.json(body), cookie: cookie)
    }

    func delete(_ path: String, cookie: String? = nil, bearer: String? = nil) async throws -> Answer {
        try await call(.delete, path, nil, cookie: cookie, bearer: bearer)
    }

    static func json(_ value: Any) throws -> String {
        if let text = value as? String { return text }
        return String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }

    func call(
        _ method: HTTPRequest.Method, _ target: String, _ body: String?, cookie: String? = nil, bearer: String? = nil,
        client: String = "10.0.0.5", isSecure: Bool = false
    ) async throws -> Answer {
        let (path, query) = Self.split(target)
        let (route, parameters) = try #require(match(method, path), "no route \(method) \(path)")
        var request = HTTPRequest(method: method, scheme: "http", authority: "box", path: target)
        request.headerFields[.userAgent] = "Test/1.0"
        if let cookie {
            request.headerFields[.cookie] = "theme=dark; \(SessionCookie.name(isSecure: isSecure))=\(cookie)"
        }
        var principal: Principal?
        if let cookie { principal = try await service.authenticator.principal(.session(cookie)) }
        if let bearer { principal = try await service.authenticator.principal(.bearer(bearer)) }
        guard admits(route.access, principal) else {
            return Answer(status: principal == nil ? 401 : 403, text: "", setCookie: nil, refusal: nil)
        }
        let bytes = ByteBuffer(string: body ?? "")
        let call = Call(
            request: request, principal: principal, parameters: parameters, query: query, requestID: "req_1",
            client: client, isSecure: isSecure,
            body: CallBody(
                AsyncStream { continuation in
                    continuation.yield(bytes)
                    continuation.finish()
                }, expectedBytes: Int64(bytes.readableBytes)))
        do {
            let reply = try await route.run(call)
            guard case .bytes(let buffer) = reply.body else {
                return Answer(
                    status: reply.status.code, text: "", setCookie: reply.headers[.setCookie], refusal: nil)
            }
            return Answer(
                status: reply.status.code, text: String(buffer: buffer), setCookie: reply.headers[.setCookie],
                refusal: nil)
        } catch let refusal as any Refusal {
            return Answer(status: Self.status(refusal.kind), text: refusal.sentence, setCookie: nil, refusal: refusal)
        }
    }

    private static func split(_ target: String) -> (String, [String: String]) {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        let pairs = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { $0.split(separator: "=") }
        return (halves[0], Dictionary(pairs.map { (String($0[0]), String($0[1])) }) { $1 })
    }

    private func match(_ method: HTTPRequest.Method, _ path: String) -> (Route, [String: String])? {
        let parts = path.split(separator: "/")
        let found = routes.filter { $0.method == method }.compactMap { route -> (Route, [String: String])? in
            let wanted = route.path.split(separator: "/")
            guard wanted.count == parts.count else { return nil }
            var parameters: [String: String] = [:]
            for (want, part) in zip(wanted, parts) where want != part {
                guard want.hasPrefix("{") else { return nil }
                parameters[String(want.dropFirst().dropLast())] = String(part)
            }
            return (route, parameters)
        }
        return found.min { $0.1.count < $1.1.count }
    }

    private func admits(_ access: Access, _ principal: Principal?) -> Bool {
        switch access {
        case .anyone: true
        case .signedIn: principal?.account != nil
        case .roles(let roles): principal?.account?.has(any: roles) ?? false
        case .device: principal?.device != nil
        case .rolesOrDevice(let roles): principal?.device != nil || principal?.account?.has(any: roles) ?? false
        }
    }

    private static func status(_ kind: RefusalKind) -> Int {
        switch kind {
        case .invalid: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .tooLarge: 413
        case .tooMany: 429
        case .unavailable: 503
        }
    }

    // Looking behind.

    func events() async throws -> [LoggedEvent] { try await journal.events(after: 0, limit: 1000) }

    func eventNames() async throws -> [String] { try await events().map(\.name) }

    func count(_ table: String) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

/// What a call was answered.
struct Answer: Sendable {
    let status: Int
    let text: String
    let setCookie: String?
    let refusal: (any Refusal)?

    var reason: String? { refusal?.reason }

    /// The value of the session cookie that was set, nil if none.
    var cookie: String? {
        guard let pair = setCookie?.split(separator: ";").first else { return nil }
        return pair.split(separator: "=", maxSplits: 1).last.map(String.init)
    }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    func string(_ path: String...) -> String? { value(path) as? String }

    func value(_ path: [String]) -> Any? {
        path.reduce(object as Any?) { ($0 as? [String: Any])?[$1] }
    }

    var items: [[String: Any]] { object["items"] as? [[String: Any]] ?? [] }
}

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    var now: Timestamp { moment.withLock { $0 } }

    func pass(_ span: Duration) { moment.withLock { $0 = $0 + span } }
}

/// The same randomness in every run: SHA-256 of a counter.
final class SeededEntropy: Sendable {
    private let counter: Mutex<UInt64>

    init(seed: UInt64) { counter = Mutex(seed << 32) }

    var entropy: Entropy {
        Entropy { count in
            var bytes: [UInt8] = []
            while bytes.count < count {
                let next = self.counter.withLock { value in
                    value += 1
                    return value
                }
                bytes += SHA256.hash(withUnsafeBytes(of: next.bigEndian) { Array($0) })
            }
            return Array(bytes.prefix(count))
        }
    }
}

private final class Shows: Sendable {
    private let all = Mutex<[ShowID: PairableShow]>([:])

    func find(_ id: ShowID) -> PairableShow? { all.withLock { $0[id] } }

    func set(_ id: ShowID, _ show: PairableShow?) { all.withLock { $0[id] = show } }
}
