import Audio
import BlobStore
import Foundation
package import Logging
import SQLStore
import ServiceLifecycle
import StageModel

/// The worker that measures uploaded tracks, one after the other, and makes what browsers need.
///
/// Its list of work is the rows in state `measuring`: a kill at any instruction only means that the track is measured
/// once more. A file that turns out to be damaged ends as `failed` with a sentence. What is not the file's fault and
/// may pass, such as a missing program, a full disk or a database that takes no writes, leaves it waiting.
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
                    while try await measureNextOrWait() {}
                }
            }
        } catch is CancellationError {
            // The box stops; the track that was being measured is measured after the next start.
        }
    }

    /// One step of the worker, which only a cancellation ends; false when nothing waits.
    private func measureNextOrWait() async throws -> Bool {
        // To measure again and again what cannot be written down would only keep the box warm.
        guard service.store.health == .well else {
            try await Task.sleep(for: pause)
            return true
        }
        do {
            return try await measureNext()
        } catch let stop as CancellationError {
            throw stop
        } catch {
            logger.error("What was measured could not be written down", metadata: ["failure": "\(error)"])
            try await Task.sleep(for: pause)
            return true
        }
    }

    /// Measures the oldest waiting track; false when none waits.
    ///
    /// - Throws: `CancellationError`, and what the database or the disk of blobs throws; the track goes on waiting.
    package func measureNext() async throws -> Bool {
        let next = try await service.store.read { db in try CatalogStore(db: db).nextToMeasure() }
        guard let track = next else { return false }
        defer { service.queue.report(nil, of: track.id) }
        do {
            guard try await service.cache.hasRoom() else { throw BlobFailure.noSpace }
            try await measure(track)
        } catch BlobFailure.noSpace {
            logger.error("The disk is full: tracks wait to be measured", metadata: ["track": "\(track.id)"])
            try await Task.sleep(for: pause)
        } catch AudioError.toolMissing(let name) {
            logger.error("A program for sound is missing: tracks wait to be measured", metadata: ["program": "\(name)"])
            try await Task.sleep(for: pause)
        } catch let failure as AudioError {
            if case .failed = failure {
                logger.error(
                    "A program failed on a track", metadata: ["track": "\(track.id)", "failure": "\(failure)"])
            }
            try await fail(track, CatalogService.refusal(failure).sentence)
        }
        return true
    }

    /// Measures a track as it was when it was looked up; what became of it meanwhile counts when it is written down.
    func measure(_ track: TrackRow) async throws {
        guard let path = service.cache.original(track.cid) else {
            try await fail(track, "The bytes of this track are missing on the disk. Upload it again.")
            return
        }
        let share = track.isTranscoded ? 0.5 : 1.0
        let queue = service.queue
        let measure = try await service.audio.measure(path) { queue.report($0 * share, of: track.id) }
        if track.isTranscoded {
            try await roomOrFailure {
                try await service.cache.makeTranscode(of: track.cid) { queue.report(share + $0 * share, of: track.id) }
            }
        }
        let picture = track.ownCover == nil ? try await cover(of: path, track) : nil
        try await service.store.write { [service] db in
            let catalog = CatalogStore(db: db)
            guard let now = try catalog.track(track.id), now.state == .measuring else { return }
            try catalog.saveMeasure(
                Measured(
                    durationMs: measure.durationMilliseconds, loudness: measure.integratedLUFS,
                    truePeak: measure.truePeakDBTP, waveform: measure.waveform), of: now.id)
            if let picture, now.ownCover == nil {
                try catalog.setCover(picture, of: now.id)
                // Also to a removed album, which may come back.
                if let home = now.home, let album = try catalog.album(home), album.cover == nil {
                    try catalog.setCover(picture, of: home)
                }
            }
            try service.append(CatalogEvents.trackMeasured(now.id, state: .ready), in: catalog)
        }
    }

    /// The picture inside the file. A bad picture does not spoil the track: it is left out.
    private func cover(of path: String, _ track: TrackRow) async throws -> StoredPicture? {
        do {
            return try await roomOrFailure {
                guard let bytes = try await service.audio.extractArtwork(path) else { return nil }
                return try await service.cache.store(bytes)
            }
        } catch let failure as AudioError {
            if case .toolMissing = failure { throw failure }
            logger.info(
                "A picture inside a track was left out",
                metadata: ["track": "\(track.id)", "failure": "\(failure)"])
            return nil
        }
    }

    /// Does work with a program that writes files, and tells a full disk from other failures of it.
    ///
    /// The half-written file is gone by then, so there may be room again; what the program said counts as well.
    private func roomOrFailure<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch AudioError.failed(let detail) {
            let hasRoom = try await service.cache.hasRoom()
            guard hasRoom, !detail.contains("No space left on device") else { throw BlobFailure.noSpace }
            throw AudioError.failed(detail: detail)
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
