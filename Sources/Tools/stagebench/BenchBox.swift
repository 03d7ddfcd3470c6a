import Cryptography
import Foundation
import Identity
import Logging
import NIOCore
import StageModel
import StageboxApp
import Synchronization
import WebEdge

/// A box in a temporary folder that serves on a port of its own, in this process.
struct BenchBox {
    let box: Box
    let port: Int
    let folder: String
    let owner: SignedInAccount

    /// Runs the work beside a running box, and stops it.
    static func serving<Answer: Sendable>(
        webFolder: String = "", _ work: @escaping @Sendable (BenchBox) async throws -> Answer
    ) async throws -> Answer {
        let folder = "\(FileManager.default.temporaryDirectory.path)/stagebench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = BoxConfiguration()
        configuration.dataFolder = folder
        configuration.webFolder = webFolder
        configuration.bindAddress = "127.0.0.1"
        configuration.httpPort = 0
        configuration.servesHTTPS = false
        configuration.isAnnounced = false
        var limits = Limits()
        // One address asks for everybody here.
        for budget in Budget.allCases {
            limits.byAddress[budget] = Limits.Rate(burst: 1_000_000_000, perMinute: 1_000_000_000)
            limits.byPrincipal[budget] = Limits.Rate(burst: 1_000_000_000, perMinute: 1_000_000_000)
        }
        let logger = Logger(label: "stagebench") { _ in SwiftLogNoOpLogHandler() }
        let box = try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: folder), clock: .system, entropy: .system,
            logger: logger, limits: limits)
        let record = try await box.identity.createAccount(
            name: "Bench", mail: Desk.mail, roles: [.admin, .artist], password: Desk.password)
        let owner = SignedInAccount(
            id: record.id, name: "Bench", roles: [.admin, .artist],
            session: SessionID(at: BoxClock.system.now(), entropy: .system))
        let (ports, told) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask {
                try await box.run(logger: logger, signals: []) { told.yield($0.http) }
                return nil
            }
            group.addTask {
                for await port in ports {
                    return try await work(BenchBox(box: box, port: port, folder: folder, owner: owner))
                }
                throw PeerFailure(what: "the box did not listen")
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let answer = next { return answer }
            }
            throw PeerFailure(what: "the box stopped")
        }
    }
}

/// Somebody signed in over a connection of their own.
struct Desk {
    static let mail = "bench@example.org"
    static let password = "a long bench password"

    private let connection: Connection
    private let headers: [String: String]

    init(_ bench: BenchBox) throws {
        connection = try Connection(port: bench.port)
        let (head, body) = try connection.ask(
            "POST", "/api/session", body: #"{"mail":"\#(Self.mail)","password":"\#(Self.password)"}"#, headers: [:])
        let cookie = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("set-cookie:") }
            .map { $0.dropFirst(11).drop { $0 == " " }.prefix { $0 != ";" } }
        guard let cookie, let token = try Self.object(body)["csrfToken"] as? String else {
            throw PeerFailure(what: "signing in: \(body)")
        }
        headers = ["Cookie": String(cookie), "X-CSRF-Token": token]
    }

    func ask(_ method: String, _ path: String, _ body: String) throws -> [String: Any] {
        try Self.object(try connection.ask(method, path, body: body, headers: headers).body)
    }

    private static func object(_ text: String) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
            throw PeerFailure(what: text)
        }
        return object
    }
}
