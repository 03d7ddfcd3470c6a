import Foundation
import HTTPTypes
import Synchronization

/// What the edge counts, in the text form that Prometheus reads. Labels are route templates and known methods, never
/// what
/// somebody typed, so their number is bounded.
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

        mutating func add(_ seconds: Double, bucket: Int?) {
            count += 1
            self.seconds += seconds
            if let bucket { buckets[bucket] += 1 }
        }
    }

    private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    private let series = Mutex<[Key: Series]>([:])
    private let working = Atomic(0)

    /// Requests whose answer is not known yet.
    var inFlight: Int { working.load(ordering: .relaxed) }

    /// Measures one request, from its head to its answer; not the time that a client takes to read it.
    struct Watch: ~Copyable {
        fileprivate let metrics: Metrics
        fileprivate let method: String
        fileprivate let began = ContinuousClock.now
        fileprivate var isRunning = true
        var route = "web"

        mutating func end(status: Int = 500) {
            guard isRunning else { return }
            isRunning = false
            let spent = began.duration(to: .now).components
            metrics.ended(
                Key(method: method, route: route, status: status),
                seconds: Double(spent.seconds) + Double(spent.attoseconds) / 1e18)
        }
    }

    func begin(_ method: HTTPRequest.Method) -> Watch {
        working.add(1, ordering: .relaxed)
        return Watch(metrics: self, method: Self.methods.contains(method) ? method.rawValue : "other")
    }

    private func ended(_ key: Key, seconds: Double) {
        working.subtract(1, ordering: .relaxed)
        let bucket = Self.bounds.firstIndex { seconds <= $0 }
        series.withLock { all in
            all[key, default: Series()].add(seconds, bucket: bucket)
        }
    }

    /// - Parameter listeners: screens that listen for news.
    func text(listeners: Int) -> String {
        var lines = [
            "# TYPE stagebox_requests_in_flight gauge", "stagebox_requests_in_flight \(inFlight)",
            "# TYPE stagebox_event_listeners gauge", "stagebox_event_listeners \(listeners)",
            "# TYPE stagebox_resident_bytes gauge", "stagebox_resident_bytes \(Self.residentBytes())",
            "# TYPE stagebox_request_seconds histogram",
        ]
        let all = series.withLock { $0 }
        let sorted = all.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (key, one) in sorted {
            let labels = "method=\"\(key.method)\",route=\"\(key.route)\",status=\"\(key.status)\""
            var sum = 0
            for (bound, count) in zip(Self.bounds, one.buckets) {
                sum += count
                lines.append("stagebox_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)")
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
