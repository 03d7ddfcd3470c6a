import Foundation

/// What the two files of a certificate look like from outside. Two stamps are equal while neither file was replaced,
/// written to, or made readable; taking one costs two calls of the system and reads nothing.
package struct FilePairStamp: Sendable, Hashable {
    private struct Facts: Hashable {
        let device: UInt64
        let inode: UInt64
        let bytes: Int64
        let changed: [Int]
        let mode: UInt32
    }

    private let certificate: Facts?
    private let key: Facts?

    /// A file that is not there is a state like others, so that its coming is noticed too. Links are followed.
    package init(certificateFile: String, keyFile: String) {
        certificate = FilePairStamp.facts(certificateFile)
        key = FilePairStamp.facts(keyFile)
    }

    private static func facts(_ path: String) -> Facts? {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        return Facts(
            device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino), bytes: Int64(facts.st_size),
            changed: [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec],
            mode: UInt32(facts.st_mode))
    }
}

/// A PEM file of the owner's, read whole.
struct OwnFile {
    let path: String
    let blocks: [PEMBlock]
    let isOpenToOthers: Bool

    init(path: String) throws(OwnCertificateFailure) {
        let bytes: [UInt8]
        let mode: mode_t
        do {
            (bytes, mode) = try OwnFile.read(path)
        } catch let failure as OwnCertificateFailure {
            throw failure
        } catch {
            throw .fileUnreadable(path: path, code: EIO)
        }
        try self.init(path: path, bytes: bytes, isOpenToOthers: mode & 0o007 != 0)
    }

    init(path: String, bytes: [UInt8], isOpenToOthers: Bool = false) throws(OwnCertificateFailure) {
        self.path = path
        self.isOpenToOthers = isOpenToOthers
        do {
            blocks = try PEMText.blocks(bytes)
        } catch {
            throw .fileBroken(path: path)
        }
    }

    private static func read(_ path: String) throws -> ([UInt8], mode_t) {
        // Without O_NONBLOCK a pipe of that name would wait for somebody to write.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw OwnCertificateFailure.fileMissing(path: path)
            case ENXIO: throw OwnCertificateFailure.notAFile(path: path)
            case let code: throw OwnCertificateFailure.fileUnreadable(path: path, code: code)
            }
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw OwnCertificateFailure.fileUnreadable(path: path, code: errno)
        }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw OwnCertificateFailure.notAFile(path: path) }
        let bytes = try FileBytes.all(of: descriptor, atMost: OwnCertificate.fileLimit) {
            $0 == EFBIG
                ? OwnCertificateFailure.fileTooLong(path: path)
                : OwnCertificateFailure.fileUnreadable(path: path, code: $0)
        }
        return (bytes, facts.st_mode)
    }
}
