import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// The restored box takes the place of the one that was here, whole, whenever the machine dies.
@Suite struct BackupSwapTests {
    private struct Died: Error {}

    /// A data folder with an old box and a restored one beside it.
    private final class Scene {
        let root: String
        let data: DataFolder
        let note: RestoreNote

        init(isReady: Bool = true) throws {
            root = FileManager.default.temporaryDirectory.appendingPathComponent("swap-\(UUID().uuidString)").path
            data = try DataFolder(path: root)
            let now = Timestamp(milliseconds: 1_900_000_000_000)
            let job = BackupJob(BackupJobID(at: now, entropy: .system), .restore, at: now).ended(
                .done, "Back.", at: now)
            note = RestoreNote(job: job, place: "/media/stick", aside: "before-restore-1")
            for name in [
                "stagebox.sqlite", "stagebox.sqlite-wal", "stagebox.before-3.sqlite", "secrets/box.key",
                "files/blobs/aa/x", "lock", "cache/images/y", "before-restore-0/z",
            ] { try write(name, "old") }
            for name in [
                "stagebox.sqlite", "secrets/box.key", "secrets/recovery.key", "authority/root.pem", "files/blobs/bb/y",
            ] { try write("restore.partial/\(name)", "new") }
            if isReady { try PrivateFile.make(try note.bytes(), at: data.path(of: .ready)) }
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }

        func write(_ name: String, _ text: String) throws {
            let url = URL(fileURLWithPath: "\(root)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: false, encoding: .utf8)
        }

        /// Every file with what stands in it; marks are not read.
        func files() -> [String: String] {
            let found = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
            return Dictionary(
                uniqueKeysWithValues: found.compactMap { name in
                    (try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)).map {
                        (name, name.hasPrefix("restore.") ? "" : $0)
                    }
                })
        }
    }

    private let wanted = [
        "stagebox.sqlite": "new", "secrets/box.key": "new", "secrets/recovery.key": "new",
        "authority/root.pem": "new", "files/blobs/bb/y": "new", "lock": "old", "cache/images/y": "old",
        "before-restore-0/z": "old", "restore.placed": "", "before-restore-1/stagebox.sqlite": "old",
        "before-restore-1/stagebox.sqlite-wal": "old", "before-restore-1/stagebox.before-3.sqlite": "old",
        "before-restore-1/secrets/box.key": "old", "before-restore-1/files/blobs/aa/x": "old",
    ]

    @Test func everythingOldGoesAsideAndEverythingRestoredComesIn() throws {
        let scene = try Scene()
        #expect(scene.data.isBetweenBoxes)
        try scene.data.finishRestore()
        #expect(scene.files() == wanted)
        #expect(!scene.data.isBetweenBoxes)
        #expect(try RestoreNote.read(scene.data.path(of: .placed)) == scene.note)
        try scene.data.finishRestore()
        #expect(scene.files() == wanted, "a second time changes nothing")
    }

    @Test func deathBeforeAnyStepIsMadeGoodByTheNextStart() throws {
        var steps: [String] = []
        let first = try Scene()
        try RestoreSwap(data: first.data, watch: { steps.append($0) }).run()
        #expect(steps.count >= 14, "\(steps)")
        for fatal in steps.indices {
            let scene = try Scene()
            var count = 0
            #expect(throws: Died.self) {
                try RestoreSwap(data: scene.data) { _ in
                    count += 1
                    if count > fatal { throw Died() }
                }.run()
            }
            #expect(scene.data.isBetweenBoxes)
            #expect(throws: DataFolderFailure.restoreWaits(path: scene.root)) { try scene.data.key(entropy: .system) }
            // A start makes its folders before it comes to the swap.
            let again = try DataFolder(path: scene.root)
            try again.finishRestore()
            #expect(scene.files() == wanted, "died before \(steps[fatal])")
        }
    }

    @Test func deathInEveryStartStillEnds() throws {
        let scene = try Scene()
        var starts = 0
        while scene.data.isBetweenBoxes {
            starts += 1
            var isOver = false
            do {
                // Each start takes one step further than it found.
                try RestoreSwap(data: DataFolder(path: scene.root)) { step in
                    if isOver { throw Died() }
                    if step.hasPrefix("aside ") || step.hasPrefix("in ") || step.hasPrefix("mark ") { isOver = true }
                }.run()
            } catch is Died {}
            try #require(starts < 100)
        }
        #expect(scene.files() == wanted)
    }

    @Test func withoutWhatWasRestoredTheOldBoxStays() throws {
        let scene = try Scene()
        try FileManager.default.removeItem(atPath: scene.data.restorePartial)
        let before = scene.files().filter { $0.key != "restore.ready" }
        try scene.data.finishRestore()
        #expect(scene.files() == before)
        #expect(!scene.data.isBetweenBoxes)
    }

    @Test func withoutAMarkNothingMovesAndADamagedOneIsSaid() throws {
        let scene = try Scene(isReady: false)
        let before = scene.files()
        try scene.data.finishRestore()
        #expect(scene.files() == before)
        try PrivateFile.make(Array("{".utf8), at: scene.data.path(of: .ready))
        #expect(throws: DataFolderFailure.restoreUnreadable(path: scene.data.path(of: .ready))) {
            try scene.data.finishRestore()
        }
    }

    @Test func aPrivateFileIsMadeOnceAndReplacedWhole() throws {
        let scene = try Scene()
        let path = "\(scene.root)/secrets/word"
        try PrivateFile.make([1], at: path)
        try PrivateFile.make([2], at: path)
        #expect(FileManager.default.contents(atPath: path) == Data([1]), "of two the first stays")
        try PrivateFile.replace(path, with: [3, 4])
        #expect(FileManager.default.contents(atPath: path) == Data([3, 4]))
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: "\(scene.root)/secrets").sorted() == [
                "box.key", "word",
            ])
        #expect(throws: DataFolderFailure.self) { try PrivateFile.make([1], at: "\(scene.root)/nowhere/word") }
    }
}
