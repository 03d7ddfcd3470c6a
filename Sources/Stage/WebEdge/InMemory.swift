package import HTTPTypes
package import Hummingbird
package import HummingbirdCore
package import NIOCore
import NIOHTTPTypes

/// The edge without a network: for tests of features and of whole boxes.
extension Edge {
    /// Answers a request as a port would. An endless stream never returns from here.
    package func answer(
        _ request: HTTPRequest, body: ByteBuffer = ByteBuffer(), client: String = "127.0.0.1", isSecure: Bool = false
    ) async throws -> (head: HTTPResponse, body: ByteBuffer) {
        let (outbound, sink) = NIOAsyncChannelOutboundWriter<HTTPResponsePart>.makeTestingWriter()
        try await respond(
            Request(head: request, body: RequestBody(buffer: body)), ResponseWriter(outbound: outbound), client: client,
            isSecure: isSecure)
        outbound.finish()
        var head = HTTPResponse(status: .internalServerError)
        var whole = ByteBuffer()
        for await part in sink {
            switch part {
            case .head(let response): head = response
            case .body(var piece): whole.writeBuffer(&piece)
            case .end: return (head, whole)
            }
        }
        return (head, whole)
    }

    /// Answers one request to a writer of the caller's.
    package func respond(
        _ request: Request, _ writer: consuming ResponseWriter, client: String, isSecure: Bool
    ) async throws {
        do {
            try await respond(
                request, writer, visit: Visit(client: client, isSecure: isSecure, isFirstVersion: true))
        } catch is BodyLeftBehind {
            // A port would close the connection now.
        }
    }

    /// For `Application(responder:)`, with which HummingbirdTesting drives a box.
    package var responder: EdgeResponder { EdgeResponder(edge: self) }
}

/// The edge as Hummingbird knows responders.
package struct EdgeResponder: HTTPResponder {
    package typealias Context = BasicRequestContext

    let edge: Edge

    package func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let whole = try await request.body.collect(upTo: Int(edge.limits.audioBytes))
        let (head, body) = try await edge.answer(request.head, body: whole)
        return Response(status: head.status, headers: head.headerFields, body: ResponseBody(byteBuffer: body))
    }
}
