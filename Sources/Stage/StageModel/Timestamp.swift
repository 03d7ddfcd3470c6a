package import Foundation
package import GRDB

/// A moment: whole milliseconds since 1970-01-01T00:00:00Z.
///
/// An INTEGER in the database, RFC 3339 in UTC with milliseconds in JSON. Reading JSON accepts any RFC 3339 offset;
/// years outside 1970 to 9999 are refused.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The whole millisecond that a date lies in.
    package init(_ date: Date) { milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down)) }

    package static func < (one: Self, other: Self) -> Bool { one.milliseconds < other.milliseconds }

    package static func + (moment: Self, span: Duration) -> Self {
        Self(milliseconds: moment.milliseconds + span.wholeMilliseconds)
    }

    package static func - (moment: Self, span: Duration) -> Self {
        Self(milliseconds: moment.milliseconds - span.wholeMilliseconds)
    }

    /// The span from the other moment to this one; negative if this one is earlier.
    package func since(_ other: Self) -> Duration { .milliseconds(milliseconds - other.milliseconds) }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    static let plainStyle = Date.ISO8601FormatStyle()

    /// RFC 3339 in UTC, as in `2030-06-01T19:30:00.000Z`. Milliseconds are written from the integer: a floating-point
    /// date would lose one now and then.
    package var text: String {
        let whole = Date(timeIntervalSince1970: Double(milliseconds / 1000))
        let rest = String(1000 + milliseconds % 1000).dropFirst()
        return Self.plainStyle.format(whole).dropLast() + "." + rest + "Z"
    }

    /// Reads RFC 3339, with or without a fraction; nil for anything else or a year outside 1970 to 9999.
    package init?(text: String) {
        guard text.utf8.count <= 40 else { return nil }
        guard let date = (try? Self.style.parse(text)) ?? (try? Self.plainStyle.parse(text)) else { return nil }
        let milliseconds = (date.timeIntervalSince1970 * 1000).rounded()
        guard milliseconds >= 0, milliseconds < 253_402_300_800_000 else { return nil }
        self.milliseconds = Int64(milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { text }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Self(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "This is not a time like 2030-06-01T19:30:00Z.")
        }
        self = moment
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Timestamp: DatabaseValueConvertible {
    package var databaseValue: DatabaseValue { milliseconds.databaseValue }

    package static func fromDatabaseValue(_ value: DatabaseValue) -> Self? {
        Int64.fromDatabaseValue(value).map(Self.init(milliseconds:))
    }
}
