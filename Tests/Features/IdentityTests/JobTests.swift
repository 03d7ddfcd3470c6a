import EventLog
import StageModel
import Testing

@testable import Identity

/// What the timer takes away, and what it leaves.
struct JobTests {
    @Test func itTakesAwayWhatHasEndedAndNothingElse() async throws {
        let bench = try Bench()
        let jobs = IdentityJobs(service: bench.service)
        let staff = try await bench.person("Sam", .staff)
        let fan = try await bench.person("Nina", .fan)
        _ = try await bench.service.inviteLink(name: "Kim", mail: "", roles: [.fan])
        _ = try await bench.post("/api/session", ["mail": "nobody", "password": "x"])
        let show = bench.show(endsIn: .seconds(3600))
        let made = try await bench.post("/api/devices/pairings", ["showId": show.text, "door": "Main"], cookie: staff)
        let token = try #require(made.string("path")?.split(separator: "=").last.map(String.init))
        _ = try await bench.post("/api/devices/pair", ["token": token, "name": "Phone"])
        #expect(try await jobs.run() == IdentityJobs.Swept())

        bench.pass(.seconds(600))
        #expect(try await jobs.run() == IdentityJobs.Swept(tries: 1))

        bench.pass(.seconds(12 * 3600 - 600) - .milliseconds(1))
        #expect(try await jobs.run() == IdentityJobs.Swept())
        bench.pass(.milliseconds(1))
        #expect(try await jobs.run() == IdentityJobs.Swept(sessions: 1))
        #expect(try await bench.get("/api/account", cookie: fan).status == 200)

        bench.pass(.seconds(86_400 + 600))
        #expect(try await jobs.run() == IdentityJobs.Swept(pairings: 1))
        #expect(try await bench.events().last { $0.name == "identity.device_revoked" }?.actor == "box")
        #expect(try await bench.count("device") == 1)

        bench.pass(.seconds(7 * 86_400))
        #expect(try await jobs.run() == IdentityJobs.Swept(invitations: 1))

        bench.pass(.seconds(90 * 86_400))
        #expect(try await jobs.run() == IdentityJobs.Swept(sessions: 1, devices: 1))
        #expect(try await jobs.run() == IdentityJobs.Swept())
        #expect(try await bench.service.listAccounts().count == 2)
    }
}
