import Foundation
import Testing

@testable import LocalNetwork

@Suite struct LocalStandingTests {
    private func standing(
        _ condition: LocalStanding.Condition, _ aliases: [(String, String?)] = [("stagebox.local", "stagebox.local")]
    ) -> LocalStanding {
        LocalStanding(
            condition: condition, since: .distantPast,
            service: LocalStanding.Name(wanted: "Club", held: "Club", since: nil, lastHeld: "Club"),
            aliases: aliases.map { LocalStanding.Name(wanted: $0.0, held: $0.1, since: nil, lastHeld: nil) },
            hostName: "venue.local", links: [link("eth0", 2, "10.0.0.7", "192.168.1.20"), link("eth1", 3, "fd00::1")])
    }

    @Test func everyConditionHasASentenceThatSaysWhatToDo() {
        let conditions: [LocalStanding.Condition] = [
            .beginning, .announcing, .avahiAbsent, .noNetwork, .refused(reason: "Not permitted"),
        ]
        let sentences =
            conditions.map { standing($0).sentence } + [
                standing(.announcing, [("stagebox.local", "stagebox-2.local")]).sentence,
                standing(.announcing, [("stagebox.local", nil)]).sentence, standing(.announcing, []).sentence,
            ]
        #expect(Set(sentences).count == sentences.count)
        #expect(sentences.allSatisfy { $0.hasSuffix(".") && !$0.contains("!") })
    }

    @Test func allNamesAreListed() {
        let three = ["a.local", "b.local", "c.local"].map { ($0, Optional($0)) }
        #expect(
            standing(.announcing, three).sentence
                == "Devices on the network find the box as a.local, b.local and c.local.")
    }

    @Test func whatCanWaitDoesNotBother() {
        #expect(!standing(.beginning, [("stagebox.local", nil)]).needsAttention)
        #expect(!standing(.announcing).needsAttention)
        #expect(standing(.announcing, [("stagebox.local", "stagebox-2.local")]).needsAttention)
        #expect(standing(.avahiAbsent).needsAttention)
        #expect(standing(.noNetwork).needsAttention)
        #expect(standing(.refused(reason: "")).needsAttention)
    }

    @Test func aCertificateNamesEverythingOnce() {
        let standing = standing(
            .announcing, [("venue.local", "venue.local"), ("a.local", "a-2.local"), ("b.local", nil)])
        #expect(standing.certificateNames == ["venue.local", "a-2.local", "b.local"])
        #expect(standing.addresses == ["10.0.0.7", "192.168.1.20", "fd00::1"])
    }
}
