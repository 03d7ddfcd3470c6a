import Foundation
import Multiformats
import NIOCore
import StageModel
import Testing
import WebEdge

@testable import Catalog

/// The same bytes once more, where the first time did not end well.
@Suite struct SecondUploadTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func fail(_ id: TrackID, _ refusal: CatalogRefusal) async throws {
        try await bench.store.write { db in try CatalogStore(db: db).saveFailure(refusal.sentence, of: id) }
    }

    @Test func aTrackWhoseBytesWereLostComesBackWithEverythingThatWasSaidOfIt() async throws {
        let artist = try await bench.artist()
        let album = try await bench.album("Coats", of: artist)
        let first = try await bench.upload(Sounds.wave(), "Green Coat.wav", to: artist, album: album)
        _ = try await bench.service.changeTrack(
            first.id, TrackChange(title: "Red Coat", credits: "Kim"), by: bench.nina)
        try await bench.blobs.remove(CID(string: first.cid))
        try await bench.measure()
        let sentence = try #require(try await bench.row(first.id).problem)
        #expect(sentence.hasSuffix("Upload it again."))

        let again = try await bench.upload(Sounds.wave(), "Other.wav", to: artist)
        #expect(again.id == first.id && again.state == .measuring && again.problem.value == nil)
        #expect(again.title == "Red Coat" && again.credits == "Kim")
        #expect(again.album.value?.id == album && again.trackNumber.value == 1)
        #expect(try await bench.count("track") == 1)
        #expect(try bench.kept == [first.cid] && bench.incoming.isEmpty)
        #expect(try await bench.eventNames().last == "catalog.track_changed")
        #expect(try await bench.service.search("red kim", for: nil, limit: 9).tracks.map(\.id) == [first.id])
        try await bench.measure()
        let ready = try await bench.service.track(first.id, for: nil)
        #expect(ready.state == .ready && ready.waveform.value != nil)
    }

    @Test(arguments: [CatalogRefusal.toolFailed, .tookTooLong, .damaged(detail: "x")])
    func whateverTheReasonUploadingAgainHelps(refusal: CatalogRefusal) async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), to: artist).id
        try await fail(id, refusal)
        #expect(try await bench.upload(Sounds.wave(), to: artist).id == id)
        #expect(try await bench.row(id).state == .measuring)
        try await bench.measure()
        #expect(try await bench.row(id).state == .ready)
        // Now it is whole, and the same bytes are a mistake again.
        #expect(try await reason { try await bench.upload(Sounds.wave(), to: artist) } == "catalog.duplicate")
    }

    @Test func theAlbumThatIsChosenTheSecondTimeCounts() async throws {
        let artist = try await bench.artist()
        let first = try await bench.album("First", of: artist)
        let second = try await bench.album("Second", of: artist)
        _ = try await bench.track(of: artist, on: second)
        let id = try await bench.upload(Sounds.wave(), to: artist, album: first).id
        try await fail(id, .toolFailed)
        let moved = try await bench.upload(Sounds.wave(), to: artist, album: second)
        #expect(moved.id == id && moved.album.value?.id == second && moved.trackNumber.value == 2)
        try await fail(id, .toolFailed)
        let stayed = try await bench.upload(Sounds.wave(), to: artist, album: second)
        #expect(stayed.trackNumber.value == 2)
    }

    @Test func anotherPagesFailureIsNobodyElsesBusiness() async throws {
        let artist = try await bench.artist()
        let other = try await bench.artist("Otto")
        let id = try await bench.upload(Sounds.wave(), to: artist).id
        try await fail(id, .toolFailed)
        let second = try await bench.upload(Sounds.wave(), to: other)
        #expect(second.id != id && second.state == .measuring)
        #expect(try await bench.row(id).state == .failed)
        // A failed one that was removed stays removed.
        try await bench.service.removeTrack(id, by: bench.nina)
        #expect(try await bench.upload(Sounds.wave(), to: artist).id != id)
        #expect(try await bench.row(id).removedAt != nil)
    }

    @Test func aPrivateTrackIsNotFoundBecauseItCameBack() async throws {
        let artist = try await bench.artist()
        let id = try await bench.upload(Sounds.wave(), "Secret.wav", to: artist).id
        _ = try await bench.service.changeTrack(id, TrackChange(visibility: .private), by: bench.nina)
        try await fail(id, .toolFailed)
        let again = try await bench.upload(Sounds.wave(), to: artist)
        #expect(again.id == id && again.visibility == .private)
        #expect(try await bench.service.search("secret", for: nil, limit: 9).tracks.isEmpty)
    }

    @Test func bytesThatVanishedUnderAReadyTrackAreTakenAndItIsMeasuredAgain() async throws {
        let artist = try await bench.artist()
        let track = try await bench.upload(Sounds.wave(), "Song.wav", to: artist)
        try await bench.measure()
        try await bench.blobs.remove(CID(string: track.cid))
        let service = bench.service
        #expect(
            try await reason { _ = try await service.sound(of: track.id, original: false, for: nil) } == "not_found")
        let again = try await bench.upload(Sounds.wave(), to: artist)
        #expect(again.id == track.id && again.title == "Song" && again.state == .measuring)
        try await bench.measure()
        #expect(try await bench.row(track.id).state == .ready)
        #expect(try await service.sound(of: track.id, original: false, for: nil).contentType == "audio/wav")
        #expect(try await bench.count("track") == 1)
    }
}
