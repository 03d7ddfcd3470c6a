import EventLog
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Identity

/// Phones at doors: paired by link or code, good for one show.
struct DeviceTests {
    private func start(_ bench: Bench, _ staff: String, _ show: ShowID, door: String = "Main") async throws -> Answer {
        try await bench.post("/api/devices/pairings", ["showId": show.text, "door": door], cookie: staff)
    }

    private func token(_ answer: Answer) throws -> String {
        let path = try #require(answer.string("path"))
        #expect(path.hasPrefix("/door/#pair="))
        return String(path.dropFirst("/door/#pair=".count))
    }

    /// Pairs a device by link and returns its token.
    private func paired(_ bench: Bench, _ staff: String, _ show: ShowID) async throws -> String {
        let token = try token(try await start(bench, staff, show))
        let answer = try await bench.post("/api/devices/pair", ["token": token, "name": "Kim's phone"])
        return try #require(answer.string("deviceToken"))
    }

    @Test func aDevicePairsByLinkAndIsWhoItSays() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let show = bench.show()
        let made = try await start(bench, staff, show)
        #expect(made.status == 201)
        let id = try #require(made.string("id"))
        #expect(try await bench.get("/api/devices/pairings/\(id)", cookie: staff).string("state") == "waiting")
        let answer = try await bench.post("/api/devices/pair", ["token": try token(made), "name": "Kim's phone"])
        #expect(answer.status == 201)
        let deviceToken = try #require(answer.string("deviceToken"))
        let principal = try await bench.service.authenticator.principal(.bearer(deviceToken))
        let device = try #require(principal?.device)
        #expect(device.name == "Kim's phone" && device.show == show && device.door == "Main")
        #expect(try await bench.get("/api/devices/me", bearer: deviceToken).string("showTitle") == "Friday")
        let state = try await bench.get("/api/devices/pairings/\(id)", cookie: staff)
        #expect(state.string("state") == "paired" && state.string("device", "id") == device.id.text)
        #expect(try await bench.eventNames().suffix(2) == ["identity.pairing_started", "identity.device_paired"])
    }

    @Test func theTypedCodeDoesTheSameAndForgivesHands() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let code = try #require(try await start(bench, staff, bench.show()).string("code"))
        #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{8}/) != nil)
        let typed = code.lowercased().prefix(4) + " - " + code.dropFirst(4)
        #expect(try await bench.post("/api/devices/pair", ["code": String(typed), "name": "Phone"]).status == 201)
        let again = try await bench.post("/api/devices/pair", ["code": code, "name": "Phone"])
        #expect(again.refusal as? IdentityRefusal == .wrongPairingCode)
        #expect(again.refusal?.fields["code"] != nil)
    }

    @Test func anOfferIsGoodOnceEvenWhenManyComeAtOnce() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let form = try Bench.json(["token": try token(try await start(bench, staff, bench.show())), "name": "Phone"])
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...8 { group.addTask { try await bench.call(.post, "/api/devices/pair", form) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.filter { $0.status == 201 }.count == 1)
        #expect(answers.filter { $0.reason == "identity.pairing_gone" }.count == 7)
        #expect(try await bench.count("device") == 1)
    }

    @Test func anOfferLastsTenMinutes() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let show = bench.show()
        let first = try await start(bench, staff, show)
        let second = try await start(bench, staff, show)
        bench.pass(.seconds(600) - .milliseconds(1))
        #expect(try await bench.post("/api/devices/pair", ["token": try token(first), "name": "Phone"]).status == 201)
        bench.pass(.milliseconds(1))
        let late = try await bench.post("/api/devices/pair", ["token": try token(second), "name": "Phone"])
        #expect(late.refusal as? IdentityRefusal == .pairingGone)
        let id = try #require(second.string("id"))
        #expect(try await bench.get("/api/devices/pairings/\(id)", cookie: staff).string("state") == "expired")
    }

    @Test(
        arguments: [
            (["name": "Phone"], "code"), (["code": "", "name": "Phone"], "code"),
            (["code": "ABC", "name": "P"], "code"),
            (["code": "UUUUUUUU", "name": "Phone"], "code"), (["code": "00000000"], "name"),
            (["code": "00000000", "name": ""], "name"),
            (["code": "00000000", "name": String(repeating: "x", count: 61)], "name"),
        ])
    func wrongInputIsNamed(_ form: [String: String], _ field: String) async throws {
        let bench = try Bench()
        let answer = try await bench.post("/api/devices/pair", form)
        #expect(answer.status == 400)
        #expect(answer.refusal?.fields[field] != nil)
    }

    @Test func aWrongTryIsToldToTheAuditTrail() async throws {
        let bench = try Bench()
        _ = try await bench.post("/api/devices/pair", ["code": "00000000", "name": "Phone"])
        _ = try await bench.post("/api/devices/pair", ["token": "x", "name": "Phone"])
        let events = try await bench.events()
        #expect(events.map(\.name) == ["identity.pairing_refused", "identity.pairing_refused"])
        #expect(events.allSatisfy { $0.audience == .audit })
    }

    @Test(arguments: [
        ("Balcony", 201), (" main ", 400), ("Back", 400), ("", 400), (String(repeating: "x", count: 41), 400),
    ])
    func theDoorIsOneOfTheShows(_ door: String, _ status: Int) async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let answer = try await start(bench, staff, bench.show(), door: door)
        #expect(answer.status == status)
        if status == 400 { #expect(answer.refusal?.fields["door"] != nil) }
    }

    @Test func aShowWithoutNamedDoorsTakesAnyName() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let most = String(repeating: "x", count: 40)
        #expect(try await start(bench, staff, bench.show(doors: []), door: most).status == 201)
    }

    @Test func aShowThatIsNotThereOrOverIsRefused() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let unknown = ShowID(at: bench.now, entropy: .system)
        #expect(try await start(bench, staff, unknown).refusal?.fields["showId"] != nil)
        let wrong = try await bench.post("/api/devices/pairings", ["showId": "1", "door": "Main"], cookie: staff)
        #expect(wrong.refusal?.fields["showId"] != nil)
        #expect(try await start(bench, staff, bench.show(endsIn: .seconds(-86_400))).reason == "identity.show_over")
        #expect(try await start(bench, staff, bench.show(endsIn: .seconds(-86_399))).status == 201)
    }

    @Test func aDeviceWorksUntilADayAfterTheShowAsItStandsThen() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let show = bench.show(endsIn: .seconds(3600))
        let token = try await paired(bench, staff, show)
        bench.pass(.seconds(3600 + 86_400) - .milliseconds(1))
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 200)
        bench.pass(.milliseconds(1))
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 401)
        bench.move(show, endsAt: bench.now)
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 200)
        bench.cancel(show)
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 401)
    }

    @Test func aRevokedDeviceIsOutWithTheNextRequest() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let token = try await paired(bench, staff, bench.show())
        let list = try await bench.get("/api/devices", cookie: staff).items
        #expect(list.count == 1 && list[0]["isRevoked"] as? Bool == false)
        let id = try #require(list[0]["id"] as? String)
        #expect(try await bench.delete("/api/devices/\(id)", cookie: staff).status == 204)
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 401)
        #expect(try await bench.get("/api/devices", cookie: staff).items[0]["isRevoked"] as? Bool == true)
        #expect(try await bench.delete("/api/devices/\(id)", cookie: staff).status == 204)
        #expect(try await bench.eventNames().filter { $0 == "identity.device_revoked" }.count == 1)
        #expect(try await bench.delete("/api/devices/dev_0123456789abcdefghjkmnpqrs", cookie: staff).status == 404)
    }

    @Test func aDeviceGivesUpItsOwnAccess() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let token = try await paired(bench, staff, bench.show())
        #expect(try await bench.delete("/api/devices/me", bearer: token).status == 204)
        #expect(try await bench.get("/api/devices/me", bearer: token).status == 401)
        #expect(try await bench.events().last?.actor.hasPrefix("dev_") == true)
    }

    @Test func aDeviceIsNoPersonAndAPersonNoDevice() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let token = try await paired(bench, staff, bench.show())
        #expect(try await bench.get("/api/devices", bearer: token).status == 403)
        #expect(try await bench.get("/api/account", bearer: token).status == 403)
        #expect(try await bench.get("/api/devices/me", cookie: staff).status == 403)
        #expect(try await bench.get("/api/session", bearer: token).text.contains("\"account\":null"))
        #expect(try await bench.service.authenticator.principal(.session(token)) == nil)
        for role in [Role.door, .artist, .fan] {
            let cookie = try await bench.person("P\(role.rawValue)", role)
            #expect(try await bench.get("/api/devices", cookie: cookie).status == 403)
        }
        let admin = try await bench.person("Ada", .admin)
        #expect(try await bench.get("/api/devices", cookie: admin).status == 200)
    }

    @Test func lastSeenOfADeviceMovesAtMostOnceAMinute() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let token = try await paired(bench, staff, bench.show())
        #expect(try await bench.get("/api/devices", cookie: staff).text.contains("\"lastSeenAt\":null"))
        let first = bench.now
        #expect(try await bench.get("/api/devices/me", bearer: token).string("lastSeenAt") == first.text)
        bench.pass(.milliseconds(59_999))
        #expect(try await bench.get("/api/devices/me", bearer: token).string("lastSeenAt") == first.text)
        bench.pass(.milliseconds(1))
        #expect(try await bench.get("/api/devices/me", bearer: token).string("lastSeenAt") == bench.now.text)
    }

    @Test func fiftyOffersMayBeOpenAndNoMore() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let show = bench.show()
        for _ in 1...IdentityLimits.openPairings { #expect(try await start(bench, staff, show).status == 201) }
        #expect(try await start(bench, staff, show).refusal as? IdentityRefusal == .tooManyPairings)
        bench.pass(IdentityLimits.pairingLife)
        #expect(try await start(bench, staff, show).status == 201)
    }

    @Test func aHundredDevicesMayWorkForAShowAndNoMore() async throws {
        let bench = try Bench()
        let staff = try await bench.person("Sam", .staff)
        let show = bench.show()
        for _ in 1...IdentityLimits.devicesPerShow { _ = try await paired(bench, staff, show) }
        let token = try token(try await start(bench, staff, show))
        let refused = try await bench.post("/api/devices/pair", ["token": token, "name": "Phone"])
        #expect(refused.refusal as? IdentityRefusal == .tooManyDevices)
        let id = try #require(try await bench.get("/api/devices", cookie: staff).items[0]["id"] as? String)
        _ = try await bench.delete("/api/devices/\(id)", cookie: staff)
        #expect(try await bench.post("/api/devices/pair", ["token": token, "name": "Phone"]).status == 201)
    }

    @Test func whatABlockedPersonOfferedFalls() async throws {
        let bench = try Bench()
        let admin = try await bench.person("Ada", .admin)
        let sam = try await bench.add("Sam", .staff)
        let staff = try await bench.signIn("sam@example.org")
        let token = try token(try await start(bench, staff, bench.show()))
        _ = try await bench.patch("/api/people/\(sam.id)", ["isBlocked": true], cookie: admin)
        #expect(try await bench.post("/api/devices/pair", ["token": token, "name": "Phone"]).status == 404)
    }

    @Test func theLinkHasTheAddressOfTheBoxWhereOneIsKnown() async throws {
        let with = try Bench(address: "https://192.168.1.20:8443/")
        let staff = try await with.person("Sam", .staff)
        let made = try await start(with, staff, with.show())
        #expect(made.string("url") == "https://192.168.1.20:8443" + (made.string("path") ?? ""))
        let without = try Bench()
        let other = try await without.person("Sam", .staff)
        let bare = try await start(without, other, without.show())
        #expect(bare.object["url"] == nil)
        let rows = try #require(bare.object["qr"] as? [String])
        #expect(rows.count >= 21 && rows.allSatisfy { $0.count == rows.count })
    }

    @Test func othersAskForTheNameBehindAnActorAndForADevice() async throws {
        let bench = try Bench()
        let sam = try await bench.add("Sam", .staff)
        let staff = try await bench.signIn("sam@example.org")
        let token = try await paired(bench, staff, bench.show())
        let device = try #require(try await bench.service.authenticator.principal(.bearer(token))?.device)
        let names = try await bench.store.read { db in
            try [sam.id.text, device.id.text, "box", "anyone", "dev_0123456789abcdefghjkmnpqrs"]
                .map { try bench.service.name(of: $0, in: db) }
        }
        #expect(names == ["Sam", "Kim's phone", "The box", "Somebody", "A former device"])
        let answer = try await bench.service.deviceAnswer(device.id)
        #expect(try CanonicalJSON.text(answer).contains("\"lastSeenAt\":\"2030-"))
    }
}
