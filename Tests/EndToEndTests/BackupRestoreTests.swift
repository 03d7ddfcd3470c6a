import Catalog
import Foundation
import Identity
import StageModel
import StageboxApp
import TestBox
import Testing

/// A lost box comes back from the backup and the words alone, and nothing else does.
@Suite struct BackupRestoreTests {
    @Test func aBoxBackedUpWhileItSellsAndTakesUploadsComesBackTheSameOnNewHardware() async throws {
        let bench = try await BackupBench()
        let old = bench.box
        let nina = try await old.person("Nina", [.artist])
        let artist = try await old.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina).text("id")
        let (show, type) = try await old.show(quota: 1000, capacity: 1000)
        let (_, _, codes) = try await old.sell(type, 3)
        let first = try await upload(try Sound.make(300), to: artist, by: nina, old)
        let transcoded = try await upload(try Sound.make(301, ending: "opus"), to: artist, by: nina, old)
        while try await old.box.ingest.measureNext() {}
        let words = try await begin(bench)

        // The copy as it was sealed, kept for comparison while the job is at it.
        let kept = bench.root.appendingPathComponent("copy")
        let once = Once()
        async let busy = keepBusy(old, type: type, artist: artist, nina: nina)
        _ = try await old.box.backups.runNext { job in
            guard job.stage == .blobs, once.isFirst() else { return }
            try? FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
            try? FileManager.default.copyItem(
                atPath: "\(old.folder.path)/backup.work/stagebox.sqlite", toPath: "\(kept.path)/stagebox.sqlite")
        }
        try await busy
        let overview = try await bench.overview()
        #expect((overview["job"] as? [String: Any])?["state"] as? String == "done")
        #expect(!FileManager.default.fileExists(atPath: "\(old.folder.path)/backup.work"))

        let new = try await bench.newHardware()
        let job = try await restore(bench, on: new, words: words)
        #expect(try await new.ask(.get, "/api/restore/job").text("stage") == "restarting")
        try new.box.close()
        try DataFolder(path: new.folder.path).finishRestore()
        try await demandSame(kept, new, keyOf: old)

        let back = try await TestBox(folder: new.folder, clock: old.clock, seed: 78)
        let told = try await back.ask(.get, "/api/restore/job")
        #expect(try told.text("state") == "done")
        #expect(try told.text("id") == job)
        #expect(try await back.ask(.get, "/api/account", as: bench.owner).status == 401, "sessions have ended")
        let owner = try await back.owner()
        let phone = try await back.device(show)
        let scan = try await back.ask(
            .post, "/api/shows/\(show)/scans", json: ["code": codes[0], "nonce": "nonce-0001", "method": "camera"],
            as: phone)
        #expect(try scan.text("outcome") == "admitted", "the box's secret came back too")
        #expect(try await back.ask(.get, "/api/tracks/\(first)/audio").status == 200)
        while try await back.box.ingest.measureNext() {}
        #expect(try await back.ask(.get, "/api/tracks/\(transcoded)/audio").status == 200, "the cache is made again")
        #expect(try await back.box.payments.brokenInvariants() == [])
        let told2 = try await back.ask(.get, "/api/box/backups", as: owner)
        #expect((try told2.object()["words"] as? [String: Any])?["areConfirmed"] as? Bool == true)
        // The new machine goes on with the same words in the same folder.
        let again = try await back.ask(.post, "/api/box/backups", as: owner)
        _ = try await back.box.backups.runNext()
        let done = try await back.ask(.get, "/api/box/jobs/\(try again.text("id"))", as: owner)
        #expect(try done.text("state") == "done", "\(done.words)")
        back.clock.move(.seconds(3600))
        #expect(try await back.ask(.get, "/api/restore/job").status == 404, "its end is told for an hour")
        try back.box.close()
        try bench.end()
    }

    private func upload(_ bytes: [UInt8], to artist: String, by nina: Guest, _ box: TestBox) async throws -> String {
        try await box.ask(
            .post, "/api/artists/\(artist)/tracks/upload", bytes, headers: ["Upload-Filename": "a.wav"], as: nina
        ).text("id")
    }

    /// Chooses the folder and begins a backup that is not carried out yet.
    private func begin(_ bench: BackupBench) async throws -> String {
        #expect(try await bench.choose().status == 200)
        let words = try await bench.words()
        #expect(try await bench.box.ask(.post, "/api/box/backups", as: bench.owner).status == 202)
        return words
    }

    private func keepBusy(_ box: TestBox, type: String, artist: String, nina: Guest) async throws {
        for round in 0..<12 {
            _ = try await box.sell(type)
            if round % 4 == 0 { _ = try await upload(try Sound.make(500 + round), to: artist, by: nina, box) }
        }
    }

    private func restore(_ bench: BackupBench, on new: TestBox, words: String) async throws -> String {
        let look = try await new.ask(.post, "/api/restore/look", json: bench.wanted(words))
        #expect(try look.text("boxName") == "Test", "\(look.words)")
        let snapshots = try #require(try look.object()["snapshots"] as? [[String: Any]])
        let name = try #require(snapshots.first?["name"] as? String)
        // As people type: spaces and capitals.
        let typed = "  " + words.uppercased().replacingOccurrences(of: " ", with: "  ")
        let begun = try await new.ask(.post, "/api/restore", json: bench.wanted(typed, name))
        #expect(begun.status == 202, "\(begun.words)")
        #expect(try await new.ask(.get, "/api/restore/job").text("state") == "running")
        let twice = try await new.ask(.post, "/api/restore", json: bench.wanted(words))
        #expect(twice.reason == "backup.busy")
        _ = try await new.box.restoring.runNext()
        let late = try await new.ask(.post, "/api/restore", json: bench.wanted(words))
        #expect(late.reason == "backup.busy", "what is ready is not overwritten")
        return try begun.text("id")
    }

    /// Every table is that of the copy, every file has its bytes.
    private func demandSame(_ kept: URL, _ new: TestBox, keyOf old: TestBox) async throws {
        // Looked at as another box, so that nothing is written where it is compared.
        let aside = kept.appendingPathComponent("restored")
        for place in [kept, aside] {
            try FileManager.default.createDirectory(
                at: place.appendingPathComponent("secrets"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: old.folder.appendingPathComponent("secrets/box.key"),
                to: place.appendingPathComponent("secrets/box.key"))
        }
        try FileManager.default.copyItem(
            at: new.folder.appendingPathComponent("stagebox.sqlite"),
            to: aside.appendingPathComponent("stagebox.sqlite"))
        let (copy, restored) = (try await TestBox(folder: kept), try await TestBox(folder: aside))
        let (wanted, found) = (try await Dump.tables(copy), try await Dump.tables(restored))
        #expect(Set(found.keys) == Set(wanted.keys))
        for (table, rows) in wanted { #expect(found[table] == rows, "table \(table)") }
        #expect((wanted["ticket"] ?? []).count >= 3)
        let tracks = wanted["track"] ?? []
        #expect(tracks.count >= 2)
        let (here, there) = (old.folder.path + "/files/blobs", new.folder.path + "/files/blobs")
        let files = BackupBench.files(there)
        #expect(files.count >= 2)
        for file in files {
            #expect(
                FileManager.default.contentsEqual(atPath: "\(here)/\(file)", andPath: "\(there)/\(file)"), "\(file)")
        }
        for row in tracks {
            #expect(files.contains { row.contains($0.split(separator: "/").last ?? "") }, "\(row)")
        }
        for name in ["box.key", "recovery.key"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: old.folder.path + "/secrets/\(name)", andPath: new.folder.path + "/secrets/\(name)"))
        }
        try copy.box.close()
        try restored.box.close()
    }

    @Test(arguments: ["snapshots", "blobs"])
    func aBackupWithOneFlippedBitIsRefusedWithASentence(part: String) async throws {
        let bench = try await BackupBench()
        let nina = try await bench.box.person("Nina", [.artist])
        let artist = try await bench.box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina)
            .text("id")
        _ = try await upload(try Sound.make(300), to: artist, by: nina, bench.box)
        let words = try await bench.backedUp()
        let sealed = try #require(bench.sealed(part, part == "snapshots" ? ".sealed" : "").first)
        try BackupBench.flip(sealed)
        let new = try await bench.newHardware()
        let before = BackupBench.files(new.folder.path).filter { !$0.hasPrefix("stagebox.sqlite") }
        #expect(try await new.ask(.post, "/api/restore", json: bench.wanted(words)).status == 202)
        _ = try await new.box.restoring.runNext()
        let told = try await new.ask(.get, "/api/restore/job")
        #expect(try told.text("state") == "failed")
        #expect(try told.text("sentence").contains("Nothing was restored"), "\(told.words)")
        let after = BackupBench.files(new.folder.path).filter { !$0.hasPrefix("stagebox.sqlite") }
        #expect(after.filter { !before.contains($0) } == ["backup.lock", "restore.job"])
        // The box is still a new one, and stays one over a start.
        let later = try await BackupBench.startAgain(new)
        #expect(try await later.ask(.get, "/api/restore/job").text("state") == "failed")
        #expect(try await later.box.identity.isClaimed() == false)
        try later.box.close()
        try bench.end()
    }

    @Test func wrongWordsAreRefusedAtTheirField() async throws {
        let bench = try await BackupBench()
        let words = try await bench.backedUp()
        let new = try await bench.newHardware()
        let others = String(repeating: "abandon ", count: 23) + "art"
        let swapped = words.split(separator: " ").reversed().joined(separator: " ")
        for (typed, reason) in [
            (others, "backup.wrong_key"), (swapped, "backup.wrong_words"), ("abandon", "backup.wrong_words"),
            ("", "backup.wrong_words"), (words + " art", "backup.wrong_words"),
        ] {
            for path in ["/api/restore/look", "/api/restore"] {
                let heard = try await new.ask(.post, path, json: bench.wanted(typed))
                #expect(heard.reason == reason, "\(path) \(typed): \(heard.words)")
                #expect(heard.status == 400)
                #expect(heard.words.contains("\"words\":"))
            }
        }
        #expect(try await new.ask(.get, "/api/restore/job").status == 404)
        try new.box.close()
        try bench.end()
    }

    @Test func aClaimedBoxIsNeverRestoredOver() async throws {
        let bench = try await BackupBench()
        let words = try await bench.backedUp()
        let new = try await bench.newHardware()
        #expect(try await new.ask(.get, "/api/restore/places").status == 200)
        // Begun before the claim, refused at its end.
        #expect(try await new.ask(.post, "/api/restore", json: bench.wanted(words)).status == 202)
        _ = try await new.owner()
        _ = try await new.box.restoring.runNext()
        #expect(!FileManager.default.fileExists(atPath: "\(new.folder.path)/restore.ready"))
        #expect(!FileManager.default.fileExists(atPath: "\(new.folder.path)/restore.partial"))
        #expect(try await new.ask(.get, "/api/restore/job").status == 404, "a claimed box tells nobody")
        for heard in [
            try await new.ask(.get, "/api/restore/places"),
            try await new.ask(.post, "/api/restore/look", json: bench.wanted(words)),
            try await new.ask(.post, "/api/restore", json: bench.wanted(words)),
        ] {
            #expect(heard.reason == "restore.already_claimed")
            #expect(heard.status == 409)
        }
        try new.box.close()
        try bench.end()
    }

    @Test func aSnapshotThatIsNotThereAndAFolderWithoutBackupsAreRefused() async throws {
        let bench = try await BackupBench()
        let words = try await bench.backedUp()
        let new = try await bench.newHardware()
        for name in ["20260131T235959Z-abcdefgh", "../../etc/passwd", ""] {
            let heard = try await new.ask(.post, "/api/restore", json: bench.wanted(words, name))
            #expect(heard.reason == "backup.no_such_snapshot", "\(name)")
        }
        for folder in [bench.root.path, "/nowhere/at/all", "relative", "/media/../etc"] {
            let heard = try await new.ask(.post, "/api/restore/look", json: ["folder": folder, "words": words])
            #expect(heard.status == 400)
            #expect(heard.words.contains("\"folder\":"), "\(folder): \(heard.words)")
        }
        try new.box.close()
        try bench.end()
    }
}
