import Audio
import Foundation
package import Logging
import SQLStore
import ServiceLifecycle
import StageModel

/// The worker that measures uploaded tracks, one after the other, and makes what browsers need.
///
/// Its list of work is the rows in state `measuring`: a kill at any instruction only means that the track is measured
/// once more. A file that turns out to be damaged ends as `failed` with a sentence; a missing program leaves it
/// waiting.
package struct CatalogIngest: Service {
    private let service: CatalogService
    private let logger: Logger
    /// How long to wait after a failure that is not the file's fault.
    private let pause: Duration

    package init(service: CatalogService, logger: Logger, pause: Duration = .seconds(30)) {
        self.service = service
        self.logger = logger
        self.pause = pause
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                for await _ in service.queue.work {
                    while try await measureNext() {}
                }
            }
        } catch is CancellationError {
            // The box stops; the track that was being measured is measured after the next start.
        }
    }

    /// Measures the oldest waiting track; false when none waits.
    package func measureNext() async throws -> Bool {
        let next = try await service.store.read { db in try CatalogStore(db: db).nextToMeasure() }
        guard let track = next else { return false }
        do {
            try await measure(track)
        } catch let failure as AudioError {
            if case .toolMissing = failure {
                logger.error("A program for sound is missing", metadata: ["failure": "\(failure)"])
                try await Task.sleep(for: pause)
            } else {
                try await fail(track, CatalogService.refusal(failure).sentence)
            }
        }
        service.queue.report(nil, of: track.id)
        return true
    }

    private func measure(_ track: TrackRow) async throws {
        guard let path = service.cache.original(track.cid) else {
            try await fail(track, "The bytes of this track are missing on the disk. Upload it again.")
            return
        }
        let share = track.isTranscoded ? 0.5 : 1.0
        let queue = service.queue
        let measure = try await service.audio.measure(path) { queue.report($0 * share, of: track.id) }
        if track.isTranscoded {
            try await service.cache.makeTranscode(of: track.cid) { queue.report(share + $0 * share, of: track.id) }
        }
        let picture = track.ownCover == nil ? await cover(of: path, track) : nil
        try await service.store.write { [service] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.track(track.id)?.state == .measuring else { return }
            try catalog.saveMeasure(
                Measured(
                    durationMs: measure.durationMilliseconds, loudness: measure.integratedLUFS,
                    truePeak: measure.truePeakDBTP, waveform: measure.waveform), of: track.id)
            if let picture {
                try catalog.setCover(picture, of: track.id)
                if let album = track.album, let row = try catalog.album(album), row.cover == nil {
                    try catalog.setCover(picture, of: album)
                }
            }
            try service.append(CatalogEvents.trackMeasured(track.id, state: .ready), in: catalog)
        }
    }

    /// The picture inside the file. A bad picture does not spoil the track: it is left out.
    private func cover(of path: String, _ track: TrackRow) async -> StoredPicture? {
        do {
            guard let bytes = try await service.audio.extractArtwork(path) else { return nil }
            return try await service.cache.store(bytes)
        } catch {
            logger.info(
                "A picture inside a track was left out",
                metadata: ["track": "\(track.id)", "failure": "\(error)"])
            return nil
        }
    }

    private func fail(_ track: TrackRow, _ sentence: String) async throws {
        try await service.store.write { [service] db in
            let catalog = CatalogStore(db: db)
            guard try catalog.track(track.id)?.state == .measuring else { return }
            try catalog.saveFailure(sentence, of: track.id)
            try service.append(CatalogEvents.trackMeasured(track.id, state: .failed), in: catalog)
        }
    }
}
