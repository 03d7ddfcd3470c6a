import Catalog
import Foundation
import HTTPTypes
import Identity
import Payments
import StageModel
import StageboxApp
import TestBox
import Testing
import Ticketing

/// Who may do what, over the routes as they are mounted.
@Suite struct AccessTests {
    @Test func theBoxIsClaimedOnceAndOnlyWithItsCode() async throws {
        let box = try await TestBox()
        let wrong = try await box.ask(
            .post, "/api/claim",
            json: [
                "code": "0000-0000-0000-0000", "boxName": "X", "name": "X", "mail": "x@example.org",
                "password": "long enough",
            ])
        #expect((400..<500).contains(wrong.status))
        _ = try await box.owner()
        #expect(try await box.box.identity.claimCode() == nil)
        let late = try await box.ask(
            .post, "/api/claim",
            json: [
                "code": "0000-0000-0000-0000", "boxName": "X", "name": "X", "mail": "x@example.org",
                "password": "long enough",
            ])
        #expect((400..<500).contains(late.status))
        try await box.end()
    }

    @Test(arguments: [
        ("PATCH", "/api/box"), ("GET", "/api/people"), ("POST", "/api/people/invitations"), ("POST", "/api/shows"),
        ("GET", "/api/orders"), ("GET", "/api/drawer"), ("POST", "/api/devices/pairings"), ("GET", "/api/devices"),
        ("POST", "/api/artists/register"), ("GET", "/api/box/addresses"), ("GET", "/api/account"), ("GET", "/api/door"),
    ])
    func strangersAreSentToSignIn(method: String, path: String) async throws {
        let box = try await TestBox()
        let heard = try await box.ask(.init(method) ?? .get, path, json: [:])
        #expect(heard.status == 401)
        try await box.end()
    }

    @Test func aListenerMayNotSellAndAnArtistMayNotEditOthers() async throws {
        let box = try await TestBox()
        let fan = try await box.person("Fan", [.fan])
        #expect(try await box.ask(.get, "/api/orders", as: fan).status == 403)
        let nina = try await box.person("Nina", [.artist])
        let otto = try await box.person("Otto", [.artist])
        let page = try await box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina)
        let id = try page.text("id")
        let other = try await box.ask(.patch, "/api/artists/\(id)", json: ["name": "Otto was here"], as: otto)
        #expect(other.reason == "catalog.not_yours")
        let own = try await box.ask(.patch, "/api/artists/\(id)", json: ["bio": "Songs."], as: nina)
        #expect(own.status == 200)
        try await box.end()
    }

    @Test func anUnsafeCallWithoutItsTokenOrFromAnotherSiteIsRefused() async throws {
        let box = try await TestBox()
        var owner = try await box.owner()
        let foreign = try await box.ask(
            .patch, "/api/box", json: ["name": "X"], headers: ["Origin": "https://evil.example"], as: owner)
        #expect(foreign.reason == "edge.cross_site")
        owner.headers["X-CSRF-Token"] = nil
        let bare = try await box.ask(.patch, "/api/box", json: ["name": "X"], as: owner)
        #expect(bare.reason == "csrf")
        try await box.end()
    }

    @Test func aDeviceWorksOnlyForItsShowAndNotWhenRevoked() async throws {
        let box = try await TestBox()
        let owner = try await box.owner()
        let (friday, type) = try await box.show("Friday")
        let (saturday, _) = try await box.show("Saturday")
        let phone = try await box.device(friday)
        let (_, _, codes) = try await box.sell(type)
        let other = try await box.ask(
            .post, "/api/shows/\(saturday)/scans", json: ["code": codes[0], "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        #expect(other.reason == "ticketing.other_show")
        let devices = try await box.ask(.get, "/api/devices", as: owner)
        let id = (try devices.object()["items"] as? [[String: Any]])?.first?["id"] as? String ?? ""
        #expect(try await box.ask(.delete, "/api/devices/\(id)", as: owner).status == 204)
        #expect(try await box.ask(.get, "/api/door", as: phone).status == 401)
        try await box.end()
    }

    @Test func draftsAreInvisibleToTheAudience() async throws {
        let box = try await TestBox()
        let owner = try await box.owner()
        let start = box.clock.now + .seconds(3600)
        let draft = try await box.ask(
            .post, "/api/shows",
            json: [
                "title": "Secret", "doorsAt": start.text, "startsAt": start.text, "endsAt": (start + .seconds(60)).text,
                "capacity": 10,
            ], as: owner)
        let id = try draft.text("id")
        #expect(try await box.ask(.get, "/api/shows/\(id)").status == 404)
        #expect(try await box.ask(.get, "/api/shows/\(id)", as: owner).status == 200)
        let empty = try await box.ask(.patch, "/api/shows/\(id)", json: ["status": "published"], as: owner)
        #expect(empty.reason == "ticketing.no_types")
        try await box.end()
    }
}
