import Foundation
import HTTPTypes
import NIOCore
import NIOPosix

/// Answers with files: ranges and conditions to the letter of RFC 9110, without copies beyond one buffer.
struct FileResponder: Sendable {
    let threads: NIOThreadPool
    /// Bytes read at once; large enough that the disk and not the loop is the limit.
    static let pieceBytes = 512 << 10

    /// Where the bytes of an answer come from.
    struct Source: Sendable {
        let file: OpenFile
        let first: Int64
        let count: Int64
    }

    /// Head and source of a file's answer; nil if the file is not there.
    func answer(_ answer: FileAnswer, to request: HTTPRequest) async throws -> (head: HTTPResponse, source: Source?)? {
        guard let file = try await threads.runIfActive({ OpenFile(answer.path) }) else { return nil }
        var headers = HTTPFields()
        headers[.eTag] = "\"\(answer.tag)\""
        headers[.acceptRanges] = "bytes"
        headers[.cacheControl] = answer.isImmutable ? "public, max-age=31536000, immutable" : "no-cache"
        if Conditions.noneMatch(request.headerFields[.ifNoneMatch], tag: answer.tag) {
            return (HTTPResponse(status: .notModified, headerFields: headers), nil)
        }
        headers[.contentType] = answer.contentType
        if let name = answer.downloadName {
            headers[.contentDisposition] = "attachment; filename*=UTF-8''\(Self.encoded(name))"
        }
        let holds = Conditions.rangeHolds(request.headerFields[.ifRange], tag: answer.tag)
        let range = request.method == .get && holds ? request.headerFields[.range] : nil
        switch ByteRange.meaning(of: range, fileBytes: file.bytes) {
        case .whole:
            headers[.contentLength] = "\(file.bytes)"
            return (HTTPResponse(status: .ok, headerFields: headers), Source(file: file, first: 0, count: file.bytes))
        case .part(let first, let last):
            headers[.contentLength] = "\(last - first + 1)"
            headers[.contentRange] = "bytes \(first)-\(last)/\(file.bytes)"
            return (
                HTTPResponse(status: .partialContent, headerFields: headers),
                Source(file: file, first: first, count: last - first + 1)
            )
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(file.bytes)"
            headers[.contentLength] = "0"
            headers[.contentType] = nil
            return (HTTPResponse(status: .rangeNotSatisfiable, headerFields: headers), nil)
        }
    }

    /// Hands the bytes to `write`, one piece after the other.
    func send(_ source: Source, _ write: (ByteBuffer) async throws -> Void) async throws {
        var offset = source.first
        let end = source.first + source.count
        while offset < end {
            let count = Int(min(Int64(Self.pieceBytes), end - offset))
            let start = offset
            let piece = try await threads.runIfActive { try source.file.read(at: start, count: count) }
            guard piece.readableBytes > 0 else { throw FileWasCut() }
            offset += Int64(piece.readableBytes)
            try await write(piece)
        }
    }

    /// RFC 5987 encoding of a file's name.
    static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            return isPlain || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                ? String(UnicodeScalar(byte)) : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined().uppercasedEscapes
    }

    /// A file became shorter while it was sent; the connection must end, because the length was promised.
    struct FileWasCut: Error {}
}

extension String {
    /// Escapes with capital digits, as RFC 3986 section 2.1 asks for.
    fileprivate var uppercasedEscapes: String {
        replacing(/%[0-9a-f]{2}/) { $0.output.uppercased() }
    }
}

/// A regular file opened for reading.
final class OpenFile: Sendable {
    let descriptor: Int32
    let bytes: Int64
    let modified: Int64

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
        var failure: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { space in
            while true {
                let got = pread(descriptor, space.baseAddress, count, off_t(offset))
                if got >= 0 { return got }
                if errno != EINTR {
                    failure = errno
                    return 0
                }
            }
        }
        guard failure == 0 else { throw IOError(errnoCode: failure, reason: "reading a file") }
        return buffer
    }

    deinit { close(descriptor) }
}
