import Foundation
import Identity
import StageModel
import StageboxApp
import TestBox
import Testing

/// Backups as the console asks for them.
@Suite struct BackupJobTests {
    @Test func twoJobsAtOnceAreRefusedAndAnUnpluggedFolderIsWaitedFor() async throws {
        let bench = try await BackupBench()
        let box = bench.box
        #expect(try await box.ask(.post, "/api/box/backups", as: bench.owner).reason == "backup.no_folder")
        try await bench.choose()
        #expect(try await box.ask(.post, "/api/box/backups", as: bench.owner).status == 202)
        #expect(try await box.ask(.post, "/api/box/backups", as: bench.owner).reason == "backup.busy")
        #expect(try await box.ask(.post, "/api/box/backups/test", as: bench.owner).status == 409)
        #expect(try await box.box.backups.runNext())
        #expect(try await box.box.backups.runNext() == false)

        // Everything is done for a day; the folder goes, the day passes, nothing is even tried.
        _ = try await bench.job("/api/box/backups/test")
        try FileManager.default.moveItem(atPath: bench.disk, toPath: bench.disk + ".gone")
        box.clock.move(.seconds(86_400))
        try await box.box.backups.tick()
        #expect(try await box.box.backups.runNext() == false)
        let owner = try await box.owner()
        let gone = try await box.ask(.get, "/api/box/backups", as: owner)
        #expect(try gone.text("sentence").contains("is not there"))
        #expect((try gone.object()["snapshots"] as? [Any])?.isEmpty == true)
        let byHand = try await box.ask(.post, "/api/box/backups", as: owner)
        _ = try await box.box.backups.runNext()
        let failed = try await box.ask(.get, "/api/box/jobs/\(try byHand.text("id"))", as: owner)
        #expect(try failed.text("sentence").contains("There is no backup folder"), "\(failed.words)")
        try FileManager.default.moveItem(atPath: bench.disk + ".gone", toPath: bench.disk)
        box.clock.move(.seconds(599))
        try await box.box.backups.tick()
        #expect(try await box.box.backups.runNext() == false, "a failed one is tried again after ten minutes")
        box.clock.move(.seconds(1))
        try await box.box.backups.tick()
        #expect(try await box.box.backups.runNext())
        let back = try await box.ask(.get, "/api/box/backups", as: owner)
        #expect((try back.object()["snapshots"] as? [Any])?.count == 2)
        try bench.end()
    }

    @Test func aJobIsCancelledOnceAndLeavesNothing() async throws {
        let bench = try await BackupBench()
        try await bench.choose()
        let begun = try await bench.box.ask(.post, "/api/box/backups", as: bench.owner)
        let path = "/api/box/jobs/\(try begun.text("id"))"
        #expect(try await bench.box.ask(.post, "\(path)/cancel", as: bench.owner).status == 204)
        _ = try await bench.box.box.backups.runNext()
        #expect(try await bench.box.ask(.get, path, as: bench.owner).text("state") == "cancelled")
        #expect(try await bench.box.ask(.post, "\(path)/cancel", as: bench.owner).reason == "backup.not_running")
        #expect(bench.sealed("snapshots") == [])
        #expect(!FileManager.default.fileExists(atPath: "\(bench.box.folder.path)/backup.work"))
        #expect(try await bench.box.ask(.get, "/api/box/jobs/job_x", as: bench.owner).status == 404)
        try bench.end()
    }

    @Test func aBoxThatStopsMarksItsJobAndTheNextOneGoes() async throws {
        let bench = try await BackupBench()
        try await bench.choose()
        let begun = try await bench.box.ask(.post, "/api/box/backups", as: bench.owner)
        let path = "/api/box/jobs/\(try begun.text("id"))"
        // The worker is told to stop as it begins.
        await withThrowingTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask { try await bench.box.box.backups.runNext() }
        }
        let told = try await bench.box.ask(.get, path, as: bench.owner)
        #expect(try told.text("state") == "failed")
        #expect(try told.text("sentence").contains("The box was stopped"))
        #expect(try await bench.job().text("state") == "done")
        try bench.end()
    }

    @Test func aDamagedBlobIsFoundByTheTestAndWrittenAgainByTheNextBackup() async throws {
        let bench = try await BackupBench()
        let nina = try await bench.box.person("Nina", [.artist])
        let artist = try await bench.box.ask(.post, "/api/artists/register", json: ["name": "Nina"], as: nina)
            .text("id")
        _ = try await bench.box.ask(
            .post, "/api/artists/\(artist)/tracks/upload", try Sound.make(300), headers: ["Upload-Filename": "a.wav"],
            as: nina)
        _ = try await bench.backedUp()
        let good = try await bench.job("/api/box/backups/test")
        #expect(try good.text("state") == "done", "\(good.words)")
        try BackupBench.flip(try #require(bench.sealed("blobs").first))
        let bad = try await bench.job("/api/box/backups/test")
        #expect(try bad.text("state") == "failed")
        #expect(try bad.text("sentence").contains("damaged"), "\(bad.words)")
        #expect((try await bench.overview()["sentence"] as? String)?.contains("test restore failed") == true)
        #expect(try await bench.job().text("state") == "done")
        let mended = try await bench.job("/api/box/backups/test")
        #expect(try mended.text("state") == "done", "\(mended.words)")
        try bench.end()
    }

    @Test func theWordsAreShownForThePasswordAndConfirmedByTwoOfThem() async throws {
        let bench = try await BackupBench()
        let wrong = try await bench.box.ask(
            .post, "/api/box/recovery-words", json: ["password": "not this one"], as: bench.owner)
        #expect(wrong.status == 400)
        #expect(wrong.words.contains("\"password\":"))
        let words = try await bench.words().split(separator: " ").map(String.init)
        #expect(words.count == 24)
        #expect(try await bench.words() == words.joined(separator: " "), "made once")
        func confirm(_ third: String, _ seventeenth: String) async throws -> Heard {
            try await bench.box.ask(
                .post, "/api/box/recovery-words/confirm", json: ["third": third, "seventeenth": seventeenth],
                as: bench.owner)
        }
        let other = words[2] == "zoo" ? "zone" : "zoo"
        let refused = try await confirm(other, words[16])
        #expect(refused.status == 400)
        #expect(refused.words.contains("\"third\":") && !refused.words.contains("\"seventeenth\":"))
        func areConfirmed() async throws -> Bool? {
            (try await bench.overview()["words"] as? [String: Any])?["areConfirmed"] as? Bool
        }
        #expect(try await areConfirmed() == false)
        #expect(try await confirm(" \(words[2].uppercased()) ", words[16]).status == 204)
        #expect(try await areConfirmed() == true)
        // Another key is another paper.
        try FileManager.default.removeItem(atPath: "\(bench.box.folder.path)/secrets/recovery.key")
        #expect(try await areConfirmed() == false)
        try bench.end()
    }

    @Test func onlyAdminsMayAndPlacesAreChecked() async throws {
        let bench = try await BackupBench()
        let staff = try await bench.box.person("Stan", [.staff])
        let settings: [String: Any] = ["folder": bench.disk, "everyHours": 1, "hourly": 0, "daily": 0, "weekly": 0]
        for heard in [
            try await bench.box.ask(.get, "/api/box/backups", as: staff),
            try await bench.box.ask(.post, "/api/box/backups", as: staff),
            try await bench.box.ask(.put, "/api/box/backups/settings", json: settings, as: staff),
            try await bench.box.ask(.post, "/api/box/recovery-words", json: ["password": "x"], as: staff),
        ] {
            #expect(heard.status == 403)
        }
        let file = bench.root.appendingPathComponent("file").path
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        let link = bench.root.appendingPathComponent("link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.box.folder.path)
        for (folder, reason) in [
            ("/nowhere/at/all", "backup.no_such_folder"), (file, "backup.no_such_folder"),
            (bench.box.folder.path, "backup.inside_data"), (bench.box.folder.path + "/files", "backup.inside_data"),
            (link + "/files", "backup.inside_data"), ("relative", "input.invalid"), ("/", "input.invalid"),
            ("/a/../b", "input.invalid"), ("/a\u{1}b", "input.invalid"),
        ] {
            let heard = try await bench.choose(folder)
            #expect(heard.reason == reason, "\(folder): \(heard.words)")
            #expect(heard.words.contains("\"folder\":"))
        }
        let taken = try await BackupBench(seed: 2)
        #expect(try await bench.choose().status == 200)
        #expect(try await taken.choose(bench.disk).reason == "backup.foreign")
        let places = try await bench.overview()["places"] as? [[String: Any]] ?? []
        #expect(places.contains { $0["folder"] as? String == bench.disk && ($0["freeBytes"] as? Int ?? 0) > 0 })
        try taken.end()
        try bench.end()
    }

    @Test(arguments: [(0, false), (1, true), (168, true), (169, false)])
    func hoursLieBetweenOneAndAWeek(hours: Int, isTaken: Bool) async throws {
        let bench = try await BackupBench()
        let heard = try await bench.choose(everyHours: hours)
        #expect((heard.status == 200) == isTaken)
        if !isTaken { #expect(heard.words.contains("\"everyHours\":")) }
        try bench.end()
    }
}
