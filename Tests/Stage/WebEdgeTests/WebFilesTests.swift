import Foundation
import HTTPTypes
import Testing

@testable import WebEdge

@Suite struct WebFilesTests {
    private let page: HTTPFields = [.accept: "text/html,application/xhtml+xml"]

    /// - Parameter listing: how long a listing is good; nil for the usual time.
    private func bench(listing: Duration? = nil) throws -> EdgeBench {
        var limits = Limits()
        limits.webListing = listing ?? limits.webListing
        let bench = try EdgeBench(limits: limits)
        try bench.file("index.html", "<p>home".utf8)
        try bench.file("index.html.br", "brotli".utf8)
        try bench.file("index.html.gz", "zipped".utf8)
        try bench.file("door/index.html", "<p>door".utf8)
        try bench.file("assets/app-1A2B.js", "run()".utf8)
        try bench.file("api/openapi.json", "{}".utf8)
        try bench.file(".hidden", "x".utf8)
        try bench.file(".git/config", "x".utf8)
        return bench
    }

    @Test func pagesAreFound() async throws {
        let bench = try bench()
        #expect(try await bench.ask(.get, "/").text == "<p>home")
        #expect(try await bench.ask(.get, "/door/").text == "<p>door")
        #expect(try await bench.ask(.get, "/door").text == "<p>door")
        #expect(try await bench.ask(.get, "/index.html").text == "<p>home")
        #expect(try await bench.ask(.get, "/api/openapi.json").text == "{}")
        #expect(try await bench.ask(.get, "/")["Content-Type"] == "text/html; charset=utf-8")
    }

    @Test func aPageOfTheApplicationIsItsOnePage() async throws {
        let bench = try bench()
        #expect(try await bench.ask(.get, "/shows/show_1", page).text == "<p>home")
        #expect(try await bench.ask(.get, "/shows/show_1").status == 404, "only where a page is wanted")
        #expect(try await bench.ask(.get, "/shows/cover.png", page).status == 404, "only without an ending")
        #expect(try await bench.ask(.get, "/api/nothing", page).status == 404, "never for the API")
        #expect(try await bench.ask(.get, "/assets/app-0000.js", page).status == 404)
    }

    @Test func whatIsNoPartOfTheApplicationIsNotThere() async throws {
        let bench = try bench()
        try Data("x".utf8).write(to: bench.folder.appending(path: "web/secret.txt"))
        let link = bench.folder.appending(path: "web/link.txt")
        try FileManager.default.createSymbolicLink(
            at: link, withDestinationURL: bench.folder.appending(path: "box.sqlite"))
        for path in [
            "/.hidden", "/.git/config", "/index.html.br", "/link.txt", "/door/index.html/", "/assets", "/assets/",
        ] {
            #expect(try await bench.ask(.get, path).status == 404, "\(path)")
        }
        for path in ["/../box.sqlite", "/%2e%2e/box.sqlite", "/door/..%2f..%2fbox.sqlite", "/index.html%00.js"] {
            #expect(try await bench.ask(.get, path).status == 400, "\(path)")
        }
    }

    @Test func compressedTwinsAreSentToThoseWhoTakeThem() async throws {
        let bench = try bench()
        func asked(_ accepted: String, _ path: String = "/") async throws -> (String, String?) {
            let answer = try await bench.ask(.get, path, [.acceptEncoding: accepted])
            #expect(answer["Vary"] == "Accept-Encoding")
            return (answer.text, answer["Content-Encoding"])
        }
        #expect(try await asked("gzip, deflate, br") == ("brotli", "br"))
        #expect(try await asked("gzip") == ("zipped", "gzip"))
        #expect(try await asked("br;q=0, gzip;q=0.5") == ("zipped", "gzip"))
        #expect(try await asked("br;q=0.000") == ("<p>home", nil))
        #expect(try await asked("GZIP") == ("zipped", "gzip"))
        #expect(try await asked("identity") == ("<p>home", nil))
        #expect(try await asked("br", "/assets/app-1A2B.js") == ("run()", nil))
    }

    @Test func hashedNamesLastForEverAndPagesAreAskedForAgain() async throws {
        let bench = try bench()
        #expect(
            try await bench.ask(.get, "/assets/app-1A2B.js")["Cache-Control"] == "public, max-age=31536000, immutable")
        let first = try await bench.ask(.get, "/")
        #expect(first["Cache-Control"] == "no-cache")
        let tag = try #require(first["ETag"])
        let again = try await bench.ask(.get, "/", [.ifNoneMatch: tag])
        #expect(again.status == 304)
        #expect(again.text.isEmpty && again["Content-Type"] == nil && again["Content-Length"] == nil)
        #expect(again["ETag"] == tag && again["Vary"] == "Accept-Encoding")
        let zipped = try await bench.ask(.get, "/", [.acceptEncoding: "gzip"])
        #expect(zipped["ETag"] != tag, "another form is another thing")
    }

    @Test func aChangedFileIsSeen() async throws {
        var limits = Limits()
        limits.webListing = .zero
        let bench = try EdgeBench(limits: limits)
        try bench.file("index.html", "<p>one".utf8)
        let first = try await bench.ask(.get, "/")
        try bench.file("index.html", "<p>three".utf8)
        let second = try await bench.ask(.get, "/", [.ifNoneMatch: first["ETag"] ?? ""])
        #expect(second.text == "<p>three")
        try FileManager.default.removeItem(at: bench.folder.appending(path: "web/index.html"))
        #expect(try await bench.ask(.get, "/").status == 404)
    }

    @Test func aFreshListingIsNotReadAgain() async throws {
        let bench = try bench(listing: .seconds(3600))
        _ = try await bench.ask(.get, "/")
        try bench.file("new.txt", "x".utf8)
        #expect(try await bench.ask(.get, "/new.txt").status == 404)
        // A file that is replaced under the listing is never sent with the tag of the old one.
        try bench.file("index.html.gz", "other bytes".utf8)
        #expect(try await bench.ask(.get, "/", [.acceptEncoding: "gzip"]).text == "other bytes")
    }

    @Test func headAndRangesWork() async throws {
        let bench = try bench()
        let head = try await bench.ask(.head, "/")
        #expect(head.status == 200 && head.text.isEmpty && head["Content-Length"] == "7")
        let part = try await bench.ask(.get, "/", [.range: "bytes=3-"])
        #expect(part.status == 206 && part.text == "home" && part["Content-Range"] == "bytes 3-6/7")
    }

    @Test func onlyReadingIsPossible() async throws {
        let bench = try bench()
        let answer = try await bench.ask(.post, "/index.html")
        #expect(answer.status == 405)
        #expect(answer["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func largeFilesAreSentFromTheDisk() async throws {
        let bench = try bench()
        let bytes = (0..<Int(WebFiles.largestKept) + 1).map { UInt8($0 % 251) }
        try bench.file("assets/big.wasm", bytes)
        let answer = try await bench.ask(.get, "/assets/big.wasm")
        #expect(Array(answer.bytes.readableBytesView) == bytes)
        #expect(answer["Content-Type"] == "application/wasm")
        let part = try await bench.ask(.get, "/assets/big.wasm", [.range: "bytes=-3"])
        #expect(Array(part.bytes.readableBytesView) == Array(bytes.suffix(3)))
    }

    @Test func aBoxWithoutItsWebFilesSaysSo() async throws {
        let bench = try EdgeBench()
        #expect(try await bench.ask(.get, "/", page).status == 404)
    }

    @Test(arguments: [
        ("a.html", "html"), ("a/b.tar.gz", "gz"), ("a.b/c", ""), (".profile", ""), ("a.", ""), ("", ""),
        ("x/.y.z", "z"),
    ])
    func endingsAreWhatFollowsTheLastDot(_ path: String, _ ending: String) {
        #expect(ContentTypes.ending(path) == ending)
    }
}
