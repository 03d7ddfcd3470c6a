import Glibc
package import Multiformats
package import NIOCore
package import NIOPosix

/// A blob that is on disk.
package struct StoredBlob: Sendable, Equatable {
    package let cid: CID
    package let bytes: Int64
    package let path: String
    /// The same bytes were here before.
    package let isDuplicate: Bool
}

/// A blob opened for reading; closed when the last reference goes.
package final class OpenBlob: Sendable {
    /// A file descriptor for positioned reads (`pread`, `sendfile`); valid as long as this object lives.
    package let descriptor: Int32
    package let bytes: Int64

    init(path: String) throws {
        (descriptor, bytes) = try Disk.openForReading(path)
    }

    deinit { close(descriptor) }

    /// At most so many bytes from an offset; empty at the end.
    package func read(at offset: Int64, atMost count: Int, threads: NIOThreadPool) async throws -> ByteBuffer {
        precondition(offset >= 0 && count > 0, "reading goes forward from inside a file")
        return try await threads.runToItsEnd { [self] in
            let count = Int(min(Int64(count), max(0, bytes - offset)))
            var buffer = ByteBufferAllocator().buffer(capacity: count)
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                while true {
                    let read = pread(descriptor, target.baseAddress, count, off_t(offset))
                    if read >= 0 { return read }
                    guard errno == EINTR else { throw BlobFailure.system(errno) }
                }
            }
            return buffer
        }
    }
}

/// Why bytes were not kept or not found.
package enum BlobFailure: Error, Equatable {
    /// The disk, less its reserve and what other intakes announced, has no room.
    case noSpace
    /// More bytes than the intake's limit.
    case tooLarge
    /// No such blob or file.
    case notHere
    /// An intake that was kept, discarded or failed already.
    case closed
    /// `errno` of a call that should not fail.
    case system(Int32)
}

/// For logs; people are told by those who know what the bytes were for.
extension BlobFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSpace: "no space left beside the reserve"
        case .tooLarge: "more bytes than the limit"
        case .notHere: "no such blob or file"
        case .closed: "the intake has ended"
        case .system(let code): "\(String(cString: strerror(code))) (\(code))"
        }
    }
}

extension NIOThreadPool {
    /// Runs blocking work. A cancelled task's work runs too, so that what it has begun is ended and cleaned up.
    func runToItsEnd<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit { state in
                switch state {
                case .active: continuation.resume(with: Result(catching: work))
                case .cancelled: continuation.resume(throwing: NIOThreadPoolError.ThreadPoolInactive())
                }
            }
        }
    }
}
