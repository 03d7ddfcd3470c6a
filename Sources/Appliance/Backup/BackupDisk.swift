internal import Glibc

/// The calls of the operating system behind a backup, each retried when a signal interrupts it.
///
/// The steps on which durability rests are announced to `watch` before they are taken: a test lets the machine die, or
/// the disk fill, before any of them.
struct BackupDisk: Sendable {
    enum Step: Equatable, Sendable {
        case makeFolder(String)
        case makeFile(String)
        case write(String, bytes: Int)
        case synchronizeFile(String)
        case rename(String, to: String)
        case erase(String)
        case synchronizeFolder(String)
    }

    var watch: @Sendable (Step) throws -> Void = { _ in }
    var freeBytes: @Sendable (_ path: String) throws -> Int64 = BackupDisk.freeBytesNow

    /// Makes a folder; false if it is there already.
    @discardableResult
    func makeFolder(_ path: String) throws -> Bool {
        try watch(.makeFolder(path))
        if mkdir(path, 0o700) == 0 { return true }
        let code = errno
        guard code == EEXIST else { throw Self.failure(code, path) }
        guard Self.kind(path) == .folder else { throw Self.failure(ENOTDIR, path) }
        return false
    }

    func rename(_ file: String, to name: String) throws {
        try watch(.rename(file, to: name))
        try Self.check(name) { Glibc.rename(file, name) }
    }

    /// Removes a file; nothing happens if it is not there.
    func erase(_ path: String) throws {
        try watch(.erase(path))
        guard unlink(path) == 0 || errno == ENOENT else { throw Self.failure(errno, path) }
    }

    func synchronize(folder: String) throws {
        try watch(.synchronizeFolder(folder))
        let descriptor = try Self.check(folder) { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        // Some file systems, among them those of USB sticks behind FUSE, cannot do this for a folder.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw Self.failure(errno, folder) }
    }

    /// Removes what will never be kept. What cannot be removed now, the next run removes.
    func abandon(_ draft: String) {
        do { try erase(draft) } catch { return }
    }

    // MARK: Facts

    enum Kind: Equatable {
        case file(bytes: Int64)
        case folder, other, nothing
    }

    static func kind(_ path: String) -> Kind {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return .nothing }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: return .file(bytes: Int64(facts.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The length of a regular file, nil if there is none of that name.
    static func size(_ path: String) -> Int64? {
        if case .file(let bytes) = kind(path) { bytes } else { nil }
    }

    /// Names in a folder, sorted; none if it is not there.
    static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else {
            guard errno == ENOENT else { throw failure(errno, folder) }
            return []
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw failure(errno, folder) }
        return names.sorted()
    }

    /// What an account without privileges may still write on the disk that holds a path.
    static func freeBytesNow(_ path: String) throws -> Int64 {
        var facts = statvfs()
        try check(path) { statvfs(path, &facts) }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        return overflow ? .max : Int64(clamping: bytes)
    }

    /// Many new files are on disk when this returns, and what a disk could not write is an error.
    ///
    /// One by one each of them would wait for the file system's journal; after all disks were told to write, asking for
    /// each costs little and still brings its error.
    static func synchronize(all paths: [String]) throws {
        sync()
        for path in paths {
            let descriptor = try check(path) { open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, path) }
        }
    }

    /// Removes a file, or a folder and everything in it; links are removed and not followed.
    static func eraseTree(_ path: String) throws {
        let isFolder = kind(path) == .folder
        if isFolder { for name in try names(in: path) { try eraseTree("\(path)/\(name)") } }
        guard (isFolder ? rmdir(path) : unlink(path)) == 0 || errno == ENOENT else { throw failure(errno, path) }
    }

    static func failure(_ code: Int32, _ path: String) -> BackupFailure {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(neededBytes: nil)
        case EROFS: .readOnly
        case EFBIG: .fileTooLarge
        default: .system(code, path: path)
        }
    }

    @discardableResult
    static func check(_ path: String, _ call: () -> Int32) throws -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw failure(errno, path) }
        }
    }
}
