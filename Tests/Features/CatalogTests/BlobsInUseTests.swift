import NIOCore
import StageModel
import Testing

@testable import Catalog

/// What a backup must hold, and what is made again when the cache was lost.
@Suite struct BlobsInUseTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func inUse() async throws -> Set<String> {
        try await bench.store.read { db in Set(try CatalogBlobStore(db: db).inUse()) }
    }

    @Test func recordingsCoversAndPortraitsAreInUseAlsoOfRemovedThings() async throws {
        #expect(try await inUse() == [])
        let artist = try await bench.artist()
        let album = try await bench.album("Blue", of: artist)
        let track = try await bench.track(of: artist, on: album)
        let pictures = ["portrait", "front", "inside"].map { StoredPicture(cid: $0, accent: nil) }
        try await bench.store.write { db in
            let catalog = CatalogStore(db: db)
            try catalog.setPicture(pictures[0], of: artist)
            try catalog.setCover(pictures[1], of: album)
            try catalog.setCover(pictures[2], of: track)
        }
        let wanted: Set = ["portrait", "front", "inside", "cid of \(track)"]
        #expect(try await inUse() == wanted)
        try await bench.service.removeTrack(track, by: bench.nina)
        try await bench.service.removeAlbum(album, by: bench.nina)
        #expect(try await inUse() == wanted)
    }

    @Test func onlyTracksThatWereTranscodedAreMeasuredAgain() async throws {
        let artist = try await bench.artist()
        let tracks = [
            try await bench.track("One", of: artist), try await bench.track("Two", of: artist),
            try await bench.track("Three", of: artist),
        ]
        try await bench.store.write { db in
            try db.execute(sql: "UPDATE track SET state = 'ready'")
            try db.execute(sql: "UPDATE track SET is_transcoded = 1 WHERE id = ?", arguments: [tracks[0]])
            try db.execute(
                sql: "UPDATE track SET is_transcoded = 1, state = 'failed', problem = 'Silent.' WHERE id = ?",
                arguments: [tracks[1]])
            try CatalogBlobStore(db: db).makeTranscodesAgain()
            let states = try tracks.map { try CatalogStore(db: db).track($0)?.state }
            #expect(states == [.measuring, .failed, .ready])
        }
    }
}
