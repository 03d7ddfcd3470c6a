package import StageModel

// Health: what a person beside the box should know of it, and what to do.
//
// Purpose. Every check is a small value with a name, a time limit and a finding: well, worth a look, or broken, each
// with a detail and, unless all is well, advice. What a reading means is decided in HealthRules by pure functions; the
// checks only read. The console shows the report, `stagebox doctor` prints the same checks without asking the daemon.
//
// Limits. A check that does not answer within its limit is itself a finding, and what hangs is not started twice. No
// check changes anything, save the round trip of the running box: an empty transaction through the writer.
// Certificate and network are asked through `HealthPorts`, in words of their own.
//
// Callers. DoctorRoutes and SupportBundle; AdminCLI's DoctorCommand; the public /health takes its rules from here.

/// Runs all checks, each within its time.
package actor Doctor {
    private let checks: [HealthCheck]
    private let clock: BoxClock
    private var running: [String: Task<HealthFinding, Never>] = [:]

    package init(checks: [HealthCheck], clock: BoxClock) {
        self.checks = checks
        self.clock = clock
    }

    /// The findings of all checks, in their order.
    package func report() async -> HealthReport {
        let lines = await withTaskGroup(of: (Int, HealthLine).self) { group in
            for (place, check) in checks.enumerated() {
                group.addTask { (place, HealthLine(check, await self.finding(of: check))) }
            }
            var lines: [(Int, HealthLine)] = []
            for await line in group { lines.append(line) }
            return lines.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return HealthReport(at: clock.now(), checks: lines)
    }

    /// What a check finds, or that it did not answer. The work is a task of its own, because a read from a disk that
    /// hangs cannot be cut short, and whoever asks must be answered all the same.
    private func finding(of check: HealthCheck) async -> HealthFinding {
        let work = running[check.id] ?? begin(check)
        let (answers, told) = AsyncStream<HealthFinding?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let listening = Task { told.yield(await work.value) }
        let alarm = Task {
            do { try await Task.sleep(for: check.limit) } catch { return }
            told.yield(nil)
        }
        defer {
            listening.cancel()
            alarm.cancel()
        }
        for await answer in answers {
            if let answer { return answer }
            break
        }
        work.cancel()
        return .fail(
            "There was no answer within \(Self.words(check.limit)).",
            "Look again in a minute. If this stays, restart the machine and have its disk checked.")
    }

    private static func words(_ limit: Duration) -> String {
        let milliseconds = limit.wholeMilliseconds
        return milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) seconds"
    }

    private func begin(_ check: HealthCheck) -> Task<HealthFinding, Never> {
        let work = Task {
            let finding = await check.run()
            running[check.id] = nil
            return finding
        }
        running[check.id] = work
        return work
    }
}
