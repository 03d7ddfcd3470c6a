import Cryptography
package import Foundation
package import HTTPTypes
import Identity
import Logging
import NIOCore
package import StageModel
package import StageboxApp
import Synchronization
import WebEdge

/// A whole box in a temporary folder, with a clock moved by hand and seeded randomness, asked in memory: real SQLite,
/// real files, real routes, no sockets.
package final class TestBox: Sendable {
    package let box: Box
    package let clock: HandClock
    package let folder: URL

    /// Opens a box; with a folder of an earlier one the same box again.
    package init(folder: URL? = nil, clock: HandClock = HandClock(), seed: UInt64 = 1) async throws {
        let place = folder ?? FileManager.default.temporaryDirectory.appendingPathComponent("box-\(UUID().uuidString)")
        self.folder = place
        self.clock = clock
        var configuration = BoxConfiguration()
        configuration.dataFolder = place.path
        configuration.webFolder = place.appendingPathComponent("web").path
        configuration.reserveBytes = 0
        configuration.isAnnounced = false
        box = try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: place.path), clock: clock.clock,
            entropy: SeededEntropy(seed: seed).entropy, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            hashing: PasswordHashing(cost: Scrypt.Cost(n: 16, r: 1, p: 1)))
    }

    /// Closes the box and removes its folder.
    package func end() async throws {
        try box.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// Closes the box and opens it again on the same folder, as after a restart.
    package func reopened() async throws -> TestBox {
        try box.close()
        return try await TestBox(folder: folder, clock: clock, seed: UInt64(clock.now.milliseconds))
    }

    // MARK: Asking

    /// Asks the box as a browser or a program would.
    package func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil, headers: [String: String] = [:],
        as guest: Guest? = nil
    ) async throws -> Heard {
        var request = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        if let body { request.headerFields[.contentLength] = "\(body.count)" }
        for (name, value) in (guest?.headers ?? [:]).merging(headers, uniquingKeysWith: { $1 }) {
            if let field = HTTPField.Name(name) { request.headerFields[field] = value }
        }
        let (head, answer) = try await box.edge.answer(
            request, body: ByteBuffer(bytes: body ?? []), client: "192.0.2.7")
        return Heard(status: head.status.code, headers: head.headerFields, body: Array(answer.readableBytesView))
    }

    /// Asks with a JSON object as body.
    package func ask(
        _ method: HTTPRequest.Method, _ path: String, json: [String: Any], headers: [String: String] = [:],
        as guest: Guest? = nil
    ) async throws -> Heard {
        let body = Array(try JSONSerialization.data(withJSONObject: json))
        return try await ask(
            method, path, body, headers: headers.merging(["Content-Type": "application/json"]) { $1 }, as: guest)
    }

    // MARK: People and things

    /// The owner, made by claiming the box; later calls sign in again.
    package func owner() async throws -> Guest {
        let mail = "owner@example.org"
        let password = "correct horse battery"
        if let code = try await box.identity.claimCode() {
            let heard = try await ask(
                .post, "/api/claim",
                json: ["code": code.text, "boxName": "Test", "name": "Owner", "mail": mail, "password": password])
            return try Guest(heard)
        }
        return try Guest(await ask(.post, "/api/session", json: ["mail": mail, "password": password]))
    }

    /// Somebody with these roles, signed in.
    package func person(_ name: String, _ roles: Set<Role>) async throws -> Guest {
        _ = try await owner()
        let mail = "\(name.lowercased())@example.org"
        _ = try await box.identity.createAccount(
            name: name, mail: mail, roles: roles, password: "a long password \(name)")
        return try Guest(await ask(.post, "/api/session", json: ["mail": mail, "password": "a long password \(name)"]))
    }

    /// A published show of tomorrow with one kind of ticket; gives the identifiers of both.
    package func show(
        _ title: String = "Friday", price: Int = 1500, quota: Int = 100, capacity: Int = 100,
        startsIn: Duration = .seconds(3600)
    ) async throws -> (show: String, type: String) {
        let owner = try await owner()
        let start = clock.now + startsIn
        let made = try await ask(
            .post, "/api/shows",
            json: [
                "title": title, "doorsAt": (start - .seconds(1800)).text, "startsAt": start.text,
                "endsAt": (start + .seconds(3 * 3600)).text, "capacity": capacity, "doors": ["Main door"],
            ], as: owner)
        let show = try made.text("id")
        let typed = try await ask(
            .post, "/api/shows/\(show)/ticket-types",
            json: [
                "name": "Regular", "price": ["amount": "\(price)", "currency": "EUR"], "quota": quota, "perOrder": 50,
            ], as: owner)
        let published = try await ask(.patch, "/api/shows/\(show)", json: ["status": "published"], as: owner)
        guard published.status == 200, let types = try typed.object()["ticketTypes"] as? [[String: Any]],
            let type = types.first?["id"] as? String
        else { throw TestBoxFailure(heard: published) }
        return (show, type)
    }

    /// Sells at the counter for cash; gives the order's token and its tickets' codes.
    package func sell(_ type: String, _ quantity: Int = 1) async throws -> (
        order: String, token: String, codes: [String]
    ) {
        let owner = try await owner()
        let sold = try await ask(
            .post, "/api/orders",
            json: ["lines": [["offer": type, "quantity": quantity]], "payment": ["method": "cash"]], as: owner)
        guard sold.status == 201, let order = try sold.object()["order"] as? [String: Any],
            let id = order["id"] as? String,
            let token = try sold.text("path").split(separator: "#").last.map(String.init)
        else { throw TestBoxFailure(heard: sold) }
        let tickets = try await ask(.get, "/api/order/tickets", headers: ["Order-Token": token])
        let items = try tickets.object()["items"] as? [[String: Any]] ?? []
        return (id, token, items.compactMap { $0["code"] as? String })
    }

    /// A device paired for a show's door.
    package func device(_ show: String, name: String = "Phone") async throws -> Guest {
        let owner = try await owner()
        let pairing = try await ask(
            .post, "/api/devices/pairings", json: ["showId": show, "door": "Main door"], as: owner)
        let code = try pairing.text("code")
        let paired = try await ask(.post, "/api/devices/pair", json: ["code": code, "name": name])
        return Guest(headers: ["Authorization": "Bearer \(try paired.text("deviceToken"))"])
    }
}

/// What the box answered.
package struct Heard: Sendable {
    package var status = 0
    package var headers = HTTPFields()
    package var body: [UInt8] = []

    package func object() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
            throw TestBoxFailure(heard: self)
        }
        return object
    }

    package func text(_ key: String) throws -> String {
        guard let text = try object()[key] as? String else { throw TestBoxFailure(heard: self) }
        return text
    }

    /// The stable code of a refusal; empty for an answer that is none.
    package var reason: String {
        let error = (try? object()["error"]) as? [String: Any]
        return (error?["details"] as? [String: Any])?["reason"] as? String ?? ""
    }

    package var words: String { String(decoding: body, as: UTF8.self) }
}

/// An answer that a test did not expect.
package struct TestBoxFailure: Error, CustomStringConvertible {
    let heard: Heard
    package var description: String { "\(heard.status) \(heard.words)" }
}

/// Somebody with a session or a device token.
package struct Guest: Sendable {
    package var headers: [String: String]

    init(headers: [String: String]) { self.headers = headers }

    init(_ heard: Heard) throws {
        guard let cookie = heard.headers[.setCookie]?.split(separator: ";").first else {
            throw TestBoxFailure(heard: heard)
        }
        headers = ["Cookie": String(cookie), "X-CSRF-Token": try heard.text("csrfToken")]
    }
}

/// A clock that a test moves.
package final class HandClock: Sendable {
    private let moment: Mutex<Timestamp>

    package init(_ start: Timestamp = Timestamp(milliseconds: 1_900_000_000_000)) { moment = Mutex(start) }

    package var now: Timestamp { moment.withLock { $0 } }
    package var clock: BoxClock { BoxClock { self.now } }
    package func move(_ span: Duration) { moment.withLock { $0 = $0 + span } }
}

/// Randomness that is the same in every run.
package final class SeededEntropy: Sendable {
    private let state: Mutex<UInt64>

    package init(seed: UInt64) { state = Mutex(seed &* 0x9e37_79b9_7f4a_7c15 | 1) }

    package var entropy: Entropy {
        Entropy { count in
            (0..<count).map { _ in
                self.state.withLock { state in
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return UInt8(truncatingIfNeeded: state >> 24)
                }
            }
        }
    }
}
