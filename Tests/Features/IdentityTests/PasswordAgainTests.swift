import StageModel
import Testing

@testable import Identity

/// The password that is asked again, and sessions that all end at once.
struct PasswordAgainTests {
    private func caller(_ bench: Bench, _ account: AccountRecord) -> SignedInAccount {
        SignedInAccount(
            id: account.id, name: account.name, roles: account.roles,
            session: SessionID(at: bench.now, entropy: .system))
    }

    @Test func onlyTheRightPasswordPassesAndWrongOnesSlowDown() async throws {
        let bench = try Bench()
        let nina = caller(bench, try await bench.add("Nina", .admin))
        try await bench.service.demandPassword(Bench.password, of: nina, client: "10.0.0.5")
        var refusals: [any Error] = []
        for _ in 0..<40 {
            do {
                try await bench.service.demandPassword("not this one", of: nina, client: "10.0.0.5")
            } catch {
                refusals.append(error)
            }
        }
        #expect(refusals.count == 40)
        #expect((refusals.first as? InvalidInput)?.fields["password"] != nil)
        guard case .tooManyTries(let seconds)? = refusals.last as? IdentityRefusal else {
            Issue.record("guessing is not slowed down")
            return
        }
        await #expect(throws: IdentityRefusal.self) {
            try await bench.service.demandPassword(Bench.password, of: nina, client: "10.0.0.5")
        }
        bench.pass(.seconds(seconds))
        try await bench.service.demandPassword(Bench.password, of: nina, client: "10.0.0.5")
        await #expect(throws: InvalidInput.self) {
            try await bench.service.demandPassword("", of: nina, client: "10.0.0.5")
        }
    }

    @Test func everySessionEndsAtOnce() async throws {
        let bench = try Bench()
        let cookies = [try await bench.person("Nina", .admin), try await bench.person("Oscar", .fan)]
        try await bench.store.write { [service = bench.service] db in try service.endAllSessions(in: db) }
        for cookie in cookies {
            #expect(try await bench.service.account(cookie: cookie) == nil)
        }
    }
}
