import Foundation
import HTTPTypes
import NIOCore
import NIOPosix
import Synchronization

/// The built web application: hashed names for ever, pages by need, compressed twins where they exist.
///
/// The folder is listed in memory, so what a stranger types never reaches the disk; a change is seen after
/// `Limits.webListing`. Small files are kept in memory.
final class WebFiles: Sendable {
    /// What the folder holds.
    private struct Listing {
        var files: [String: Facts] = [:]
        /// When it was read; nil before the first time.
        var readAt: ContinuousClock.Instant?
        var isBeingRead = false
    }

    /// A file as the folder listed it; a new one of the same name differs in something.
    private struct Facts: Equatable {
        let bytes: Int64
        let modified: Int64
        let inode: UInt64
    }

    /// A small file in memory, with the head of the answer that has no conditions.
    private struct Kept {
        let facts: Facts
        let bytes: ByteBuffer
        let headers: HTTPFields
    }

    /// One of the forms of a file that a request may get.
    private struct Form {
        let name: String
        let coding: String
        let facts: Facts
    }

    private let root: String
    private let threads: NIOThreadPool
    private let listing = Mutex(Listing())
    private let kept = Mutex<(files: [String: Kept], bytes: Int)>(([:], 0))

    static let largestKept: Int64 = 512 << 10
    static let mostKept = 32 << 20
    private static let mostFiles = 10_000
    private let trust: Duration

    /// - Parameter trust: how long a listing is good.
    init(root: String, threads: NIOThreadPool, trust: Duration) {
        self.root = root
        self.trust = trust
        self.threads = threads
    }

    /// What a path shows: a file, the index of a folder, or for a page of the application its one page.
    func place(_ target: RequestTarget, wantsPage: Bool) async throws -> String? {
        try await refresh()
        let path = target.segments.joined(separator: "/")
        let ending = ContentTypes.ending(path)
        let candidates =
            target.endsWithSlash || path.isEmpty
            ? [path.isEmpty ? "index.html" : path + "/index.html"]
            : ["br", "gz"].contains(ending) ? [] : [path] + (ending.isEmpty ? [path + "/index.html"] : [])
        return listing.withLock { listing in
            if let found = candidates.first(where: { listing.files[$0] != nil }) { return found }
            return wantsPage && ending.isEmpty && listing.files["index.html"] != nil ? "index.html" : nil
        }
    }

    /// The answer for a place; nil if it is not there any more.
    func reply(_ place: String, to request: HTTPRequest) async throws -> Reply? {
        guard let form = form(of: place, accepting: request.headerFields[.acceptEncoding] ?? "") else { return nil }
        guard form.facts.bytes <= Self.largestKept, request.headerFields[.range] == nil else {
            return Reply(headers: Self.headers(form), body: .file(answer(form, of: place)))
        }
        guard let kept = try await kept(form, of: place) else { return nil }
        guard request.headerFields[.ifNoneMatch] != nil else {
            return Reply(headers: kept.headers, body: .bytes(kept.bytes))
        }
        let (head, range) = FileResponder.head(answer(form, of: place), fileBytes: form.facts.bytes, to: request)
        var headers = Self.headers(form)
        headers.append(contentsOf: head.headerFields)
        if head.status == .notModified { headers[.contentEncoding] = nil }
        return Reply(status: head.status, headers: headers, body: range == nil ? .empty : .bytes(kept.bytes))
    }

    private func answer(_ form: Form, of place: String) -> FileAnswer {
        FileAnswer(
            path: "\(root)/\(form.name)", contentType: ContentTypes.type(of: place), tag: Self.tag(form),
            isImmutable: place.hasPrefix("assets/"))
    }

    /// What a form says of itself, beside what every file says.
    private static func headers(_ form: Form) -> HTTPFields {
        var headers = HTTPFields()
        headers[.vary] = "Accept-Encoding"
        if !form.coding.isEmpty { headers[.contentEncoding] = form.coding }
        return headers
    }

    /// The best form that is there and that the client takes.
    private func form(of place: String, accepting header: String) -> Form? {
        listing.withLock { listing in
            for (ending, coding) in [(".br", "br"), (".gz", "gzip"), ("", "")] {
                guard let facts = listing.files[place + ending], coding.isEmpty || Self.accepts(header, coding) else {
                    continue
                }
                return Form(name: place + ending, coding: coding, facts: facts)
            }
            return nil
        }
    }

    private static func tag(_ form: Form) -> String {
        let parts = [UInt64(bitPattern: form.facts.modified), UInt64(form.facts.bytes), form.facts.inode]
        return parts.map { String($0, radix: 36) }.joined(separator: "-") + (form.coding.first.map { "-\($0)" } ?? "")
    }

    private func kept(_ form: Form, of place: String) async throws -> Kept? {
        if let known = kept.withLock({ $0.files[form.name] }), known.facts == form.facts { return known }
        let path = "\(root)/\(form.name)"
        let bytes = try await threads.runIfActive { () -> ByteBuffer? in
            guard let file = OpenFile(path), file.bytes == form.facts.bytes, file.modified == form.facts.modified else {
                return nil
            }
            return try file.read(at: 0, count: Int(file.bytes))
        }
        guard let bytes, bytes.readableBytes == form.facts.bytes else {
            // It was replaced a moment ago; the next request looks at the folder again.
            listing.withLock { $0.readAt = nil }
            return nil
        }
        let plain = HTTPRequest(method: .get, scheme: nil, authority: nil, path: nil)
        let (head, _) = FileResponder.head(answer(form, of: place), fileBytes: form.facts.bytes, to: plain)
        let fresh = Kept(facts: form.facts, bytes: bytes, headers: Self.headers(form) + head.headerFields)
        kept.withLock { kept in
            if let old = kept.files.removeValue(forKey: form.name) { kept.bytes -= old.bytes.readableBytes }
            if kept.bytes + bytes.readableBytes > Self.mostKept { kept = ([:], 0) }
            kept.files[form.name] = fresh
            kept.bytes += bytes.readableBytes
        }
        return fresh
    }

    /// Reads the folder when the listing is old. One request does it, the others take the old listing if there is one.
    private func refresh() async throws {
        let isDue = listing.withLock { listing in
            guard let readAt = listing.readAt else { return true }
            guard !listing.isBeingRead, readAt.duration(to: .now) >= trust else { return false }
            listing.isBeingRead = true
            return true
        }
        guard isDue else { return }
        let root = root
        let files = try await threads.runIfActive { Self.list(root) }
        listing.withLock { $0 = Listing(files: files, readAt: .now) }
    }

    /// Regular files below a folder by their relative names; hidden ones and symbolic links are left out.
    private static func list(_ root: String) -> [String: Facts] {
        var files: [String: Facts] = [:]
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [] where files.count < mostFiles {
            guard !name.hasPrefix("."), !name.contains("/.") else { continue }
            var facts = stat()
            guard lstat("\(root)/\(name)", &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { continue }
            let modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
            files[name] = Facts(bytes: Int64(facts.st_size), modified: modified, inode: UInt64(facts.st_ino))
        }
        return files
    }

    /// Whether Accept-Encoding takes a coding: named and not forbidden by `q=0` (RFC 9110 section 12.5.3).
    static func accepts(_ header: String, _ coding: String) -> Bool {
        header.split(separator: ",").contains { entry in
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard parts.first == coding else { return false }
            return !parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) ?? 1 == 0 }
        }
    }
}
