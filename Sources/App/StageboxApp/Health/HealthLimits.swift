/// Every number of the health page in one place.
enum HealthLimits {
    /// A write that takes longer than this is felt at the till.
    static let slowWriteMilliseconds: Int64 = 1000
    /// The audit runs every six hours; one that is older than this has been missed three times.
    static let auditAge: Duration = .seconds(24 * 3600)

    static let diskFail: Int64 = 300_000_000
    static let diskWarn: Int64 = 3_000_000_000

    static let memoryFail: Int64 = 32_000_000
    static let memoryWarn: Int64 = 128_000_000
    static let residentWarn: Int64 = 1_000_000_000

    static let years = 2025...2199
    /// A clock that was put right by a moment is no fault.
    static let clockSlack: Duration = .seconds(60)

    static let certificateWarnDays = 14

    /// Entries by which a reader may be behind.
    static let readerLag: Int64 = 10_000

    static let backupFail: Duration = .seconds(7 * 86_400)
    static let testWarn: Duration = .seconds(35 * 86_400)
}
