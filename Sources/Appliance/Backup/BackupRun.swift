internal import Glibc
internal import NIOPosix
internal import Synchronization

/// Raised by a cancelled task, seen by its work on another thread.
final class StopSign: Sendable {
    private let isRaised = Atomic(false)

    func raise() { isRaised.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError`.
    func check() throws {
        if isRaised.load(ordering: .relaxed) { throw CancellationError() }
    }
}

extension NIOThreadPool {
    /// Runs work that blocks for long; a cancelled task's work sees the sign and ends itself, having cleaned up.
    func runUntilStopped<Value: Sendable>(
        _ work: @escaping @Sendable (StopSign) throws -> Value
    ) async throws -> Value {
        let stop = StopSign()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit { state in
                    switch state {
                    case .active: continuation.resume(with: Result { try work(stop) })
                    case .cancelled: continuation.resume(throwing: NIOThreadPoolError.ThreadPoolInactive())
                    }
                }
            }
        } onCancel: {
            stop.raise()
        }
    }
}

/// Counts bytes, tells how far the work is, and lets it be stopped.
final class Meter {
    private static let reportEvery: Int64 = 1 << 20

    private let stage: BackupProgress.Stage
    private let total: Int64
    private let stop: StopSign
    private let report: @Sendable (BackupProgress) -> Void
    private var done: Int64 = 0
    private var reported: Int64 = 0

    /// Tells the beginning.
    init(
        _ stage: BackupProgress.Stage, total: Int64, stop: StopSign,
        report: @escaping @Sendable (BackupProgress) -> Void
    ) {
        self.stage = stage
        self.total = total
        self.stop = stop
        self.report = report
        tell()
    }

    /// - Throws: `CancellationError`.
    func advance(_ bytes: Int64) throws {
        try stop.check()
        done += bytes
        if done - reported >= Self.reportEvery { tell() }
    }

    /// Tells the end, also when some of the work turned out not to be there.
    func finish() {
        done = total
        tell()
    }

    private func tell() {
        reported = done
        report(BackupProgress(stage: stage, bytesDone: min(done, total), bytesTotal: total))
    }
}

/// Holds a folder against others, through `flock` of a file in it or of the folder itself; let go when the last
/// reference goes, also by a kill.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Parameter path: a file, made if it is not there, or a folder.
    /// - Throws: `BackupFailure.busy` if somebody else holds it.
    init(_ path: String, isExclusive: Bool) throws {
        var opened: Int32
        if BackupDisk.kind(path) == .folder {
            opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        } else {
            opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            // Reading from a disk that cannot be written to.
            if opened < 0, !isExclusive { opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        }
        guard opened >= 0 else { throw BackupDisk.failure(errno, path) }
        // A program that this process is just starting holds copies of its locks for some milliseconds.
        var patience = 50
        while flock(opened, (isExclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
            let code = errno
            if code == EWOULDBLOCK, patience > 0 {
                patience -= 1
                usleep(10_000)
                continue
            }
            close(opened)
            throw code == EWOULDBLOCK ? BackupFailure.busy : BackupDisk.failure(code, path)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}

/// Bytes on their way between files.
final class CopyBuffer {
    static let byteCount = 256 << 10
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)

    deinit { bytes.deallocate() }

    /// Copies until the source ends; `take` gets every part.
    func copy(
        from source: SealedReader.Source, to take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        while true {
            let count = try source(bytes)
            if count == 0 { return }
            try take(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
    }
}
