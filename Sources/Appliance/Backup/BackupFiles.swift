internal import Glibc

/// A new file that is being written.
final class DraftFile {
    let path: String
    private let disk: BackupDisk
    private var descriptor: Int32
    private(set) var bytes: Int64 = 0

    /// - Throws: `BackupFailure.system(EEXIST, …)` if something of that name is there.
    init(_ path: String, disk: BackupDisk) throws {
        try disk.watch(.makeFile(path))
        descriptor = try BackupDisk.check(path) {
            open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        self.path = path
        self.disk = disk
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ part: UnsafeRawBufferPointer) throws {
        try disk.watch(.write(path, bytes: part.count))
        var rest = part[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw BackupDisk.failure(errno, path)
            }
            rest = rest.dropFirst(count)
            bytes += Int64(count)
        }
    }

    /// The bytes are on disk when this returns; the name may not be.
    func synchronize() throws {
        try disk.watch(.synchronizeFile(path))
        try BackupDisk.check(path) { fsync(descriptor) }
    }

    /// Some disks say only now that they failed.
    func end() throws {
        let ending = descriptor
        descriptor = -1
        guard close(ending) == 0 || errno == EINTR else { throw BackupDisk.failure(errno, path) }
    }
}

/// A file that is read from beginning to end.
final class InputFile {
    let path: String
    let bytes: Int64
    private let descriptor: Int32

    /// - Throws: `BackupFailure.system` if there is no regular file of that name.
    init(_ path: String) throws {
        self.path = path
        // Without O_NONBLOCK a pipe of that name would wait for somebody to write.
        descriptor = try BackupDisk.check(path) { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw BackupFailure.system(EISDIR, path: path)
        }
        bytes = Int64(facts.st_size)
    }

    deinit { close(descriptor) }

    /// Fills a part of the buffer; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw BackupDisk.failure(errno, path) }
        }
    }

    /// Everything of a small file; nil if it has more than `limit` bytes.
    static func all(_ path: String, limit: Int) throws -> [UInt8]? {
        let file = try InputFile(path)
        guard file.bytes <= Int64(limit) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(file.bytes))
        try CopyBuffer().copy(from: { bytes.count <= limit ? try file.read(into: $0) : 0 }, to: { bytes += $0 })
        return bytes.count <= limit ? bytes : nil
    }
}
