import HTTPTypes
import HummingbirdCore
import NIOCore

/// A reply as it goes out: its head is final, files are open.
struct Outgoing: Sendable {
    enum Payload: Sendable {
        case nothing
        case bytes(ByteBuffer)
        case file(FileResponder.Source)
        case stream(next: @Sendable () async throws -> ByteBuffer?, onEnd: @Sendable () -> Void)
    }

    var head: HTTPResponse
    let payload: Payload
}

/// Writing replies.
extension Edge {
    /// Opens what has to be opened, and completes the head.
    func prepare(_ reply: Reply, to request: HTTPRequest) async throws -> Outgoing {
        var head = HTTPResponse(status: reply.status, headerFields: reply.headers)
        let hasBody = request.method != .head
        switch reply.body {
        case .empty:
            if ![.noContent, .notModified].contains(reply.status), head.headerFields[.contentLength] == nil {
                head.headerFields[.contentLength] = "0"
            }
            return Outgoing(head: head, payload: .nothing)
        case .bytes(let bytes):
            head.headerFields[.contentLength] = "\(bytes.readableBytes)"
            return Outgoing(head: head, payload: hasBody ? .bytes(bytes) : .nothing)
        case .file(let answer):
            guard let (found, source) = try await files.answer(answer, to: request) else { throw NotThere() }
            head = found
            for field in reply.headers where found.headerFields[field.name] == nil { head.headerFields.append(field) }
            if found.status == .notModified { head.headerFields[.contentEncoding] = nil }
            return Outgoing(head: head, payload: source.map(Outgoing.Payload.file) ?? .nothing)
        case .stream(let next, let onEnd):
            guard hasBody else {
                onEnd()
                return Outgoing(head: head, payload: .nothing)
            }
            return Outgoing(head: head, payload: .stream(next: next, onEnd: onEnd))
        }
    }

    func send(_ outgoing: Outgoing, _ writer: consuming ResponseWriter) async throws {
        switch outgoing.payload {
        case .nothing:
            try await writer.writeResponse(outgoing.head)
        case .bytes(let bytes):
            try await writer.write(response: outgoing.head, body: ResponseBody(byteBuffer: bytes))
        case .file(let source) where source.count <= source.opening.readableBytes:
            try await writer.write(response: outgoing.head, body: ResponseBody(byteBuffer: source.opening))
        case .file(let source):
            var body = try await writer.writeHead(outgoing.head)
            try await files.send(source) { try await body.write($0) }
            try await body.finish(nil)
        case .stream(let next, let onEnd):
            defer { onEnd() }
            var body = try await writer.writeHead(outgoing.head)
            while let piece = try await next() { try await body.write(piece) }
            try await body.finish(nil)
        }
    }
}
