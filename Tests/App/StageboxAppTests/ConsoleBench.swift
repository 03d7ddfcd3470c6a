import Cryptography
import Foundation
import HTTPTypes
import Identity
import Logging
import NIOCore
import StageModel
import Synchronization
import Testing
import WebEdge

@testable import StageboxApp

/// A whole box with a log book, asked in memory as a browser would.
final class ConsoleBench: Sendable {
    static let ownerMail = "nina.lauterbach@example.org"
    static let ownerName = "Nina Lauterbach"
    static let password = "correct horse battery"

    let box: Box
    let book = LogBook()
    let folder: URL
    let moment = Mutex(Timestamp(milliseconds: 1_900_000_000_000))
    let claimCode: String

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("console-\(UUID().uuidString)")
        var configuration = BoxConfiguration()
        configuration.dataFolder = folder.path
        configuration.webFolder = "/home/nina/web"
        configuration.reserveBytes = 0
        configuration.isAnnounced = false
        let start = moment.withLock { $0 }
        box = try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: folder.path), clock: BoxClock { start },
            entropy: .system, logger: Logger(label: "test") { [book] _ in BoxLogHandler(book: book) },
            hashing: PasswordHashing(cost: Scrypt.Cost(n: 16, r: 1, p: 1)), logBook: book)
        claimCode = try #require(try await box.identity.claimCode()).text
    }

    func end() throws {
        try box.close()
        try FileManager.default.removeItem(at: folder)
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let text: String

        func object() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }

        func items() throws -> [[String: Any]] { try #require(try object()["items"] as? [[String: Any]]) }

        func string(_ key: String) throws -> String { try #require(try object()[key] as? String) }
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, json: [String: Any]? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        var body = Data()
        if let json {
            body = try JSONSerialization.data(withJSONObject: json)
            request.headerFields[.contentType] = "application/json"
            request.headerFields[.contentLength] = "\(body.count)"
        }
        for (name, value) in headers { request.headerFields[HTTPField.Name(name)!] = value }
        let (head, answer) = try await box.edge.answer(request, body: ByteBuffer(bytes: body), client: "192.0.2.7")
        return Answer(
            status: head.status.code, headers: head.headerFields,
            text: String(decoding: answer.readableBytesView, as: UTF8.self))
    }

    /// The headers of whoever was signed in by this answer.
    static func headers(_ answer: Answer) throws -> [String: String] {
        let cookie = try #require(answer.headers[.setCookie]?.split(separator: ";").first)
        return ["Cookie": String(cookie), "X-CSRF-Token": try answer.string("csrfToken")]
    }

    /// Claims the box.
    func owner() async throws -> [String: String] {
        try Self.headers(
            await ask(
                .post, "/api/claim",
                json: [
                    "code": claimCode, "boxName": "Test", "name": Self.ownerName, "mail": Self.ownerMail,
                    "password": Self.password,
                ]))
    }

    func person(_ name: String, _ roles: Set<Role>) async throws -> [String: String] {
        let mail = "\(name.lowercased())@example.org"
        _ = try await box.identity.createAccount(name: name, mail: mail, roles: roles, password: "long enough \(name)")
        return try Self.headers(
            await ask(.post, "/api/session", json: ["mail": mail, "password": "long enough \(name)"]))
    }

    /// A published show with one kind of ticket at 15 euros.
    func show(_ title: String, as owner: [String: String]) async throws -> (show: String, type: String) {
        let start = moment.withLock { $0 } + .seconds(3600)
        let made = try await ask(
            .post, "/api/shows",
            json: [
                "title": title, "doorsAt": (start - .seconds(1800)).text, "startsAt": start.text,
                "endsAt": (start + .seconds(10_800)).text, "capacity": 100, "doors": ["Main door"],
            ], headers: owner)
        let show = try made.string("id")
        let typed = try await ask(
            .post, "/api/shows/\(show)/ticket-types",
            json: [
                "name": "Regular", "price": ["amount": "1500", "currency": "EUR"], "quota": 100, "perOrder": 10,
            ], headers: owner)
        _ = try await ask(.patch, "/api/shows/\(show)", json: ["status": "published"], headers: owner)
        let types = try #require(try typed.object()["ticketTypes"] as? [[String: Any]])
        return (show, try #require(types.first?["id"] as? String))
    }

    func sell(_ type: String, _ count: Int, as owner: [String: String]) async throws -> Answer {
        try await ask(
            .post, "/api/orders",
            json: [
                "lines": [["offer": type, "quantity": count]], "payment": ["method": "cash"],
                "buyer": ["name": "Ottokar Buyer", "mail": "ottokar@example.net"],
            ], headers: owner)
    }
}
