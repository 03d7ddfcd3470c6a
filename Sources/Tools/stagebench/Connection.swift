import Foundation

/// A bare HTTP/1.1 connection with blocking calls: the least that a client can cost.
final class Connection {
    private let socket: Int32

    init(port: Int) throws {
        socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw PeerFailure(what: "connect") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(socket) }

    /// Whether somebody listens.
    static func isPossible(port: Int) -> Bool {
        do {
            _ = try Connection(port: port)
            return true
        } catch { return false }
    }

    /// Sends a JSON body and gives the answer's.
    func post(_ path: String, body: String, bearer: String) throws -> String {
        try ask("POST", path, body: body, headers: ["Authorization": "Bearer \(bearer)"]).body
    }

    /// Sends a request and gives head and body of the answer.
    func ask(
        _ method: String, _ path: String, body: String = "", headers: [String: String]
    ) throws -> (head: String, body: String) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if method != "GET" { head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        let bytes = Array((head + "\r\n" + body).utf8)
        guard send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw PeerFailure(what: "send")
        }
        return try receive()
    }

    private func receive() throws -> (head: String, body: String) {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw PeerFailure(what: "recv") }
            answer += buffer.prefix(count)
            let text = String(decoding: answer, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            let length =
                head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
            let body = text[end.upperBound...]
            if body.utf8.count >= length { return (String(text[..<end.lowerBound]), String(body)) }
        }
    }
}
