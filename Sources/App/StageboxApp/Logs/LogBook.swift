package import Logging
package import StageModel
import Synchronization

// Logs: the last thousands of lines of the log, readable in the console.
//
// Purpose. One handler cleans every line of mail addresses, tokens, cookies, codes and long secrets, writes it to
// standard error for the journal, and keeps it in a ring in memory, where admins read it by level, request and text.
//
// Limits. The ring holds `usualCapacity` lines of at most some kilobytes and is empty after a start; what is older
// stands in the journal. Redaction goes by shape and cannot know a name or a short word: nobody logs those (style.md).
//
// Callers. AdminCLI installs the handler; LogRoutes and SupportBundle read.

/// A line of the log as it is kept and shown.
package struct LogEntry: Sendable, Equatable {
    /// Counts the lines since the box was started.
    package let sequence: Int64
    package let at: Timestamp
    package let level: Logger.Level
    package let message: String
    package let metadata: [String: String]

    package init(
        sequence: Int64, at: Timestamp, level: Logger.Level, message: String, metadata: [String: String] = [:]
    ) {
        self.sequence = sequence
        self.at = at
        self.level = level
        self.message = message
        self.metadata = metadata
    }

    /// The same line with other words.
    func mapped(_ clean: (String) -> String) -> LogEntry {
        LogEntry(
            sequence: sequence, at: at, level: level, message: clean(message), metadata: metadata.mapValues(clean))
    }
}

extension LogEntry: Encodable {
    enum CodingKeys: String, CodingKey { case id, at, level, message, metadata }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(String(sequence), forKey: .id)
        try container.encode(at, forKey: .at)
        try container.encode(level.rawValue, forKey: .level)
        try container.encode(message, forKey: .message)
        try container.encode(metadata, forKey: .metadata)
    }
}

/// Which lines somebody wants to see.
package struct LogFilter: Sendable {
    /// This level and above; nil for all.
    package var level: Logger.Level?
    /// The name of a request, `req_…`.
    package var request: String?
    /// What must stand in the message or the metadata, whatever its case.
    package var text: String?

    package init(level: Logger.Level? = nil, request: String? = nil, text: String? = nil) {
        self.level = level
        self.request = request
        self.text = text
    }

    func matches(_ entry: LogEntry) -> Bool {
        if let level, entry.level < level { return false }
        if let request, entry.metadata["request"] != request { return false }
        guard let text = text?.lowercased(), !text.isEmpty else { return true }
        return entry.message.lowercased().contains(text)
            || entry.metadata.contains { $0.lowercased().contains(text) || $1.lowercased().contains(text) }
    }
}

/// The newest lines of the log, in memory.
package final class LogBook: Sendable {
    package static let usualCapacity = 5000

    private struct Ring {
        var entries: [LogEntry] = []
        var written: Int64 = 0
    }

    private let capacity: Int
    private let ring = Mutex(Ring())

    /// - Parameter capacity: how many lines are kept, at least one.
    package init(capacity: Int = usualCapacity) {
        precondition(capacity > 0, "a log book keeps at least one line")
        self.capacity = capacity
    }

    func write(at moment: Timestamp, level: Logger.Level, message: String, metadata: [String: String]) {
        ring.withLock { ring in
            ring.written += 1
            let entry = LogEntry(
                sequence: ring.written, at: moment, level: level, message: message, metadata: metadata)
            if ring.entries.count < capacity {
                ring.entries.append(entry)
            } else {
                ring.entries[Int((ring.written - 1) % Int64(capacity))] = entry
            }
        }
    }

    /// Lines that match, newest first.
    ///
    /// - Parameters:
    ///   - before: only lines older than this one; nil for the newest.
    ///   - limit: the most lines.
    /// - Returns: the lines, and the last one's number where older ones match too.
    package func entries(_ filter: LogFilter, before: Int64?, limit: Int) -> (items: [LogEntry], next: Int64?) {
        let (entries, written) = ring.withLock { ($0.entries, $0.written) }
        var items: [LogEntry] = []
        var sequence = min(written, (before ?? .max) - 1)
        while sequence >= 1, sequence > written - Int64(entries.count) {
            let entry = entries[Int((sequence - 1) % Int64(capacity))]
            sequence -= 1
            guard filter.matches(entry) else { continue }
            if items.count == limit { return (items, items.last?.sequence) }
            items.append(entry)
        }
        return (items, nil)
    }
}
