import Cryptography
import Foundation

/// Small files of the data folder that only the box may read, whole and on disk or not there at all.
enum PrivateFile {
    /// Makes a file once; of two who make it at the same time one wins, and both get what stands in it.
    ///
    /// - Throws: `DataFolderFailure.cannotWrite`.
    static func make(_ bytes: [UInt8], at path: String) throws {
        try write(bytes, at: path) { draft in
            guard link(draft, path) == 0 || errno == EEXIST else { throw failure(path) }
            unlink(draft)
        }
    }

    /// Puts a file in the place of another of its name.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        try write(bytes, at: path) { draft in
            guard rename(draft, path) == 0 else { throw failure(path) }
        }
    }

    /// Gives a file another name; a file that has the name is replaced.
    static func move(_ path: String, to name: String) throws {
        guard rename(path, name) == 0 else { throw failure(name) }
        try settle(parent(of: name))
    }

    /// Removes a file; nothing happens if it is not there.
    static func erase(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure(path) }
        try settle(parent(of: path))
    }

    /// Waits until a folder's names are on disk.
    static func settle(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    static func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    static func failure(_ path: String) -> DataFolderFailure {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }

    private static func parent(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }

    private static func write(_ bytes: [UInt8], at path: String, _ name: (_ draft: String) throws -> Void) throws {
        let draft = "\(path).\(SecureRandom.bytes(6).map { String($0, radix: 16) }.joined())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        do {
            defer { close(descriptor) }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count >= 0 || errno == EINTR else { throw failure(path) }
                rest = rest.dropFirst(max(0, count))
            }
            guard fsync(descriptor) == 0 else { throw failure(path) }
            try name(draft)
        } catch {
            unlink(draft)
            throw error
        }
        try settle(parent(of: path))
    }
}
