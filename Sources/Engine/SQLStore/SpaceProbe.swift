import Foundation

/// Finds out whether a full disk has space again, by taking some.
struct SpaceProbe: Sendable {
    private let take: @Sendable () -> Bool

    /// How much must be free before writes are taken again: enough that the next few do not fill the disk anew.
    private static let bytes = 4 << 20

    /// A probe that answers as told, for tests.
    init(_ take: @escaping @Sendable () -> Bool) { self.take = take }

    /// A probe that writes a file beside the database and removes it.
    init(beside path: String) {
        take = {
            let probe = path + ".probe"
            defer { unlink(probe) }
            let file = open(probe, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            guard file >= 0 else { return false }
            defer { close(file) }
            return posix_fallocate(file, 0, off_t(Self.bytes)) == 0 && fsync(file) == 0
        }
    }

    func isThereSpace() -> Bool { take() }
}

/// How patient the writer is; tests make it quick.
struct WriterPace: Sendable {
    /// Seconds without writes after which the log is moved into the database file.
    var restSeconds = 5.0
    /// Seconds between probes of a full disk.
    var probeSeconds = 2.0
    /// The part of a commit's time that the next commit waits for those who write together.
    var patiencePart = 0.125
    /// The longest such wait.
    var patienceSeconds = 0.001
}
