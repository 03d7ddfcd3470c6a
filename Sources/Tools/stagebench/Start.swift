import ArgumentParser
import Foundation

/// From the first instruction to listening, and what it costs to sit there.
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Time to listening and idle memory of the daemon.")

    @Option(help: "The daemon's program; by default the one built beside this.")
    var daemon = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("stagebox").path

    @OptionGroup var output: ReportOptions

    func run() async throws {
        let report = Report()
        report.title("Starting the daemon")
        let folder = "\(FileManager.default.temporaryDirectory.path)/stagebench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await measure("new folder", folder, report)
        for _ in 0..<3 { try await measure("existing folder", folder, report) }
        try report.save(output)
    }

    private func measure(_ name: String, _ folder: String, _ report: Report) async throws {
        let port = 20_000 + Int.random(in: 0..<20_000)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: daemon)
        process.arguments = [
            "serve", "--data", folder, "--bind", "127.0.0.1", "--http-port", "\(port)", "--https-port", "0", "--quiet",
            "--log-level", "error",
        ]
        let began = ContinuousClock.now
        try process.run()
        var isListening = false
        while !isListening, began.duration(to: .now) < .seconds(20) {
            isListening = Connection.isPossible(port: port)
            if !isListening { try await Task.sleep(for: .milliseconds(1)) }
        }
        let spent = began.duration(to: .now).seconds
        try await Task.sleep(for: .seconds(3))
        let memory = Self.resident(process.processIdentifier)
        process.terminate()
        process.waitUntilExit()
        report.add("\(name), until it listens", spent * 1000, .milliseconds)
        report.add("\(name), resident when idle", memory, .megabytes)
    }

    private static func resident(_ pid: Int32) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0
        return kilobytes / 1024
    }
}
