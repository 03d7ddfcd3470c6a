import Avahi
import Foundation
import Testing

@testable import LocalNetwork

@Suite struct AnnouncingTests {
    /// A box that holds all its names.
    private func announced(_ aliases: [String] = ["stagebox.local"]) throws -> Stage {
        var stage = Stage(try facts(aliases: aliases))
        stage.run()
        stage.grantAll()
        #expect(stage.standing.condition == .announcing)
        return stage
    }

    // MARK: Names

    @Test func aBoxAloneGetsItsNames() throws {
        var stage = Stage(try facts(aliases: ["stagebox", "door"]))
        #expect(stage.client == 1)
        #expect(stage.standing.condition == .beginning)
        #expect(stage.published == [])
        stage.run()
        #expect(stage.published == ["Club Nina", "door.local", "stagebox.local"])
        #expect(stage.standing.condition == .beginning)
        #expect(stage.standing.namesHeld == [])
        #expect(stage.standing.hostName == "venue.local")
        stage.wait(.seconds(1))
        try stage.grant("Club Nina")
        try stage.grant("stagebox.local")
        #expect(stage.standing.condition == .beginning)
        try stage.grant("door.local")
        #expect(stage.standing.condition == .announcing)
        #expect(stage.standing.namesHeld == ["stagebox.local", "door.local"])
        #expect(stage.standing.service.held == "Club Nina")
        #expect(stage.standing.aliases[0].since == Date(timeIntervalSinceReferenceDate: 1))
        #expect(!stage.standing.needsAttention)
    }

    @Test func eachAliasCollidesAlone() throws {
        var stage = Stage(try facts(aliases: ["stagebox", "door"]))
        stage.run()
        try stage.grant("Club Nina")
        try stage.grant("door.local")
        try stage.collide("stagebox.local")
        #expect(stage.published == ["Club Nina", "door.local", "stagebox-2.local"])
        try stage.collide("stagebox-2.local")
        try stage.grant("stagebox-3.local")
        #expect(stage.standing.namesHeld == ["stagebox-3.local", "door.local"])
        #expect(stage.standing.aliases[0].wanted == "stagebox.local")
        #expect(stage.standing.needsAttention)
        #expect(stage.standing.sentence.contains("found as stagebox-3.local"))
    }

    @Test func aServiceNameCollidesAlone() throws {
        var stage = Stage(try facts())
        stage.run()
        try stage.grant("stagebox.local")
        try stage.collide("Club Nina")
        #expect(stage.published == ["Club Nina #2", "stagebox.local"])
        try stage.collide("Club Nina #2")
        try stage.grant("Club Nina #3")
        #expect(stage.standing.service.held == "Club Nina #3")
        #expect(stage.standing.condition == .announcing)
        // Only the name for browsers is a reason to bother somebody.
        #expect(!stage.standing.needsAttention)
    }

    @Test func aBoxDoesNotTakeItsOwnNamesFromItself() throws {
        var stage = Stage(try facts(aliases: ["stagebox", "stagebox-2"]))
        stage.run()
        stage.grantAll()
        try stage.collide("stagebox.local")
        #expect(stage.published == ["Club Nina", "stagebox-2.local", "stagebox-3.local"])
    }

    @Test func aNameIsLostLaterToo() throws {
        var stage = try announced()
        stage.wait(.seconds(1000))
        try stage.collide("stagebox.local")
        #expect(stage.standing.namesHeld == [])
        #expect(stage.standing.certificateNames == ["stagebox.local", "venue.local"])
        try stage.grant("stagebox-2.local")
        #expect(stage.standing.certificateNames == ["stagebox-2.local", "venue.local"])
        #expect(stage.standing.aliases[0].since == Date(timeIntervalSinceReferenceDate: 1000))
    }

    @Test func theFirstNameIsAskedForAgainAfterThreeMinutesAndKeptWhenFree() throws {
        var stage = try announced()
        try stage.collide("stagebox.local")
        try stage.grant("stagebox-2.local")
        stage.wait(.seconds(179))
        #expect(stage.published == ["Club Nina", "stagebox-2.local"])
        stage.wait(.seconds(1))
        // The second name is kept until the first is ours.
        #expect(stage.published == ["Club Nina", "stagebox-2.local", "stagebox.local"])
        #expect(stage.standing.namesHeld == ["stagebox-2.local"])
        #expect(stage.standing.condition == .announcing)
        try stage.grant("stagebox.local")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        #expect(stage.standing.namesHeld == ["stagebox.local"])
        stage.wait(.seconds(100_000))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    @Test func theFirstNameIsLeftAloneForAnotherThreeMinutesWhenItIsStillTaken() throws {
        var stage = try announced()
        try stage.collide("stagebox.local")
        try stage.grant("stagebox-2.local")
        for _ in 1...3 {
            stage.wait(.seconds(179))
            #expect(stage.published == ["Club Nina", "stagebox-2.local"])
            stage.wait(.seconds(1))
            try stage.collide("stagebox.local")
            #expect(stage.published == ["Club Nina", "stagebox-2.local"])
            #expect(stage.standing.namesHeld == ["stagebox-2.local"])
        }
    }

    @Test func theFirstServiceNameComesBackToo() throws {
        var stage = try announced()
        try stage.collide("Club Nina")
        try stage.grant("Club Nina #2")
        stage.wait(.seconds(180))
        try stage.grant("Club Nina")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    @Test func bothNamesCanBeLostWhileTheFirstIsAskedForAgain() throws {
        var stage = try announced()
        try stage.collide("stagebox.local")
        try stage.grant("stagebox-2.local")
        stage.wait(.seconds(180))
        try stage.collide("stagebox-2.local")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        try stage.collide("stagebox.local")
        #expect(stage.published == ["Club Nina", "stagebox-2.local"])
    }

    @Test func tenNamesAreTriedAtOnceThenOneInFiveSeconds() throws {
        var stage = Stage(try facts())
        stage.run()
        try stage.grant("Club Nina")
        try stage.collide("stagebox.local")
        for attempt in 2...9 { try stage.collide("stagebox-\(attempt).local") }
        #expect(stage.published == ["Club Nina", "stagebox-10.local"])
        try stage.collide("stagebox-10.local")
        #expect(stage.published == ["Club Nina"])
        #expect(stage.standing.condition == .beginning)
        stage.wait(.milliseconds(4999))
        #expect(stage.published == ["Club Nina"])
        stage.wait(.milliseconds(1))
        #expect(stage.published == ["Club Nina", "stagebox-11.local"])
    }

    @Test func afterNinetyNineNamesAllBeginsAnew() throws {
        var stage = Stage(try facts())
        stage.run()
        try stage.collide("stagebox.local")
        for attempt in 2...99 {
            stage.wait(.seconds(5))
            try stage.collide("stagebox-\(attempt).local")
        }
        stage.wait(.seconds(179))
        #expect(stage.published == ["Club Nina"])
        stage.wait(.seconds(1))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    @Test func theHostsOwnNameIsNotAnnouncedTwice() throws {
        var stage = Stage(try facts())
        stage.run(as: "Stagebox.local")
        #expect(stage.published == ["Club Nina"])
        stage.grantAll()
        #expect(stage.standing.condition == .announcing)
        #expect(stage.standing.namesHeld == ["stagebox.local"])
        // The daemon gives way to another host of this name; the box then asks for the name like any other.
        stage.run(as: "stagebox-2.local")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        try stage.collide("stagebox.local")
        #expect(stage.published == ["Club Nina"])
        #expect(stage.standing.namesHeld == ["stagebox-2.local"])
    }

    @Test func aHostThatTakesTheNameOfTheBoxLeavesItToTheDaemon() throws {
        var stage = try announced()
        stage.run(as: "stagebox.local")
        stage.grantAll()
        #expect(stage.published == ["Club Nina"])
        #expect(stage.standing.namesHeld == ["stagebox.local"])
        // Also while the question is still open.
        stage.take(.facts(try facts(aliases: ["stagebox", "door"])))
        #expect(stage.published == ["Club Nina", "door.local"])
        stage.run(as: "door.local")
        #expect(stage.standing.namesHeld == ["stagebox.local", "door.local"])
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    // MARK: What changes

    @Test func addressesAreAnnouncedOnTheirInterface() throws {
        var stage = Stage(try facts(), links: [Self.cable, link("wlan0", 3, "10.0.0.7", "fd00::7")])
        stage.run()
        #expect(try stage.addresses(of: "stagebox.local") == ["192.168.1.20%2", "10.0.0.7%3", "fd00::7%3"])
        #expect(try stage.services(of: "Club Nina").map(\.interface) == [2, 2, 2, 3, 3, 3])
    }

    private static let cable = Stage.cable

    @Test func aNewAddressIsAnnouncedAndTheNameStaysHeld() throws {
        var stage = try announced()
        let service = try stage.group(of: "Club Nina")
        let before = stage.standing
        stage.wait(.seconds(7))
        stage.take(.links([link("eth0", 2, "192.168.1.99")]))
        #expect(try stage.addresses(of: "stagebox.local") == ["192.168.1.99%2"])
        #expect(stage.standing.namesHeld == ["stagebox.local"])
        #expect(stage.standing.addresses == ["192.168.1.99"])
        #expect(stage.standing.condition == .announcing)
        stage.grantAll()
        #expect(stage.standing.aliases == before.aliases)
        // Services speak of the host, not of addresses.
        #expect(try stage.group(of: "Club Nina") == service)
        stage.take(.links([link("eth0", 2, "192.168.1.99")]))
        #expect(stage.usedGroups.count == 3)
    }

    @Test func anInterfaceMoreIsAnnouncedOnBoth() throws {
        var stage = try announced()
        stage.take(.links([Self.cable, link("wlan0", 3, "10.0.0.7")]))
        #expect(try stage.addresses(of: "stagebox.local") == ["192.168.1.20%2", "10.0.0.7%3"])
        #expect(try stage.services(of: "Club Nina").map(\.interface) == [2, 2, 2, 3, 3, 3])
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    @Test func aPulledCableIsSaidAndHealsWithTheCable() throws {
        var stage = try announced()
        stage.take(.links([]))
        #expect(stage.published == [])
        #expect(stage.standing.condition == .noNetwork)
        #expect(stage.standing.namesHeld == [])
        #expect(stage.standing.certificateNames == ["stagebox.local", "venue.local"])
        stage.take(.links([Self.cable]))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        #expect(stage.standing.condition == .beginning)
        stage.grantAll()
        #expect(stage.standing.condition == .announcing)
    }

    @Test func inAnotherNetworkTheFirstNameIsAskedForAtOnce() throws {
        var stage = try announced()
        try stage.collide("stagebox.local")
        try stage.grant("stagebox-2.local")
        stage.take(.links([link("eth0", 2, "10.1.1.1")]))
        #expect(stage.published == ["Club Nina", "stagebox-2.local", "stagebox.local"])
        try stage.grant("stagebox.local")
        #expect(stage.published == ["Club Nina", "stagebox.local"])
    }

    @Test func aRenamedHostTakesTheServicesAlong() throws {
        var stage = try announced()
        let alias = try stage.group(of: "stagebox.local")
        stage.hear(.preparing(client: 1))
        #expect(stage.published == ["Club Nina", "stagebox.local"])
        stage.run(as: "theatre.local")
        #expect(try stage.services(of: "Club Nina").allSatisfy { $0.host == "theatre.local" })
        #expect(try stage.group(of: "stagebox.local") == alias)
        #expect(stage.standing.service.held == "Club Nina")
        #expect(stage.standing.hostName == "theatre.local")
        #expect(stage.standing.condition == .announcing)
    }

    @Test func otherFactsAreAnnouncedWhileRunning() throws {
        var stage = try announced()
        let alias = try stage.group(of: "stagebox.local")
        stage.take(.facts(try facts(https: nil, http: 80, needsSetup: true)))
        #expect(try stage.services(of: "Club Nina").map(\.type) == ["_stagebox._tcp", "_http._tcp"])
        #expect(try stage.services(of: "Club Nina").allSatisfy { $0.text.contains("setup=1") && $0.port == 80 })
        #expect(stage.standing.service.held == "Club Nina")
        stage.take(.facts(try facts(name: "Theatre")))
        #expect(stage.published == ["Theatre", "stagebox.local"])
        #expect(stage.standing.service.held == nil)
        stage.grantAll()
        #expect(stage.standing.service.held == "Theatre")
        #expect(try stage.group(of: "stagebox.local") == alias)
    }

    @Test func aliasesComeAndGoWithoutTouchingTheOthers() throws {
        var stage = try announced(["stagebox", "door"])
        let door = try stage.group(of: "door.local")
        stage.take(.facts(try facts(aliases: ["club", "door"])))
        #expect(stage.published == ["Club Nina", "club.local", "door.local"])
        #expect(try stage.group(of: "door.local") == door)
        #expect(stage.standing.aliases.map(\.held) == [nil, "door.local"])
        stage.take(.facts(try facts(aliases: [])))
        #expect(stage.published == ["Club Nina"])
        #expect(stage.standing.condition == .announcing)
        #expect(stage.standing.sentence.contains("as “Club Nina”"))
    }

    @Test func withoutAPortOnlyNamesAreAnnounced() throws {
        var stage = try announced()
        stage.take(.facts(try facts(https: nil, http: nil)))
        #expect(stage.published == ["stagebox.local"])
        #expect(stage.standing.condition == .announcing)
    }
}
