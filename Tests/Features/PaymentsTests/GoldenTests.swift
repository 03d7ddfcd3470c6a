import Foundation
import HTTPTypes
import StageModel
import Testing
import WebEdge

@testable import Payments

/// Every answer as the contract promises it, down to the nulls. Identifiers and links are shortened to what they are.
struct GoldenTests {
    @Test func theRoutesAreThoseOfTheContract() throws {
        let routes = try Bench().routes.map { "\($0.method) \($0.path) \($0.budget) \($0.body) \($0.replay)" }.sorted()
        #expect(
            routes == [
                "DELETE /api/order ordinary none byFeature",
                "GET /api/drawer ordinary none stored",
                "GET /api/order ordinary none stored",
                "GET /api/orders ordinary none stored",
                "GET /api/orders/{id} ordinary none stored",
                "POST /api/drawer/close ordinary json stored",
                "POST /api/drawer/open ordinary json stored",
                "POST /api/orders ordinary json byFeature",
                "POST /api/orders/quote ordinary json byFeature",
                "POST /api/orders/{id}/cancel ordinary json byFeature",
                "POST /api/orders/{id}/pay ordinary json byFeature",
                "POST /api/orders/{id}/refund ordinary json byFeature",
            ])
    }

    private let time = #""2030-03-17T17:46:40.000Z""#

    private func eur(_ amount: Int) -> String { #"{"amount":"\#(amount)","currency":"EUR"}"# }

    private func order(
        buyer: String = #"{"mail":"","name":""}"#, change: String = "null", channel: String = "web", lines: String,
        method: String = "null", paid: String = "null", refunded: String = "null", until: String = "null",
        soldBy: String = "null", status: String, tendered: String = "null", total: Int
    ) -> String {
        """
        {"buyer":\(buyer),"change":\(change),"channel":"\(channel)","createdAt":\(time),"id":"ord","lines":[\(lines)],\
        "method":\(method),"number":NUMBER,"paidAt":\(paid),"refundedAt":\(refunded),"reservedUntil":\(until),\
        "soldBy":\(soldBy),"status":"\(status)","tendered":\(tendered),"total":\(eur(total))}
        """
    }

    private func line(_ quantity: Int) -> String {
        """
        {"detail":"Stall","offer":"item_a","quantity":\(quantity),"title":"ITEM_A","total":\(eur(1250 * quantity)),\
        "unitPrice":\(eur(1250))}
        """
    }

    @Test func quotesAndReservations() async throws {
        let bench = try Bench(address: "http://10.0.0.1:8080/")
        try await bench.offer("item_a", price: 1250, stock: 10)
        let quote = try await bench.call(.post, "/api/orders/quote", #"{"lines":[{"offer":"item_a","quantity":2}]}"#)
        #expect(try quote.shape() == #"{"lines":[\#(line(2))],"total":\#(eur(2500))}"#)
        let made = try await bench.call(
            .post, "/api/orders",
            #"{"lines":[{"offer":"item_a","quantity":1}],"buyer":{"name":"Nina","mail":"Nina@example.org"}}"#)
        #expect(made.status == 201)
        let until = #""2030-03-17T18:06:40.000Z""#
        let buyer = #"{"mail":"nina@example.org","name":"Nina"}"#
        let reserved = order(buyer: buyer, lines: line(1), until: until, status: "reserved", total: 1250)
        #expect(try made.shape() == #"{"order":\#(reserved),"path":"/tickets#TOKEN","qr":QR}"#)
        let path = try #require(made.object["path"] as? String)
        let own = try await bench.call(.get, "/api/order", token: String(path.dropFirst("/tickets#".count)))
        #expect(try own.shape() == reserved)
        #expect(
            try await bench.call(.get, "/api/orders", as: bench.kim).shape()
                == #"{"items":[\#(reserved)],"nextCursor":null}"#)
    }

    @Test func salesAndRefunds() async throws {
        let bench = try Bench()
        try await bench.offer("item_a", price: 1250, stock: 10)
        let made = try await bench.call(
            .post, "/api/orders",
            #"""
            {"lines":[{"offer":"item_a","quantity":1}],
             "payment":{"method":"cash","tendered":{"amount":"2000","currency":"EUR"}}}
            """#, as: bench.kim)
        let paid = order(
            change: eur(750), channel: "counter", lines: line(1), method: #""cash""#, paid: time, soldBy: #""Kim""#,
            status: "paid", tendered: eur(2000), total: 1250)
        #expect(try made.shape() == #"{"order":\#(paid),"path":"/tickets#TOKEN","qr":QR}"#)
        let id = try #require((made.object["order"] as? [String: Any])?["id"] as? String)
        #expect(
            try await bench.call(.get, "/api/drawer", as: bench.kim).shape() == """
                {"cardTaken":\(eur(0)),"cashTaken":\(eur(1250)),"currency":"EUR","expectedCash":\(eur(1250)),\
                "lastClosing":null,"lastSale":\(paid),"salesCount":1,\
                "shift":{"id":"shift","openedAt":\(time),"openedBy":"The box","openingCash":\(eur(0))}}
                """)
        let refunded = order(
            change: eur(750), channel: "counter", lines: line(1), method: #""cash""#, paid: time, refunded: time,
            soldBy: #""Kim""#, status: "refunded", tendered: eur(2000), total: 1250)
        let back = try await bench.call(.post, "/api/orders/\(id)/refund", #"{"reason":"Rain"}"#, as: bench.kim)
        #expect(try back.shape() == #"{"order":\#(refunded),"path":"/tickets#TOKEN","qr":QR}"#)
        #expect(
            try await bench.call(.get, "/api/orders/\(id)", as: bench.kim).shape()
                == #"{"order":\#(refunded),"path":"/tickets#TOKEN","qr":QR}"#)
    }

    @Test func drawers() async throws {
        let bench = try Bench()
        let empty = """
            "cardTaken":\(eur(0)),"cashTaken":\(eur(0)),"currency":"EUR"
            """
        #expect(
            try await bench.call(.get, "/api/drawer", as: bench.kim).shape() == """
                {\(empty),"expectedCash":\(eur(0)),"lastClosing":null,"lastSale":null,"salesCount":0,"shift":null}
                """)
        let opened = try await bench.call(
            .post, "/api/drawer/open", #"{"counted":{"amount":"5000","currency":"EUR"}}"#, as: bench.kim)
        #expect(
            try opened.shape() == """
                {\(empty),"expectedCash":\(eur(5000)),"lastClosing":null,"lastSale":null,"salesCount":0,\
                "shift":{"id":"shift","openedAt":\(time),"openedBy":"Kim","openingCash":\(eur(5000))}}
                """)
        let closed = try await bench.call(
            .post, "/api/drawer/close", #"{"counted":{"amount":"4900","currency":"EUR"}}"#, as: bench.kim)
        #expect(
            try closed.shape() == """
                {\(empty),"expectedCash":\(eur(4900)),"lastClosing":{"closedAt":\(time),"counted":\(eur(4900)),\
                "difference":\(eur(-100)),"expected":\(eur(5000))},"lastSale":null,"salesCount":0,"shift":null}
                """)
    }
}
