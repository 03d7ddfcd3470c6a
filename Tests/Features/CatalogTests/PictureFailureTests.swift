import Audio
import Foundation
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// Pictures when the box itself is at fault, and what is asked for as a picture and is none.
@Suite struct PictureFailureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func expectNothing(_ bench: Bench, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try bench.kept.isEmpty && bench.incoming.isEmpty, sourceLocation: sourceLocation)
        #expect(try bench.names("cache/images").isEmpty, sourceLocation: sourceLocation)
    }

    @Test func aSoundIsNoPicture() async throws {
        let artist = try await bench.artist()
        for bytes in [Sounds.wave(), try Sounds.flac.get(), try Sounds.opus.get()] {
            let cid = try await bench.upload(bytes, to: artist).cid
            for side in MediaCache.sides {
                #expect(try await reason { _ = try await bench.service.picture(cid, size: "\(side)") } == "not_found")
            }
        }
        #expect(try bench.names("cache/images").isEmpty)
    }

    @Test func aPictureThatMustBeMadeAgainSaysWhatIsMissing() async throws {
        let cid = try await bench.service.storePicture(ByteBuffer(bytes: Sounds.red.get())).cid
        try FileManager.default.removeItem(at: bench.folder.appending(path: "cache"))
        let endless = try bench.script("exec yes")
        let asleep = try bench.script("exec /bin/sleep 1000")
        for (program, timeout, wanted) in [
            ("/nowhere/ffmpeg", .seconds(300), "catalog.tool_missing"),
            (endless, .seconds(300), "catalog.tool_failed"), (asleep, .milliseconds(200), "catalog.tool_failed"),
        ] as [(String, Duration, String)] {
            let poor = try bench.restarted(audio: AudioTools(ffmpeg: program, timeout: timeout))
            #expect(try await reason { _ = try await poor.picture(cid, size: "96") } == wanted, "\(program)")
        }
        #expect(try bench.names("cache/images").isEmpty)
        #expect(try await bench.restarted().picture(cid, size: "96").contentType == "image/webp")
    }

    @Test func aProgramThatFailsIsNotThePicturesFault() async throws {
        let endless = try bench.script("exec yes")
        let broken = try bench.restarted(audio: AudioTools(ffmpeg: endless))
        let red = ByteBuffer(bytes: try Sounds.red.get())
        #expect(try await reason { _ = try await broken.storePicture(red) } == "catalog.tool_failed")
        try expectNothing(bench)
    }

    @Test func aFullDiskIsSaid() async throws {
        let full = try Bench(reserveBytes: .max)
        let red = ByteBuffer(bytes: try Sounds.red.get())
        #expect(try await reason { _ = try await full.service.storePicture(red) } == "catalog.disk_full")
        let artist = try await full.artist()
        let refused = try await reason { _ = try await full.service.setPicture(red, of: artist, by: full.nina) }
        #expect(refused == "catalog.disk_full")
        try expectNothing(full)
    }
}
