import Foundation
import StageModel
import Testing
import WebEdge

@testable import Identity

/// Every answer as the contract promises it, down to the nulls. Identifiers and secrets are shortened to what they are.
struct GoldenTests {
    private func shape(_ answer: Answer) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(answer.text.utf8))
        let sorted = try JSONSerialization.data(
            withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
        return String(decoding: sorted, as: UTF8.self)
            .replacing(/[0-9a-hjkmnp-tv-z]{52}/, with: "TOKEN")
            .replacing(/"([a-z]+)_[0-9a-hjkmnp-tv-z]{26}"/) { "\"\($0.output.1)\"" }
            .replacing(/"qr"\s*:\s*\[[^\]]*\]/, with: "\"qr\":QR")
            .replacing(/"code"\s*:\s*"[0-9A-Z]{8}"/, with: "\"code\":\"CODE\"")
            .replacing(/\s+/, with: "")
    }

    private let nina = """
        {"createdAt":"2030-03-17T17:46:40.000Z","id":"acct","isBlocked":false,"lastSeenAt":"2030-03-17T17:46:40.000Z",\
        "mail":"nina@example.org","name":"Nina","roles":["admin"]}
        """

    @Test func theRoutesAreThoseOfTheContract() throws {
        let bench = try Bench()
        let routes = bench.routes.map { route in
            "\(route.method) \(route.path) \(route.access) \(route.budget) \(route.body) \(route.replay)"
        }.sorted()
        #expect(
            routes == [
                "DELETE /api/devices/me device ordinary none stored",
                "DELETE /api/devices/{id} roles(Set([StageModel.Role.staff])) ordinary none stored",
                "DELETE /api/people/invitations/{id} roles(Set([StageModel.Role.admin])) ordinary none stored",
                "DELETE /api/session signedIn ordinary none stored",
                "DELETE /api/sessions/{id} signedIn ordinary none stored",
                "GET /api/account signedIn ordinary none stored",
                "GET /api/devices roles(Set([StageModel.Role.staff])) ordinary none stored",
                "GET /api/devices/me device ordinary none stored",
                "GET /api/devices/pairings/{id} roles(Set([StageModel.Role.staff])) ordinary none stored",
                "GET /api/people roles(Set([StageModel.Role.admin])) ordinary none stored",
                "GET /api/people/invitations roles(Set([StageModel.Role.admin])) ordinary none stored",
                "GET /api/session anyone ordinary none stored",
                "GET /api/sessions signedIn ordinary none stored",
                "PATCH /api/account signedIn ordinary json stored",
                "PATCH /api/people/{id} roles(Set([StageModel.Role.admin])) ordinary json stored",
                "POST /api/account/password signedIn guessing json stored",
                "POST /api/claim anyone guessing json stored",
                "POST /api/devices/pair anyone guessing json stored",
                "POST /api/devices/pairings roles(Set([StageModel.Role.staff])) ordinary json byFeature",
                "POST /api/invitations/accept anyone guessing json stored",
                "POST /api/invitations/open anyone guessing json stored",
                "POST /api/people/invitations roles(Set([StageModel.Role.admin])) ordinary json byFeature",
                "POST /api/people/{id}/password-reset roles(Set([StageModel.Role.admin])) ordinary none byFeature",
                "POST /api/session anyone guessing json stored",
            ])
    }

    @Test func sessions() async throws {
        let bench = try Bench()
        #expect(try shape(await bench.get("/api/session")) == #"{"account":null,"csrfToken":null}"#)
        let cookie = try await bench.person("Nina", .admin)
        let signedIn = #"{"account":"# + nina + #","csrfToken":"TOKEN"}"#
        #expect(try shape(await bench.get("/api/session", cookie: cookie)) == signedIn)
        let again = try await bench.post("/api/session", ["mail": "nina", "password": Bench.password])
        #expect(try shape(again) == signedIn)
        _ = try await bench.delete("/api/session", cookie: again.cookie)
        #expect(
            try shape(await bench.get("/api/sessions", cookie: cookie)) == """
                {"items":[{"agent":"Test/1.0","client":"10.0.0.5","createdAt":"2030-03-17T17:46:40.000Z","id":"sess",\
                "isThis":true,"lastSeenAt":"2030-03-17T17:46:40.000Z"}]}
                """)
    }

    @Test func people() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .admin)
        #expect(try shape(await bench.get("/api/account", cookie: cookie)) == nina)
        bench.pass(.seconds(1))
        let kim = try await bench.add("Kim", mail: "", .fan, .door)
        let other = """
            {"createdAt":"2030-03-17T17:46:41.000Z","id":"acct","isBlocked":false,"lastSeenAt":null,"mail":"",\
            "name":"Kim","roles":["door","fan"]}
            """
        #expect(
            try shape(await bench.get("/api/people", cookie: cookie))
                == #"{"items":[\#(nina),\#(other)],"nextCursor":null}"#)
        #expect(
            try shape(await bench.get("/api/people?limit=1", cookie: cookie))
                == #"{"items":[\#(nina)],"nextCursor":"acct"}"#)
        #expect(
            try shape(await bench.patch("/api/people/\(kim.id)", ["roles": ["fan", "door"]], cookie: cookie)) == other)
    }

    @Test func invitations() async throws {
        let bench = try Bench()
        let cookie = try await bench.person("Nina", .admin)
        let invitation = """
            {"expiresAt":"2030-03-24T17:46:40.000Z","id":"inv","kind":"invitation","mail":"","name":"Kim",\
            "roles":["staff"]}
            """
        let made = try await bench.post(
            "/api/people/invitations", ["name": "Kim", "roles": ["staff"]], cookie: cookie)
        #expect(try shape(made) == #"{"invitation":\#(invitation),"path":"/join#TOKEN","qr":QR}"#)
        #expect(
            try shape(await bench.get("/api/people/invitations", cookie: cookie)) == #"{"items":[\#(invitation)]}"#)
        let token = try #require(made.string("path")?.split(separator: "#").last.map(String.init))
        #expect(
            try shape(await bench.post("/api/invitations/open", ["token": token]))
                == #"{"boxName":"Stagebox","kind":"invitation","mail":"","name":"Kim","roles":["staff"]}"#)
        let accepted = try await bench.post("/api/invitations/accept", ["token": token, "password": Bench.password])
        #expect(
            try shape(accepted) == """
                {"account":{"createdAt":"2030-03-17T17:46:40.000Z","id":"acct","isBlocked":false,\
                "lastSeenAt":"2030-03-17T17:46:40.000Z","mail":"","name":"Kim","roles":["staff"]},"csrfToken":"TOKEN"}
                """)
        let id = try #require(accepted.string("account", "id"))
        #expect(
            try shape(await bench.post("/api/people/\(id)/password-reset", cookie: cookie)) == """
                {"invitation":{"expiresAt":"2030-03-18T17:46:40.000Z","id":"inv","kind":"reset","mail":"","name":"Kim",\
                "roles":["staff"]},"path":"/join#TOKEN","qr":QR}
                """)
    }

    @Test func devices() async throws {
        let bench = try Bench(address: "http://10.0.0.1/")
        let cookie = try await bench.person("Sam", .staff)
        let show = bench.show()
        let made = try await bench.post("/api/devices/pairings", ["showId": show.text, "door": "Main"], cookie: cookie)
        #expect(
            try shape(made) == """
                {"code":"CODE","expiresAt":"2030-03-17T17:56:40.000Z","id":"pair","path":"/door/#pair=TOKEN","qr":QR,\
                "url":"http://10.0.0.1/door/#pair=TOKEN"}
                """)
        let id = try #require(made.string("id"))
        #expect(
            try shape(await bench.get("/api/devices/pairings/\(id)", cookie: cookie))
                == #"{"device":null,"state":"waiting"}"#)
        let code = try #require(made.string("code"))
        let paired = try await bench.post("/api/devices/pair", ["code": code, "name": "Phone"])
        let device = """
            {"door":"Main","id":"dev","isRevoked":false,"lastSeenAt":null,"name":"Phone",\
            "pairedAt":"2030-03-17T17:46:40.000Z","showId":"show","showTitle":"Friday"}
            """
        #expect(try shape(paired) == #"{"device":\#(device),"deviceToken":"TOKEN"}"#)
        #expect(try shape(await bench.get("/api/devices", cookie: cookie)) == #"{"items":[\#(device)]}"#)
        #expect(
            try shape(await bench.get("/api/devices/pairings/\(id)", cookie: cookie))
                == #"{"device":\#(device),"state":"paired"}"#)
        let token = try #require(paired.string("deviceToken"))
        #expect(
            try shape(await bench.get("/api/devices/me", bearer: token))
                == device.replacing("\"lastSeenAt\":null", with: "\"lastSeenAt\":\"2030-03-17T17:46:40.000Z\""))
    }

    @Test func claim() async throws {
        let bench = try Bench()
        let code = try #require(try await bench.service.claimCode()).text
        let answer = try await bench.post(
            "/api/claim",
            ["code": code, "boxName": "Nova", "name": "Nina", "mail": "nina@example.org", "password": Bench.password])
        #expect(try shape(answer) == #"{"account":"# + nina + #","csrfToken":"TOKEN"}"#)
    }
}
