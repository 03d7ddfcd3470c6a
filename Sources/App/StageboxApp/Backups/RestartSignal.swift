import ServiceLifecycle
import Synchronization

/// How a box came to its end.
package enum BoxEnd: Sendable, Equatable {
    /// It was told to stop.
    case stopped
    /// Another box is ready in the folder: it is to be assembled and run again in the same process.
    case restart
}

/// Lets the box ask for its own new start. As a service it ends when that is asked, and the box stops with it.
package final class RestartSignal: Service {
    private let asked = Mutex(false)
    private let signal: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    init() { (signal, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    func ask() {
        asked.withLock { $0 = true }
        ring.yield()
    }

    var isAsked: Bool { asked.withLock { $0 } }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { [self] in
                for await _ in signal { return }
                try Task.checkCancellation()
            }
        } catch is CancellationError {
            // The box stops for another reason.
        }
    }
}
