import Foundation
import HTTPTypes
import NIOCore
import NIOPosix
import Synchronization

/// The built web application: hashed names for ever, pages by need, compressed twins where they exist.
///
/// Small files are kept in memory, so that a page costs no disk; a changed file is seen by its time and size.
final class WebFiles: Sendable {
    /// One variant of a file in memory.
    struct Cached: Sendable {
        let bytes: ByteBuffer
        let tag: String
        let modified: Int64
        let checkedAt: Int64
    }

    private let root: String
    private let threads: NIOThreadPool
    private let cache = Mutex<(files: [String: Cached], bytes: Int)>(([:], 0))

    private static let largestCached = 512 << 10
    private static let mostCached = 32 << 20
    /// Milliseconds for which a cached file is served without looking at the disk.
    private static let trust: Int64 = 1000

    init(root: String, threads: NIOThreadPool) {
        self.root = root
        self.threads = threads
    }

    /// What a path shows: a file, the index of a folder, or for a page of the application its one page.
    func place(_ target: RequestTarget, wantsPage: Bool) async throws -> String? {
        let path = target.segments.joined(separator: "/")
        let isHidden = target.segments.contains { $0.hasPrefix(".") }
        guard !isHidden, !["br", "gz"].contains(Self.ending(path)) else { return nil }
        if path.isEmpty { return "index.html" }
        if try await load(path) != nil { return path }
        if target.endsWithSlash || Self.ending(path).isEmpty, try await load(path + "/index.html") != nil {
            return path + "/index.html"
        }
        return wantsPage && Self.ending(path).isEmpty ? "index.html" : nil
    }

    /// The answer for a place; nil if it is not there.
    func reply(_ place: String, to request: HTTPRequest) async throws -> Reply? {
        let accepted = request.headerFields[.acceptEncoding] ?? ""
        let isHashed = place.hasPrefix("assets/")
        var headers = HTTPFields()
        headers[.contentType] = ContentTypes.type(of: place)
        headers[.cacheControl] = isHashed ? "public, max-age=31536000, immutable" : "no-cache"
        headers[.vary] = "Accept-Encoding"
        for (ending, coding) in [(".br", "br"), (".gz", "gzip"), ("", "")] {
            guard coding.isEmpty || Self.accepts(accepted, coding), let file = try await load(place + ending) else {
                continue
            }
            if !coding.isEmpty { headers[.contentEncoding] = coding }
            headers[.eTag] = "\"\(file.tag)\""
            if Conditions.noneMatch(request.headerFields[.ifNoneMatch], tag: file.tag) {
                headers[.contentType] = nil
                return Reply(status: .notModified, headers: headers)
            }
            return Reply(headers: headers, body: .bytes(file.bytes))
        }
        return nil
    }

    private func load(_ place: String) async throws -> Cached? {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        if let known = cache.withLock({ $0.files[place] }), now - known.checkedAt < Self.trust { return known }
        let path = "\(root)/\(place)"
        let loaded = try await threads.runIfActive { () -> Cached? in
            guard let file = OpenFile(path), file.bytes <= Int64(Self.largestCached) else { return nil }
            let bytes = try file.read(at: 0, count: Int(file.bytes))
            let tag = "\(String(file.modified, radix: 36))-\(String(file.bytes, radix: 36))"
            return Cached(bytes: bytes, tag: tag, modified: file.modified, checkedAt: now)
        }
        cache.withLock { cache in
            if let old = cache.files.removeValue(forKey: place) { cache.bytes -= old.bytes.readableBytes }
            guard let loaded else { return }
            if cache.bytes + loaded.bytes.readableBytes > Self.mostCached { cache = ([:], 0) }
            cache.files[place] = loaded
            cache.bytes += loaded.bytes.readableBytes
        }
        return loaded
    }

    static func ending(_ path: String) -> String {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot > name.startIndex else {
            return ""
        }
        return String(name[name.index(after: dot)...])
    }

    /// Whether Accept-Encoding takes a coding: named and not forbidden by `q=0`.
    static func accepts(_ header: String, _ coding: String) -> Bool {
        header.split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            guard parts.first?.lowercased() == coding else { return false }
            return !parts.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }
}

/// Media types by a file's ending.
enum ContentTypes {
    static func type(of path: String) -> String {
        switch WebFiles.ending(path) {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json": "application/json; charset=utf-8"
        case "yaml": "application/yaml; charset=utf-8"
        case "webmanifest": "application/manifest+json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "webp": "image/webp"
        case "ico": "image/vnd.microsoft.icon"
        case "woff2": "font/woff2"
        case "wasm": "application/wasm"
        case "txt": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
