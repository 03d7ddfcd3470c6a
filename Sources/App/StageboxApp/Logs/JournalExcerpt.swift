import Foundation
import Logging
import StageModel

/// The end of the box's log as systemd's journal kept it, for a box that is not asked itself.
package struct JournalExcerpt: Sendable {
    private let program: String
    private let arguments: [String]

    /// - Parameter program: looked for under `/usr/bin`; tests give their own.
    package init(program: String = "/usr/bin/journalctl", unit: String = "stagebox", lines: Int = 2000) {
        self.program = program
        arguments = ["--unit", unit, "--lines", "\(lines)", "--output", "json", "--no-pager", "--reverse"]
    }

    /// The lines, newest first and redacted; none where there is no journal or it may not be read.
    package func entries() async -> [LogEntry] {
        guard FileManager.default.isExecutableFile(atPath: program), let bytes = await output() else { return [] }
        return Self.entries(in: bytes)
    }

    private func output() async -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        // A journal on a dying disk can take for ever; what came until then is enough.
        let alarm = Task {
            do { try await Task.sleep(for: .seconds(15)) } catch { return }
            kill(process.processIdentifier, SIGKILL)
        }
        defer { alarm.cancel() }
        let reading = pipe.fileHandleForReading
        let bytes = await Task.detached { reading.readDataToEndOfFile() }.value
        process.waitUntilExit()
        return bytes
    }

    /// The fields of journalctl's `--output json` that a log has: systemd.journal-fields(7). Lines in another form are
    /// passed over.
    static func entries(in bytes: Data) -> [LogEntry] {
        struct Line: Decodable {
            let MESSAGE: String?
            let PRIORITY: String?
            let __REALTIME_TIMESTAMP: String?
        }
        let decoder = JSONDecoder()
        var entries: [LogEntry] = []
        for piece in bytes.split(separator: UInt8(ascii: "\n")) {
            do {
                let line = try decoder.decode(Line.self, from: piece)
                guard let message = line.MESSAGE, let stamp = line.__REALTIME_TIMESTAMP.flatMap(Int64.init) else {
                    continue
                }
                entries.append(
                    LogEntry(
                        sequence: Int64(entries.count + 1), at: Timestamp(milliseconds: stamp / 1000),
                        level: level(line.PRIORITY), message: Redaction.clean(message, limit: 2000)))
            } catch { continue }
        }
        return entries
    }

    /// syslog(3)
    private static func level(_ priority: String?) -> Logger.Level {
        switch priority {
        case "0", "1", "2": .critical
        case "3": .error
        case "4": .warning
        case "5": .notice
        case "7": .debug
        default: .info
        }
    }
}
