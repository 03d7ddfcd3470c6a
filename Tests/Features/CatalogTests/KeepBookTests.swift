import Foundation
import Multiformats
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Bytes whose row was refused go again, and nobody else's with them.
@Suite struct KeepBookTests {
    private let cid: CID

    init() throws {
        cid = try CID(string: "bafkreia66tafgaslz4dzowfpx7vhpb4tqhdghqvvaw5ichbgvlmhbyqff4")
    }

    @Test func refusedBytesWaitUntilNoUploadIsBetween() async {
        let book = KeepBook()
        await book.begin()
        await book.begin()
        #expect(book.end(refused: cid).isEmpty)
        #expect(book.end() == [cid])
        book.cleared()
        await book.begin()
        #expect(book.end().isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func nobodyComesBetweenWhileTheyAreRemoved() async {
        let book = KeepBook()
        await book.begin()
        #expect(book.end(refused: cid) == [cid])
        let (order, tell) = AsyncStream.makeStream(of: String.self)
        let waiting = (0..<3).map { _ in
            Task {
                await book.begin()
                tell.yield("begun")
            }
        }
        tell.yield("removed")
        book.cleared()
        for task in waiting { await task.value }
        tell.finish()
        var all: [String] = []
        for await word in order { all.append(word) }
        #expect(all == ["removed", "begun", "begun", "begun"])
        // All three count as being between.
        #expect(book.end(refused: cid).isEmpty && book.end().isEmpty)
        #expect(book.end() == [cid])
    }

    /// A body whose second half comes when it is let go, and who says when the first half was asked for.
    private func halves(_ bytes: [UInt8]) -> (body: CallBody, asked: AsyncStream<Void>, letGo: @Sendable () -> Void) {
        let (pieces, sender) = AsyncStream.makeStream(of: ByteBuffer.self)
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        sender.yield(ByteBuffer(bytes: bytes.prefix(8000)))
        let body = CallBody(
            pieces.map { piece in
                asking.yield()
                return piece
            }, expectedBytes: nil)
        return (
            body, asked,
            {
                sender.yield(ByteBuffer(bytes: bytes.dropFirst(8000)))
                sender.finish()
            }
        )
    }

    @Test func theSameBytesThatSomebodyElseBringsAtThatMomentStay() async throws {
        let bench = try Bench()
        let artist = try await bench.artist()
        let other = try await bench.artist("Otto")
        for round in 0..<12 {
            let bytes = Sounds.wave(step: 700 + round)
            let album = try await bench.album("A", of: artist)
            let (body, asked, letGo) = halves(bytes)
            async let refused = fields {
                _ = try await bench.service.upload(
                    body, to: artist, album: album, fileName: "a.wav", limitBytes: 1 << 20, by: bench.nina)
            }
            _ = await asked.first { _ in true }
            try await bench.service.removeAlbum(album, by: bench.nina)
            letGo()
            async let taken = bench.upload(bytes, "b.wav", to: other)
            #expect(try await refused == ["albumId"])
            let cid = try await taken.cid
            #expect(try bench.kept.contains(cid), "\(round)")
        }
        // And of those that all were refused nothing is left.
        #expect(try bench.kept.count == 12 && bench.incoming.isEmpty)
        #expect(try await bench.count("track") == 12)
    }

    @Test func bytesThatAreSomethingAlreadyStayWhenTheyAreRefused() async throws {
        let bench = try Bench()
        let artist = try await bench.artist()
        let other = try await bench.artist("Otto")
        let cid = try await bench.upload(Sounds.wave(), to: other).cid
        try await bench.service.removeTrack(
            bench.service.tracks(for: nil, of: other, removed: false, before: nil, limit: 1).items[0].id,
            by: bench.nina)
        let album = try await bench.album("A", of: artist)
        let (body, asked, letGo) = halves(Sounds.wave())
        async let refused = fields {
            _ = try await bench.service.upload(
                body, to: artist, album: album, fileName: "a.wav", limitBytes: 1 << 20, by: bench.nina)
        }
        _ = await asked.first { _ in true }
        try await bench.service.removeAlbum(album, by: bench.nina)
        letGo()
        #expect(try await refused == ["albumId"])
        // A removed track is one that may come back.
        #expect(try bench.kept == [cid])
    }
}
