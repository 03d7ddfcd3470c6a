import Glibc

/// The calls of the operating system behind the folder, each retried when a signal interrupts it.
///
/// The steps on which durability rests are announced to `watch` before they are taken: a test looks at their order, and
/// lets the machine die before any of them.
struct Disk: Sendable {
    enum Step: Equatable, Sendable {
        case synchronizeFile(String)
        case link(String, to: String)
        case replace(String, with: String)
        case erase(String)
        case synchronizeFolder(String)
    }

    var watch: @Sendable (Step) throws -> Void = { _ in }
    var freeBytes: @Sendable (_ path: String) throws -> Int64 = Disk.freeBytesNow

    /// fsync of an open file, through the descriptor that wrote it, to which the system reports what went wrong before.
    func synchronize(_ descriptor: Int32, of path: String) throws {
        try watch(.synchronizeFile(path))
        try Disk.check { fsync(descriptor) }
    }

    func synchronize(folder: String) throws {
        try watch(.synchronizeFolder(folder))
        let descriptor = try Disk.check { Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try Disk.check { fsync(descriptor) }
    }

    /// Gives a file a second name; false if the name is taken. Where a disk has no links the file is renamed.
    func link(_ file: String, to name: String) throws -> Bool {
        try watch(.link(file, to: name))
        if Glibc.link(file, name) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case EPERM, EOPNOTSUPP, EMLINK:
            guard Disk.size(name) == nil else { return false }
            try Disk.check { rename(file, name) }
            return true
        case let code: throw Disk.failure(code)
        }
    }

    func replace(_ name: String, with file: String) throws {
        try watch(.replace(name, with: file))
        try Disk.check { rename(file, name) }
    }

    /// Removes a name; nothing happens if it is not there.
    func erase(_ path: String) throws {
        try watch(.erase(path))
        guard unlink(path) == 0 || errno == ENOENT else { throw BlobFailure.system(errno) }
    }

    /// Removes what will never be a blob. What cannot be removed now is garbage, which the next start removes.
    func abandon(_ draft: String) {
        do { try erase(draft) } catch { return }
    }

    /// Makes a folder that only its owner can enter, or makes one that is there so.
    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw BlobFailure.system(errno) }
        var facts = stat()
        try check { lstat(path, &facts) }
        guard facts.st_mode & S_IFMT == S_IFDIR else { throw BlobFailure.system(ENOTDIR) }
        if facts.st_mode & 0o777 != 0o700 { try check { chmod(path, 0o700) } }
    }

    static func makeFile(_ path: String) throws -> Int32 {
        try check { Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    }

    /// Opens a regular file, not a link to one.
    ///
    /// - Throws: `BlobFailure.notHere` for anything else.
    static func openForReading(_ path: String) throws -> (descriptor: Int32, bytes: Int64) {
        // Without O_NONBLOCK a pipe of that name would wait for somebody to write.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw [ENOENT, ENOTDIR, ELOOP, ENXIO].contains(errno) ? BlobFailure.notHere : BlobFailure.system(errno)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw BlobFailure.notHere
        }
        return (descriptor, Int64(facts.st_size))
    }

    /// The length of a regular file, nil if there is none of that name.
    static func size(_ path: String) -> Int64? {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(facts.st_size)
    }

    /// Writes all bytes; a full disk is `BlobFailure.noSpace`.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// What an account without privileges may still write on the disk that holds a path.
    static func freeBytesNow(_ path: String) throws -> Int64 {
        var facts = statvfs()
        try check { statvfs(path, &facts) }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return overflow ? Int64.max : Int64(clamping: bytes)
    }

    /// A disk may find that it is full at any call, not only when it writes.
    private static func failure(_ code: Int32) -> BlobFailure {
        [ENOSPC, EDQUOT].contains(code) ? .noSpace : .system(code)
    }

    @discardableResult
    private static func check(_ call: () -> Int32) throws -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw failure(errno) }
        }
    }
}
