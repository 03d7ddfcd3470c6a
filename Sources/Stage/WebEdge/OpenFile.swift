import Foundation
import NIOCore

/// A regular file opened for reading.
final class OpenFile: Sendable {
    private let descriptor: Int32
    let bytes: Int64
    /// Nanoseconds since 1970.
    let modified: Int64

    /// Nil if there is no regular file, or it may not be read.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        bytes = Int64(facts.st_size)
        modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
    }

    /// Up to `count` bytes from an offset.
    func read(at offset: Int64, count: Int) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        while buffer.readableBytes < count {
            let missing = count - buffer.readableBytes
            let start = offset + Int64(buffer.readableBytes)
            var failure: Int32 = 0
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { space in
                let got = pread(descriptor, space.baseAddress, missing, off_t(start))
                if got < 0 { failure = errno }
                return max(0, got)
            }
            if failure == EINTR { continue }
            guard failure == 0 else { throw IOError(errnoCode: failure, reason: "reading a file") }
            if got == 0 { break }
        }
        return buffer
    }

    deinit { close(descriptor) }
}
