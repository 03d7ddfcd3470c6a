import HTTPTypes
import Logging
import StageModel
import WebEdge

/// The log in the console, for admins.
struct LogRoutes: Sendable {
    let book: LogBook

    var routes: [Route] {
        [
            Route(.get, "/api/box/logs", .roles([.admin]), body: .none) { call in
                let filter = LogFilter(
                    level: try Self.level(call), request: Self.words(call, "request"), text: Self.words(call, "text"))
                let (items, next) = book.entries(
                    filter, before: try call.place(), limit: try call.limit(usual: 100))
                return try .json(Page(items: items, nextCursor: next.map(String.init)))
            }
        ]
    }

    private static func level(_ call: Call) throws -> Logger.Level? {
        guard let name = words(call, "level") else { return nil }
        guard let level = Logger.Level(rawValue: name) else {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidInput("level", "There is no such level. Choose from \(known).")
        }
        return level
    }

    /// A filter that was left empty is none.
    private static func words(_ call: Call, _ name: String) -> String? {
        guard let text = call.query[name]?.trimmingPrefix(while: \.isWhitespace), !text.isEmpty else { return nil }
        return String(text.prefix(200))
    }
}

extension Call {
    /// The cursor of a list that is counted through: the number of the last entry seen; nil to begin at the newest.
    func place() throws -> Int64? {
        guard let text = query["cursor"] else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let place = Int64(text), place >= 1 else {
            throw InvalidInput("cursor", "This list has moved on. Begin it again from the top.")
        }
        return place
    }
}
