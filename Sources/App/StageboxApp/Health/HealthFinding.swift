package import StageModel

/// How bad it is.
package enum HealthStatus: String, Sendable, Encodable, CaseIterable, Comparable {
    case ok, warn, fail

    package static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .warn: 1
        case .fail: 2
        }
    }
}

/// What a check found: how it is, and what to do about it.
package struct HealthFinding: Sendable, Equatable {
    package let status: HealthStatus
    package let detail: String
    /// What to do; nil when there is nothing to do.
    package let advice: String?

    package static func ok(_ detail: String) -> Self { Self(status: .ok, detail: detail, advice: nil) }
    package static func warn(_ detail: String, _ advice: String) -> Self {
        Self(status: .warn, detail: detail, advice: advice)
    }
    package static func fail(_ detail: String, _ advice: String) -> Self {
        Self(status: .fail, detail: detail, advice: advice)
    }
}

/// One thing to look at.
package struct HealthCheck: Sendable {
    /// Stable, as the contract names it: `database`, `test_restore`.
    package let id: String
    /// As a person reads it.
    package let name: String
    /// After this long without an answer the check has failed.
    package let limit: Duration
    package let run: @Sendable () async -> HealthFinding

    package init(
        _ id: String, _ name: String, within limit: Duration = .seconds(5),
        run: @escaping @Sendable () async -> HealthFinding
    ) {
        self.id = id
        self.name = name
        self.limit = limit
        self.run = run
    }
}

/// A check with its finding, as the console and the command line show it.
package struct HealthLine: Sendable, Encodable {
    package let id, name: String
    package let status: HealthStatus
    package let detail: String
    package let advice: String?

    init(_ check: HealthCheck, _ finding: HealthFinding) {
        id = check.id
        name = check.name
        status = finding.status
        detail = finding.detail
        advice = finding.advice
    }

    /// The same line with other words.
    init(_ line: HealthLine, detail: String, advice: String?) {
        id = line.id
        name = line.name
        status = line.status
        self.detail = detail
        self.advice = advice
    }

    enum CodingKeys: String, CodingKey { case id, name, status, detail, advice }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(status, forKey: .status)
        try container.encode(detail, forKey: .detail)
        // The contract promises the key also where there is nothing to do.
        try container.encode(advice, forKey: .advice)
    }
}

/// All findings at a moment; as bad as the worst of them.
package struct HealthReport: Sendable, Encodable {
    package let status: HealthStatus
    package let at: Timestamp
    package let checks: [HealthLine]

    init(at: Timestamp, checks: [HealthLine]) {
        self.status = checks.map(\.status).max() ?? .ok
        self.at = at
        self.checks = checks
    }
}
