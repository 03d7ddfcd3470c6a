import EventLog
import Foundation
import GRDB
import HTTPTypes
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import Ticketing

/// The door: one stored decision for every attempt.
struct DoorTests {
    @Test func aTicketLetsOnePersonInOnce() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (ticket, code) = try await bench.ticket(for: id)
        let main = bench.device(at: id)
        let first = try await bench.scan(code, at: id, by: main)
        #expect(first.outcome == .admitted)
        #expect(first.tone == "go")
        #expect(first.headcount.inside == 1)
        #expect(first.headcount.perMinute == 1)
        #expect(first.canUndo)
        bench.pass(.seconds(125))
        let balcony = bench.device(at: id, door: "Balcony", name: "Phone 2")
        let second = try await bench.scan(ticket.number.uppercased(), at: id, by: balcony, method: .typed)
        #expect(second.outcome == .alreadyInside)
        #expect(second.tone == "wait")
        #expect(second.sentence == "This ticket was used at 18:46 at Main, 2 minutes ago.")
        #expect(second.previous.value?.door == "Main")
        #expect(second.previous.value?.deviceName == "Phone 1")
        #expect(second.previous.value?.at == Bench.start)
        #expect(second.headcount.inside == 1)
        #expect(second.headcount.refusedLastHour == 1)
        #expect(!second.canUndo)
        #expect(
            try await bench.eventNames("show:\(id)")
                == ["ticketing.sold", "ticketing.admitted", "ticketing.refused"])
    }

    @Test func oneOfEightDoorsAdmitsATicketThatAllOfThemScan() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (_, code) = try await bench.ticket(for: id)
        let devices = (0..<8).map { bench.device(at: id, name: "Phone \($0)") }
        let outcomes = try await withThrowingTaskGroup(of: ScanOutcome.self) { group in
            for device in devices {
                group.addTask { try await bench.scan(code, at: id, by: device).outcome }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .admitted } == 1)
        #expect(outcomes.count { $0 == .alreadyInside } == 7)
        #expect(try await bench.row(id).inside == 1)
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func theSameNonceGetsTheSameAnswerAndCountsOnce() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (_, code) = try await bench.ticket(for: id)
        let device = bench.device(at: id)
        let nonce = bench.nonce()
        let answers = try await withThrowingTaskGroup(of: ScanAnswer.self) { group in
            for _ in 0..<8 { group.addTask { try await bench.scan(code, at: id, by: device, nonce: nonce) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.id)).count == 1)
        #expect(answers.allSatisfy { $0.outcome == .admitted && $0.headcount.inside == 1 })
        // Another person's device may happen to draw the same nonce.
        #expect(try await bench.scan(code, at: id, by: bench.device(at: id), nonce: nonce).outcome == .alreadyInside)
    }

    @Test func aNonceThatWasUsedForAnotherTicketShowsNoGreen() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (_, code) = try await bench.ticket(for: id)
        let other = try await bench.ticket(for: id).code
        let device = bench.device(at: id)
        let nonce = bench.nonce()
        _ = try await bench.scan(code, at: id, by: device, nonce: nonce)
        let again = try await reason { _ = try await bench.scan(other, at: id, by: device, nonce: nonce) }
        #expect(again == "ticketing.nonce_reused")
        let forged = try await reason { _ = try await bench.scan("nonsense", at: id, by: device, nonce: nonce) }
        #expect(forged == "ticketing.nonce_reused")
    }

    @Test func theWindowOfTimeIsTwoHoursBeforeDoorsToSixAfterTheEnd() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(86_400))
        let show = try await bench.row(id)
        let device = bench.device(at: id)
        let (_, code) = try await bench.ticket(for: id)
        let undoable = bench.account(.staff)
        func at(_ moment: Timestamp) async throws -> ScanOutcome {
            bench.set(moment)
            let scan = try await bench.scan(code, at: id, by: device)
            if scan.outcome == .admitted { _ = try await bench.service.undo(scan.id, by: .account(undoable)) }
            return scan.outcome
        }
        #expect(try await at(show.doorsAt - .seconds(7200) - .milliseconds(1)) == .tooEarly)
        #expect(try await at(show.doorsAt - .seconds(7200)) == .admitted)
        #expect(try await at(show.endsAt + .seconds(6 * 3600)) == .admitted)
        #expect(try await at(show.endsAt + .seconds(6 * 3600) + .milliseconds(1)) == .tooLate)
    }

    @Test func sentencesTellTheTimeOfTheVenue() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(86_400))
        let (_, code) = try await bench.ticket(for: id)
        let device = bench.device(at: id)
        let early = try await bench.scan(code, at: id, by: device)
        #expect(early.sentence == "Doors open on 2030-03-18 at 18:46. This ticket is good, but not yet.")
        #expect(early.tone == "wait")
        // The night before clocks go forward: 00:30 in Berlin is still the day before in UTC.
        bench.set(try #require(Timestamp(text: "2030-03-18T22:59:00Z")))
        _ = try await bench.scan(code, at: id, by: device)
        func again(_ moment: String) async throws -> String {
            bench.set(try #require(Timestamp(text: moment)))
            return try await bench.scan(code, at: id, by: device).sentence
        }
        #expect(try await again("2030-03-18T22:59:59.999Z") == "This ticket was used at 23:59 at Main, just now.")
        #expect(
            try await again("2030-03-18T23:00:00Z")
                == "This ticket was used on 2030-03-18 at 23:59 at Main, 1 minute ago.")
        #expect(
            try await again("2030-03-18T23:58:59.999Z")
                == "This ticket was used on 2030-03-18 at 23:59 at Main, 59 minutes ago.")
        #expect(
            try await again("2030-03-18T23:59:00Z") == "This ticket was used on 2030-03-18 at 23:59 at Main.")
        bench.set(try #require(Timestamp(text: "2030-03-20T12:00:00Z")))
        let late = try await bench.ticketOfOverShow(id)
        #expect(
            try await bench.scan(late, at: id, by: device).sentence == "This show ended on 2030-03-18 at 22:46.")
    }

    @Test func aTicketOfAnotherShowIsNamed() async throws {
        let bench = try Bench()
        let friday = try await bench.show("Friday", doorsIn: .seconds(0))
        let saturday = try await bench.show("Saturday", doorsIn: .seconds(86_400))
        let (_, code) = try await bench.ticket(for: saturday)
        let scan = try await bench.scan(code, at: friday, by: bench.device(at: friday))
        #expect(scan.outcome == .wrongShow)
        #expect(scan.sentence == "This ticket is for “Saturday”, not for this show.")
        #expect(try await bench.row(saturday).inside == 0)
        #expect(try await bench.tickets(of: bench.ticketOrder(code))[0].status == .valid)
    }

    @Test func nobodyIsLetIntoACancelledShow() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (_, code) = try await bench.ticket(for: id)
        _ = try await bench.service.changeShow(id, ShowChange(status: .cancelled), by: bench.account(.staff))
        let scan = try await bench.scan(code, at: id, by: bench.device(at: id))
        #expect(scan.outcome == .showCancelled)
        #expect(scan.tone == "stop")
    }

    @Test func forgedAndGarbledCodesAreUnknownAndRemembered() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let device = bench.device(at: id)
        let real = try await bench.ticket(for: id).row
        let otherBox = TicketCodes(key: SecretKey(bytes: Array(repeating: 9, count: 32)).subkey("ticket-code"))
        let texts = [
            otherBox.code(serial: real.serial, generation: 1),
            bench.service.codes.code(serial: real.serial, generation: 2),
            bench.service.codes.code(serial: real.serial &+ 1, generation: 1),
            "0000000000", "😀", "' OR 1=1 --", String(repeating: "A", count: 200),
        ]
        for text in texts {
            let scan = try await bench.scan(text, at: id, by: device)
            #expect(scan.outcome == .unknown, "\(text)")
            #expect(scan.ticket.value == nil)
        }
        #expect(try await bench.service.headcount(of: id, for: device).refusedLastHour == texts.count)
        #expect(try await fields { _ = try await bench.scan("", at: id, by: device) } == ["code"])
        let long = String(repeating: "A", count: 201)
        #expect(try await fields { _ = try await bench.scan(long, at: id, by: device) } == ["code"])
    }

    @Test func aNonceHasEightToSixtyFourPlainCharacters() async throws {
        let bench = try Bench()
        let id = try await bench.show()
        let device = bench.device(at: id)
        func refused(_ nonce: String) async throws -> [String] {
            try await fields { _ = try await bench.scan("x", at: id, by: device, nonce: nonce) }
        }
        #expect(try await refused("abcd-_Z9") == [])
        #expect(try await refused("abcdefg") == ["nonce"])
        #expect(try await refused(String(repeating: "a", count: 64)) == [])
        #expect(try await refused(String(repeating: "a", count: 65)) == ["nonce"])
        #expect(try await refused("abcdefg h") == ["nonce"])
        #expect(try await refused("äbcdefgh") == ["nonce"])
    }

    @Test func anAdmissionIsTakenBackWithinTenMinutesByItsDeviceOrStaff() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (ticket, code) = try await bench.ticket(for: id)
        let device = bench.device(at: id)
        let first = try await bench.scan(code, at: id, by: device)
        func refused(_ principal: Principal) async throws -> String? {
            try await reason { _ = try await bench.service.undo(first.id, by: principal) }
        }
        #expect(try await refused(bench.device(at: id)) == "ticketing.cannot_undo")
        #expect(try await refused(.account(bench.account(.door))) == "ticketing.cannot_undo")
        let other = try await bench.show("Saturday")
        #expect(try await refused(bench.device(at: other)) == "ticketing.other_show")
        bench.pass(.seconds(600))
        let undone = try await bench.service.undo(first.id, by: device)
        #expect(undone.outcome == .undone)
        #expect(undone.headcount.inside == 0)
        #expect(undone.sentence == "This admission was taken back. The ticket is good again.")
        // Once more changes nothing; the ticket is good again.
        bench.pass(.seconds(600))
        #expect(try await bench.service.undo(first.id, by: device).outcome == .undone)
        let second = try await bench.scan(code, at: id, by: device)
        #expect(second.outcome == .admitted)
        bench.pass(.seconds(600) + .milliseconds(1))
        let late = try await reason {
            _ = try await bench.service.undo(second.id, by: .account(bench.account(.staff)))
        }
        #expect(late == "ticketing.cannot_undo")
        #expect(try await bench.row(id).inside == 1)
        #expect(try await bench.tickets(of: ticket.order)[0].status == .admitted)
        let names = try await bench.eventNames("show:\(id)")
        #expect(names == ["ticketing.sold", "ticketing.admitted", "ticketing.undone", "ticketing.admitted"])
        #expect(try await bench.service.brokenCounts() == [])
    }

    @Test func aRefusedScanCannotBeUndone() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let device = bench.device(at: id)
        let scan = try await bench.scan("nonsense", at: id, by: device)
        #expect(try await reason { _ = try await bench.service.undo(scan.id, by: device) } == "ticketing.cannot_undo")
    }

    @Test func theLastTenMinutesOfUndoAreShownInTheList() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let device = bench.device(at: id)
        for _ in 0..<5 { _ = try await bench.scan(try await bench.ticket(for: id).code, at: id, by: device) }
        let list = try await bench.service.scans(of: id, before: nil, limit: 3, for: device)
        #expect(list.items.count == 3)
        #expect(list.items.allSatisfy { $0.canUndo })
        let cursor = try #require(list.nextCursor.flatMap { ScanID($0) })
        let rest = try await bench.service.scans(of: id, before: cursor, limit: 3, for: device)
        #expect(rest.items.count == 2)
        #expect(rest.nextCursor == nil)
        #expect(Set((list.items + rest.items).map(\.id)).count == 5)
        let others = try await bench.service.scans(of: id, before: nil, limit: 3, for: bench.device(at: id))
        #expect(others.items.allSatisfy { !$0.canUndo })
    }

    @Test func doorsBelongToStaffDoorPeopleAndTheDevicesOfTheShow() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let other = try await bench.show("Saturday")
        let body = #"{"code":"x","nonce":"\#(bench.nonce())","method":"camera"}"#
        let path = "/api/shows/\(id)"
        for (principal, status) in [
            (nil, 401), (Principal.account(bench.account(.fan, .artist)), 403), (.account(bench.account(.door)), 200),
            (.account(bench.account(.staff)), 200), (.account(bench.account(.admin)), 200),
            (bench.device(at: id), 200),
        ] {
            #expect(try await bench.call(.post, "\(path)/scans", body, as: principal).status == status)
            #expect(try await bench.call(.get, "\(path)/scans", as: principal).status == status)
            #expect(try await bench.call(.get, "\(path)/headcount", as: principal).status == status)
            #expect(try await bench.call(.get, "\(path)/tickets", as: principal).status == status)
        }
        let foreign = bench.device(at: other)
        for (method, tail) in [("POST", "scans"), ("GET", "scans"), ("GET", "headcount"), ("GET", "tickets")] {
            let answer = try await bench.call(
                method == "POST" ? .post : .get, "\(path)/\(tail)", method == "POST" ? body : nil, as: foreign)
            #expect(answer.reason == "ticketing.other_show", "\(method) \(tail)")
        }
        let person = try await bench.call(
            .post, "\(path)/scans", #"{"code":"x","nonce":"12345678","method":"typed","door":"Balcony"}"#,
            as: .account(bench.account(.door)))
        #expect(person.object["door"] as? String == "Balcony")
        #expect(person.object["deviceName"] as? String == "Kim")
        let wrong = try await bench.call(
            .post, "\(path)/scans", #"{"code":"x","nonce":"12345678","method":"smell"}"#,
            as: .account(bench.account(.door)))
        #expect(wrong.text == "A ticket is read by camera, scanner or typed.")
    }

    @Test func ticketsAreFoundByNumberOrNameInAnyScript() async throws {
        let bench = try Bench()
        let id = try await bench.show()
        let door = Principal.account(bench.account(.door))
        let ozlem = try await bench.ticket(for: id, holder: "Özlem Kaya").row
        _ = try await bench.ticket(for: id, holder: "Жанна")
        _ = try await bench.ticket(for: id, holder: "100% Kim_")
        func found(_ typed: String) async throws -> [String] {
            try await bench.service.tickets(of: id, typed: typed, before: nil, limit: 10, for: door).items.map(\.holder)
        }
        #expect(try await found("ozlem") == ["Özlem Kaya"])
        #expect(try await found("ÖZLEM  kaya") == ["Özlem Kaya"])
        #expect(try await found("жан") == ["Жанна"])
        #expect(try await found(String(ozlem.number.uppercased().prefix(4))) == ["Özlem Kaya"])
        #expect(try await found("0%") == ["100% Kim_"])
        #expect(try await found("%").count == 1)
        #expect(try await found("_").count == 1)
        #expect(try await found("").count == 3)
        #expect(try await found("-") == [])
        #expect(try await found(String(repeating: "a", count: 200)) == [])
        #expect(try await fields { _ = try await found(String(repeating: "a", count: 201)) } == ["q"])
    }

    @Test func countsAtTheDoorReadIndexesAlone() async throws {
        let bench = try Bench()
        let plans = try await bench.store.read { db in
            try ["outcome NOT IN ('admitted', 'undone')", "outcome = 'admitted'"].map { condition in
                try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN QUERY PLAN SELECT count(*) FROM scan WHERE show_id = ? AND at > ? AND \(condition)
                        """, arguments: ["show", 0]
                ).map { $0["detail"] as String }.joined()
            }
        }
        #expect(plans[0].contains("COVERING INDEX scan_that_refused"))
        #expect(plans[1].contains("COVERING INDEX scan_that_admitted"))
    }
}

extension Bench {
    /// The order of the ticket that a code names.
    func ticketOrder(_ code: String) async throws -> OrderID {
        guard case .code(let serial, _) = service.codes.read(code) else { return order() }
        return try await store.read { db in try #require(try TicketingStore(db: db).ticket(serial: serial)).order }
    }

    /// A ticket that was bought before the show was over, for a clock that stands after it.
    func ticketOfOverShow(_ show: ShowID) async throws -> String {
        let later = now
        set(try await row(show).doorsAt)
        let code = try await ticket(for: show).code
        set(later)
        return code
    }
}
