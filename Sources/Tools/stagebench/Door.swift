import ArgumentParser
import Foundation
import StageModel

/// Scans at a door over HTTP: every one durable, answered after its commit.
struct Door: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Durable scans over HTTP at 1, 8 and 20 clients.")

    @Option(help: "Scans for each measurement.")
    var scans = 4000

    @OptionGroup var output: ReportOptions

    func run() async throws {
        let scans = scans
        let report = Report()
        try await BenchBox.serving { bench in
            report.title("Scans at the door (durable, over HTTP on loopback)")
            for clients in [1, 8, 20] {
                let (show, tickets) = try await onThread { try Self.soldOut(bench, count: scans) }
                let token = try await onThread { try Self.device(bench, show) }
                let began = ContinuousClock.now
                let times = try await withThrowingTaskGroup(of: [Double].self) { group in
                    for client in 0..<clients {
                        let own = stride(from: client, to: tickets.count, by: clients).map { tickets[$0] }
                        group.addTask { try await Self.scan(own, show, token, port: bench.port, client: client) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                let sorted = times.sorted()
                let rate = Double(sorted.count) / began.duration(to: .now).seconds
                report.add("\(clients) clients", rate, .perSecond)
                for (name, part) in [("p50", 0.5), ("p99", 0.99), ("worst", 1)] {
                    let spent = sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
                    report.add("\(clients) clients, \(name)", spent * 1000, .milliseconds)
                }
            }
        }
        try report.save(output)
    }

    /// A show all of whose tickets are sold; gives the numbers of the tickets.
    private static func soldOut(_ bench: BenchBox, count: Int) throws -> (show: String, numbers: [String]) {
        let desk = try Desk(bench)
        let (now, later) = (BoxClock.system.now().text, (BoxClock.system.now() + .seconds(3600)).text)
        let show = try desk.ask(
            "POST", "/api/shows",
            #"{"title":"Bench","doorsAt":"\#(now)","startsAt":"\#(now)","endsAt":"\#(later)","capacity":\#(count)}"#)
        guard let id = show["id"] as? String else { throw PeerFailure(what: "making a show") }
        let typed = try desk.ask(
            "POST", "/api/shows/\(id)/ticket-types",
            #"{"name":"All","price":{"amount":"0","currency":"EUR"},"quota":\#(count),"perOrder":50}"#)
        _ = try desk.ask("PATCH", "/api/shows/\(id)", #"{"status":"published"}"#)
        guard let type = (typed["ticketTypes"] as? [[String: Any]])?.first?["id"] as? String else {
            throw PeerFailure(what: "making a kind of ticket")
        }
        for begin in stride(from: 0, to: count, by: 50) {
            let quantity = min(50, count - begin)
            _ = try desk.ask("POST", "/api/orders", #"{"lines":[{"offer":"\#(type)","quantity":\#(quantity)}]}"#)
        }
        var numbers: [String] = []
        var next = ""
        repeat {
            let page = try desk.ask("GET", "/api/shows/\(id)/tickets?limit=200\(next)", "")
            numbers += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["number"] as? String }
            next = (page["nextCursor"] as? String).map { "&cursor=\($0)" } ?? ""
        } while !next.isEmpty
        return (id, numbers)
    }

    private static func device(_ bench: BenchBox, _ show: String) throws -> String {
        let desk = try Desk(bench)
        let pairing = try desk.ask("POST", "/api/devices/pairings", #"{"showId":"\#(show)","door":"Door"}"#)
        guard let code = pairing["code"] as? String else { throw PeerFailure(what: "pairing") }
        let paired = try desk.ask("POST", "/api/devices/pair", #"{"code":"\#(code)","name":"Bench"}"#)
        guard let token = paired["deviceToken"] as? String else { throw PeerFailure(what: "pairing") }
        return token
    }

    private static func scan(
        _ numbers: [String], _ show: String, _ token: String, port: Int, client: Int
    ) async throws -> [Double] {
        try await onThread {
            let connection = try Connection(port: port)
            return try numbers.enumerated().map { index, number in
                let nonce = "bench-\(client)-\(index)-\(show.suffix(8))"
                let body = #"{"code":"\#(number)","nonce":"\#(nonce)","method":"scanner"}"#
                let began = ContinuousClock.now
                let answer = try connection.post("/api/shows/\(show)/scans", body: body, bearer: token)
                let spent = began.duration(to: .now).seconds
                guard answer.contains(#""outcome":"admitted""#) else { throw PeerFailure(what: answer) }
                return spent
            }
        }
    }
}
