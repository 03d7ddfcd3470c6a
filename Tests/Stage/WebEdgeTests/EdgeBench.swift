import EventLog
import Foundation
import HTTPTypes
import NIOCore
import NIOPosix
import SQLStore
import StageModel
import Synchronization

@testable import WebEdge

/// An edge on a real database and a real folder, with a clock moved by hand and a small world of people.
final class EdgeBench: Sendable {
    static let start = Timestamp(milliseconds: 1_900_000_000_000)

    let folder: URL
    let store: DurableStore
    let journal: EventJournal
    let edge: Edge
    let people = People()
    let logbook = Logbook()
    private let moment = Moment(EdgeBench.start)

    init(_ routes: [Route] = [], limits: Limits = Limits(), hostNames: [String] = ["stagebox.local"]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "edge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "web"), withIntermediateDirectories: true)
        store = try DurableStore(
            path: folder.appending(path: "box.sqlite").path,
            migrations: EventLogSchema.migrations + EdgeSchema.migrations)
        let clock = BoxClock { [moment] in moment.value }
        journal = EventJournal(store: store, clock: clock)
        let people = people
        edge = Edge(
            routes: routes, webFolder: folder.appending(path: "web").path, authenticator: people.authenticator,
            fan: EventFan(journal: journal, limits: limits), store: store, hostNames: hostNames, limits: limits,
            clock: clock, entropy: .system, threads: .singleton,
            logger: logbook.logger)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    func pass(_ span: Duration) { moment.value = moment.value + span }

    /// Writes a file of the web application.
    @discardableResult
    func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let url = folder.appending(path: "web").appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    func append(_ name: String, topic: String, audience: EventAudience = .everyone) async throws {
        let draft = try EventDraft(name, topic: topic, actor: "box", audience: audience, payload: ["a": "b"])
        try await store.write { [journal] db in _ = try journal.append(draft, in: db) }
    }

    /// Asks as a program on the box itself would, unless the headers say otherwise.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: String = "",
        host: String? = "127.0.0.1", client: String = "192.168.1.7", isSecure: Bool = false
    ) async throws -> Answer {
        var headers = headers
        if !body.isEmpty && headers[.contentLength] == nil { headers[.contentLength] = "\(body.utf8.count)" }
        let request = HTTPRequest(
            method: method, scheme: "http", authority: host, path: path, headerFields: headers)
        let (head, bytes) = try await edge.answer(
            request, body: ByteBuffer(string: body), client: client, isSecure: isSecure)
        return Answer(head: head, bytes: bytes)
    }
}

/// A clock's hand.
private final class Moment: Sendable {
    private let held: Mutex<Timestamp>

    init(_ value: Timestamp) { held = Mutex(value) }

    var value: Timestamp {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}

/// An answer with what tests ask of it.
struct Answer {
    let head: HTTPResponse
    let bytes: ByteBuffer

    var status: Int { head.status.code }
    var text: String { String(buffer: bytes) }

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }

    struct Envelope: Decodable {
        struct Problem: Decodable {
            struct Details: Decodable {
                let reason: String
                let fields: [String: String]?
            }

            let code: String
            let message: String
            let details: Details
        }

        let error: Problem
        let requestId: String
    }

    func problem() throws -> Envelope { try JSONDecoder().decode(Envelope.self, from: Data(bytes.readableBytesView)) }
}

/// Who holds which cookie or token; sessions can end.
final class People: Sendable {
    let fan: SignedInAccount
    let staff: SignedInAccount
    let admin: SignedInAccount
    let device: PairedDevice
    private let ended = Mutex<Set<String>>([])

    init() {
        func account(_ name: String, _ roles: Set<Role>) -> SignedInAccount {
            SignedInAccount(
                id: AccountID(at: EdgeBench.start, entropy: .system), name: name, roles: roles,
                session: SessionID(at: EdgeBench.start, entropy: .system))
        }
        fan = account("Fan", [.fan])
        staff = account("Staff", [.staff])
        admin = account("Admin", [.admin])
        device = PairedDevice(
            id: DeviceID(at: EdgeBench.start, entropy: .system), name: "Phone",
            show: ShowID(at: EdgeBench.start, entropy: .system), door: "Main")
    }

    func end(_ credential: String) { ended.withLock { _ = $0.insert(credential) } }

    var authenticator: Authenticator {
        Authenticator(
            principal: { [self] credential in
                switch credential {
                case .session(let cookie) where ended.withLock({ $0.contains(cookie) }): nil
                case .session("fan"): .account(fan)
                case .session("staff"): .account(staff)
                case .session("admin"): .account(admin)
                case .bearer("device"): .device(device)
                default: nil
                }
            },
            csrfToken: { "token-of-\($0)" })
    }

    /// Headers of a browser with a session.
    static func browser(_ cookie: String, token: Bool = true) -> HTTPFields {
        var headers: HTTPFields = [.cookie: "stagebox=\(cookie)"]
        if token { headers[.csrfToken] = "token-of-\(cookie)" }
        return headers
    }
}

/// Repeatable randomness; the seed is printed by the tests that use it.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
