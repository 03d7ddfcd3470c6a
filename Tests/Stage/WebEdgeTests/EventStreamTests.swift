import EventLog
import NIOCore
import StageModel
import Testing

@testable import WebEdge

/// Server-sent events over a real connection.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EventStreamTests {
    private func bench(_ change: (inout Limits) -> Void = { _ in }) throws -> EdgeBench {
        var limits = Limits()
        limits.farewell = .milliseconds(200)
        change(&limits)
        return try EdgeBench(limits: limits)
    }

    /// Opens a stream and reads its opening.
    private func open(_ talk: inout RawTalk, _ topics: String, _ headers: String = "") async throws -> RawAnswer {
        try await talk.say("GET /api/stream/events?topics=\(topics) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(headers)\r\n")
        return try await talk.answer(toHead: true)
    }

    @Test func eventsAreToldAsTheyHappen() async throws {
        let bench = try bench()
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                let head = try await open(&talk, "catalog")
                #expect(head.status == 200)
                #expect(head["Content-Type"] == "text/event-stream")
                #expect(head["Cache-Control"] == "no-store")
                #expect(try await talk.read(until: "\n\n").contains("retry: 2000"))
                try await bench.append("catalog.track_added", topic: "catalog")
                let line = try await talk.read(until: "}\n\n")
                #expect(
                    line.contains("id: 1\ndata: {\"name\":\"catalog.track_added\",\"seq\":1,\"topic\":\"catalog\"}"))
            }
        }
    }

    @Test func whoReturnsHearsWhatItMissedOnce() async throws {
        let bench = try bench { $0.missedEvents = 3 }
        for _ in 0..<5 { try await bench.append("a.done", topic: "catalog") }
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                _ = try await open(&talk, "catalog", "Last-Event-ID: 3\r\n")
                for sequence in 4...5 { #expect(try await talk.read(until: "}\n\n").contains("id: \(sequence)\n")) }
                try await bench.append("a.done", topic: "catalog")
                #expect(try await talk.read(until: "}\n\n").contains("id: 6\n"))
            }
            for gap in ["1", "99", "-1"] {
                try await live.connect { talk in
                    _ = try await open(&talk, "catalog", "Last-Event-ID: \(gap)\r\n")
                    #expect(try await talk.read(until: "}\n\n").contains("event: refetch\ndata: {}"))
                }
            }
        }
    }

    @Test func strangersHearOnlyWhatIsForEverybody() async throws {
        let bench = try bench()
        try await LivePort.serve(bench) { live in
            try await live.connect { stranger in
                _ = try await open(&stranger, "orders")
                try await live.connect { staff in
                    _ = try await open(&staff, "orders", "Cookie: stagebox=staff\r\n")
                    try await bench.append("orders.paid", topic: "orders", audience: .staff)
                    try await bench.append("orders.open", topic: "orders")
                    #expect(try await staff.read(until: "}\n\n").contains("orders.paid"))
                }
                #expect(try await stranger.read(until: "}\n\n").contains("orders.open"))
            }
        }
    }

    @Test func heartbeatsKeepItOpenAndAnEndedSessionEndsIt() async throws {
        let bench = try bench {
            $0.heartbeat = .milliseconds(5)
            $0.recheck = .zero
        }
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                _ = try await open(&talk, "orders", "Cookie: stagebox=staff\r\n")
                for _ in 0..<3 { _ = try await talk.read(until: ": heartbeat\n\n") }
                bench.people.end("staff")
                _ = try await talk.read(until: "0\r\n\r\n")
            }
        }
        #expect(bench.edge.fan.count == 0)
    }

    @Test func badTopicsAndTooManyListenersAreRefused() async throws {
        let bench = try bench { $0.listenersPerAddress = 1 }
        try await LivePort.serve(bench) { live in
            let bad = try await live.ask("GET /api/stream/events?topics=A HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            #expect(bad.status == 400)
            try await live.connect { talk in
                _ = try await open(&talk, "catalog")
                let second = try await live.ask("GET /api/stream/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                #expect(second.status == 429)
                #expect(second["Retry-After"] == "30")
            }
        }
    }

    @Test func stoppingEndsStreamsAtOnce() async throws {
        let bench = try bench { $0.farewell = .seconds(600) }
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                _ = try await open(&talk, "catalog")
                await live.stop()
                _ = try await talk.read(until: "0\r\n\r\n")
                await talk.waitForEnd()
            }
        }
    }

    @Test func aListenerThatLeavesIsForgotten() async throws {
        let bench = try bench { $0.heartbeat = .milliseconds(5) }
        try await LivePort.serve(bench) { live in
            try await live.connect { talk in
                _ = try await open(&talk, "catalog")
                #expect(bench.edge.fan.count == 1)
            }
            while bench.edge.fan.count > 0 { await Task.yield() }
        }
    }
}
