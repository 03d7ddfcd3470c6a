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

@testable import Ticketing

/// Ticketing on a real database in a folder of its own, with a clock moved by hand, seeded randomness, and a checkout
/// that calls the seller inside its own transaction as Payments does.
final class Bench: Sendable {
    /// A Sunday in March 2030, 17:46:40 UTC; 18:46:40 in Berlin.
    static let start = Timestamp(milliseconds: 1_900_000_000_000)

    let folder: URL
    let store: DurableStore
    let journal: EventJournal
    let service: TicketingService
    let routes: [Route]
    let entropy: Entropy
    private let moment = HandClock(Bench.start)

    init(seed: UInt64 = 1) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ticketing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try DurableStore(
            path: folder.appending(path: "box.sqlite").path,
            migrations: EventLogSchema.migrations + TicketingSchema.migrations)
        let clock = BoxClock { [moment] in moment.now }
        entropy = SeededEntropy(seed: seed).entropy
        journal = EventJournal(store: store, clock: clock)
        let opens = Opens()
        service = TicketingService(
            store: store, journal: journal, clock: clock, entropy: entropy,
            key: SecretKey(bytes: Array(repeating: 7, count: 32)),
            ports: TicketingPorts(
                ownOrder: { token in opens.find(token) },
                storePicture: { bytes in
                    guard bytes.readableBytes > 3 else { throw InvalidInput("body", "This is no picture.") }
                    return Picture(cid: "bafkposter", accent: "#a1b2c3")
                },
                venue: { _ in Venue(name: "Nova", timeZone: "Europe/Berlin", currency: .eur) },
                actorName: { _, actor in actor.hasPrefix("acct_") ? "Kim" : "A device" },
                device: { id in ["id": id.text] }))
        routes = TicketingRoutes(service: service).routes
        self.opens = opens
    }

    private let opens: Opens

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var now: Timestamp { moment.now }

    func pass(_ span: Duration) { moment.pass(span) }

    func set(_ moment: Timestamp) { self.moment.set(moment) }

    /// Makes a token open an order, as Payments would.
    func open(_ order: OrderID, with token: String) { opens.set(token, order) }

    // People and devices.

    func account(_ roles: Role..., name: String = "Kim") -> SignedInAccount {
        SignedInAccount(
            id: AccountID(at: now, entropy: entropy), name: name, roles: Set(roles),
            session: SessionID(at: now, entropy: entropy))
    }

    func device(at show: ShowID, door: String = "Main", name: String = "Phone 1") -> Principal {
        .device(PairedDevice(id: DeviceID(at: now, entropy: entropy), name: name, show: show, door: door))
    }

    // Shows.

    /// A published show: doors in an hour, start in two, end in five.
    func show(
        _ title: String = "Friday", capacity: Int = 100, doorsIn: Duration = .seconds(3600), isPublished: Bool = true,
        types: [(name: String, price: Int64, quota: Int)] = [("Standing", 1800, 100)]
    ) async throws -> ShowID {
        let staff = account(.staff)
        let doors = now + doorsIn
        let made = try await service.createShow(
            ShowDraft(
                title: title, doorsAt: doors, startsAt: doors + .seconds(3600), endsAt: doors + .seconds(4 * 3600),
                capacity: capacity, doors: ["Main", "Balcony"]), by: staff)
        let id = made.summary.id
        for type in types {
            _ = try await service.addType(
                TypeDraft(name: type.name, price: Money(type.price, .eur), quota: type.quota), to: id, by: staff)
        }
        if isPublished { _ = try await service.changeShow(id, ShowChange(status: .published), by: staff) }
        return id
    }

    func types(of show: ShowID) async throws -> [TypeRow] {
        try await store.read { db in try TicketingStore(db: db).types(of: show) }
    }

    func row(_ show: ShowID) async throws -> ShowRow {
        try await store.read { db in try #require(try TicketingStore(db: db).show(show)) }
    }

    // The checkout.

    func order() -> OrderID { OrderID(at: now, entropy: entropy) }

    /// Quotes and holds; paid orders are settled in the same transaction.
    @discardableResult
    func buy(
        _ basket: [(type: TicketTypeID, quantity: Int)], as buyer: String = "Nina", channel: SalesChannel = .counter,
        isPaid: Bool = true, order given: OrderID? = nil
    ) async throws -> OrderID {
        let id = given ?? order()
        let now = now
        let seller = service.seller
        try await store.write { db in
            let lines = try basket.map { item in
                try seller.quote(db, OfferRequest(offer: item.type.text, quantity: item.quantity), channel, now)
            }
            try seller.hold(db, id, lines, isPaid ? now : now + .seconds(1200), now)
            if isPaid { try seller.fulfil(db, id, lines, Buyer(name: buyer, mail: ""), "acct_seller", now) }
        }
        return id
    }

    func pay(_ order: OrderID, as buyer: String = "Nina") async throws {
        let now = now
        let seller = service.seller
        try await store.write { db in try seller.fulfil(db, order, [], Buyer(name: buyer, mail: ""), "box", now) }
    }

    func release(_ order: OrderID) async throws {
        let now = now
        let seller = service.seller
        try await store.write { db in try seller.release(db, order, now) }
    }

    func refund(_ order: OrderID) async throws {
        let now = now
        let seller = service.seller
        try await store.write { db in try seller.revoke(db, order, "acct_seller", now) }
    }

    func tickets(of order: OrderID) async throws -> [TicketRow] {
        try await store.read { db in try TicketingStore(db: db).tickets(of: order) }
    }

    /// A ticket that was bought for a show, and its code.
    func ticket(for show: ShowID, holder: String = "Nina") async throws -> (row: TicketRow, code: String) {
        let type = try #require(try await types(of: show).first)
        let order = try await buy([(type.id, 1)], as: holder)
        let row = try #require(try await tickets(of: order).first)
        return (row, service.codes.code(serial: row.serial, generation: row.generation))
    }

    // The door.

    func nonce() -> String { Crockford.encode(entropy.bytes(10)) }

    func scan(
        _ code: String, at show: ShowID, by principal: Principal, nonce: String? = nil, method: ScanMethod = .camera
    ) async throws -> ScanAnswer {
        try await service.scan(
            ScanRequest(code: code, nonce: nonce ?? self.nonce(), method: method), at: show, by: principal)
    }

    // Calls.

    func call(
        _ method: HTTPRequest.Method, _ target: String, _ body: String? = nil, as principal: Principal? = nil,
        token: String? = nil
    ) async throws -> Answer {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        let pairs = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { $0.split(separator: "=") }
        let query = Dictionary(pairs.map { (String($0[0]), String($0[1])) }) { $1 }
        let (route, parameters) = try #require(match(method, halves[0]), "no route \(method) \(target)")
        guard admits(route.access, principal) else { return Answer(status: principal == nil ? 401 : 403, text: "") }
        var request = HTTPRequest(method: method, scheme: "http", authority: "box", path: target)
        request.headerFields[.orderToken] = token
        let bytes = ByteBuffer(string: body ?? "")
        let call = Call(
            request: request, principal: principal, parameters: parameters, query: query, requestID: "req_1",
            client: "10.0.0.5", isSecure: false,
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

    private func admits(_ access: Access, _ principal: Principal?) -> Bool {
        switch access {
        case .anyone: true
        case .signedIn: principal?.account != nil
        case .roles(let roles): principal?.account?.has(any: roles) ?? false
        case .device: principal?.device != nil
        case .rolesOrDevice(let roles): principal?.device != nil || principal?.account?.has(any: roles) ?? false
        }
    }

    func eventNames(_ topic: String? = nil) async throws -> [String] {
        try await journal.events(after: 0, limit: 10_000).filter { topic == nil || $0.topic == topic }.map(\.name)
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

    /// The JSON with sorted keys, identifiers shortened to their kind and drawings to a word.
    func shape() throws -> String {
        let sorted = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: sorted, as: UTF8.self)
            .replacing(/"([a-z]+)_[0-9a-hjkmnp-tv-z]{26}"/) { "\"\($0.output.1)\"" }
            .replacing(/"qr":\[[^\]]*\]/, with: "\"qr\":QR")
            .replacing(/"code":"[0-9A-Z]{42}"/, with: "\"code\":CODE")
            .replacing(/"number":"[0-9A-Z]{10}"/, with: "\"number\":NUMBER")
            .replacing(/"orderNumber":"[0-9A-Z]{6}"/, with: "\"orderNumber\":NUMBER")
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

    func set(_ now: Timestamp) { moment.withLock { $0 = now } }
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

private final class Opens: Sendable {
    private let all = Mutex<[String: OrderID]>([:])

    func find(_ token: String) -> OrderID? { all.withLock { $0[token] } }

    func set(_ token: String, _ order: OrderID) { all.withLock { $0[token] = order } }
}
