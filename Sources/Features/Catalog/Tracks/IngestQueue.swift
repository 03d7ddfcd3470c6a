import NIOConcurrencyHelpers
import StageModel

/// What the measuring worker and the screens share: that there is work, and how far it is. The work itself is the
/// rows in state `measuring`, so nothing here needs to survive a kill.
final class IngestQueue: Sendable {
    private let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let progress = NIOLockedValueBox<[TrackID: Double]>([:])

    init() {
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
    }

    func wake() { continuation.yield() }

    /// One value whenever there may be work; several wakes may become one. For a single reader.
    var work: AsyncStream<Void> { wakes }

    /// From 0 to 1 while a track is measured, nil otherwise.
    func progress(of track: TrackID) -> Double? { progress.withLockedValue { $0[track] } }

    func report(_ fraction: Double?, of track: TrackID) {
        progress.withLockedValue { $0[track] = fraction }
    }
}
