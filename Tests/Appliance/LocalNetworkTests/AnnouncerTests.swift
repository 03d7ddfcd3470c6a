import Foundation
import Logging
import ServiceLifecycle
import Testing

@testable import LocalNetwork

@Suite struct AnnouncerTests {
    private let quiet = Logger(label: "announcer") { _ in SwiftLogNoOpLogHandler() }

    @Test func howItStandsCanBeReadBeforeItRuns() throws {
        let announcer = Announcer(facts: try facts(), logger: quiet)
        #expect(announcer.standing.condition == .beginning)
        #expect(announcer.standing.aliases.map(\.wanted) == ["stagebox.local"])
        #expect(abs(announcer.standing.since.timeIntervalSinceNow) < 60)
    }

    /// Runs without a cable of its own: with no port and no alias nothing is announced, wherever the test runs.
    @Test func changesAreToldAndTheEndToo() async throws {
        let announcer = Announcer(facts: try facts(https: nil, http: nil, aliases: []), logger: quiet)
        let standings = announcer.standings()
        let running = Task { try await announcer.run() }
        var renamed = announcer.standing
        announcer.update(try facts(name: "Theatre", https: nil, http: nil, aliases: []))
        for await standing in standings {
            renamed = standing
            if standing.service.wanted == "Theatre" { break }
        }
        #expect(renamed.service.wanted == "Theatre")
        #expect(announcer.standing.service.wanted == "Theatre")
        let rest = announcer.standings()
        running.cancel()
        try await running.value
        // Ends because the announcer has ended; so does one that comes too late.
        for await _ in rest {}
        var late = 0
        for await _ in announcer.standings() { late += 1 }
        #expect(late == 1)
    }

    @Test func aGracefulShutdownEndsIt() async throws {
        let announcer = Announcer(facts: try facts(https: nil, http: nil, aliases: []), logger: quiet)
        let group = ServiceGroup(services: [announcer], logger: quiet)
        let running = Task { try await group.run() }
        for await standing in announcer.standings() where !standing.links.isEmpty || standing.condition != .beginning {
            break
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// Announces for real, where somebody wants to watch: `ANNOUNCE` names a file with one word a line (name, HTTP
    /// port, HTTPS port or -, setup, aliases), which is read again when it changes. Ends when the file is gone, and
    /// writes how it stands beside it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["ANNOUNCE"] != nil))
    func itAnnouncesForAsLongAsAFileIsThere() async throws {
        let file = try #require(ProcessInfo.processInfo.environment["ANNOUNCE"])
        func read() throws -> AnnouncedFacts? {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
            let words = text.split(separator: "\n").map(String.init)
            guard words.count > 4 else { return nil }
            return try facts(
                name: words[0], https: UInt16(words[2]), http: UInt16(words[1]), needsSetup: words[3] == "1",
                aliases: Array(words[4...]))
        }
        var known = try #require(try read())
        let announcer = Announcer(facts: known, logger: Logger(label: "announcer"))
        let running = Task { try await announcer.run() }
        let telling = Task {
            for await standing in announcer.standings() {
                let text = "\(standing.condition)\n\(standing.namesHeld)\n\(standing.sentence)\n"
                try text.write(toFile: file + ".standing", atomically: true, encoding: .utf8)
            }
        }
        while let next = try read() {
            if next != known { announcer.update(next) }
            known = next
            try await Task.sleep(for: .milliseconds(100))
        }
        running.cancel()
        try await running.value
        try await telling.value
    }
}
