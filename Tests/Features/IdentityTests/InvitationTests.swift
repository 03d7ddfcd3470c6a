import EventLog
import HTTPTypes
import StageModel
import Testing
import WebEdge

@testable import Identity

/// Coming in by a link, and getting back in by one.
struct InvitationTests {
    private func token(_ answer: Answer) throws -> String {
        let path = try #require(answer.string("path"))
        #expect(path.hasPrefix("/join#"))
        return String(path.dropFirst("/join#".count))
    }

    private func invite(_ bench: Bench, _ admin: String, _ changes: [String: Any] = [:]) async throws -> Answer {
        var form: [String: Any] = ["name": "Nina", "mail": "nina@example.org", "roles": ["artist", "fan"]]
        for (key, value) in changes { form[key] = value }
        return try await bench.post("/api/people/invitations", form, cookie: admin)
    }

    @Test func whoAcceptsHasTheRolesAndIsSignedIn() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        let offer = try await bench.post("/api/invitations/open", ["token": token])
        #expect(offer.string("name") == "Nina" && offer.string("kind") == "invitation")
        let answer = try await bench.post("/api/invitations/accept", ["token": token, "password": Bench.password])
        #expect(answer.status == 201)
        #expect(answer.value(["account", "roles"]) as? [String] == ["artist", "fan"])
        #expect(answer.string("account", "mail") == "nina@example.org")
        #expect(try await bench.get("/api/account", cookie: answer.cookie).status == 200)
        #expect(try await bench.get("/api/people/invitations", cookie: admin).items.isEmpty)
        _ = try await bench.signIn("nina@example.org")
    }

    @Test func lookingDoesNotUseItUpAndAcceptingDoes() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        for _ in 1...3 { #expect(try await bench.post("/api/invitations/open", ["token": token]).status == 200) }
        let form = try Bench.json(["token": token, "password": Bench.password])
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...6 { group.addTask { try await bench.call(.post, "/api/invitations/accept", form) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.reason == "identity.link_gone" }.count == 5)
        #expect(try await bench.count("account") == 2)
    }

    @Test func anInvitationLastsSevenDays() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        bench.pass(.seconds(7 * 86_400) - .milliseconds(1))
        #expect(try await bench.post("/api/invitations/open", ["token": token]).status == 200)
        bench.pass(.milliseconds(1))
        #expect(try await bench.post("/api/invitations/open", ["token": token]).status == 404)
        let answer = try await bench.post("/api/invitations/accept", ["token": token, "password": Bench.password])
        #expect(answer.refusal as? IdentityRefusal == .linkGone)
    }

    @Test func aWithdrawnInvitationOpensNothing() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let made = try await invite(bench, admin)
        let id = try #require(made.string("invitation", "id"))
        #expect(try await bench.get("/api/people/invitations", cookie: admin).items.first?["id"] as? String == id)
        #expect(try await bench.delete("/api/people/invitations/\(id)", cookie: admin).status == 204)
        #expect(try await bench.delete("/api/people/invitations/\(id)", cookie: admin).status == 404)
        #expect(try await bench.post("/api/invitations/open", ["token": try token(made)]).status == 404)
    }

    @Test(arguments: ["", "x", String(repeating: "0", count: 52), String(repeating: "x", count: 5000), "é\u{0}"])
    func aTokenThatNobodyGaveAwayOpensNothing(_ token: String) async throws {
        let bench = try Bench()
        #expect(try await bench.post("/api/invitations/open", ["token": token]).reason == "identity.link_gone")
        let answer = try await bench.post("/api/invitations/accept", ["token": token, "password": Bench.password])
        #expect(answer.reason == "identity.link_gone")
    }

    @Test func nameAndMailMayBeChangedWhenAccepting() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin, ["mail": ""]))
        let taken = try await bench.post(
            "/api/invitations/accept", ["token": token, "mail": "ada@example.org", "password": Bench.password])
        #expect(taken.refusal as? IdentityRefusal == .mailTaken)
        let weak = try await bench.post(
            "/api/invitations/accept", ["token": token, "name": "Nina S", "password": "ninas123"])
        #expect(weak.refusal?.fields["password"] != nil)
        let answer = try await bench.post(
            "/api/invitations/accept",
            ["token": token, "name": "Nina S", "mail": "ns@example.org", "password": Bench.password])
        #expect(answer.string("account", "name") == "Nina S" && answer.string("account", "mail") == "ns@example.org")
    }

    @Test func rolesCannotBeChosenWhenAccepting() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        let answer = try await bench.post(
            "/api/invitations/accept",
            ["token": token, "password": Bench.password, "roles": ["admin"], "isBlocked": false])
        #expect(answer.value(["account", "roles"]) as? [String] == ["artist", "fan"])
    }

    @Test(
        arguments: [
            ("name", "" as any Sendable), ("mail", "x"), ("roles", [String]()), ("roles", ["king"]), ("roles", "fan"),
            ("mail", "ada@example.org"),
        ])
    func aWrongFieldIsNamed(_ field: String, _ value: any Sendable) async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let answer = try await invite(bench, admin, [field: value])
        #expect(answer.refusal?.fields[field] != nil)
        #expect(try await bench.count("invitation") == 0)
    }

    @Test func twoHundredInvitationsMayBeOpenAndNoMore() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        for _ in 1...IdentityLimits.openInvitations {
            _ = try await bench.service.inviteLink(name: "Nina", mail: "", roles: [.fan])
        }
        #expect(try await invite(bench, admin).refusal as? IdentityRefusal == .tooManyInvitations)
        bench.pass(IdentityLimits.invitationLife)
        let again = try await bench.signIn("ada@example.org")
        #expect(try await invite(bench, again).status == 201)
    }

    @Test func whatABlockedOrDemotedAdminOfferedFalls() async throws {
        let bench = try Bench()
        let ada = try await bench.person("Ada", .admin)
        let bea = try await bench.add("Bea", .admin)
        let cookie = try await bench.signIn("bea@example.org")
        let first = try token(try await invite(bench, cookie, ["roles": ["admin"]]))
        _ = try await bench.patch("/api/people/\(bea.id)", ["roles": ["staff"]], cookie: ada)
        #expect(try await bench.post("/api/invitations/open", ["token": first]).status == 404)
        _ = try await bench.patch("/api/people/\(bea.id)", ["roles": ["admin"]], cookie: ada)
        let second = try token(try await invite(bench, cookie, ["roles": ["admin"]]))
        _ = try await bench.patch("/api/people/\(bea.id)", ["isBlocked": true], cookie: ada)
        #expect(try await bench.post("/api/invitations/open", ["token": second]).status == 404)
    }

    @Test func aResetSetsThePasswordEndsSessionsAndChangesNothingElse() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .artist)
        let cookie = try await bench.signIn("nina@example.org")
        let made = try await bench.post("/api/people/\(nina.id)/password-reset", cookie: admin)
        #expect(made.status == 201 && made.string("invitation", "kind") == "reset")
        let token = try token(made)
        let answer = try await bench.post(
            "/api/invitations/accept",
            ["token": token, "name": "Eve", "mail": "eve@example.org", "password": "lantern under bridge"])
        #expect(answer.status == 201)
        #expect(answer.string("account", "name") == "Nina" && answer.string("account", "mail") == "nina@example.org")
        #expect(try await bench.get("/api/account", cookie: cookie).status == 401)
        #expect(
            try await bench.post("/api/session", ["mail": "nina@example.org", "password": Bench.password]).status == 401
        )
        _ = try await bench.signIn("nina@example.org", password: "lantern under bridge")
        #expect(try await bench.post("/api/invitations/open", ["token": token]).status == 404)
    }

    @Test func aResetLastsADayAndANewOneVoidsTheOld() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .artist)
        let old = try token(try await bench.post("/api/people/\(nina.id)/password-reset", cookie: admin))
        let fresh = try token(try await bench.post("/api/people/\(nina.id)/password-reset", cookie: admin))
        #expect(try await bench.post("/api/invitations/open", ["token": old]).status == 404)
        bench.pass(.seconds(86_400) - .milliseconds(1))
        #expect(try await bench.post("/api/invitations/open", ["token": fresh]).status == 200)
        bench.pass(.milliseconds(1))
        #expect(try await bench.post("/api/invitations/open", ["token": fresh]).status == 404)
    }

    @Test func aResetRefusesThePersonsOwnNameAsPassword() async throws {
        let bench = try Bench()
        _ = try await bench.service.createAccount(
            name: "Nina Simone", mail: "nina@example.org", roles: [.fan], password: Bench.password)
        let token = String(try await bench.service.resetLink(mail: "nina@example.org").dropFirst("/join#".count))
        let answer = try await bench.post("/api/invitations/accept", ["token": token, "password": "Nina-Simone1"])
        #expect(answer.refusal?.fields["password"] != nil)
        #expect(try await bench.post("/api/invitations/open", ["token": token]).status == 200)
    }

    @Test func acceptingEndsTheSessionOfTheCookieThatCameAlong() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        let answer = try await bench.post(
            "/api/invitations/accept", ["token": token, "password": Bench.password], cookie: admin)
        #expect(answer.status == 201)
        #expect(try await bench.get("/api/account", cookie: admin).status == 401)
    }

    @Test func neitherTokenNorMailStandsInTheLog() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let token = try token(try await invite(bench, admin))
        _ = try await bench.post("/api/invitations/accept", ["token": token, "password": Bench.password])
        let log = try await bench.events().map { $0.payload + $0.topic + $0.actor }.joined()
        #expect(!log.contains(token) && !log.contains("@"))
        #expect(try await bench.journal.firstBrokenLink() == nil)
    }
}
