import HTTPTypes
import NIOCore
import StageModel

/// `GET /metrics`: for programs on the box itself, and for its admins.
struct MetricsRoute: Sendable {
    let metrics: Metrics

    var route: Route {
        Route(.get, "/metrics", .anyone, body: .none) { call in
            let isHere = call.client == "127.0.0.1" || call.client == "::1" || call.client == "::ffff:127.0.0.1"
            guard isHere || call.principal?.account?.roles.contains(.admin) == true else {
                throw EdgeRefusal.notAllowed
            }
            var headers = HTTPFields()
            headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            return Reply(headers: headers, body: .bytes(ByteBuffer(string: metrics.text())))
        }
    }
}
