import HTTPTypes
import StageModel
import Testing

@testable import WebEdge

@Suite struct MetricsTests {
    private func bench() throws -> EdgeBench {
        try EdgeBench([Route(.get, "/api/shows/{id}", .anyone) { _ in .noContent }])
    }

    @Test func requestsAreCountedByTemplateAndStatus() async throws {
        let bench = try bench()
        for number in 0..<3 { _ = try await bench.ask(.get, "/api/shows/\(number)") }
        _ = try await bench.ask(.get, "/nowhere")
        let strange = try #require(HTTPRequest.Method("BREW"))
        _ = try await bench.ask(strange, "/api/shows/1")
        let text = try await bench.ask(.get, "/metrics", client: "127.0.0.1").text
        #expect(
            text.contains("stagebox_request_seconds_count{method=\"GET\",route=\"/api/shows/{id}\",status=\"204\"} 3"))
        #expect(text.contains("stagebox_request_seconds_count{method=\"GET\",route=\"web\",status=\"404\"} 1"))
        #expect(text.contains("stagebox_request_seconds_count{method=\"other\",route=\"other\",status=\"405\"} 1"))
        #expect(text.contains("le=\"+Inf\"} 3"))
        #expect(text.contains("stagebox_requests_in_flight 1"), "the one that asks")
        #expect(text.contains("stagebox_event_listeners 0"))
        let resident = text.split(separator: "\n").first { $0.hasPrefix("stagebox_resident_bytes ") }
        #expect(try #require(resident?.split(separator: " ").last.flatMap { Int($0) }) > 1_000_000)
    }

    @Test func everyLineIsOneThatPrometheusReads() async throws {
        let bench = try bench()
        _ = try await bench.ask(.get, "/api/shows/1")
        let answer = try await bench.ask(.get, "/metrics", client: "::1")
        #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let line = /#\ TYPE\ [a-z_]+\ (gauge|histogram)|[a-z_]+(\{([a-z]+="[^"]*",?)+\})?\ [0-9.e+-]+/
        for text in answer.text.split(separator: "\n") { #expect(text.wholeMatch(of: line) != nil, "\(text)") }
    }

    @Test func theyAreForTheBoxItselfAndItsAdmins() async throws {
        let bench = try bench()
        #expect(try await bench.ask(.get, "/metrics").status == 403)
        #expect(try await bench.ask(.get, "/metrics", People.browser("staff")).status == 403)
        #expect(try await bench.ask(.get, "/metrics", People.browser("admin")).status == 200)
        #expect(try await bench.ask(.get, "/metrics", client: "127.0.0.1").status == 200)
        #expect(try await bench.ask(.get, "/metrics", client: "::1").status == 200)
        #expect(try await bench.ask(.get, "/metrics", client: "10.127.0.1").status == 403)
    }
}
