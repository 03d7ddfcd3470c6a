import Cryptography
import EventLog
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Identity

/// Signing in: who gets in, who waits, and what nobody learns.
struct SignInTests {
    private let wrong = "another kite seven"

    @Test(arguments: ["nina@example.org", " NINA@Example.ORG ", "Nina Simone", "nina  simone", "ＮＩＮＡ simone"])
    func mailAndNameOpenWithoutRegardToCase(_ handle: String) async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina Simone", mail: "nina@example.org", .fan)
        let answer = try await bench.post("/api/session", ["mail": handle, "password": Bench.password])
        #expect(answer.status == 201)
        #expect(answer.string("account", "name") == "Nina Simone")
    }

    @Test func aNameThatTwoPeopleHaveOpensForNeitherUnlessOneHasNoMail() async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina", mail: "", .fan)
        _ = try await bench.add("Nina", mail: "other@example.org", .staff)
        let first = try await bench.post("/api/session", ["mail": "nina", "password": Bench.password])
        #expect(first.string("account", "mail") == "")
        _ = try await bench.add("Kim", mail: "kim1@example.org", .fan)
        _ = try await bench.add("Kim", mail: "kim2@example.org", .fan)
        let second = try await bench.post("/api/session", ["mail": "Kim", "password": Bench.password])
        #expect(second.reason == "identity.wrong_credentials")
    }

    @Test func aNameThatLooksLikeAnothersMailOpensNothingOfTheirs() async throws {
        let bench = try Bench()
        _ = try await bench.add("Ada", mail: "ada@example.org", .admin)
        _ = try await bench.add("ada@example.org", mail: "eve@example.org", .fan)
        let answer = try await bench.post("/api/session", ["mail": "ada@example.org", "password": Bench.password])
        #expect(answer.string("account", "name") == "Ada")
    }

    @Test func wrongPasswordAndUnknownNameAreToldAlike() async throws {
        let bench = try Bench()
        let nina = try await bench.add("Nina", .fan)
        let known = try await bench.post("/api/session", ["mail": "nina@example.org", "password": wrong])
        let unknown = try await bench.post("/api/session", ["mail": "nobody@example.org", "password": wrong])
        #expect(known.status == 401 && unknown.status == 401)
        #expect(known.text == unknown.text && known.reason == unknown.reason)
        let events = try await bench.events().filter { $0.name == "identity.sign_in_refused" }
        #expect(events.map(\.audience) == [.audit, .audit])
        #expect(events[0].payload.contains(nina.id.text))
        #expect(!events.contains { $0.payload.contains("@") })
    }

    @Test func anUnknownNameCostsAHashToo() async throws {
        // At a cost that scrypt refuses, only who really hashes fails.
        let hashing = PasswordHashing(cost: Scrypt.Cost(n: 3, r: 1, p: 1))
        let password = try PasswordRules.typed("wooden kite seven", field: "password")
        await #expect(throws: Scrypt.CostRefused.self) {
            try await hashing.check(password, against: nil, salt: Array(repeating: 1, count: 16))
        }
    }

    @Test(arguments: ["mail", "password"])
    func aMissingOrEmptyFieldIsNamed(_ field: String) async throws {
        let bench = try Bench()
        var form = ["mail": "nina@example.org", "password": Bench.password]
        form[field] = ""
        #expect(try await bench.post("/api/session", form).refusal?.fields[field] != nil)
        form[field] = nil
        #expect(try await bench.post("/api/session", form).refusal?.fields[field] != nil)
    }

    @Test(arguments: ["", "[]", "{\"mail\":1,\"password\":2}", "{\"mail\":", "null", "\u{0}"])
    func whatIsNoJSONObjectOfThisShapeIsRefused(_ body: String) async throws {
        let bench = try Bench()
        #expect(try await bench.call(.post, "/api/session", body).status == 400)
    }

    @Test func aPasswordOf1024BytesIsTriedAndOneMoreIsRefused() async throws {
        let bench = try Bench()
        let most = try await bench.post(
            "/api/session", ["mail": "nina", "password": String(repeating: "x", count: 1024)])
        #expect(most.reason == "identity.wrong_credentials")
        let more = try await bench.post(
            "/api/session", ["mail": "nina", "password": String(repeating: "x", count: 1025)])
        #expect(more.refusal?.fields["password"] != nil)
    }

    @Test(arguments: ["nina@example.org", "nobody@example.org"])
    func afterTenWrongTriesTheNextWaitsWhetherTheAccountExistsOrNot(_ mail: String) async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina", .fan)
        for _ in 1...10 {
            let answer = try await bench.post("/api/session", ["mail": mail, "password": wrong])
            #expect(answer.reason == "identity.wrong_credentials")
        }
        let eleventh = try await bench.post("/api/session", ["mail": mail, "password": Bench.password])
        #expect(eleventh.refusal as? IdentityRefusal == .tooManyTries(seconds: 90))
        #expect(eleventh.status == 429)
        bench.pass(.seconds(89))
        #expect(
            try await bench.post("/api/session", ["mail": mail, "password": wrong]).refusal as? IdentityRefusal
                == .tooManyTries(seconds: 1))
        bench.pass(.seconds(1))
        #expect(try await bench.post("/api/session", ["mail": mail, "password": wrong]).status == 401)
        #expect(try await bench.post("/api/session", ["mail": mail, "password": wrong]).status == 429)
    }

    @Test func signingInFillsTheTriesUpAgain() async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina", .fan)
        for _ in 1...9 { _ = try await bench.post("/api/session", ["mail": "nina@example.org", "password": wrong]) }
        _ = try await bench.signIn("nina@example.org", client: "10.0.0.9")
        let next = try await bench.post("/api/session", ["mail": "nina@example.org", "password": wrong])
        #expect(next.status == 401)
    }

    @Test func aStrangersGuessingDoesNotKeepTheOwnerOut() async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina", .fan)
        let home = try await bench.signIn("nina@example.org", client: "10.0.0.7")
        for _ in 1...10 {
            _ = try await bench.post(
                "/api/session", ["mail": "nina@example.org", "password": wrong], client: "10.0.0.66")
        }
        let stranger = try await bench.post(
            "/api/session", ["mail": "nina@example.org", "password": Bench.password], client: "10.0.0.66")
        #expect(stranger.status == 429)
        _ = try await bench.signIn("nina@example.org", client: "10.0.0.7")
        #expect(try await bench.get("/api/account", cookie: home).status == 200)
    }

    @Test func triesAtOnceAreCountedBeforeTheyAreChecked() async throws {
        let bench = try Bench(waiting: 100)
        _ = try await bench.add("Nina", .fan)
        let body = try Bench.json(["mail": "nina@example.org", "password": wrong])
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...30 { group.addTask { try await bench.call(.post, "/api/session", body).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 401 }.count == 10)
        #expect(statuses.filter { $0 == 429 }.count == 20)
    }

    @Test func aBlockedPersonLearnsItOnlyWithTheRightPassword() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let nina = try await bench.add("Nina", .fan)
        _ = try await bench.patch("/api/people/\(nina.id)", ["isBlocked": true], cookie: admin)
        let right = try await bench.post("/api/session", ["mail": "nina@example.org", "password": Bench.password])
        #expect(right.refusal as? IdentityRefusal == .blocked)
        #expect(right.status == 403)
        let other = try await bench.post("/api/session", ["mail": "nina@example.org", "password": wrong])
        #expect(other.refusal as? IdentityRefusal == .wrongCredentials)
    }

    @Test func signingInRenewsAHashThatWasMadeAtAnotherCost() async throws {
        let bench = try Bench(cost: Scrypt.Cost(n: 8, r: 1, p: 1))
        let nina = try await bench.add("Nina", .fan)
        let old = try StoredPassword(
            PasswordRules.typed(Bench.password, field: "password"), salt: Array(repeating: 1, count: 16),
            cost: Bench.cheap
        ).text
        try await bench.store.write { db in try IdentityStore(db: db).setPassword(old, of: nina.id) }
        _ = try await bench.signIn("nina@example.org")
        let renewed = try await bench.store.read { db in try IdentityStore(db: db).account(nina.id)?.password }
        #expect(renewed?.hasPrefix("$scrypt$ln=3,r=1,p=1$") == true)
        _ = try await bench.signIn("nina@example.org")
        #expect(try await bench.store.read { db in try IdentityStore(db: db).account(nina.id)?.password } == renewed)
    }

    @Test func thePasswordIsComparedInOneNormalForm() async throws {
        let bench = try Bench()
        _ = try await bench.service.createAccount(
            name: "Zoë", mail: "zoe@example.org", roles: [.fan], password: "cafe\u{301} mit milch")
        _ = try await bench.signIn("zoe@example.org", password: "caf\u{e9} mit milch")
    }

    @Test func signingInAgainEndsTheSessionOfTheCookieThatCameAlong() async throws {
        let bench = try Bench()
        let first = try await bench.person("Nina", .fan)
        let answer = try await bench.post(
            "/api/session", ["mail": "nina@example.org", "password": Bench.password], cookie: first)
        let second = try #require(answer.cookie)
        #expect(second != first)
        #expect(try await bench.get("/api/account", cookie: first).status == 401)
        #expect(try await bench.get("/api/account", cookie: second).status == 200)
        #expect(try await bench.count("session") == 1)
    }

    @Test func theCookieIsSecureOnTLSAndNothingOfItRests() async throws {
        let bench = try Bench()
        _ = try await bench.add("Nina", .fan)
        let form = ["mail": "nina@example.org", "password": Bench.password]
        let plain = try #require(try await bench.post("/api/session", form).setCookie)
        #expect(plain.hasPrefix("stagebox="))
        #expect(plain.contains("HttpOnly") && plain.contains("SameSite=Strict") && plain.contains("Max-Age=7776000"))
        let answer = try await bench.post("/api/session", form, isSecure: true)
        let secure = try #require(answer.setCookie)
        #expect(secure.hasPrefix("__Host-stagebox=") && secure.hasSuffix("; Secure"))
        let cookie = try #require(answer.cookie)
        let rests = try await bench.store.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM session").map { "\($0)" }.joined()
                + String.fetchAll(db, sql: "SELECT payload FROM event_log").joined()
        }
        #expect(!rests.contains(cookie) && !rests.contains(Bench.password))
        #expect(try await bench.get("/api/session", cookie: cookie, isSecure: true).string("csrfToken") != nil)
    }
}
