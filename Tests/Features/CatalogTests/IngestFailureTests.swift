import Audio
import Foundation
import GRDB
import Logging
import NIOCore
import SQLStore
import StageModel
import Synchronization
import Testing
import WebEdge

@testable import Catalog

/// What the worker does when the box itself is at fault, and when things change while it measures.
@Suite struct IngestFailureTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// Everything the worker says of what a person must see to; ends when the worker does.
    private final class Complaints: Sendable {
        let stream: AsyncStream<String>
        private let continuation: AsyncStream<String>.Continuation

        init() { (stream, continuation) = AsyncStream.makeStream() }

        func end() { continuation.finish() }

        var logger: Logger { Logger(label: "test") { [continuation] _ in Handler(continuation: continuation) } }

        private struct Handler: LogHandler {
            let continuation: AsyncStream<String>.Continuation
            var metadata = Logger.Metadata()
            var logLevel = Logger.Level.error

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) { continuation.yield("\(event.message) \(event.metadata ?? [:])") }
        }
    }

    /// Lets every change of a track need more room in the database file than there is.
    private func fillTheDatabase() async throws {
        try await bench.store.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE ballast (bytes BLOB);
                    CREATE TRIGGER heavy AFTER UPDATE ON track BEGIN
                        INSERT INTO ballast VALUES (zeroblob(1000000));
                    END;
                    """)
        }
        try await bench.store.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 50)")
        }
    }

    private func makeRoomInTheDatabase() async throws {
        while true {
            do {
                return try await bench.store.write { db in
                    _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000000")
                }
            } catch StoreFailure.diskFull {
                continue
            }
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func aDatabaseThatTakesNoWritesStopsTheWorkerForAWhileAndNotForEver(isWhole: Bool) async throws {
        let artist = try await bench.artist()
        let bytes = isWhole ? Sounds.wave() : Array(Sounds.wave().prefix(9000))
        let id = try await bench.upload(bytes, to: artist).id
        try await fillTheDatabase()
        let complaints = Complaints()
        let ingest = CatalogIngest(service: bench.service, logger: complaints.logger, pause: .milliseconds(20))
        let worker = Task {
            defer { complaints.end() }
            try await ingest.run()
        }
        let first = try #require(await complaints.stream.first { _ in true }, "the worker ended")
        #expect(first.contains("could not be written down"), "\(first)")
        #expect(try await bench.row(id).state == .measuring)
        let wakes = bench.journal.wakes()
        try await makeRoomInTheDatabase()
        for await _ in wakes where try await bench.row(id).state != .measuring { break }
        #expect(try await bench.row(id).state == (isWhole ? .ready : .failed))
        worker.cancel()
        try await worker.value
        #expect(bench.service.queue.progress(of: id) == nil)
    }

    /// ffmpeg, but for what makes the playable form.
    private func broken(_ words: String) throws -> AudioTools {
        let script = try bench.script(
            """
            case "$*" in *"-f ipod"*) echo "\(words)" >&2; exit 1 ;; esac
            exec ffmpeg "$@"
            """)
        return AudioTools(ffmpeg: script, timeout: .seconds(300))
    }

    @Test func aProgramThatFailsForNoReasonFailsTheTrackWithASentence() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.opus.get(), to: artist).id
        let ingest = bench.ingest(try bench.restarted(audio: broken("Encoder not found")))
        #expect(try await ingest.measureNext())
        let row = try await bench.row(id)
        #expect(row.state == .failed && row.problem == CatalogRefusal.toolFailed.sentence)
        // Uploading it again is what the sentence asks for.
        try await bench.upload(Sounds.opus.get(), to: artist)
        try await bench.measure()
        #expect(try await bench.row(id).state == .ready)
    }

    @Test func aProgramThatFoundTheDiskFullLeavesTheTrackWaiting() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.opus.get(), to: artist).id
        let ingest = bench.ingest(
            try bench.restarted(audio: broken("av_interleaved_write_frame(): No space left on device")))
        for _ in 0..<2 { #expect(try await ingest.measureNext()) }
        let row = try await bench.row(id)
        #expect(row.state == .measuring && row.problem == nil)
        try await bench.measure()
        #expect(try await bench.row(id).state == .ready)
    }

    @Test func withoutRoomBesideTheReserveTracksWait() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.flac.get(), to: artist).id
        let full = bench.ingest(try bench.restarted(reserveBytes: .max))
        for _ in 0..<2 { #expect(try await full.measureNext()) }
        #expect(try await bench.row(id).state == .measuring)
        #expect(try await bench.events().allSatisfy { $0.name != "catalog.track_measured" })
        try await bench.measure()
        let row = try await bench.row(id)
        #expect(row.state == .ready && row.cover != nil)
    }

    @Test(.timeLimit(.minutes(10))) func aStopWhileThePictureIsTakenOutLosesNoPicture() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.flac.get(), to: artist).id
        let mark = bench.folder.appending(path: "mark").path
        try #require(mkfifo(mark, 0o600) == 0)
        let script = try bench.script(
            """
            case "$*" in *image2pipe*) echo here > '\(mark)'; exec /bin/sleep 1000 ;; esac
            exec ffmpeg "$@"
            """)
        let slow = bench.ingest(
            try bench.restarted(audio: AudioTools(ffmpeg: script, timeout: .seconds(300))))
        let worker = Task { try await slow.measureNext() }
        let told = await withCheckedContinuation { continuation in
            // Opening a pipe waits for its other end, which no thread of the tests' own may do.
            Thread.detachNewThread {
                continuation.resume(returning: FileHandle(forReadingAtPath: mark)?.readDataToEndOfFile())
            }
        }
        #expect(told == Data("here\n".utf8))
        worker.cancel()
        await #expect(throws: CancellationError.self) { try await worker.value }
        #expect(try await bench.row(id).state == .measuring)
        try await bench.measure()
        #expect(try await bench.row(id).ownCover != nil)
    }

    // What changes while a track is measured.

    @Test func theCoverGoesToTheAlbumOfTheMomentWhenItIsWritten() async throws {
        let artist = try await bench.artist()
        let first = try await bench.album("First", of: artist)
        let second = try await bench.album("Second", of: artist)
        let id = try await bench.upload(Sounds.flac.get(), to: artist, album: first).id
        let before = try await bench.row(id)
        _ = try await bench.service.changeTrack(id, TrackChange(albumId: .some(second)), by: bench.nina)
        try await bench.ingest().measure(before)
        #expect(try await bench.service.album(first, for: bench.nina).cover.value == nil)
        let cover = try await bench.service.album(second, for: nil).cover.value
        #expect(cover != nil)
        #expect(try await bench.row(id).ownCover == cover)
    }

    @Test func anAlbumThatIsRemovedMeanwhileComesBackWithItsCover() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("First", of: artist)
        let id = try await bench.upload(Sounds.flac.get(), to: artist, album: album).id
        let before = try await bench.row(id)
        try await bench.service.removeAlbum(album, by: bench.nina)
        try await bench.ingest().measure(before)
        let back = try await bench.service.restoreAlbum(album, by: bench.nina)
        #expect(back.cover.value != nil)
        #expect(try await bench.row(id).ownCover == back.cover.value)
    }

    @Test func aTrackThatLeftItsAlbumGivesNobodyItsCover() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("First", of: artist)
        let id = try await bench.upload(Sounds.flac.get(), to: artist, album: album).id
        let before = try await bench.row(id)
        _ = try await bench.service.changeTrack(id, TrackChange(albumId: .some(nil)), by: bench.nina)
        try await bench.ingest().measure(before)
        #expect(try await bench.service.album(album, for: bench.nina).cover.value == nil)
        #expect(try await bench.row(id).ownCover != nil)
    }
}
