import HTTPTypes
import NIOCore
import StageModel

/// `GET /metrics`: for programs on the box itself, and for its admins.
struct MetricsRoute: Sendable {
    let metrics: Metrics
    let fan: EventFan

    var route: Route {
        Route(.get, "/metrics", .anyone, body: .none) { call in
            let isHere = call.client == "::1" || call.client.hasPrefix("127.")
            guard isHere || call.principal?.account?.roles.contains(.admin) == true else {
                throw EdgeRefusal.notAllowed
            }
            var headers = HTTPFields()
            headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return Reply(
                headers: headers, body: .bytes(ByteBuffer(string: metrics.text(listeners: fan.count))))
        }
    }
}
