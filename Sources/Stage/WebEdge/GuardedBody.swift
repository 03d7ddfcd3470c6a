import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// The body of a request within its limit: too long is refused when announced and when it happens, and a body that was
/// cut off is never taken for a whole one.
///
/// The feature and what drains the rest share one iterator over the connection.
final class GuardedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    private struct State {
        var limit: Int64 = 0
        var read: Int64 = 0
        var hasEnded = false
    }

    private let source: BodySource
    private let limits: Limits
    private let state = Mutex(State())
    /// From Content-Length.
    let expectedBytes: Int64?
    private let isChunked: Bool

    init(_ request: Request, limits: Limits) {
        source = BodySource(request.body)
        self.limits = limits
        expectedBytes = request.headers[.contentLength].flatMap { Int64($0) }
        isChunked = request.headers[.transferEncoding] != nil
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

        mutating func next() async throws -> ByteBuffer? { try await body.next() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    private func next() async throws -> ByteBuffer? {
        let part: ByteBuffer?
        do {
            part = try await source.next()
        } catch let slow as BodyTooSlow {
            throw slow.refusal
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw EdgeRefusal.bodyCut
        }
        let count = Int64(part?.readableBytes ?? 0)
        let (read, limit) = state.withLock { state in
            state.read += count
            if part == nil { state.hasEnded = true }
            return (state.read, state.limit)
        }
        // A connection that ends early looks like the end of the body.
        if part == nil, let expectedBytes, read < expectedBytes { throw EdgeRefusal.bodyCut }
        guard read <= limit else { throw EdgeRefusal.bodyTooLarge(limitBytes: limit) }
        return part
    }

    /// Reads on for a while after a refusal, so that a client which only writes gets to read it; false if there is
    /// more.
    func drain() async -> Bool {
        var drained = 0
        while drained <= limits.drainBytes {
            guard let part = try? await source.next() else { return true }
            drained += part.readableBytes
        }
        return false
    }
}

/// Ends a connection on which unread bytes would be taken for the next request.
struct BodyLeftBehind: Error {}

/// The one iterator over a connection's body.
private actor BodySource {
    private var iterator: RequestBody.AsyncIterator
    private var hasEnded = false

    init(_ body: RequestBody) { iterator = body.makeAsyncIterator() }

    func next() async throws -> ByteBuffer? {
        if hasEnded { return nil }
        var copy = iterator
        do {
            let part = try await copy.next(isolation: self)
            iterator = copy
            if part == nil { hasEnded = true }
            return part
        } catch {
            hasEnded = true
            throw error
        }
    }
}
