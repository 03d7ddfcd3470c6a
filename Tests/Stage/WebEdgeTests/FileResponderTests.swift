import Foundation
import HTTPTypes
import Testing

@testable import WebEdge

@Suite struct FileResponderTests {
    private func bench(_ bytes: [UInt8], tag: String = "cid", name: String? = nil, immutable: Bool = true) throws
        -> EdgeBench
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "file-\(UUID().uuidString)")
        try Data(bytes).write(to: folder)
        return try EdgeBench([
            Route(.get, "/api/file", .anyone, budget: .media) { _ in
                .file(
                    FileAnswer(
                        path: folder.path, contentType: "audio/flac", tag: tag, isImmutable: immutable,
                        downloadName: name),
                    headers: [.contentLanguage: "en"])
            },
            Route(.get, "/api/gone", .anyone) { _ in
                .file(FileAnswer(path: "/nonexistent", contentType: "a/b", tag: "t", isImmutable: true))
            },
            Route(.get, "/api/folder", .anyone) { _ in
                .file(FileAnswer(path: "/tmp", contentType: "a/b", tag: "t", isImmutable: true))
            },
        ])
    }

    private let hundred = (0..<100).map { UInt8($0) }

    @Test func aFileIsSentWhole() async throws {
        let answer = try await bench(hundred).ask(.get, "/api/file")
        #expect(answer.status == 200)
        #expect(Array(answer.bytes.readableBytesView) == hundred)
        #expect(answer["ETag"] == "\"cid\"")
        #expect(answer["Accept-Ranges"] == "bytes")
        #expect(answer["Content-Length"] == "100")
        #expect(answer["Content-Type"] == "audio/flac")
        #expect(answer["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(answer["Content-Language"] == "en")
        #expect(answer["Content-Disposition"] == nil)
        #expect(try await bench(hundred, immutable: false).ask(.get, "/api/file")["Cache-Control"] == "no-cache")
    }

    @Test func aPartIsSentAsAsked() async throws {
        let bench = try bench(hundred)
        for (range, first, last) in [
            ("0-0", 0, 0), ("10-19", 10, 19), ("-1", 99, 99), ("90-", 90, 99), ("95-200", 95, 99),
        ] {
            let answer = try await bench.ask(.get, "/api/file", [.range: "bytes=\(range)"])
            #expect(answer.status == 206)
            #expect(answer["Content-Range"] == "bytes \(first)-\(last)/100")
            #expect(answer["Content-Length"] == "\(last - first + 1)")
            #expect(Array(answer.bytes.readableBytesView) == Array(hundred[first...last]))
        }
    }

    @Test func aRangeOutsideIsRefusedWithTheLength() async throws {
        let answer = try await bench(hundred).ask(.get, "/api/file", [.range: "bytes=100-"])
        #expect(answer.status == 416)
        #expect(answer["Content-Range"] == "bytes */100")
        #expect(answer["Content-Length"] == "0")
        #expect(answer["Cache-Control"] == "no-store")
    }

    @Test func severalRangesAreAnsweredWhole() async throws {
        let answer = try await bench(hundred).ask(.get, "/api/file", [.range: "bytes=0-1,5-6"])
        #expect(answer.status == 200)
        #expect(answer.bytes.readableBytes == 100)
    }

    @Test func conditionsComeBeforeRanges() async throws {
        let bench = try bench(hundred)
        let unchanged = try await bench.ask(.get, "/api/file", [.range: "bytes=0-1", .ifNoneMatch: "\"x\", \"cid\""])
        #expect(unchanged.status == 304)
        #expect(unchanged["ETag"] == "\"cid\"")
        #expect(try await bench.ask(.get, "/api/file", [.range: "bytes=0-1", .ifRange: "\"cid\""]).status == 206)
        #expect(try await bench.ask(.get, "/api/file", [.range: "bytes=0-1", .ifRange: "\"old\""]).status == 200)
        #expect(try await bench.ask(.get, "/api/file", [.range: "bytes=900-", .ifRange: "\"old\""]).status == 200)
    }

    @Test func headNeverHasBytesOrRanges() async throws {
        let answer = try await bench(hundred).ask(.head, "/api/file", [.range: "bytes=0-1"])
        #expect(answer.status == 200)
        #expect(answer["Content-Length"] == "100")
        #expect(answer.bytes.readableBytes == 0)
    }

    @Test func anEmptyFileIsEmpty() async throws {
        let bench = try bench([])
        let answer = try await bench.ask(.get, "/api/file")
        #expect(answer.status == 200)
        #expect(answer["Content-Length"] == "0")
        #expect(try await bench.ask(.get, "/api/file", [.range: "bytes=0-"]).status == 416)
        #expect(try await bench.ask(.get, "/api/file", [.range: "bytes=-1"]).status == 200)
    }

    @Test(arguments: [-1, 0, 1])
    func filesAroundThePieceSizeArriveWhole(_ difference: Int) async throws {
        for pieces in [1, 3] {
            let bytes = (0..<Int(FileResponder.pieceBytes) * pieces + difference).map { UInt8($0 % 251) }
            let answer = try await bench(bytes).ask(.get, "/api/file")
            #expect(Array(answer.bytes.readableBytesView) == bytes)
            let tail = try await bench(bytes).ask(.get, "/api/file", [.range: "bytes=7-"])
            #expect(Array(tail.bytes.readableBytesView) == Array(bytes.dropFirst(7)))
        }
    }

    @Test func whatIsNoFileIsNotThere() async throws {
        let bench = try bench([])
        for path in ["/api/gone", "/api/folder"] {
            let answer = try await bench.ask(.get, path)
            #expect(answer.status == 404)
            #expect(answer["Content-Type"] == "application/json; charset=utf-8")
        }
    }

    @Test func aDownloadKeepsItsNameInAnyScript() async throws {
        let answer = try await bench(hundred, name: "Ærø \"live\"; 日本.flac").ask(.get, "/api/file")
        #expect(
            answer["Content-Disposition"]
                == "attachment; filename*=UTF-8''%C3%86r%C3%B8%20%22live%22%3B%20%E6%97%A5%E6%9C%AC.flac")
    }

    @Test func everyRandomRangeGivesTheBytesItNames() async throws {
        let seed: UInt64 = 31
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<1000).map { UInt8($0 % 251) }
        let bench = try bench(bytes)
        for _ in 0..<300 {
            let first = Int.random(in: 0...1200, using: &random)
            let last = Int.random(in: 0...1200, using: &random)
            let answer = try await bench.ask(.get, "/api/file", [.range: "bytes=\(first)-\(last)"])
            switch answer.status {
            case 206: #expect(Array(answer.bytes.readableBytesView) == Array(bytes[first...min(last, 999)]))
            case 416: #expect(first >= 1000 && last >= first)
            default: #expect(answer.status == 200 && last < first)
            }
        }
    }
}
