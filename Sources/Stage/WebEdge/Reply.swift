import Foundation
package import HTTPTypes
package import NIOCore

/// What a feature answers.
package struct Reply: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: Body

    package enum Body: Sendable {
        case empty
        case bytes(ByteBuffer)
        /// A file on disk, answered with ranges, ETag and conditional requests (RFC 9110).
        case file(FileAnswer)
        /// Written piece by piece until `next` gives nil or the client leaves; `onEnd` is called once either way.
        case stream(next: @Sendable () async throws -> ByteBuffer?, onEnd: @Sendable () -> Void)
    }

    package init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// JSON with status 200 unless said otherwise.
    package static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        return Reply(status: status, headers: headers, body: .bytes(ByteBuffer(bytes: try encoder.encode(value))))
    }

    package static var noContent: Reply { Reply(status: .noContent) }

    package static func file(_ answer: FileAnswer, headers: HTTPFields = [:]) -> Reply {
        Reply(headers: headers, body: .file(answer))
    }
}

/// A file to be answered. The tag is the strong ETag without quotes, for blobs the CID.
package struct FileAnswer: Sendable {
    package let path: String
    package let contentType: String
    package let tag: String
    /// True for content whose address names its bytes: cached for a year and never asked for again.
    package let isImmutable: Bool
    /// Offered as a download under this name, else shown in place.
    package let downloadName: String?

    package init(path: String, contentType: String, tag: String, isImmutable: Bool, downloadName: String? = nil) {
        self.path = path
        self.contentType = contentType
        self.tag = tag
        self.isImmutable = isImmutable
        self.downloadName = downloadName
    }
}

/// A page of a list, with the cursor of the next page or none.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    package let nextCursor: String?

    package init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }
}

extension Page: Encodable where Item: Encodable {
    enum CodingKeys: String, CodingKey { case items, nextCursor }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        // The contract promises the key also on the last page.
        try container.encode(nextCursor, forKey: .nextCursor)
    }
}
