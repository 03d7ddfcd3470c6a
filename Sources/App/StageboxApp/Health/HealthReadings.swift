package import StageModel

/// What the last audit of the running box found.
package struct AuditNote: Sendable, Equatable {
    package var at: Timestamp
    /// What SQLite's check of the file said; nil when all is well.
    package var damage: String?
    /// The first entry of the event log that does not fit the one before; nil when all do.
    package var brokenLink: Int64?
    /// Sentences on sums and counts that do not hold.
    package var differences: [String] = []
}

/// What is known of the database.
struct DatabaseReading: Sendable, Equatable {
    /// The sentence for every screen while the disk takes no writes; nil when it does.
    var notice: String?
    /// How long a write took to its end; nil when it failed or was not tried.
    var writeMilliseconds: Int64?
    /// False where nobody may write, because the box is only looked at.
    var isWritten = true
    /// The last audit; nil before the first since the start.
    var audit: AuditNote?
    /// How long the box runs without an audit.
    var runningFor: Duration = .zero
    var now: Timestamp
}

/// Room on the disk that holds the box's data, in bytes.
struct DiskReading: Sendable, Equatable {
    var free: Int64
    var total: Int64
    /// What uploads must leave free.
    var reserve: Int64
    /// True while the database is refused space.
    var isFull = false
}

/// Memory in bytes.
struct MemoryReading: Sendable, Equatable {
    /// Held by the box's own process; nil for a command that looks from outside.
    var resident: Int64?
    var available: Int64
    var total: Int64
}

/// What tells whether the clock can be believed.
struct ClockReading: Sendable, Equatable {
    var now: Timestamp
    /// When the newest entry of the event log was written; nil for an empty log.
    var lastEvent: Timestamp?
    /// Whether the clock is kept right over the network; nil where nobody can tell.
    var isSynchronized: Bool?
}

/// How far the readers of the event log are.
struct EventLogReading: Sendable, Equatable {
    var head: Int64
    /// Each reader with the last entry that it has done with.
    var readers: [String: Int64] = [:]
    var audit: AuditNote?
    /// False where nobody audits, because the box is only looked at.
    var isAudited = true
}

/// When the box was last copied, and when a copy was last proved.
struct BackupReading: Sendable, Equatable {
    /// Hours between two backups; nil where no place for them was chosen.
    var everyHours: Int?
    var lastBackup: Timestamp?
    var lastTest: Timestamp?
    /// Why the last try failed; nil when it did not.
    var failure: String?
    /// Whether somebody has typed recovery words back from paper.
    var areWordsConfirmed = true
}

/// What the box asks of those who know; each closure gives nil where there is nobody to ask.
package struct HealthPorts: Sendable {
    package var certificate: @Sendable () async -> HealthFinding?
    package var network: @Sendable () async -> HealthFinding?

    package init(
        certificate: @escaping @Sendable () async -> HealthFinding? = { nil },
        network: @escaping @Sendable () async -> HealthFinding? = { nil }
    ) {
        self.certificate = certificate
        self.network = network
    }
}
