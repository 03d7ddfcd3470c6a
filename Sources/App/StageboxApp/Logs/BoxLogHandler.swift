import Foundation
package import Logging
package import StageModel

/// Cleans every line of the log, keeps it in the book and writes it out.
package struct BoxLogHandler: LogHandler {
    package var logLevel = Logger.Level.info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let book: LogBook
    private let clock: BoxClock
    private let output: LogOutput?

    /// - Parameter output: where lines go beside the book; nil for nowhere.
    package init(book: LogBook, clock: BoxClock = .system, output: LogOutput? = nil) {
        self.book = book
        self.clock = clock
        self.output = output
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(type(of: error)): \(error)" }
        var clean: [String: String] = [:]
        for (key, value) in all.prefix(Self.mostKeys) {
            clean[Redaction.clean(key, limit: 60)] =
                Redaction.label(forKey: key) ?? Redaction.clean("\(value)", limit: Self.valueBytes)
        }
        let now = clock.now()
        let message = Redaction.clean("\(event.message)", limit: Self.messageBytes)
        book.write(at: now, level: event.level, message: message, metadata: clean)
        output?.write(level: event.level, at: now, message: message, metadata: clean)
    }

    private static let messageBytes = 1000
    private static let valueBytes = 1000
    private static let mostKeys = 20
}

/// Where lines go: standard error, in the form that suits whoever reads it.
package struct LogOutput: Sendable {
    /// True when systemd's journal reads: it notes the time itself and takes the level from a prefix `<N>`,
    /// sd-daemon(3).
    let isJournal: Bool
    let send: @Sendable (String) -> Void

    init(isJournal: Bool, send: @escaping @Sendable (String) -> Void) {
        self.isJournal = isJournal
        self.send = send
    }

    /// Standard error of this process.
    package static func standardError(environment: [String: String]) -> LogOutput {
        var facts = stat()
        let isThere = fstat(STDERR_FILENO, &facts) == 0
        let isJournal =
            isThere && Self.isJournal(environment, device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
        return LogOutput(isJournal: isJournal) { line in
            // One call for a whole line, so that lines of several threads do not mix. There is nowhere to tell that
            // the log cannot be written.
            var bytes = Array(line.utf8)
            _ = bytes.withUnsafeMutableBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        }
    }

    /// `JOURNAL_STREAM` names the device and inode of the journal's stream, systemd.exec(5). A program that was started
    /// with its errors sent elsewhere inherits the variable too, so the two are compared.
    static func isJournal(_ environment: [String: String], device: UInt64, inode: UInt64) -> Bool {
        environment["JOURNAL_STREAM"] == "\(device):\(inode)"
    }

    func write(level: Logger.Level, at moment: Timestamp, message: String, metadata: [String: String]) {
        let facts = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted($0.value))" }.joined()
        let line =
            isJournal
            ? "<\(Self.priority(level))>\(message)\(facts)\n" : "\(moment.text) \(level) \(message)\(facts)\n"
        send(line)
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && !value.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? value : "\"\(value.replacing("\"", with: "'"))\""
    }

    /// The priority of syslog(3).
    static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
