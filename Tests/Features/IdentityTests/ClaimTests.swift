import EventLog
import HTTPTypes
import StageModel
import Testing
import WebEdge

@testable import Identity

/// The first claim of a new box.
struct ClaimTests {
    private func form(_ code: String, _ changes: [String: Any] = [:]) -> [String: Any] {
        var form: [String: Any] = [
            "code": code, "boxName": "Café Nova", "timeZone": "Europe/Vienna", "currency": "EUR",
            "name": "Ada Lovelace",
            "mail": "ada@example.org", "password": Bench.password,
        ]
        for (key, value) in changes { form[key] = value }
        return form
    }

    /// A code of the right shape that is not the box's.
    private func wrong(_ code: String) -> String { String(code.dropLast()) + (code.hasSuffix("0") ? "1" : "0") }

    @Test func theCodeHasFourGroupsOfFourAndStaysTheSame() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}/) != nil)
        #expect(try await bench.service.claimCode()?.text == code)
        #expect(try await !bench.service.isClaimed())
    }

    @Test func claimingMakesAnAdminNamesTheBoxSignsInAndTakesTheCodeAway() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        let answer = try await bench.post("/api/claim", form(code))
        #expect(answer.status == 201)
        #expect(answer.string("account", "name") == "Ada Lovelace")
        #expect(answer.value(["account", "roles"]) as? [String] == ["admin"])
        #expect(try await bench.service.isClaimed())
        #expect(try await bench.service.claimCode() == nil)
        #expect(try await bench.count("claim") == 0)
        #expect(try await bench.count("test_box") == 1)
        #expect(
            try await bench.eventNames() == ["identity.account_created", "identity.claimed", "identity.signed_in"])
        let session = try await bench.get("/api/session", cookie: answer.cookie)
        #expect(session.string("account", "mail") == "ada@example.org")
        #expect(session.string("csrfToken") == answer.string("csrfToken"))
        #expect(try await bench.post("/api/claim", form(code)).reason == "identity.already_claimed")
    }

    @Test func theCodeForgivesCaseHyphensAndLookAlikes() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        let typed = code.lowercased().replacing("-", with: " ").replacing("0", with: "o").replacing("1", with: "l")
        #expect(try await bench.post("/api/claim", form(typed)).status == 201)
    }

    @Test func theFifthWrongTryMakesANewCode() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        for left in [4, 3, 2, 1] {
            let answer = try await bench.post("/api/claim", form(wrong(code)))
            #expect(answer.refusal as? IdentityRefusal == .wrongClaimCode(triesLeft: left))
            #expect(answer.status == 400)
            #expect(try await bench.service.claimCode()?.text == code)
        }
        let fifth = try await bench.post("/api/claim", form(wrong(code)))
        #expect(fifth.refusal as? IdentityRefusal == .wrongClaimCode(triesLeft: 0))
        let next = try #require(try await bench.service.claimCode()).text
        #expect(next != code)
        #expect(
            try await bench.post("/api/claim", form(code)).refusal as? IdentityRefusal == .wrongClaimCode(triesLeft: 4))
        #expect(try await bench.post("/api/claim", form(next)).status == 201)
        #expect(try await bench.eventNames().filter { $0 == "identity.claim_refused" }.count == 6)
    }

    @Test func theLastTryLeftStillOpens() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        for _ in 1...4 { _ = try await bench.post("/api/claim", form(wrong(code))) }
        #expect(try await bench.post("/api/claim", form(code)).status == 201)
    }

    @Test(arguments: ["", "ABCD", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQRSU", "ABCD-EFGH-JKMN-PQRS-TTTT", "äöü"])
    func whatCannotBeACodeCostsNoTry(_ code: String) async throws {
        let bench = try Bench()
        _ = try await bench.service.claimCode()
        let answer = try await bench.post("/api/claim", form(code))
        #expect(answer.refusal?.fields["code"] != nil)
        #expect(answer.reason == "input.invalid")
        #expect(try await bench.events().isEmpty)
    }

    @Test func aPrefixOfTheCodeIsNotTheCode() throws {
        let key = SecretKey(bytes: Array(repeating: 7, count: 32))
        let nonce = Array(repeating: UInt8(3), count: 16)
        let whole = key.tag(nonce, length: 10)
        #expect(ClaimRules.isRight(whole, nonce: nonce, key: key))
        #expect(!ClaimRules.isRight(Array(whole.prefix(1)), nonce: nonce, key: key))
        #expect(!ClaimRules.isRight(key.tag(nonce, length: 11), nonce: nonce, key: key))
        #expect(!ClaimRules.isRight([], nonce: nonce, key: key))
    }

    @Test func ofTwoClaimsAtOnceOneWinsAndTheOtherIsTold() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        let forms = try (1...8).map {
            try Bench.json(form(code, ["mail": "p\($0)@example.org", "name": "Person \($0)"]))
        }
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for form in forms { group.addTask { try await bench.call(.post, "/api/claim", form) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.reason == "identity.already_claimed" }.count == 7)
        #expect(try await bench.count("account") == 1)
        #expect(try await bench.count("test_box") == 1)
        #expect(try await bench.count("session") == 1)
    }

    @Test(
        arguments: [
            ("boxName", ""), ("boxName", String(repeating: "x", count: 61)), ("name", " \n"), ("mail", ""),
            ("mail", "no-mail"), ("password", "short"), ("password", "ada@example.org"), ("name", "a\u{202e}b"),
            ("boxName", "Refused"), ("currency", "XXX"),
        ])
    func aWrongFieldIsNamedAndNothingIsHalfDone(_ field: String, _ value: String) async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        let answer = try await bench.post("/api/claim", form(code, [field: value]))
        #expect(answer.status == 400)
        #expect(answer.refusal?.fields[field] != nil)
        #expect(try await bench.count("account") == 0)
        #expect(try await bench.count("session") == 0)
        #expect(try await bench.events().isEmpty)
        #expect(try await bench.service.claimCode()?.text == code)
    }

    @Test func theLongestNamesAreTaken() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        // Sixty families of seven code points each are sixty characters to a reader.
        let family = "👨‍👩‍👧"
        let answer = try await bench.post(
            "/api/claim",
            form(code, ["boxName": String(repeating: "x", count: 60), "name": String(repeating: family, count: 30)]))
        #expect(answer.status == 201)
    }

    @Test func anAdminFromTheCommandLineTakesTheCodeAway() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        _ = try await bench.add("Ada", .admin)
        #expect(try await bench.service.claimCode() == nil)
        #expect(try await bench.post("/api/claim", form(code)).reason == "identity.already_claimed")
    }

    @Test func theCodeOfAnotherBoxDoesNotOpenThisOne() throws {
        let nonce = Array(repeating: UInt8(3), count: 16)
        let one = ClaimRules.code(nonce: nonce, key: SecretKey(bytes: Array(repeating: 1, count: 32)))
        let other = ClaimRules.code(nonce: nonce, key: SecretKey(bytes: Array(repeating: 2, count: 32)))
        #expect(one != other)
    }
}
