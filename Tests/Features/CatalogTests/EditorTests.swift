import Foundation
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// The people of a page: who may see them, add to them and take off them.
@Suite struct EditorTests {
    let bench: Bench
    let desk: Desk

    init() throws {
        bench = try Bench()
        desk = Desk(bench: bench)
        bench.people.add(bench.nina, mail: "nina@example.org")
    }

    private func names(_ artist: ArtistID, as caller: SignedInAccount) async throws -> [String] {
        try await bench.service.editors(of: artist, for: caller).items.map(\.name)
    }

    private func eventsOfPeople() async throws -> [String] {
        try await bench.eventNames().filter { $0.contains("editor") }
    }

    @Test func somebodyIsAddedByMailAndMayEditAtOnce() async throws {
        let artist = try await bench.artist()
        let otto = bench.person("Otto", .artist)
        let change = TrackChange(title: "New")
        let track = try await bench.track(of: artist)
        #expect(
            try await reason { _ = try await bench.service.changeTrack(track, change, by: otto) }
                == "catalog.not_yours")
        let added = try await bench.service.addEditor(.mail("otto@example.org"), to: artist, by: bench.nina)
        #expect(added.id == otto.id && added.name == "Otto")
        #expect(try await bench.service.changeTrack(track, change, by: otto).canEdit)
        #expect(try await names(artist, as: bench.nina) == ["Nina", "Otto"])
        #expect(try await bench.service.artists(for: otto, onlyMine: true, after: nil, limit: 9).items.count == 1)
        let event = try #require(try await bench.events().first { $0.name == "catalog.editor_added" })
        #expect(event.payload == #"{"account":"\#(otto.id)","id":"\#(artist)"}"# && event.actor == bench.nina.id.text)
        // Once more changes nothing.
        _ = try await bench.service.addEditor(.account(otto.id), to: artist, by: otto)
        #expect(try await names(artist, as: otto) == ["Nina", "Otto"])
        #expect(try await eventsOfPeople() == ["catalog.editor_added"])
    }

    @Test func producersAndAdminsMayBeAddedAndListenersNot() async throws {
        let artist = try await bench.artist()
        for (role, isMaker) in [
            (Role.artist, true), (.producer, true), (.admin, true), (.staff, false), (.door, false), (.fan, false),
        ] {
            _ = bench.person(role.rawValue, role)
            let mail = PersonWanted.mail("\(role.rawValue)@example.org")
            let refused = try await reason {
                _ = try await bench.service.addEditor(mail, to: artist, by: bench.nina)
            }
            #expect(refused == (isMaker ? nil : "catalog.not_a_maker"), "\(role)")
        }
        #expect(try await names(artist, as: bench.nina) == ["admin", "artist", "Nina", "producer"])
        let error = await #expect(throws: CatalogRefusal.self) {
            _ = try await bench.service.addEditor(.mail("fan@example.org"), to: artist, by: bench.nina)
        }
        #expect(error?.fields["mail"]?.hasPrefix("fan has an account") == true)
    }

    @Test func whoIsNotThereOrBlockedIsNotFound() async throws {
        let artist = try await bench.artist()
        let otto = bench.person("Otto", .artist)
        bench.people.block(otto.id)
        let stranger = AccountID(at: bench.now, entropy: bench.entropy)
        for (wanted, field, code) in [
            (.mail("nobody@example.org"), "mail", "catalog.no_such_person"),
            (.mail("otto@example.org"), "mail", "catalog.no_such_person"),
            (.account(otto.id), "account", "input.invalid"), (.account(stranger), "account", "input.invalid"),
        ] as [(PersonWanted, String, String)] {
            let work = { _ = try await bench.service.addEditor(wanted, to: artist, by: bench.nina) }
            #expect(try await reason(of: work) == code)
            #expect(try await fields(of: work) == [field])
        }
        #expect(try await names(artist, as: bench.nina) == ["Nina"])
        #expect(try await eventsOfPeople().isEmpty)
    }

    @Test func othersNeitherSeeThePeopleNorLearnWhoHasAnAccount() async throws {
        let artist = try await bench.artist()
        let otto = bench.person("Otto", .artist, .staff)
        _ = bench.person("Kim", .artist)
        let service = bench.service
        #expect(try await reason { _ = try await service.editors(of: artist, for: otto) } == "catalog.not_yours")
        for mail in ["kim@example.org", "nobody@example.org"] {
            let refused = try await reason { _ = try await service.addEditor(.mail(mail), to: artist, by: otto) }
            #expect(refused == "catalog.not_yours", "\(mail)")
        }
        #expect(
            try await reason { try await service.removeEditor(bench.nina.id, of: artist, by: otto) }
                == "catalog.not_yours")
        #expect(
            try await reason { try await service.removeEditor(otto.id, of: artist, by: otto) } == "catalog.not_yours")
        let path = "/api/artists/\(artist)/editors"
        #expect(try await desk.call(.get, path).status == 401)
        #expect(try await desk.call(.post, path, json: #"{"mail":"kim@example.org"}"#).status == 401)
        #expect(try await desk.call(.delete, "\(path)/\(bench.nina.id)").status == 401)
        let unknown = ArtistID(at: bench.now, entropy: bench.entropy)
        let admin = bench.account(.admin)
        #expect(try await reason { _ = try await service.editors(of: unknown, for: admin) } == "not_found")
        #expect(
            try await reason { _ = try await service.addEditor(.account(otto.id), to: unknown, by: admin) }
                == "not_found")
        #expect(try await reason { try await service.removeEditor(otto.id, of: unknown, by: admin) } == "not_found")
    }

    @Test func theLastOneIsTakenOffByAnAdminAlone() async throws {
        let artist = try await bench.artist()
        let otto = bench.person("Otto", .artist)
        let service = bench.service
        _ = try await service.addEditor(.account(otto.id), to: artist, by: bench.nina)
        // Of two, each may take the other or themselves off.
        try await service.removeEditor(bench.nina.id, of: artist, by: bench.nina)
        #expect(try await reason { _ = try await names(artist, as: bench.nina) } == "catalog.not_yours")
        #expect(
            try await reason { try await service.removeEditor(otto.id, of: artist, by: otto) }
                == "catalog.last_editor")
        #expect(try await names(artist, as: otto) == ["Otto"])
        #expect(
            try await reason { try await service.removeEditor(bench.nina.id, of: artist, by: otto) } == "not_found")
        let admin = bench.account(.admin)
        try await service.removeEditor(otto.id, of: artist, by: admin)
        #expect(try await names(artist, as: admin).isEmpty)
        #expect(
            try await eventsOfPeople()
                == ["catalog.editor_added", "catalog.editor_removed", "catalog.editor_removed"])
        // Nobody is locked out for good.
        _ = try await service.addEditor(.mail("otto@example.org"), to: artist, by: admin)
        #expect(try await names(artist, as: otto) == ["Otto"])
    }

    @Test func ofTwoWhoTakeEachOtherOffAtOnceOneStays() async throws {
        for _ in 0..<10 {
            let artist = try await bench.artist("Nina \(bench.now)")
            let otto = bench.person("Otto \(bench.now)", .artist)
            _ = try await bench.service.addEditor(.account(otto.id), to: artist, by: bench.nina)
            async let first = reason { try await bench.service.removeEditor(otto.id, of: artist, by: bench.nina) }
            async let second = reason { try await bench.service.removeEditor(bench.nina.id, of: artist, by: otto) }
            let outcomes = try await [first, second]
            #expect(outcomes.count { $0 == nil } == 1 && outcomes.contains("catalog.not_yours"))
            #expect(try await names(artist, as: bench.account(.admin)).count == 1)
        }
    }

    @Test func aPageTakesAHundredPeople() async throws {
        let artist = try await bench.artist()
        try await bench.store.write { [bench] db in
            let catalog = CatalogStore(db: db)
            for index in 1..<99 {
                let id = AccountID(at: Timestamp(milliseconds: Int64(index)), entropy: bench.entropy)
                try catalog.insertEditor(id, of: artist)
            }
        }
        for (name, wanted) in [("Hundredth", nil), ("Over", "catalog.too_many_editors")] as [(String, String?)] {
            let account = bench.person(name, .artist)
            let refused = try await reason {
                _ = try await bench.service.addEditor(.account(account.id), to: artist, by: bench.nina)
            }
            #expect(refused == wanted)
        }
        #expect(try await names(artist, as: bench.nina).count == 100)
        // Who is there already is no one more.
        _ = try await bench.service.addEditor(.mail("hundredth@example.org"), to: artist, by: bench.nina)
    }

    @Test func theRoutesSayWhatTheContractPromises() async throws {
        let artist = try await bench.artist()
        let otto = bench.person("Otto", .artist)
        let path = "/api/artists/\(artist)/editors"
        let added = try await desk.call(.post, path, json: #"{"mail":" OTTO@example.org "}"#, as: bench.nina)
        #expect(added.status == 201)
        #expect(try added.shape() == #"{"id":"acct","name":"Otto"}"#)
        #expect(
            try await desk.call(.get, path, as: bench.nina).shape()
                == #"{"items":[{"id":"acct","name":"Nina"},{"id":"acct","name":"Otto"}]}"#)
        #expect(try await desk.call(.delete, "\(path)/\(otto.id)", as: bench.nina).status == 204)
        let back = try await desk.call(.post, path, json: #"{"account":"\#(otto.id)"}"#, as: bench.nina)
        #expect(back.status == 201)
        for (json, field) in [
            ("{}", "mail"), (#"{"mail":""}"#, "mail"), (#"{"mail":"otto"}"#, "mail"), (#"{"mail":null}"#, "mail"),
            (#"{"mail":"otto@example.org","account":"\#(otto.id)"}"#, "mail"), (#"{"account":"otto"}"#, "account"),
            (#"{"account":7}"#, "account"), (#"{"mail":"\#(String(repeating: "a", count: 65))@b"}"#, "mail"),
        ] {
            let refused = try await desk.call(.post, path, json: json, as: bench.nina)
            #expect(refused.refusal?.fields.keys.sorted() == [field], "\(json)")
        }
        #expect(try await desk.call(.delete, "\(path)/otto", as: bench.nina).reason == "not_found")
        #expect(try await desk.call(.get, "/api/artists/x/editors", as: bench.nina).reason == "not_found")
    }
}
