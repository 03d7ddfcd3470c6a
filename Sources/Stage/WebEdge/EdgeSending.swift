import HTTPTypes
import HummingbirdCore
import NIOCore

/// Writing replies.
extension Edge {
    func send(_ reply: Reply, to request: Request, _ writer: consuming ResponseWriter) async throws {
        var head = HTTPResponse(status: reply.status, headerFields: reply.headers)
        switch reply.body {
        case .empty:
            if reply.status != .noContent && reply.status != .notModified { head.headerFields[.contentLength] = "0" }
            try await writer.writeResponse(head)
        case .bytes(let bytes):
            head.headerFields[.contentLength] = "\(bytes.readableBytes)"
            if request.method == .head {
                try await writer.writeResponse(head)
            } else {
                try await writer.write(response: head, body: ResponseBody(byteBuffer: bytes))
            }
        case .file(let answer):
            try await sendFile(answer, reply, request, writer)
        case .stream(let next, let onEnd):
            defer { onEnd() }
            guard request.method != .head else {
                try await writer.writeResponse(head)
                return
            }
            var body = try await writer.writeHead(head)
            while let piece = try await next() { try await body.write(piece) }
            try await body.finish(nil)
        }
    }

    private func sendFile(
        _ answer: FileAnswer, _ reply: Reply, _ request: Request, _ writer: consuming ResponseWriter
    ) async throws {
        guard let (found, source) = try await files.answer(answer, to: request.head) else {
            var missing = Problem.envelope(
                .notFound, "NOT_FOUND", reason: "not_found", sentence: NotThere().sentence,
                requestID: reply.headers[.requestID] ?? "")
            missing.headers.append(contentsOf: reply.headers)
            try await send(missing, to: request, writer)
            return
        }
        var head = found
        for field in reply.headers where head.headerFields[field.name] == nil { head.headerFields.append(field) }
        guard let source, request.method != .head, source.count > 0 else {
            try await writer.writeResponse(head)
            return
        }
        var body = try await writer.writeHead(head)
        try await files.send(source) { try await body.write($0) }
        try await body.finish(nil)
    }
}
