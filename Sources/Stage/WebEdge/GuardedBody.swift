import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// The body of a request within its limit: too long is refused when announced and when it happens.
///
/// One iterator over the connection is shared by the feature and by what drains the rest.
final class GuardedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private struct State {
        var limit: Int64 = 0
        var read: Int64 = 0
        var hasEnded = false
    }

    private let source: RequestBody
    private let limits: Limits
    private let state: Mutex<State>
    let expectedBytes: Int64?
    private let isChunked: Bool

    init(_ request: Request, limits: Limits) {
        source = request.body
        self.limits = limits
        expectedBytes = request.headers[.contentLength].flatMap { Int64($0) }
        isChunked = request.headers[.transferEncoding] != nil
        state = Mutex(State())
    }

    /// Allows the body to be read up to a limit.
    func open(limit: Int64) throws {
        state.withLock { $0.limit = limit }
        if let expectedBytes, expectedBytes > limit { throw EdgeRefusal.bodyTooLarge(limitBytes: limit) }
    }

    /// True when there may be bytes that nobody read.
    var hasMore: Bool {
        let (read, hasEnded) = state.withLock { ($0.read, $0.hasEnded) }
        if hasEnded { return false }
        if let expectedBytes { return read < expectedBytes }
        return isChunked
    }

    struct Iterator: AsyncIteratorProtocol {
        let body: GuardedBody
        var inner: RequestBody.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            guard let part = try await inner.next() else {
                body.state.withLock { $0.hasEnded = true }
                return nil
            }
            let (read, limit) = body.state.withLock { state in
                state.read += Int64(part.readableBytes)
                return (state.read, state.limit)
            }
            guard read <= limit else { throw EdgeRefusal.bodyTooLarge(limitBytes: limit) }
            return part
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(body: self, inner: source.makeAsyncIterator()) }

    /// Reads on for a while after a refusal, so that a client which only writes gets to read it; then the connection ends.
    func drain() async throws {
        var drained = 0
        do {
            for try await part in source {
                drained += part.readableBytes
                if drained > limits.drainBytes { break }
            }
        } catch is CancellationError {
            throw CancellationError()
        }
        throw BodyLeftBehind()
    }

    /// Ends a connection on which unread bytes would be taken for the next request.
    struct BodyLeftBehind: Error {}
}
