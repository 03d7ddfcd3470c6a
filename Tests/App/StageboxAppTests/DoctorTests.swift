import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// How checks are run, and what a person gets to see.
@Suite struct DoctorTests {
    private static let clock = BoxClock { Timestamp(milliseconds: 1_900_000_000_000) }

    @Test func theReportIsAsBadAsItsWorstCheckAndKeepsTheirOrder() async {
        let report = await Doctor(
            checks: [
                HealthCheck("b", "B") { .warn("Hm.", "Look.") }, HealthCheck("a", "A") { .ok("Well.") },
                HealthCheck("c", "C") { .fail("No.", "Run.") },
            ], clock: Self.clock
        ).report()
        #expect(report.checks.map(\.id) == ["b", "a", "c"])
        #expect(report.status == .fail)
        #expect(report.at == Self.clock.now())
    }

    @Test func withoutChecksAllIsWell() async {
        #expect(await Doctor(checks: [], clock: Self.clock).report().status == .ok)
    }

    @Test func whatDoesNotAnswerIsAFindingAndIsNotStartedTwice() async {
        let starts = Starts()
        let doctor = Doctor(
            checks: [
                HealthCheck("stuck", "Stuck", within: .milliseconds(10)) {
                    await starts.add()
                    await Never.comes()
                    return .ok("At last.")
                },
                HealthCheck("well", "Well") { .ok("Well.") },
            ], clock: Self.clock)
        for _ in 0..<2 {
            let report = await doctor.report()
            #expect(report.checks[0].status == .fail)
            #expect(report.checks[0].detail.contains("10 ms"))
            #expect(report.checks[1].status == .ok)
        }
        #expect(await starts.count <= 1)
    }

    @Test func theAnswerHasEveryKeyAlsoWithoutAdvice() async throws {
        let report = await Doctor(checks: [HealthCheck("a", "A") { .ok("Well.") }], clock: Self.clock).report()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        #expect(
            text == #"{"at":"2030-03-17T17:46:40.000Z","checks":[{"advice":null,"detail":"Well.","id":"a","name":"A","#
                + #""status":"ok"}],"status":"ok"}"#)
    }

    private actor Starts {
        var count = 0
        func add() { count += 1 }
    }

    private enum Never {
        /// Does not even end when it is cancelled, as a read from a dead disk.
        static func comes() async { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Swift.Never>) in } }
    }
}
