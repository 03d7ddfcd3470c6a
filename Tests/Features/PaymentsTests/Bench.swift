import EventLog
import Foundation
import GRDB
import HTTPTypes
import Ledger
import NIOCore
import SQLStore
import StageModel
import Synchronization
import Testing
import WebEdge

@testable import Payments

/// Payments on a real database in a folder of its own, with a real book, a clock moved by hand, seeded randomness, and
/// a stall that sells: the smallest honest seller, with stock in the same database.
final class Bench: Sendable {
    static let start = Timestamp(milliseconds: 1_900_000_000_000)

    let folder: URL
    let store: DurableStore
    let journal: EventJournal
    let service: PaymentsService
    let routes: [Route]
    let entropy: Entropy
    let book = Book()
    private let moment = HandClock(Bench.start)
    private let staffID: AccountID

    init(seed: UInt64 = 1, address: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "payments-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try DurableStore(
            path: folder.appending(path: "box.sqlite").path,
            migrations: EventLogSchema.migrations + LedgerSchema.migrations + PaymentsSchema.migrations
                + Stall.migrations)
        let clock = BoxClock { [moment] in moment.now }
        entropy = SeededEntropy(seed: seed).entropy
        staffID = AccountID(at: Bench.start, entropy: entropy)
        journal = EventJournal(store: store, clock: clock)
        service = PaymentsService(
            store: store, journal: journal, clock: clock, entropy: entropy,
            key: SecretKey(bytes: Array(repeating: 7, count: 32)), book: book,
            ports: PaymentsPorts(
                sellers: [Stall.seller("item"), Stall.seller("merch")], currency: { _ in .eur },
                actorName: { _, actor in actor == "box" ? "The box" : "Kim" }, address: { address }))
        routes = PaymentsRoutes(service: service).routes
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var now: Timestamp { moment.now }

    func pass(_ span: Duration) { moment.pass(span) }

    /// The same person each time; another one by name.
    func account(_ roles: Role..., name: String = "Kim") -> SignedInAccount {
        SignedInAccount(
            id: name == "Kim" ? staffID : AccountID(at: now, entropy: entropy), name: name, roles: Set(roles),
            session: SessionID(at: now, entropy: entropy))
    }

    var kim: SignedInAccount { account(.staff) }

    // The stall.

    @discardableResult
    func offer(_ id: String, price: Int64, stock: Int) async throws -> String {
        try await store.write { db in
            try db.execute(
                sql: "INSERT INTO stall (offer, price, stock) VALUES (?, ?, ?)", arguments: [id, price, stock])
        }
        return id
    }

    func stock(_ offer: String) async throws -> Stall.Stock {
        try await store.read { db in
            let row = try #require(try Row.fetchOne(db, sql: "SELECT * FROM stall WHERE offer = ?", arguments: [offer]))
            return Stall.Stock(free: row["stock"], held: row["held"], sold: row["sold"])
        }
    }

    /// Somebody used what an order bought, so that it cannot be taken back.
    func use(_ order: OrderID) async throws {
        try await store.write { db in
            try db.execute(sql: "UPDATE stall_sale SET is_used = 1 WHERE order_id = ?", arguments: [order])
        }
    }

    // The counter.

    func sell(
        _ offer: String, _ quantity: Int = 1, _ payment: Payment? = Payment(method: .cash), key: String? = nil
    ) async throws -> OrderAnswer {
        try await service.makeOrder(
            OrderRequest(lines: [OfferRequest(offer: offer, quantity: quantity)], payment: payment), by: kim, key: key
        ).order
    }

    func reserve(
        _ offer: String, _ quantity: Int = 1, mail: String = "", name: String = "", key: String? = nil
    ) async throws -> OrderMade {
        try await service.makeOrder(
            OrderRequest(
                lines: [OfferRequest(offer: offer, quantity: quantity)], buyer: Buyer(name: name, mail: mail)),
            by: nil, key: key)
    }

    func balance(_ account: String) async throws -> Int64 {
        try await store.read { [book] db in try book.balance(of: account, .eur, in: db).amount }
    }

    func count(_ table: String) async throws -> Int {
        try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    func eventNames() async throws -> [String] {
        try await journal.events(after: 0, limit: 10_000).map(\.name)
    }

    // Calls.

    func call(
        _ method: HTTPRequest.Method, _ target: String, _ body: String? = nil, as account: SignedInAccount? = nil,
        token: String? = nil, key: String? = nil
    ) async throws -> Answer {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        let pairs = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { $0.split(separator: "=") }
        let query = Dictionary(pairs.map { (String($0[0]), String($0[1])) }) { $1 }
        let (route, parameters) = try #require(match(method, halves[0]), "no route \(method) \(target)")
        guard admits(route.access, account) else { return Answer(status: account == nil ? 401 : 403, text: "") }
        var request = HTTPRequest(method: method, scheme: "http", authority: "box", path: target)
        request.headerFields[.orderToken] = token
        request.headerFields[.idempotencyKey] = key
        let bytes = ByteBuffer(string: body ?? "")
        let call = Call(
            request: request, principal: account.map(Principal.account), parameters: parameters, query: query,
            requestID: "req_1", client: "10.0.0.5", isSecure: false,
            body: CallBody(
                AsyncStream { continuation in
                    continuation.yield(bytes)
                    continuation.finish()
                }, expectedBytes: Int64(bytes.readableBytes)))
        do {
            let reply = try await route.run(call)
            guard case .bytes(let buffer) = reply.body else { return Answer(status: reply.status.code, text: "") }
            return Answer(status: reply.status.code, text: String(buffer: buffer))
        } catch let refusal as any Refusal {
            return Answer(status: 400, text: refusal.sentence, refusal: refusal)
        }
    }

    private func match(_ method: HTTPRequest.Method, _ path: String) -> (Route, [String: String])? {
        let parts = path.split(separator: "/")
        return routes.filter { $0.method == method }.compactMap { route -> (Route, [String: String])? in
            let wanted = route.path.split(separator: "/")
            guard wanted.count == parts.count else { return nil }
            var parameters: [String: String] = [:]
            for (want, part) in zip(wanted, parts) where want != part {
                guard want.hasPrefix("{") else { return nil }
                parameters[String(want.dropFirst().dropLast())] = String(part)
            }
            return (route, parameters)
        }.min { $0.1.count < $1.1.count }
    }

    private func admits(_ access: Access, _ account: SignedInAccount?) -> Bool {
        switch access {
        case .anyone: true
        case .signedIn: account != nil
        case .roles(let roles), .rolesOrDevice(let roles): account?.has(any: roles) ?? false
        case .device: false
        }
    }
}

/// What a call was answered.
struct Answer: Sendable {
    let status: Int
    let text: String
    var refusal: (any Refusal)?

    var reason: String? { refusal?.reason }

    var object: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    var items: [[String: Any]] { object["items"] as? [[String: Any]] ?? [] }

    /// The JSON with sorted keys, identifiers shortened to their kind, drawings and links to a word.
    func shape() throws -> String {
        let sorted = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: sorted, as: UTF8.self)
            .replacing(/#ord_[0-9a-z]{26}\.[0-9a-z]{24}/, with: "#TOKEN")
            .replacing(/"([a-z]+)_[0-9a-hjkmnp-tv-z]{26}"/) { "\"\($0.output.1)\"" }
            .replacing(/"qr":\[[^\]]*\]/, with: "\"qr\":QR")
            .replacing(/"number":"[0-9A-Z]{6}"/, with: "\"number\":NUMBER")
    }
}

/// The reason of the refusal that the work throws, nil if it throws none.
func reason(of work: () async throws -> Void) async throws -> String? {
    do {
        try await work()
        return nil
    } catch let refusal as any Refusal {
        return refusal.reason
    }
}

/// The fields that the refusal names.
func fields(of work: () async throws -> Void) async throws -> [String] {
    do {
        try await work()
        return []
    } catch let refusal as any Refusal {
        return refusal.fields.keys.sorted()
    }
}

/// A clock that stands until it is moved.
final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    init(_ start: Timestamp) { moment = Mutex(start) }

    var now: Timestamp { moment.withLock { $0 } }

    func pass(_ span: Duration) { moment.withLock { $0 = $0 + span } }
}

/// The same randomness in every run (SplitMix64).
final class SeededEntropy: Sendable {
    private let generator: Mutex<SplitMix>

    init(seed: UInt64) { generator = Mutex(SplitMix(state: seed)) }

    var entropy: Entropy {
        Entropy { count in
            self.generator.withLock { generator in
                (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
