import Glibc
import Multiformats
import Synchronization

/// The CID of a file on disk, computed in steps, so that a long file does not keep a thread from others.
final class HashedFile: Sendable {
    private static let stepBytes = 8 << 20
    private static let bufferBytes = 1 << 20

    private struct State: ~Copyable {
        var hasher = UnixFSHasher()
        var bytes: Int64 = 0
    }

    private let path: String
    private let descriptor: Int32
    private let state = Mutex(State())

    init(path: String) throws {
        self.path = path
        descriptor = try Disk.openForReading(path).descriptor
    }

    deinit { close(descriptor) }

    /// Reads on; false when the end was reached. Blocks.
    func step() throws -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferBytes, alignment: 16)
        defer { buffer.deallocate() }
        return try state.withLock { state in
            var stepped = 0
            while stepped < Self.stepBytes {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count >= 0 else {
                    if errno == EINTR { continue }
                    throw BlobFailure.system(errno)
                }
                if count == 0 { return false }
                state.hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                state.bytes += Int64(count)
                stepped += count
            }
            return true
        }
    }

    /// What was read so far; reading begins anew.
    func result() -> (cid: CID, bytes: Int64) {
        state.withLock { state in
            var done = State()
            swap(&done, &state)
            let bytes = done.bytes
            return (done.hasher.finalize(), bytes)
        }
    }

    /// Makes the file private and its bytes durable. Blocks.
    func synchronize(_ disk: Disk) throws {
        guard fchmod(descriptor, 0o600) == 0 else { throw BlobFailure.system(errno) }
        try disk.synchronize(descriptor, of: path)
    }
}
