import Foundation
import Synchronization

/// What the edge counts, in the text form that Prometheus reads. Labels are route templates, never what somebody typed.
final class Metrics: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Series {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    }

    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
    private let series = Mutex<[Key: Series]>([:])
    private let gauges = Mutex<(inFlight: Int, listeners: Int)>((0, 0))

    func began() { gauges.withLock { $0.inFlight += 1 } }

    func ended(method: String, route: String, status: Int, seconds: Double) {
        gauges.withLock { $0.inFlight -= 1 }
        series.withLock { all in
            var one = all[Key(method: method, route: route, status: status)] ?? Series()
            one.count += 1
            one.seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound { one.buckets[index] += 1 }
            all[Key(method: method, route: route, status: status)] = one
        }
    }

    func listeners(_ change: Int) { gauges.withLock { $0.listeners += change } }

    func text() -> String {
        let (inFlight, listeners) = gauges.withLock { ($0.inFlight, $0.listeners) }
        var lines = [
            "# TYPE stagebox_requests_in_flight gauge", "stagebox_requests_in_flight \(inFlight)",
            "# TYPE stagebox_event_listeners gauge", "stagebox_event_listeners \(listeners)",
            "# TYPE stagebox_resident_bytes gauge", "stagebox_resident_bytes \(Self.residentBytes())",
            "# TYPE stagebox_request_seconds histogram",
        ]
        let all = series.withLock { $0 }
        let sorted = all.sorted { ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status) }
        for (key, one) in sorted {
            let labels = "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\""
            for (bound, count) in zip(Self.bounds, one.buckets) {
                lines.append("stagebox_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(count)")
            }
            lines.append("stagebox_request_seconds_bucket{\(labels),le=\"+Inf\"} \(one.count)")
            lines.append("stagebox_request_seconds_sum{\(labels)} \(one.seconds)")
            lines.append("stagebox_request_seconds_count{\(labels)} \(one.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The second figure of /proc/self/statm in pages; 0 where there is none.
    private static func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let parts = text.split(separator: " ")
        return parts.count > 1 ? (Int(parts[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
