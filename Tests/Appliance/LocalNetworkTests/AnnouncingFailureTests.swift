import Avahi
import Foundation
import Testing

@testable import LocalNetwork

/// The daemon comes, goes, hangs and refuses.
@Suite struct AnnouncingFailureTests {
    @Test func aDaemonThatIsNotThereYetIsWaitedFor() throws {
        var stage = Stage(try facts())
        stage.hear(.waiting(client: 1))
        #expect(stage.standing.condition == .avahiAbsent)
        #expect(stage.standing.sentence.contains("apt install"))
        #expect(stage.published == [])
        stage.wait(.seconds(30))
        stage.hear(.preparing(client: 1))
        #expect(stage.standing.condition == .avahiAbsent)
        stage.run()
        stage.grantAll()
        #expect(stage.standing.condition == .announcing)
        #expect(stage.clientsMade == 1)
    }

    @Test func aClientThatWaitsForAMinuteIsReplaced() throws {
        var stage = Stage(try facts())
        stage.hear(.waiting(client: 1))
        stage.wait(.milliseconds(59_999))
        #expect(stage.clientsMade == 1)
        stage.wait(.milliseconds(1))
        #expect(stage.client == 2)
        #expect(stage.standing.condition == .avahiAbsent)
        #expect(stage.standing.since == Date(timeIntervalSinceReferenceDate: 0))
    }

    @Test func aLostConnectionIsMadeAnewWithGrowingPatience() throws {
        var stage = Stage(try facts())
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            let before = stage.clientsMade
            stage.loseClient()
            stage.wait(.milliseconds(1000 * seconds - 1))
            #expect(stage.client == nil)
            stage.wait(.milliseconds(1))
            #expect(stage.client == before + 1)
        }
        for _ in 0..<200 {
            stage.loseClient()
            stage.wait(.seconds(60))
        }
        #expect(stage.clientsMade == 210)
        // Once it works, the patience is short again.
        stage.run()
        stage.loseClient()
        stage.wait(.seconds(1))
        #expect(stage.clientsMade == 211)
    }

    @Test func everythingIsAnnouncedAnewAfterARestartOfTheDaemon() throws {
        var stage = Stage(try facts())
        stage.run()
        stage.grantAll()
        stage.loseClient()
        #expect(stage.standing.condition == .avahiAbsent)
        #expect(stage.standing.namesHeld == [])
        #expect(stage.standing.hostName == nil)
        #expect(stage.standing.certificateNames == ["stagebox.local"])
        stage.wait(.seconds(1))
        stage.hear(.waiting(client: 2))
        stage.wait(.seconds(3))
        stage.run(as: "venue.local")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        stage.grantAll()
        #expect(stage.standing.namesHeld == ["stagebox.local"])
    }

    @Test func aSecondNameIsNotForgottenForCertificatesWhileTheDaemonIsAway() throws {
        var stage = Stage(try facts())
        stage.run()
        try stage.collide("stagebox.local")
        stage.grantAll()
        stage.loseClient()
        #expect(stage.standing.certificateNames == ["stagebox-2.local"])
        stage.wait(.seconds(1))
        stage.run()
        try stage.collide("stagebox.local")
        #expect(stage.standing.certificateNames.first == "stagebox-2.local")
    }

    @Test func oldNewsIsNotHeard() throws {
        var stage = Stage(try facts())
        stage.run()
        let old = try stage.group(of: "stagebox.local")
        stage.loseClient()
        stage.wait(.seconds(1))
        stage.run()
        stage.take(.news(.collided(group: old)))
        stage.take(.news(.established(group: old)))
        stage.take(.news(.lost(client: 1, failure: AvahiFailure(code: -23))))
        stage.take(.news(.waiting(client: 1)))
        stage.take(.news(.running(client: 1, host: "other.local")))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        #expect(stage.standing.namesHeld == [])
        #expect(stage.standing.hostName == "venue.local")
        #expect(stage.client == 2)
    }

    @Test func aDaemonThatForbidsAnnouncingIsAskedAgainAfterAMinute() throws {
        var stage = Stage(try facts())
        stage.run()
        try stage.refuse("Club Nina")
        try stage.refuse("stagebox.local")
        #expect(stage.published == [])
        #expect(stage.standing.condition == .refused(reason: "Not permitted"))
        #expect(stage.standing.sentence.contains("Not permitted"))
        stage.wait(.seconds(59))
        #expect(stage.published == [])
        stage.wait(.seconds(1))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        #expect(stage.standing.condition == .refused(reason: "Not permitted"))
        stage.grantAll()
        #expect(stage.standing.condition == .announcing)
    }

    @Test func aHeldNameCanBeRefusedLater() throws {
        var stage = Stage(try facts())
        stage.run()
        stage.grantAll()
        stage.take(.links([link("eth0", 2, "10.0.0.1")]))
        try stage.refuse("stagebox.local")
        #expect(stage.standing.condition == .refused(reason: "Not permitted"))
        #expect(stage.standing.namesHeld == [])
        stage.wait(.seconds(60))
        stage.grantAll()
        #expect(stage.standing.namesHeld == ["stagebox.local"])
        #expect(stage.standing.condition == .announcing)
    }

    @Test(arguments: [-23, -22, -26, -2])
    func aRefusalBecauseTheConnectionIsGoneIsALostConnection(code: Int) throws {
        var stage = Stage(try facts())
        stage.run()
        let group = try stage.group(of: "stagebox.local")
        stage.hear(.refused(group: group, failure: AvahiFailure(code: code)))
        #expect(stage.client == nil)
        #expect(stage.standing.condition == .avahiAbsent)
        stage.wait(.seconds(1))
        #expect(stage.client == 2)
    }

    @Test func whateverHappensNothingIsLeftBehindAndTheNamesComeBack() throws {
        var random = SeededGenerator(for: "evenings on the network")
        let networks = [[], [Stage.cable], [Stage.cable, link("wlan0", 3, "10.0.0.7")], [link("eth1", 4, "10.0.0.9")]]
        let hosts = ["venue.local", "stagebox.local", "stagebox-2.local", "door.local"]
        for _ in 0..<300 {
            let aliases = [["stagebox"], ["stagebox", "door"], ["door", "stagebox", "stagebox-2"], []]
            var stage = Stage(try facts(aliases: aliases[Int.random(in: 0..<4, using: &random)]))
            for _ in 0..<60 {
                let group = stage.groups.keys.sorted().randomElement(using: &random)
                switch Int.random(in: 0..<12, using: &random) {
                case 0: stage.take(.links(networks[Int.random(in: 0..<networks.count, using: &random)]))
                case 1:
                    stage.take(
                        .facts(
                            try facts(
                                name: ["A", "B"][Int.random(in: 0..<2, using: &random)],
                                https: Bool.random(using: &random) ? 443 : nil,
                                aliases: aliases[Int.random(in: 0..<4, using: &random)])))
                case 2: if stage.client != nil { stage.loseClient() }
                case 3: stage.hear(.waiting(client: stage.client ?? 0))
                case 4, 5: if stage.client != nil { stage.run(as: hosts.randomElement(using: &random) ?? "x.local") }
                case 6: if let group { stage.hear(.refused(group: group, failure: AvahiFailure(code: -50))) }
                case 7, 8: if let group { stage.hear(.collided(group: group)) }
                case 9, 10: if let group { stage.hear(.established(group: group)) }
                default: stage.wait(.seconds(Int.random(in: 0...200, using: &random)))
                }
            }
            // Now all is well, and stays so.
            stage.take(.links([Stage.cable]))
            stage.take(.facts(try facts(aliases: ["stagebox", "door"])))
            for _ in 0..<4 {
                stage.wait(.seconds(180))
                stage.run()
                stage.grantAll()
            }
            #expect(stage.published == ["Club Nina", "door.local", "stagebox.local"])
            #expect(stage.standing.condition == .announcing)
            #expect(stage.standing.namesHeld == ["stagebox.local", "door.local"])
        }
    }
}
