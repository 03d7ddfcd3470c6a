import Foundation
import HTTPTypes
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Ticketing

/// Every answer as the contract promises it, down to the nulls. Identifiers and codes are shortened to what they are.
struct GoldenTests {
    @Test func theRoutesAreThoseOfTheContract() throws {
        let routes = try Bench().routes.map { "\($0.method) \($0.path) \($0.budget) \($0.body) \($0.replay)" }.sorted()
        #expect(
            routes == [
                "GET /api/door door none stored",
                "GET /api/order/tickets ordinary none stored",
                "GET /api/shows ordinary none stored",
                "GET /api/shows/{id} ordinary none stored",
                "GET /api/shows/{id}/headcount door none stored",
                "GET /api/shows/{id}/scans door none stored",
                "GET /api/shows/{id}/tickets ordinary none stored",
                "PATCH /api/shows/{id} ordinary json stored",
                "PATCH /api/ticket-types/{id} ordinary json stored",
                "POST /api/scans/{id}/undo door json byFeature",
                "POST /api/shows ordinary json stored",
                "POST /api/shows/{id}/scans door json byFeature",
                "POST /api/shows/{id}/ticket-types ordinary json stored",
                "PUT /api/shows/{id}/poster upload image stored",
            ])
    }

    @Test func shows() async throws {
        let bench = try Bench()
        let staff = Principal.account(bench.account(.staff))
        let made = try await bench.call(
            .post, "/api/shows",
            #"""
            {"title":" Friday  night ","doorsAt":"2030-03-17T20:00:00+01:00","startsAt":"2030-03-17T20:00:00Z",
             "endsAt":"2030-03-17T23:00:00Z","capacity":200}
            """#, as: staff)
        #expect(made.status == 201)
        #expect(
            try made.shape() == """
                {"accent":null,"capacity":200,"description":"","doors":["Door"],"doorsAt":"2030-03-17T19:00:00.000Z",\
                "endsAt":"2030-03-17T23:00:00.000Z","fromPrice":null,"id":"show","isSoldOut":false,"lineup":"",\
                "place":"","poster":null,"startsAt":"2030-03-17T20:00:00.000Z","status":"draft","ticketTypes":[],\
                "title":"Friday night"}
                """)
        let id = try #require(made.object["id"] as? String)
        let typed = try await bench.call(
            .post, "/api/shows/\(id)/ticket-types",
            #"{"name":"Standing","price":{"amount":"1800","currency":"EUR"},"quota":150}"#, as: staff)
        #expect(typed.status == 201)
        _ = try await bench.call(.patch, "/api/shows/\(id)", #"{"status":"published"}"#, as: staff)
        _ = try await bench.call(.put, "/api/shows/\(id)/poster", "picture", as: staff)
        let summary = """
            "doorsAt":"2030-03-17T19:00:00.000Z","endsAt":"2030-03-17T23:00:00.000Z",\
            "fromPrice":{"amount":"1800","currency":"EUR"},"id":"show","isSoldOut":false,"lineup":"","place":"",\
            "poster":"bafkposter","startsAt":"2030-03-17T20:00:00.000Z","status":"published"
            """
        #expect(
            try await bench.call(.get, "/api/shows").shape()
                == ##"{"items":[{"accent":"#a1b2c3",\##(summary),"title":"Friday night"}],"nextCursor":null}"##)
        func show(_ counts: String) -> String {
            """
            {"accent":"#a1b2c3","capacity":200,"description":"","doors":["Door"],\(summary),\
            "ticketTypes":[{\(counts)}],"title":"Friday night"}
            """
        }
        let rest = """
            "isOnSale":true,"name":"Standing","note":"","onlineSales":true,"perOrder":10,\
            "price":{"amount":"1800","currency":"EUR"},"quota":150
            """
        #expect(
            try await bench.call(.get, "/api/shows/\(id)").shape()
                == show(#""held":null,"id":"type",\#(rest),"remaining":10,"sold":null"#))
        #expect(
            try await bench.call(.get, "/api/shows/\(id)", as: staff).shape()
                == show(#""held":0,"id":"type",\#(rest),"remaining":150,"sold":0"#))
    }

    @Test func ticketsAndScans() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (ticket, code) = try await bench.ticket(for: id)
        let device = bench.device(at: id)
        let door = Principal.account(bench.account(.door))
        #expect(
            try await bench.call(.get, "/api/shows/\(id)/tickets", as: door).shape() == """
                {"items":[{"admittedAt":null,"admittedDoor":null,"holder":"Nina","id":"tick","number":NUMBER,\
                "orderNumber":NUMBER,"status":"valid","typeName":"Standing"}],"nextCursor":null}
                """)
        func scan(_ code: String) async throws -> Answer {
            try await bench.call(
                .post, "/api/shows/\(id)/scans",
                #"{"code":"\#(code)","nonce":"\#(bench.nonce())","method":"scanner"}"#, as: device)
        }
        func head(_ inside: Int, _ refused: Int, _ recent: Int) -> String {
            #"{"capacity":100,"inside":\#(inside),"perMinute":\#(recent),"refusedLastHour":\#(refused),"sold":1}"#
        }
        let time = #""2030-03-17T17:46:40.000Z""#
        func later(_ seconds: Int) -> String { #""2030-03-17T17:46:4\#(seconds).000Z""# }
        let about = #"{"holder":"Nina","number":NUMBER,"typeName":"Standing"}"#
        let admitted = try await scan(code)
        #expect(
            try admitted.shape() == """
                {"at":\(time),"canUndo":true,"deviceName":"Phone 1","door":"Main","headcount":\(head(1, 0, 1)),\
                "id":"scan","method":"scanner","outcome":"admitted","previous":null,"sentence":"Let in.",\
                "ticket":\(about),"tone":"go"}
                """)
        bench.pass(.seconds(1))
        let unknown = try await scan("nonsense").shape()
        #expect(
            unknown == """
                {"at":\(later(1)),"canUndo":false,"deviceName":"Phone 1","door":"Main","headcount":\(head(1, 1, 1)),\
                "id":"scan","method":"scanner","outcome":"unknown","previous":null,\
                "sentence":"This is not a ticket of this box. Look at what was scanned, or ask for the order.",\
                "ticket":null,"tone":"stop"}
                """)
        bench.pass(.seconds(1))
        let second = """
            {"at":\(later(2)),"canUndo":false,"deviceName":"Phone 1","door":"Main","headcount":\(head(1, 2, 1)),\
            "id":"scan","method":"scanner","outcome":"already_inside",\
            "previous":{"at":\(time),"deviceName":"Phone 1","door":"Main"},\
            "sentence":"This ticket was used at 18:46 at Main, just now.","ticket":\(about),"tone":"wait"}
            """
        #expect(try await scan(code).shape() == second)
        let list = try await bench.call(.get, "/api/shows/\(id)/scans?limit=1", as: device)
        #expect(try list.shape() == #"{"items":[\#(second)],"nextCursor":"scan"}"#)
        #expect(try await bench.call(.get, "/api/shows/\(id)/headcount", as: door).shape() == head(1, 2, 1))
        #expect(
            try await bench.call(.get, "/api/shows/\(id)/tickets?q=\(ticket.number)", as: door).shape() == """
                {"items":[{"admittedAt":\(time),"admittedDoor":"Main","holder":"Nina","id":"tick","number":NUMBER,\
                "orderNumber":NUMBER,"status":"admitted","typeName":"Standing"}],"nextCursor":null}
                """)
        let undone = try await bench.call(
            .post, "/api/scans/\(admitted.object["id"] as? String ?? "")/undo", as: device)
        #expect(
            try undone.shape() == """
                {"at":\(time),"canUndo":false,"deviceName":"Phone 1","door":"Main","headcount":\(head(0, 2, 0)),\
                "id":"scan","method":"scanner","outcome":"undone","previous":null,\
                "sentence":"This admission was taken back. The ticket is good again.","ticket":\(about),"tone":"wait"}
                """)
    }

    @Test func theDoorAndTheBuyersTickets() async throws {
        let bench = try Bench()
        let id = try await bench.show(doorsIn: .seconds(0))
        let (ticket, _) = try await bench.ticket(for: id)
        let show = """
            {"accent":null,"doorsAt":"2030-03-17T17:46:40.000Z","endsAt":"2030-03-17T21:46:40.000Z",\
            "fromPrice":{"amount":"1800","currency":"EUR"},"id":"show","isSoldOut":false,"lineup":"","place":"",\
            "poster":null,"startsAt":"2030-03-17T18:46:40.000Z","status":"published","title":"Friday"}
            """
        #expect(
            try await bench.call(.get, "/api/door", as: bench.device(at: id)).shape() == """
                {"boxName":"Nova","device":{"id":"dev"},"door":"Main",\
                "headcount":{"capacity":100,"inside":0,"perMinute":0,"refusedLastHour":0,"sold":1},\
                "now":"2030-03-17T17:46:40.000Z","show":\(show),"timeZone":"Europe/Berlin"}
                """)
        bench.open(ticket.order, with: "token")
        let own = try await bench.call(.get, "/api/order/tickets", token: "token")
        #expect(
            try own.shape() == """
                {"items":[{"code":CODE,"holder":"Nina","id":"tick","number":NUMBER,\
                "price":{"amount":"1800","currency":"EUR"},"qr":QR,"show":\(show),"status":"valid",\
                "typeName":"Standing"}]}
                """)
        let rows = try #require(own.items.first?["qr"] as? [String])
        #expect(rows.count == 29 && rows.allSatisfy { $0.count == 29 && $0.allSatisfy { "01".contains($0) } })
        #expect(try await bench.call(.get, "/api/order/tickets", token: "other").reason == "not_found")
        #expect(try await bench.call(.get, "/api/order/tickets").reason == "not_found")
        #expect(try await bench.call(.get, "/api/door", as: .account(bench.account(.admin))).status == 403)
    }
}
