import EventLog
import StageModel
import Testing
import WebEdge

@testable import Identity

/// One's own account, and what admins may do with everybody's.
struct PeopleTests {
    private let new = "lantern under bridge"

    @Test func aPersonChangesNameAndMail() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        let answer = try await bench.patch(
            "/api/account", ["name": "  Nina   Šimůnková ", "mail": "N@Example.org"], cookie: cookie)
        #expect(answer.string("name") == "Nina Šimůnková")
        #expect(answer.string("mail") == "n@example.org")
        #expect(try await bench.get("/api/account", cookie: cookie).string("mail") == "n@example.org")
        #expect(try await bench.eventNames().last == "identity.account_changed")
        let count = try await bench.events().count
        #expect(try await bench.patch("/api/account", [String: String](), cookie: cookie).status == 200)
        #expect(try await bench.events().count == count)
    }

    @Test(
        arguments: [
            ("name", "", "name"), ("name", String(repeating: "x", count: 121), "name"), ("mail", "no-mail", "mail"),
            ("mail", "a@b@c", "mail"), ("mail", String(repeating: "x", count: 250) + "@b.at", "mail"),
            ("mail", "ada@example.org", "mail"), ("name", "a\u{0}b", "name"),
        ])
    func aWrongFieldIsNamed(_ field: String, _ value: String, _ named: String) async throws {
        let bench = try Bench()
        _ = try await bench.add("Ada", .admin)
        let cookie = try await bench.person("Nina", .fan)
        let answer = try await bench.patch("/api/account", [field: value], cookie: cookie)
        #expect(answer.status == 400 || answer.status == 409)
        #expect(answer.refusal?.fields[named] != nil)
        #expect(try await bench.get("/api/account", cookie: cookie).string("name") == "Nina")
    }

    @Test(arguments: ["أم كلثوم", "美空ひばり", "Þorgerður", "Ольга", "R2-D2", "👩‍🎤", String(repeating: "x", count: 120)])
    func aNameInAnyScriptIsTaken(_ name: String) async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        #expect(try await bench.patch("/api/account", ["name": name], cookie: cookie).string("name") == name)
    }

    @Test func aMailMayGoWhenTheNameIsOnesOwn() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        #expect(try await bench.patch("/api/account", ["mail": ""], cookie: cookie).string("mail") == "")
        _ = try await bench.signIn("Nina")
        let other = try await bench.person("Kim", .fan)
        _ = try await bench.patch("/api/account", ["name": "NINA"], cookie: other)
        let answer = try await bench.patch("/api/account", ["mail": " "], cookie: other)
        #expect(answer.refusal as? IdentityRefusal == .nameTaken)
        #expect(try await bench.patch("/api/account", ["name": "a@b", "mail": ""], cookie: other).status == 400)
    }

    @Test func aNewPasswordEndsEveryOtherSession() async throws {
        let bench = try Bench()
        let here = try await bench.person("Nina", .fan)
        let there = try await bench.signIn("nina@example.org")
        let link = try await bench.service.resetLink(mail: "nina@example.org")
        let answer = try await bench.post(
            "/api/account/password", ["current": Bench.password, "new": new], cookie: here)
        #expect(answer.status == 204)
        #expect(try await bench.get("/api/account", cookie: here).status == 200)
        #expect(try await bench.get("/api/account", cookie: there).status == 401)
        #expect(
            try await bench.post("/api/session", ["mail": "nina@example.org", "password": Bench.password]).status == 401
        )
        _ = try await bench.signIn("nina@example.org", password: new)
        let token = String(link.dropFirst("/join#".count))
        #expect(try await bench.post("/api/invitations/open", ["token": token]).reason == "identity.link_gone")
    }

    @Test func aWrongCurrentPasswordIsStoredToldAndSlowed() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        for _ in 1...10 {
            let answer = try await bench.post("/api/account/password", ["current": new, "new": new], cookie: cookie)
            #expect(answer.refusal?.fields["current"] != nil)
        }
        let next = try await bench.post(
            "/api/account/password", ["current": Bench.password, "new": new], cookie: cookie)
        #expect(next.refusal as? IdentityRefusal == .tooManyTries(seconds: 90))
        #expect(try await bench.eventNames().filter { $0 == "identity.sign_in_refused" }.count == 10)
        _ = try await bench.signIn("nina@example.org")
    }

    @Test(arguments: ["short", "nina@example.org", "aaaaaaaaaa", "password1"])
    func aWeakNewPasswordIsNamed(_ weak: String) async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .fan)
        let answer = try await bench.post(
            "/api/account/password", ["current": Bench.password, "new": weak], cookie: cookie)
        #expect(answer.refusal?.fields["new"] != nil)
    }

    @Test func onlyAdminsSeeAndChangePeople() async throws {
        let bench = try Bench()
        let ada = try await bench.add("Ada", .admin)
        for role in Role.allCases where role != .admin {
            let cookie = try await bench.person("P\(role.rawValue)", role)
            #expect(try await bench.get("/api/people", cookie: cookie).status == 403)
            #expect(try await bench.patch("/api/people/\(ada.id)", ["roles": []], cookie: cookie).status == 403)
            #expect(try await bench.post("/api/people/\(ada.id)/password-reset", cookie: cookie).status == 403)
            #expect(try await bench.get("/api/people/invitations", cookie: cookie).status == 403)
        }
        #expect(try await bench.get("/api/people").status == 401)
    }

    @Test func peopleComeInPagesInTheOrderOfTheirMaking() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Ada", .admin)
        for name in ["Bea", "Cem", "Dan", "Eva"] {
            bench.pass(.milliseconds(1))
            _ = try await bench.add(name, .fan)
        }
        var names: [String] = []
        var cursor: String?
        repeat {
            let page = try await bench.get(
                "/api/people?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""), cookie: cookie)
            names += page.items.compactMap { $0["name"] as? String }
            cursor = page.string("nextCursor")
            if cursor == nil { #expect(page.text.contains("\"nextCursor\":null")) }
        } while cursor != nil
        #expect(names == ["Ada", "Bea", "Cem", "Dan", "Eva"])
        #expect(try await bench.get("/api/people?limit=5", cookie: cookie).text.contains("\"nextCursor\":null"))
        #expect(try await bench.get("/api/people?limit=200", cookie: cookie).status == 200)
        for wrong in ["limit=0", "limit=201", "limit=x", "cursor=acct_x"] {
            #expect(try await bench.get("/api/people?\(wrong)", cookie: cookie).status == 400)
        }
    }

    @Test func rolesHoldWithTheNextRequest() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .fan)
        let cookie = try await bench.signIn("nina@example.org")
        #expect(try await bench.get("/api/devices", cookie: cookie).status == 403)
        let answer = try await bench.patch("/api/people/\(nina.id)", ["roles": ["fan", "staff"]], cookie: admin)
        #expect(answer.value(["roles"]) as? [String] == ["staff", "fan"])
        #expect(try await bench.get("/api/devices", cookie: cookie).status == 200)
        _ = try await bench.patch("/api/people/\(nina.id)", ["roles": []], cookie: admin)
        #expect(try await bench.get("/api/devices", cookie: cookie).status == 403)
        #expect(try await bench.get("/api/account", cookie: cookie).status == 200)
        #expect(try await bench.eventNames().filter { $0 == "identity.roles_changed" }.count == 2)
    }

    @Test(arguments: [
        "{\"roles\":[\"king\"]}", "{\"roles\":\"admin\"}", "{\"roles\":[1]}",
        "{\"roles\":[\"fan\",\"fan\",\"fan\",\"fan\",\"fan\",\"fan\",\"fan\"]}",
    ])
    func wrongRolesAreNamed(_ body: String) async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .fan)
        let answer = try await bench.patch("/api/people/\(nina.id)", body, cookie: admin)
        #expect(answer.status == 400)
        #expect(answer.refusal?.fields.keys.first?.hasPrefix("roles") == true)
    }

    @Test func blockingEndsEverySessionAtOnceAndUnblockingLetsInAgain() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .fan)
        let one = try await bench.signIn("nina@example.org")
        let other = try await bench.signIn("nina@example.org")
        let answer = try await bench.patch("/api/people/\(nina.id)", ["isBlocked": true], cookie: admin)
        #expect(answer.value(["isBlocked"]) as? Bool == true)
        for cookie in [one, other] { #expect(try await bench.get("/api/account", cookie: cookie).status == 401) }
        #expect(try await bench.count("session") == 1)
        let reset = try await bench.post("/api/people/\(nina.id)/password-reset", cookie: admin)
        #expect(reset.refusal as? IdentityRefusal == .personBlocked)
        _ = try await bench.patch("/api/people/\(nina.id)", ["isBlocked": false], cookie: admin)
        _ = try await bench.signIn("nina@example.org")
        #expect(try await bench.get("/api/account", cookie: one).status == 401)
        let names = try await bench.eventNames()
        #expect(names.contains("identity.blocked") && names.contains("identity.unblocked"))
    }

    @Test func theLastAdminStays() async throws {
        let bench = try Bench()
        let ada = try await bench.add("Ada", .admin)
        let cookie = try await bench.signIn("ada@example.org")
        let demoted = try await bench.patch("/api/people/\(ada.id)", ["roles": ["staff"]], cookie: cookie)
        #expect(demoted.refusal as? IdentityRefusal == .lastAdmin)
        let blocked = try await bench.patch("/api/people/\(ada.id)", ["isBlocked": true], cookie: cookie)
        #expect(blocked.refusal as? IdentityRefusal == .selfBlock)
        await #expect(throws: IdentityRefusal.lastAdmin) {
            try await bench.service.setRoles(mail: "ada@example.org", roles: [.fan])
        }
        let bea = try await bench.add("Bea", .admin)
        #expect(
            try await bench.patch("/api/people/\(ada.id)", ["isBlocked": true], cookie: cookie).reason
                == "identity.self_block")
        _ = try await bench.patch("/api/people/\(bea.id)", ["isBlocked": true], cookie: cookie)
        // A blocked admin does not count: Ada is the last again.
        #expect(
            try await bench.patch("/api/people/\(ada.id)", ["roles": []], cookie: cookie).reason
                == "identity.last_admin")
        _ = try await bench.patch("/api/people/\(bea.id)", ["isBlocked": false], cookie: cookie)
        #expect(try await bench.patch("/api/people/\(ada.id)", ["roles": ["fan"]], cookie: cookie).status == 200)
        #expect(try await bench.get("/api/people", cookie: cookie).status == 403)
        #expect(try await bench.service.isClaimed())
    }

    @Test func ofTwoAdminsWhoDemoteEachOtherAtOnceOneStays() async throws {
        let bench = try Bench()
        let ada = try await bench.add("Ada", .admin)
        let bea = try await bench.add("Bea", .admin)
        async let one = bench.service.changePerson(ada.id, PersonChange(roles: [], isBlocked: nil), by: bea.id)
        async let other = bench.service.changePerson(bea.id, PersonChange(roles: [], isBlocked: nil), by: ada.id)
        let results = [try? await one, try? await other]
        #expect(results.compactMap { $0 }.count == 1)
        #expect(try await bench.service.isClaimed())
    }

    @Test func aSessionThatWasOverDoesNotComeBackWithFewerRoles() async throws {
        let bench = try Bench()
        _ = try await bench.add("Ada", .admin)
        let nina = try await bench.add("Nina", .staff)
        let cookie = try await bench.signIn("nina@example.org")
        bench.pass(.seconds(13 * 3600))
        let admin = try await bench.signIn("ada@example.org")
        _ = try await bench.patch("/api/people/\(nina.id)", ["roles": ["fan"]], cookie: admin)
        #expect(try await bench.get("/api/account", cookie: cookie).status == 401)
    }

    @Test(arguments: ["acct_0123456789abcdefghjkmnpqrs", "acct_x", "show_0123456789abcdefghjkmnpqrs", "1"])
    func nobodyThereIs404(_ id: String) async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        #expect(try await bench.patch("/api/people/\(id)", ["isBlocked": true], cookie: admin).status == 404)
        #expect(try await bench.post("/api/people/\(id)/password-reset", cookie: admin).status == 404)
    }

    @Test func theCommandLineListsAndChangesPeople() async throws {
        let bench = try Bench()
        _ = try await bench.add("Ada", .admin)
        bench.pass(.milliseconds(1))
        _ = try await bench.add("Nina", .fan)
        try await bench.service.setRoles(mail: " Nina@example.org", roles: [.artist, .fan])
        #expect(try await bench.service.listAccounts().map(\.roles) == [[.admin], [.artist, .fan]])
        #expect(try await bench.events().last?.actor == "box")
        await #expect(throws: IdentityRefusal.noSuchPerson) {
            try await bench.service.setRoles(mail: "nobody@example.org", roles: [])
        }
        await #expect(throws: IdentityRefusal.mailTaken) { _ = try await bench.add("Eve", mail: "ada@example.org") }
    }
}
