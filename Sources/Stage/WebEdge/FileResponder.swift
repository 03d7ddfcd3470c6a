import HTTPTypes
import NIOCore
import NIOPosix

/// Answers with files: ranges and conditions to the letter of RFC 9110, without copies beyond one buffer.
struct FileResponder: Sendable {
    let threads: NIOThreadPool
    /// Bytes read at once: measured, larger pieces gain nothing and cost memory for each slow listener.
    static let pieceBytes: Int64 = 256 << 10

    /// Where the bytes of an answer come from.
    struct Source: Sendable {
        let file: OpenFile
        let first: Int64
        let count: Int64
        /// The first bytes, read in the same step that opened the file.
        let opening: ByteBuffer
    }

    /// Head and source of a file's answer; nil if the file is not there.
    func answer(_ answer: FileAnswer, to request: HTTPRequest) async throws -> (head: HTTPResponse, source: Source?)? {
        try await threads.runIfActive {
            guard let file = OpenFile(answer.path) else { return nil }
            let (head, range) = Self.head(answer, fileBytes: file.bytes, to: request)
            guard let range, !range.isEmpty, request.method != .head else { return (head, nil) }
            let opening = try file.read(
                at: range.lowerBound, count: Int(min(Self.pieceBytes, Int64(range.count))))
            return (head, Source(file: file, first: range.lowerBound, count: Int64(range.count), opening: opening))
        }
    }

    /// The head, and which bytes follow it; nil where none do.
    static func head(
        _ answer: FileAnswer, fileBytes: Int64, to request: HTTPRequest
    ) -> (head: HTTPResponse, bytes: Range<Int64>?) {
        var headers = HTTPFields()
        headers[.eTag] = "\"\(answer.tag)\""
        headers[.acceptRanges] = "bytes"
        headers[.cacheControl] = answer.isImmutable ? "public, max-age=31536000, immutable" : "no-cache"
        if Conditions.noneMatch(request.headerFields[.ifNoneMatch], tag: answer.tag) {
            return (HTTPResponse(status: .notModified, headerFields: headers), nil)
        }
        headers[.contentType] = answer.contentType
        if let name = answer.downloadName {
            headers[.contentDisposition] = "attachment; filename*=UTF-8''\(Percent.encode(name))"
        }
        let holds = Conditions.rangeHolds(request.headerFields[.ifRange], tag: answer.tag)
        let range = request.method == .get && holds ? request.headerFields[.range] : nil
        switch ByteRange.meaning(of: range, fileBytes: fileBytes) {
        case .whole:
            headers[.contentLength] = "\(fileBytes)"
            return (HTTPResponse(status: .ok, headerFields: headers), 0..<fileBytes)
        case .part(let first, let last):
            headers[.contentLength] = "\(last - first + 1)"
            headers[.contentRange] = "bytes \(first)-\(last)/\(fileBytes)"
            return (HTTPResponse(status: .partialContent, headerFields: headers), first..<last + 1)
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(fileBytes)"
            headers[.contentLength] = "0"
            headers[.contentType] = nil
            headers[.contentDisposition] = nil
            headers[.cacheControl] = "no-store"
            return (HTTPResponse(status: .rangeNotSatisfiable, headerFields: headers), nil)
        }
    }

    /// Hands the bytes to `write`, one piece after the other; the next is read while one is written.
    func send(_ source: Source, _ write: (ByteBuffer) async throws -> Void) async throws {
        let end = source.first + source.count
        var piece = source.opening
        var offset = source.first
        while true {
            guard piece.readableBytes > 0 else { throw FileWasCut() }
            let next = offset + Int64(piece.readableBytes)
            if next >= end { return try await write(piece) }
            async let following = threads.runIfActive {
                try source.file.read(at: next, count: Int(min(Self.pieceBytes, end - next)))
            }
            try await write(piece)
            piece = try await following
            offset = next
        }
    }

    /// A file became shorter while it was sent; the connection must end, because the length was promised.
    struct FileWasCut: Error {}
}
