import Cryptography
import Foundation

/// The authority's folder: 0700, its files 0600, each replaced as a whole.
///
/// A file is written under a draft's name, synchronised, given its name by renaming, and the folder is synchronised.
/// A kill between any two instructions leaves the old file or the new one, and at most a draft that the next start
/// removes. The steps are announced to `watch` before they are taken: a test lets the machine die before any of them.
struct AuthorityFolder: Sendable {
    enum Step: Equatable, Sendable {
        case makeFolder
        case makeDraft(String)
        case write(String)
        case synchronizeFile(String)
        case replace(String)
        case erase(String)
        case synchronizeFolder(String)
    }

    /// Far above what the authority writes.
    static let fileLimit = 64 << 10
    private static let draftPrefix = ".draft-"

    let path: String
    var watch: @Sendable (Step) throws -> Void = { _ in }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// Makes the folder with its parents, or makes one that is there private.
    func make() throws {
        try watch(.makeFolder)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw AuthorityFailure.system(path: parent, code: code(of: error))
        }
        if mkdir(path, 0o700) == 0 { return try synchronize(folder: parent) }
        guard errno == EEXIST else { throw AuthorityFailure.system(path: path, code: errno) }
        var facts = stat()
        try check(path) { lstat(path, &facts) }
        guard facts.st_mode & S_IFMT == S_IFDIR else { throw AuthorityFailure.system(path: path, code: ENOTDIR) }
        if facts.st_mode & 0o777 != 0o700 { try check(path) { chmod(path, 0o700) } }
    }

    /// Runs while no other process changes the folder. The lock ends with the process that holds it.
    func alone<Value>(_ work: () throws -> Value) throws -> Value {
        let descriptor = try check(path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) }
        defer { close(descriptor) }
        try check(path) { flock(descriptor, LOCK_EX) }
        return try work()
    }

    /// Removes what a killed process left half-written.
    func removeDrafts() throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw AuthorityFailure.system(path: path, code: code(of: error))
        }
        for name in names.sorted() where name.hasPrefix(AuthorityFolder.draftPrefix) {
            try erase(path(of: name))
        }
    }

    /// The bytes of a file of the folder, nil if there is none; a file that others may read is closed to them.
    ///
    /// - Throws: `AuthorityFailure.damaged` for anything but a file of a plausible size, `.system`.
    func read(_ name: String) throws -> [UInt8]? {
        let path = path(of: name)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: return nil
            case ELOOP, ENXIO: throw AuthorityFailure.damaged(file: name, why: "is not a plain file")
            case let code: throw AuthorityFailure.system(path: path, code: code)
            }
        }
        defer { close(descriptor) }
        var facts = stat()
        try check(path) { fstat(descriptor, &facts) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw AuthorityFailure.damaged(file: name, why: "is not a plain file")
        }
        guard facts.st_size <= AuthorityFolder.fileLimit else {
            throw AuthorityFailure.damaged(file: name, why: "is far too long")
        }
        if facts.st_mode & 0o777 != 0o600 { try check(path) { fchmod(descriptor, 0o600) } }
        return try FileBytes.all(of: descriptor, atMost: AuthorityFolder.fileLimit) {
            AuthorityFailure.system(path: path, code: $0)
        }
    }

    /// Puts a file in place of another of its name; it is on disk when this returns.
    func keep(_ text: String, as name: String) throws {
        let random = SecureRandom.bytes(8).map { String($0, radix: 16) }.joined()
        let draft = path(of: AuthorityFolder.draftPrefix + random)
        do {
            try write(Array(text.utf8), to: draft)
            try watch(.replace(name))
            try check(path(of: name)) { rename(draft, path(of: name)) }
        } catch {
            abandon(draft)
            throw error
        }
        try synchronize(folder: path)
    }

    private func write(_ bytes: [UInt8], to draft: String) throws {
        try watch(.makeDraft(draft))
        let descriptor = try check(draft) {
            Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        defer { close(descriptor) }
        // In two pieces, so that a test sees what a file written by half does.
        for piece in [bytes.prefix(bytes.count / 2), bytes.dropFirst(bytes.count / 2)] {
            try watch(.write(draft))
            var rest = piece
            while !rest.isEmpty {
                let count = try check(draft) {
                    Int32(clamping: rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) })
                }
                rest = rest.dropFirst(Int(count))
            }
        }
        try watch(.synchronizeFile(draft))
        try check(draft) { fsync(descriptor) }
    }

    private func erase(_ path: String) throws {
        try watch(.erase(path))
        guard unlink(path) == 0 || errno == ENOENT else { throw AuthorityFailure.system(path: path, code: errno) }
    }

    /// A draft that cannot be removed now is removed at the next start.
    private func abandon(_ draft: String) {
        do { try erase(draft) } catch { return }
    }

    private func synchronize(folder: String) throws {
        try watch(.synchronizeFolder(folder))
        let descriptor = try check(folder) { Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try check(folder) { fsync(descriptor) }
    }

    /// The system's number inside what Foundation throws.
    private func code(of error: any Error) -> Int32 {
        ((error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError)?.code.rawValue ?? EIO
    }

    @discardableResult
    private func check(_ path: String, _ call: () -> Int32) throws -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EINTR else { throw AuthorityFailure.system(path: path, code: errno) }
        }
    }
}

/// Reading of an open file.
enum FileBytes {
    /// - Parameter failure: makes the error from the system's number.
    static func all(
        of descriptor: Int32, atMost limit: Int, failure: (Int32) -> any Error
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            bytes += piece
        }
        throw failure(EFBIG)
    }
}
