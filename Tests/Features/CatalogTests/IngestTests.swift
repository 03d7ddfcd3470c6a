import Audio
import EventLog
import Foundation
import Multiformats
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// The worker that measures, and what it makes of tracks.
@Suite struct IngestTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func measured() async throws -> [String] {
        try await bench.events().filter { $0.name == "catalog.track_measured" }.map(\.payload)
    }

    @Test func aMeasuredTrackIsReadyWithLoudnessWaveformAndCover() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.flac.get(), to: artist).id
        #expect(try await bench.ingest().measureNext())
        #expect(try await !bench.ingest().measureNext())
        let answer = try await bench.service.track(id, for: nil)
        #expect(answer.state == .ready && answer.progress == 1 && answer.problem.value == nil)
        #expect((-30...(-3)).contains(try #require(answer.loudnessLufs.value)))
        let text = try #require(answer.waveform.value)
        let waveform = try #require(Data(base64Encoded: text))
        #expect(waveform.count == 400 && waveform.max() == 255)
        #expect(answer.durationMs.value == 1000)
        // The picture inside is the track's, and the album's that had none.
        let cover = try #require(answer.cover.value)
        let red = try Sounds.red.get()
        let path = try #require(bench.blobs.path(of: CID(string: cover)))
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == red)
        #expect(try #require(answer.accent.value).hasPrefix("#f"))
        let home = try #require(answer.album.value)
        let album = try await bench.service.album(home.id, for: nil)
        #expect(album.cover.value == cover && album.accent.value == answer.accent.value)
        for side in MediaCache.sides {
            #expect(try await bench.service.picture(cover, size: "\(side)").contentType == "image/webp")
        }
        #expect(try await measured() == [#"{"id":"\#(id)","state":"ready"}"#])
        #expect(try await bench.events().last?.actor == "box")
    }

    @Test func anAlbumKeepsTheCoverThatItHas() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let blue = ByteBuffer(bytes: try Sounds.blue.get())
        let chosen = try await bench.service.setCover(blue, of: album, by: bench.nina).cover.value
        let id = try await bench.upload(Sounds.flac.get(), to: artist, album: album).id
        try await bench.measure()
        #expect(try await bench.service.album(album, for: nil).cover.value == chosen)
        let own = try await bench.service.track(id, for: nil).cover.value
        #expect(own != nil && own != chosen)
    }

    @Test func silenceHasNoLoudnessAndIsReady() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(isSilent: true), to: artist).id
        try await bench.measure()
        let answer = try await bench.service.track(id, for: nil)
        #expect(answer.state == .ready && answer.loudnessLufs.value == nil)
        #expect(answer.waveform.value == Data(count: 400).base64EncodedString())
    }

    @Test func bytesThatVanishedAreSaid() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("A", of: artist)
        let track = try await bench.upload(Sounds.wave(), "Lost.wav", to: artist, album: album)
        try await bench.blobs.remove(CID(string: track.cid))
        try await bench.measure()
        let own = try await bench.service.track(track.id, for: bench.nina)
        #expect(own.state == .failed && own.progress == 1)
        let problem = try #require(own.problem.value)
        #expect(problem.contains("missing on the disk") && problem.hasSuffix("."))
        #expect(try await measured() == [#"{"id":"\#(track.id)","state":"failed"}"#])
        // Listeners do not meet it anywhere.
        let service = bench.service
        #expect(try await reason { _ = try await service.track(track.id, for: nil) } == "not_found")
        #expect(try await service.search("lost", for: nil, limit: 9).tracks.isEmpty)
        #expect(try await service.tracks(for: nil, of: nil, removed: false, before: nil, limit: 9).items.isEmpty)
        #expect(try await reason { _ = try await service.album(album, for: nil) } == "not_found")
        #expect(try await service.artist(artist, for: nil).artist.trackCount == 0)
        #expect(try await service.album(album, for: bench.nina).tracks.map(\.id) == [track.id])
        // A change of its words does not make it found either.
        _ = try await service.changeTrack(track.id, TrackChange(title: "Found"), by: bench.nina)
        #expect(try await service.search("found", for: nil, limit: 9).tracks.isEmpty)
    }

    @Test func whatWasCutShortIsFoundOutAndSaid() async throws {
        let artist = try await bench.artist()
        let flac = try Sounds.flac.get()
        let ids = [
            try await bench.upload(Array(Sounds.wave().prefix(9000)), to: artist).id,
            try await bench.upload(Array(Sounds.wave().prefix(44)), to: artist).id,
            try await bench.upload(Array(flac.prefix(flac.count * 3 / 4)), to: artist).id,
        ]
        try await bench.measure()
        for id in ids {
            let row = try await bench.row(id)
            #expect(row.state == .failed)
            #expect(row.problem?.hasPrefix("This file is damaged: ") == true, "\(row.problem ?? "")")
        }
        #expect(try bench.names("cache/images").isEmpty)
    }

    @Test func aMissingProgramLeavesTheTrackWaiting() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), to: artist).id
        let poor = try bench.restarted(audio: AudioTools(ffmpeg: "/nowhere/ffmpeg", ffprobe: "/nowhere/ffprobe"))
        for _ in 0..<3 { #expect(try await bench.ingest(poor).measureNext()) }
        let row = try await bench.row(id)
        #expect(row.state == .measuring && row.problem == nil)
        #expect(try await measured().isEmpty)
        try await bench.measure()
        #expect(try await bench.row(id).state == .ready)
    }

    @Test func aFileOnWhichTheProgramHangsIsGivenUp() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), to: artist).id
        let script = try bench.script("exec /bin/sleep 1000")
        let slow = try bench.restarted(
            audio: AudioTools(ffmpeg: script, ffprobe: script, timeout: .milliseconds(200)))
        #expect(try await bench.ingest(slow).measureNext())
        let row = try await bench.row(id)
        #expect(row.state == .failed && row.problem == CatalogRefusal.tookTooLong.sentence)
    }

    @Test func whatBrowsersDoNotPlayIsMadeOnceInTheCache() async throws {
        let artist = try await bench.artist()
        let track = try await bench.upload(Sounds.opus.get(), to: artist)
        let service = bench.service
        #expect(
            try await reason { _ = try await service.sound(of: track.id, original: false, for: nil) }
                == "catalog.still_making")
        #expect(try await service.sound(of: track.id, original: true, for: bench.nina).contentType == "audio/ogg")
        try await bench.measure()
        let heard = try await service.sound(of: track.id, original: false, for: nil)
        #expect(heard.contentType == "audio/mp4" && heard.tag == "\(track.cid)-aac" && !heard.isImmutable)
        #expect(try bench.names("cache/sound") == ["\(track.cid).m4a"])
        let facts = try await Bench.tools.probe(heard.path)
        #expect(facts.codec == "aac" && abs(facts.durationMilliseconds - 1000) <= 100)
        // The bytes that were uploaded stay as they are.
        let own = try await service.sound(of: track.id, original: true, for: bench.nina)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: own.path))) == Sounds.opus.get())
    }

    @Test func theOldestIsMeasuredFirstAndRemovedOnesNotAtAll() async throws {
        let artist = try await bench.artist()
        var ids: [TrackID] = []
        for index in 0..<3 { ids.append(try await bench.upload(Sounds.wave(step: 720 + index), to: artist).id) }
        try await bench.service.removeTrack(ids[0], by: bench.nina)
        #expect(try await bench.ingest().measureNext())
        var states: [TrackState] = []
        for id in ids { states.append(try await bench.row(id).state) }
        #expect(states == [.measuring, .ready, .measuring])
        try await bench.measure()
        #expect(try await bench.row(ids[0]).state == .measuring)
        _ = try await bench.service.restoreTrack(ids[0], by: bench.nina)
        try await bench.measure()
        #expect(try await bench.row(ids[0]).state == .ready)
    }

    @Test func aHostilePictureInsideIsLeftOut() async throws {
        let artist = try await bench.artist()
        let bomb = Sounds.png(30_000, 30_000) + [UInt8](repeating: 7, count: 300)
        let broken = Sounds.png(40, 40) + [UInt8](repeating: 7, count: 300)
        var ids: [TrackID] = []
        for (index, picture) in [bomb, broken].enumerated() {
            let file = try Sounds.id3([("TIT2", Array("Song \(index)".utf8)), Sounds.picture(picture)])
            ids.append(try await bench.upload(file, to: artist).id)
        }
        try await bench.measure()
        for id in ids {
            let row = try await bench.row(id)
            #expect(row.state == .ready && row.cover == nil)
        }
        #expect(try bench.kept.count == 2)
        #expect(try bench.names("cache/images").isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func theWorkerWakesForEveryUploadAndStopsWithoutAnError() async throws {
        let artist = try await bench.artist()
        let waiting = try await bench.upload(Sounds.wave(step: 730), to: artist).id
        let ingest = bench.ingest()
        let worker = Task { try await ingest.run() }
        let wakes = bench.journal.wakes()
        try await bench.until(waiting, is: .ready, wakes)
        let later = try await bench.upload(Sounds.wave(step: 731), to: artist).id
        try await bench.until(later, is: .ready, bench.journal.wakes())
        worker.cancel()
        try await worker.value
    }
}

extension Bench {
    /// Waits, woken by commits, until a track has a state.
    fileprivate func until(_ id: TrackID, is state: TrackState, _ wakes: AsyncStream<Int64>) async throws {
        for await _ in wakes where try await row(id).state == state { return }
    }
}
