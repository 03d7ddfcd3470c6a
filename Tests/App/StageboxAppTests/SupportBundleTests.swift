import Foundation
import Logging
import StageModel
import Testing

@testable import StageboxApp

/// What leaves the box in a support bundle, and what does not.
@Suite struct SupportBundleTests {
    /// Everything that opens something, or names somebody, on a box where each of them was also logged by mistake.
    private func planted(_ bench: ConsoleBench) async throws -> (owner: [String: String], secrets: [String: String]) {
        let owner = try await bench.owner()
        let (show, type) = try await bench.show("Friday", as: owner)
        let sold = try await bench.sell(type, 1, as: owner)
        let token = String(try #require(try sold.string("path").split(separator: "#").last))
        let tickets = try await bench.ask(.get, "/api/order/tickets", headers: ["Order-Token": token])
        let pairing = try await bench.ask(
            .post, "/api/devices/pairings", json: ["showId": show, "door": "Main door"], headers: owner)
        let code = try pairing.string("code")
        let paired = try await bench.ask(
            .post, "/api/devices/pair", json: ["code": code, "name": "Ottokars Telefon"])
        let invitation = try await bench.ask(
            .post, "/api/people/invitations",
            json: ["name": "Wilhelmine Gast", "mail": "wilhelmine@example.com", "roles": ["staff"]], headers: owner)
        let key = try Data(contentsOf: bench.folder.appendingPathComponent("secrets/box.key"))
        let cookie = try #require(owner["Cookie"]?.split(separator: "=").last)
        return (
            owner,
            [
                "password": ConsoleBench.password, "session cookie": String(cookie),
                "CSRF token": owner["X-CSRF-Token"] ?? "", "mail of the owner": ConsoleBench.ownerMail,
                "mail of the buyer": "ottokar@example.net", "mail of the guest": "wilhelmine@example.com",
                "claim code": bench.claimCode, "order token": token,
                "ticket code": try #require(try tickets.items().first?["code"] as? String),
                "device token": try paired.string("deviceToken"),
                "invitation link": String(try #require(try invitation.string("path").split(separator: "#").last)),
                "box key in hex": key.map { String(format: "%02x", $0) }.joined(),
                "box key in base64": key.base64EncodedString(), "box key in base 32": Crockford.encode(key),
                "name of the owner": ConsoleBench.ownerName, "name of the buyer": "Ottokar Buyer",
                "name of the guest": "Wilhelmine Gast", "name of a device": "Ottokars Telefon",
            ]
        )
    }

    private func expectClean(_ text: String, _ secrets: [String: String]) {
        for (name, secret) in secrets {
            #expect(!secret.isEmpty)
            #expect(!text.contains(secret), "\(name) is in the bundle")
        }
        #expect(!text.contains("/home/nina"))
    }

    @Test func nothingThatOpensTheBoxOrNamesSomebodyIsInTheBundle() async throws {
        let bench = try await ConsoleBench()
        let (owner, secrets) = try await planted(bench)
        let logger = Logger(label: "test") { _ in BoxLogHandler(book: bench.book) }
        for (name, secret) in secrets where name != "password" {
            logger.error("It failed for \(secret), again", metadata: ["failure": "Refused(value: \"\(secret)\")"])
        }
        logger.error("password=\(ConsoleBench.password)", metadata: ["password": "\(ConsoleBench.password)"])
        let answer = try await bench.ask(.get, "/api/box/support", headers: owner)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
        #expect(
            answer.headers[.contentDisposition] == "attachment; filename=\"stagebox-support-2030-03-17.json\"")
        expectClean(answer.text, secrets)
        let bundle = try answer.object()
        #expect(
            Set(bundle.keys) == [
                "at", "configuration", "health", "log", "migrations", "network", "rowCounts", "schema", "versions",
            ])
        #expect((bundle["rowCounts"] as? [String: Int])?["account"] == 1)
        #expect((bundle["rowCounts"] as? [String: Int])?["orders"] == 1)
        #expect((bundle["schema"] as? [String])?.contains { $0.hasPrefix("CREATE TABLE account ") } == true)
        #expect((bundle["migrations"] as? [String])?.contains("eventlog.1 events and cursors") == true)
        #expect((bundle["log"] as? [[String: Any]])?.count == secrets.count)
        #expect((bundle["configuration"] as? [String: Any])?["webFolder"] as? String == "/home/…/web")
        try bench.end()
    }

    @Test func aBoxThatIsOnlyLookedAtGivesTheSameAndStaysAsItIs() async throws {
        let bench = try await ConsoleBench()
        let (_, secrets) = try await planted(bench)
        try await bench.box.store.checkpoint()
        let before = try Data(contentsOf: bench.folder.appendingPathComponent("stagebox.sqlite"))
        var configuration = bench.box.configuration
        configuration.hostNames = ["ottokar-buyer.local"]
        let report = await ShelfDoctor(configuration: configuration, clock: .system).doctor.report()
        #expect(report.checks.count == 12)
        #expect(report.checks.first?.status == .ok)
        let line = LogEntry(
            sequence: 1, at: report.at, level: .error, message: "Nina Lauterbach could not open it")
        let bytes = try await SupportBundle(configuration: configuration, log: { [line] }).bytes(report)
        let text = String(decoding: bytes, as: UTF8.self)
        expectClean(text, secrets)
        #expect(text.contains("[name] could not open it"))
        #expect(text.contains("[name].local"))
        #expect(try Data(contentsOf: bench.folder.appendingPathComponent("stagebox.sqlite")) == before)
        try bench.end()
    }

    @Test func aDamagedFileIsAFailureOfTheDoctor() async throws {
        let bench = try await ConsoleBench()
        _ = try await bench.owner()
        try bench.box.close()
        let file = bench.folder.appendingPathComponent("stagebox.sqlite")
        var bytes = try Data(contentsOf: file)
        // Pages after the first, which holds the schema.
        for index in stride(from: 4096, to: bytes.count, by: 64) { bytes[index] ^= 0xff }
        try bytes.write(to: file)
        let report = await ShelfDoctor(configuration: bench.box.configuration, clock: .system).doctor.report()
        #expect(report.status == .fail)
        #expect(report.checks.first { $0.id == "database" }?.status == .fail)
        try FileManager.default.removeItem(at: bench.folder)
    }

    @Test(arguments: [
        ("Nina Lauterbach and Nina", ["Nina Lauterbach", "Nina"], "[name] and [name]"),
        ("NINA\tLAUTERBACH's order", ["Nina Lauterbach"], "[name]'s order"),
        ("Ninas order", ["Nina"], "Ninas order"), ("nina", [], "nina"), ("", ["Nina"], ""),
        ("José said no", ["José"], "[name] said no"), ("a b a b a", ["a b"], "[name] [name] a"), ("...", ["…"], "..."),
    ])
    func namesAreTakenOutWhereTheirWordsStandTogether(text: String, names: [String], clean: String) {
        #expect(NamesTakenOut(names, in: WordSet([text])).clean(text) == clean)
    }
}
