import Audio
import Foundation
import Multiformats
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Pictures: which are taken, in which sizes they are given, and that the cache may be lost.
@Suite struct PictureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func store(_ bytes: [UInt8]) async throws -> StoredPicture {
        try await bench.service.storePicture(ByteBuffer(bytes: bytes))
    }

    private func side(_ answer: FileAnswer) async throws -> [Int] {
        let facts = try await Bench.tools.imageFacts(answer.path)
        return [facts.width, facts.height]
    }

    @Test func everyFormIsKeptAsItCameAndMadeInEverySize() async throws {
        for bytes in [try Sounds.red.get(), try Sounds.jpeg.get(), try Sounds.webp.get()] {
            let stored = try await store(bytes)
            let path = try #require(bench.blobs.path(of: CID(string: stored.cid)))
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
            #expect(try #require(stored.accent).wholeMatch(of: /#[0-9a-f]{6}/) != nil)
            for size in [96, 256, 400, 800, 1400] {
                let answer = try await bench.service.picture(stored.cid, size: "\(size)")
                #expect(answer.contentType == "image/webp" && answer.isImmutable)
                #expect(answer.tag == "\(stored.cid)-\(size)" && answer.downloadName == nil)
                #expect(try await side(answer) == [size, size])
            }
        }
        // No draft is left, neither in the cache nor where files come in.
        let names = try bench.names("cache/images")
        #expect(names.count == 15 && names.allSatisfy { $0.hasSuffix(".webp") && !$0.contains("draft") })
        #expect(try bench.incoming.isEmpty && bench.kept.count == 3)
    }

    @Test func theSamePictureTwiceIsKeptOnce() async throws {
        let first = try await store(Sounds.red.get())
        let second = try await store(Sounds.red.get())
        #expect(first == second)
        #expect(try bench.kept == [first.cid])
        #expect(try bench.names("cache/images").count == 5)
    }

    @Test(arguments: [
        (30_000, 30_000, "catalog.picture_too_large"), (8001, 1, "catalog.picture_too_large"),
        (1, 8001, "catalog.picture_too_large"), (8000, 5001, "catalog.picture_too_large"),
        // Within the bounds; but there is nothing behind the head.
        (8000, 1, "catalog.not_a_picture"), (1, 8000, "catalog.not_a_picture"), (0, 10, "catalog.not_a_picture"),
    ])
    func sizesAreReadBeforeAnythingIsDecoded(width: Int, height: Int, wanted: String) async throws {
        let artist = try await bench.artist()
        let head = ByteBuffer(bytes: Sounds.png(width, height))
        let refused = try await reason { _ = try await bench.service.setPicture(head, of: artist, by: bench.nina) }
        #expect(refused == wanted)
        #expect(try bench.kept.isEmpty && bench.names("cache/images").isEmpty)
        #expect(try await bench.service.artist(artist, for: nil).artist.picture.value == nil)
    }

    @Test func whatIsNoPictureIsRefusedAndLeavesNothing() async throws {
        let red = try Sounds.red.get()
        let files: [(String, [UInt8])] = [
            ("nothing", []), ("words", Array("no picture".utf8)), ("gif", try Sounds.gif.get()),
            ("half a head", Array(red.prefix(20))), ("a head alone", Array(red.prefix(40))),
            ("a drawing", Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)), ("sound", Sounds.wave()),
            ("random", (0..<2000).map { UInt8(truncatingIfNeeded: $0 &* 31) }),
        ]
        for (name, bytes) in files {
            #expect(try await reason { _ = try await store(bytes) } == "catalog.not_a_picture", "\(name)")
            #expect(try bench.kept.isEmpty && bench.incoming.isEmpty && bench.names("cache/images").isEmpty)
        }
    }

    @Test func onlyTheseSizesAreGiven() async throws {
        let cid = try await store(Sounds.red.get()).cid
        for size in [
            "95", "97", "640", "0", "-96", "1401", "", "96.0", "96px", "9999999999999999999999", "٩٦", "+96", "096",
        ] {
            #expect(try await reason { _ = try await bench.service.picture(cid, size: size) } == "not_found", "\(size)")
        }
        #expect(try bench.names("cache/images").count == 5)
    }

    @Test func whatIsNotThereIsNotThere() async throws {
        let unknown = "bafkreia66tafgaslz4dzowfpx7vhpb4tqhdghqvvaw5ichbgvlmhbyqff4"
        // Where a name that was taken for a path would lead.
        for part in ["secret-96.webp", "cache/images/-96.webp", "cache/images/x-96.webp"] {
            try FileManager.default.createDirectory(
                at: bench.folder.appending(path: part).deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: bench.folder.appending(path: part))
        }
        for cid in [
            unknown, "", "x", unknown.uppercased(), String(repeating: "a", count: 101), "..", "../images/a",
            "../../secret", "/etc/passwd", "\(unknown)/../x",
        ] {
            #expect(try await reason { _ = try await bench.service.picture(cid, size: "96") } == "not_found", "\(cid)")
        }
        #expect(try bench.names("cache/images") == ["-96.webp", "x-96.webp"])
    }

    @Test func aLostCacheIsMadeAgain() async throws {
        let cid = try await store(Sounds.red.get()).cid
        let first = try await bench.service.picture(cid, size: "800")
        let before = try Data(contentsOf: URL(fileURLWithPath: first.path))
        for name in try bench.names("cache/images") {
            try FileManager.default.removeItem(at: bench.folder.appending(path: "cache/images/\(name)"))
        }
        let again = try await bench.service.picture(cid, size: "800")
        #expect(try Data(contentsOf: URL(fileURLWithPath: again.path)) == before)
        #expect(try bench.names("cache/images") == ["\(cid)-800.webp"])
        // When its bytes are lost too, it is gone.
        try FileManager.default.removeItem(at: bench.folder.appending(path: "cache"))
        let service = try bench.restarted()
        #expect(try await side(service.picture(cid, size: "96")) == [96, 96])
        try await bench.blobs.remove(CID(string: cid))
        #expect(try await side(service.picture(cid, size: "96")) == [96, 96])
        #expect(try await reason { _ = try await service.picture(cid, size: "256") } == "not_found")
    }

    @Test func whatAnEarlierRunWasMakingIsSweptAwayAtTheNextStart() async throws {
        let cid = try await store(Sounds.red.get()).cid
        let images = bench.folder.appending(path: "cache/images")
        let sound = bench.folder.appending(path: "cache/sound")
        let leftovers = [
            images.appending(path: "draft-1"), images.appending(path: "draft-1.webp"),
            images.appending(path: "\(cid)-96.webp.abc.part"), sound.appending(path: "\(cid).m4a.abc.part"),
        ]
        for file in leftovers { try Data("half".utf8).write(to: file) }
        try Data("whole".utf8).write(to: sound.appending(path: "\(cid).m4a"))
        _ = try bench.restarted()
        #expect(leftovers.allSatisfy { !FileManager.default.fileExists(atPath: $0.path) })
        #expect(try bench.names("cache/images").count == 5)
        #expect(try bench.names("cache/sound") == ["\(cid).m4a"])
    }

    @Test func manyWhoAskAtOnceGetTheSamePicture() async throws {
        let cid = try await store(Sounds.red.get()).cid
        try FileManager.default.removeItem(at: bench.folder.appending(path: "cache/images/\(cid)-256.webp"))
        try await withThrowingTaskGroup(of: FileAnswer.self) { group in
            for _ in 0..<6 { group.addTask { [bench] in try await bench.service.picture(cid, size: "256") } }
            for try await answer in group { #expect(try await side(answer) == [256, 256]) }
        }
        #expect(try bench.names("cache/images").count == 5)
    }
}
