import Backup
import StageModel
import Synchronization

/// What a job should do.
enum BackupOrder: Sendable {
    /// - preparing: the folder was named for this one time and may be new.
    case backup(folder: String, preparing: Bool)
    /// - sample: so many blobs are read instead of all.
    case test(folder: String, sample: Int?)
    case restore(folder: String, words: String, snapshot: SnapshotName?)
}

/// A job that has begun, with the lock that keeps every other process from another one.
struct BegunJob: Sendable {
    let job: BackupJob
    let order: BackupOrder
    let lock: FolderLock
}

/// Jobs on their way from who began them to the worker. The lock lets there be one at most.
final class BackupDesk: Sendable {
    private let begun = Mutex<[BegunJob]>([])
    /// Rings for each job; for one listener.
    let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    init() { (bell, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    func add(_ job: BegunJob) {
        begun.withLock { $0.append(job) }
        ring.yield()
    }

    func next() -> BegunJob? { begun.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

/// How far a job is: told by its work, taken by whoever stores it.
final class JobMeter: Sendable {
    private let state: Mutex<(job: BackupJob, isNew: Bool)>
    private let listener: @Sendable (BackupJob) -> Void

    init(_ job: BackupJob, listener: @escaping @Sendable (BackupJob) -> Void = { _ in }) {
        state = Mutex((job, true))
        self.listener = listener
    }

    var job: BackupJob { state.withLock { $0.job } }

    func enter(_ stage: BackupJob.Stage) {
        change { job in
            job.stage = stage
            (job.doneBytes, job.totalBytes) = (0, 0)
        }
    }

    func report(_ progress: BackupProgress) {
        change { job in
            job.stage =
                switch progress.stage {
                case .blobs: .blobs
                case .snapshot: .snapshot
                case .verifying: .verifying
                case .restoring: .restoring
                }
            job.doneBytes = progress.bytesDone
            job.totalBytes = progress.bytesTotal
        }
    }

    /// The job if it has moved since it was taken last.
    func take() -> BackupJob? {
        state.withLock { state in
            defer { state.isNew = false }
            return state.isNew ? state.job : nil
        }
    }

    private func change(_ change: (inout BackupJob) -> Void) {
        let job = state.withLock { state in
            change(&state.job)
            state.job.sentence = state.job.stage.sentence
            state.isNew = true
            return state.job
        }
        listener(job)
    }
}

/// What a job that came to its end says.
struct JobEnding: Sendable {
    let sentence: String
    let snapshot: String?
}

/// Runs the work of a job while its progress is stored, and puts its end in words.
struct JobRun: Sendable {
    /// Progress is stored as often as this, and looked for whoever wants the job to stop.
    static let storeEvery = Duration.milliseconds(500)

    private struct CancelWanted: Error {}

    let meter: JobMeter
    let clock: BoxClock
    /// Stores the job if it moved; true if somebody wants it to stop.
    let note: @Sendable (BackupJob?) async throws -> Bool
    /// What a job says that was cut short because the box stops.
    let stopped: String

    /// Never throws: whatever happens is how the job ended.
    func ended(_ work: @escaping @Sendable () async throws -> JobEnding) async -> BackupJob {
        do {
            let ending = try await run(work)
            var job = meter.job.ended(.done, ending.sentence, at: clock.now())
            job.snapshot = ending.snapshot
            return job
        } catch is CancelWanted {
            return meter.job.ended(
                .cancelled, "This was cancelled. What was there before is unharmed.", at: clock.now())
        } catch {
            return meter.job.ended(.failed, JobFailure.sentence(error, stopped: stopped), at: clock.now())
        }
    }

    private func run(_ work: @escaping @Sendable () async throws -> JobEnding) async throws -> JobEnding {
        if try await note(meter.take()) { throw CancelWanted() }
        return try await withThrowingTaskGroup(of: JobEnding?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.storeEvery)
                    if try await note(meter.take()) { throw CancelWanted() }
                }
            }
            for try await ending in group {
                if let ending { return ending }
            }
            throw CancellationError()
        }
    }
}
