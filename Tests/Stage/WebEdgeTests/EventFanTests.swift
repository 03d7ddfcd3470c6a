import ServiceLifecycle
import StageModel
import Testing

@testable import EventLog
@testable import WebEdge

@Suite struct EventFanTests {
    private func limits(_ change: (inout Limits) -> Void = { _ in }) -> Limits {
        var limits = Limits()
        change(&limits)
        return limits
    }

    /// Runs the fan while the body works.
    private func whileTelling(_ bench: EdgeBench, _ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.edge.fan.run() }
            try await body()
            group.cancelAll()
        }
    }

    /// The sequence numbers of the next events that a listener hears.
    private func next(_ count: Int, of news: AsyncStream<EventFan.News>) async -> [Int64] {
        var heard: [Int64] = []
        for await one in news {
            if case .event(let event) = one { heard.append(event.sequence) }
            if heard.count == count { break }
        }
        return heard
    }

    @Test func aListenerHearsItsTopicsInOrder() async throws {
        let bench = try EdgeBench()
        let (_, news) = try bench.edge.fan.listen(to: ["catalog"], as: nil, from: "a")
        let heard = await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await bench.edge.fan.run() }
            // Odd ones are of the topic.
            group.addTask {
                while !Task.isCancelled {
                    try await bench.append("a.one", topic: "catalog")
                    try await bench.append("a.two", topic: "people")
                }
            }
            defer { group.cancelAll() }
            return await next(3, of: news)
        }
        #expect(heard.count == 3 && heard.allSatisfy { $0 % 2 == 1 })
        #expect(heard == [heard[0], heard[0] + 2, heard[0] + 4])
    }

    @Test func eachHearsWhatItMay() throws {
        let people = People()
        func hears(_ audience: EventAudience) -> [Bool] {
            let event = LoggedEvent.made(audience: audience)
            let all: [Principal?] = [
                nil, .account(people.fan), .account(people.staff), .account(people.admin), .device(people.device),
            ]
            return all.map { EventFan.mayHear(event, $0) }
        }
        #expect(hears(.everyone) == [true, true, true, true, true])
        #expect(hears(.staff) == [false, false, true, true, true])
        #expect(hears(.account(people.fan.id)) == [false, true, false, false, false])
        #expect(hears(.audit) == [false, false, false, false, false])
    }

    @Test func aSlowListenerIsLetGo() async throws {
        let bench = try EdgeBench(limits: limits { $0.listenerBacklog = 3 })
        let fan = bench.edge.fan
        let (_, news) = try fan.listen(to: ["catalog"], as: nil, from: "a")
        for sequence in 1...3 { fan.yield(.made(sequence: Int64(sequence))) }
        #expect(fan.count == 1)
        fan.yield(.made(sequence: 4))
        #expect(fan.count == 0)
        #expect(await next(9, of: news) == [1, 2, 3], "what was promised is still told, then it ends")
    }

    @Test func listenersAreCountedByAddressAndTogether() throws {
        let bench = try EdgeBench(limits: limits { ($0.listeners, $0.listenersPerAddress) = (3, 2) })
        let fan = bench.edge.fan
        let (first, _) = try fan.listen(to: [], as: nil, from: "a")
        _ = try fan.listen(to: [], as: nil, from: "a")
        #expect(throws: EdgeRefusal.self) { try fan.listen(to: [], as: nil, from: "a") }
        _ = try fan.listen(to: [], as: nil, from: "b")
        #expect(throws: EdgeRefusal.self) { try fan.listen(to: [], as: nil, from: "c") }
        fan.leave(first)
        _ = try fan.listen(to: [], as: nil, from: "c")
        #expect(fan.count == 3)
    }

    @Test func topicsCanChange() async throws {
        let fan = try EdgeBench().edge.fan
        let (key, news) = try fan.listen(to: ["catalog"], as: nil, from: "a")
        fan.change(key, to: ["orders"])
        fan.yield(.made(sequence: 1, topic: "catalog"))
        fan.yield(.made(sequence: 2, topic: "orders"))
        fan.leave(key)
        #expect(await next(9, of: news) == [2])
    }

    @Test func whoReturnsIsToldWhatItMissedOrToFetchAgain() async throws {
        let bench = try EdgeBench(limits: limits { $0.missedEvents = 3 })
        for number in 0..<4 { try await bench.append("a.n\(number)", topic: number == 2 ? "orders" : "catalog") }
        func missed(_ since: Int64) async throws -> [Int64]? {
            try await bench.edge.fan.missed(since: since, topics: ["catalog"], principal: nil)?.map(\.sequence)
        }
        #expect(try await missed(1) == [2, 4])
        #expect(try await missed(4) == [])
        #expect(try await missed(0) == nil, "four are more than three")
        #expect(try await missed(5) == nil, "not of this log")
        #expect(try await missed(-1) == nil)
    }

    @Test func heartbeatsComeWhenNothingHappens() async throws {
        let bench = try EdgeBench(limits: limits { $0.heartbeat = .milliseconds(1) })
        let (_, news) = try bench.edge.fan.listen(to: [], as: nil, from: "a")
        try await whileTelling(bench) {
            for await one in news {
                guard case .heartbeat = one else { continue }
                break
            }
        }
    }

    @Test func stoppingLetsEverybodyGo() async throws {
        let bench = try EdgeBench()
        let fan = bench.edge.fan
        let (_, news) = try fan.listen(to: [], as: nil, from: "a")
        let group = ServiceGroup(services: [fan], logger: bench.logbook.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await group.triggerGracefulShutdown()
            for await _ in news {}
            try await tasks.waitForAll()
        }
        #expect(fan.isStopped)
        let (_, late) = try fan.listen(to: [], as: nil, from: "a")
        for await _ in late {}
    }

    @Test func whatIsToldHoldsNoPayload() {
        let told = Told(.made(sequence: 7, topic: "show:show_1"))
        #expect(
            String(buffer: told.line) == "id: 7\ndata: {\"name\":\"test.done\",\"seq\":7,\"topic\":\"show:show_1\"}\n\n"
        )
        #expect(
            String(buffer: told.message)
                == "{\"name\":\"test.done\",\"seq\":7,\"topic\":\"show:show_1\",\"type\":\"EVENT\"}")
    }

    @Test func topicsAreFewShortAndPlain() throws {
        let limits = Limits()
        func isTaken(_ text: String) -> Bool { (try? EventStreamRoute.topics(text, limits: limits)) != nil }
        let many = (1...33).map { "t\($0)" }
        #expect(isTaken("") && isTaken("catalog,show:show_1"))
        #expect(isTaken(many.prefix(32).joined(separator: ",")))
        #expect(!isTaken(many.joined(separator: ",")))
        #expect(isTaken(String(repeating: "a", count: 80)))
        #expect(!isTaken(String(repeating: "a", count: 81)))
        for bad in ["Catalog", "a b", "a\n", "ä", "a-b"] { #expect(!isTaken(bad), "\(bad)") }
    }
}

extension LoggedEvent {
    static func made(
        sequence: Int64 = 1, topic: String = "catalog", audience: EventAudience = .everyone
    ) -> LoggedEvent {
        LoggedEvent(
            sequence: sequence, at: EdgeBench.start, name: "test.done", version: 1, topic: topic, actor: "box",
            audience: audience, payload: "{}")
    }
}
