import HTTPTypes
import StageModel
import WebEdge

/// The audit trail in the console, for admins.
struct AuditRoutes: Sendable {
    let audit: AuditService

    var routes: [Route] {
        [
            Route(.get, "/api/box/audit", .roles([.admin]), body: .none) { call in
                let filter = AuditFilter(actor: Self.words(call, "actor"), topic: Self.words(call, "topic"))
                let (items, next) = try await audit.page(
                    filter, before: try call.place(), limit: try call.limit())
                return try .json(Page(items: items, nextCursor: next.map(String.init)))
            }
        ]
    }

    /// A filter that was left empty is none.
    private static func words(_ call: Call, _ name: String) -> String? {
        guard let text = call.query[name], !text.isEmpty else { return nil }
        return String(text.prefix(100))
    }
}
