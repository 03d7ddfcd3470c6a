import Cryptography
import Foundation
import Multiformats
import NIOPosix
import Synchronization
import Testing

@testable import Backup

@Suite struct BackupRoundTripTests {
    @Test func everythingComesBackFromTheWordsAlone() async throws {
        let bench = try Workbench()
        var blobs = try (0..<60).map { try bench.blob(pattern($0 * 997)) }
        blobs.append(try bench.blob(pattern(5 << 20)))
        let source = try BackupSource(
            files: [
                bench.file("database.sqlite", pattern(2 << 20)), bench.file("ca/root.key", []),
                bench.file("ca/root.pem", [1]),
            ],
            blobs: blobs + [blobs[3]])
        let report = try await bench.prepared().backUp(source, of: bench.owner, at: friday)
        #expect(report.newBlobs == 61 && report.keptBlobs == 0 && report.unreadable == [])
        // Another machine: nothing but the disk and the paper.
        let elsewhere = BackupRepository(folder: bench.disk, threads: .singleton)
        let restored = try await elsewhere.restore(
            with: .words(bench.key.words.uppercased()), into: bench.target, blobFolder: "media/blobs")
        #expect(restored.snapshot == report.snapshot && restored.files == 3 && restored.blobs == 61)
        for file in source.files { #expect(try bytes("\(bench.target)/\(file.name)") == bytes(file.path)) }
        for blob in blobs {
            #expect(
                try bytes("\(bench.target)/media/blobs/\(blob.cid.ending)/\(blob.cid)") == bytes(blob.path))
        }
        #expect(try BackupDisk.names(in: bench.target) == ["ca", "database.sqlite", "media"])
        let mode = try FileManager.default.attributesOfItem(atPath: "\(bench.target)/ca/root.key")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test func theSecondRunWritesOnlyWhatIsNew() async throws {
        let bench = try Workbench()
        let first = try bench.source()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(first, of: bench.owner, at: friday)
        let before = try bench.files(under: "blobs")
        let more = BackupSource(files: first.files, blobs: first.blobs + [try bench.blob(pattern(999))])
        let report = try await repository.backUp(more, of: bench.owner, at: friday + 3600)
        #expect(report.newBlobs == 1 && report.newBytes == 999 && report.keptBlobs == 4)
        #expect(try bench.files(under: "blobs").count == before.count + 1)
        #expect(try await repository.snapshots().map(\.name).count == 2)
        #expect(try await repository.snapshots().first?.name == report.snapshot)
        #expect(try await bench.isRestored(more, from: repository))
    }

    @Test func anOlderSnapshotIsRestoredAsItWas() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let file = try bench.file("database.sqlite", [1])
        let first = try await repository.backUp(
            BackupSource(files: [file], blobs: []), of: bench.owner, at: friday)
        try bench.file("database.sqlite", [2])
        _ = try await repository.backUp(BackupSource(files: [file], blobs: []), of: bench.owner, at: friday + 1)
        _ = try await repository.restore(first.snapshot, with: .key(bench.key), into: bench.target)
        #expect(try bytes("\(bench.target)/database.sqlite") == [1])
    }

    @Test func nothingInTheFolderTellsWhatIsInside() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        _ = try await bench.prepared().backUp(source, of: bench.owner, at: friday)
        let names = try bench.files().joined(separator: "\n")
        for blob in source.blobs { #expect(!names.contains("\(blob.cid)")) }
        for file in try bench.files() {
            let content = try bytes("\(bench.root)/\(file)")
            #expect(!content.contains(subsequence: Array("secret".utf8)))
            #expect(!content.contains(subsequence: pattern(40)))
            #expect(!content.contains(subsequence: bench.key.bytes))
            #expect(!content.contains(subsequence: bench.key.backupKey.publicKey))
        }
        #expect(source.blobs.allSatisfy { FileManager.default.fileExists(atPath: bench.sealedBlob($0)) })
        #expect(try bench.files(under: "drafts") == [])
    }

    @Test func aPassphraseOpensItTooAndAWrongOneDoesNot() async throws {
        let bench = try Workbench()
        let locked = try bench.key.locked(passphrase: "ten letters", cost: SealedFileTests.cost)
        let owner = BackupOwner(box: "box-1", key: bench.key.backupKey, lockedKey: locked)
        let source = try bench.source()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        await #expect(throws: BackupFailure.noPassphrase) {
            try await repository.restore(with: .passphrase("ten letters"), into: bench.target)
        }
        _ = try await repository.backUp(source, of: owner, at: friday + 1)
        await #expect(throws: BackupFailure.wrongPassphrase) {
            try await repository.restore(with: .passphrase("ten lettres"), into: bench.target)
        }
        _ = try await repository.restore(with: .passphrase("ten letters"), into: bench.target)
        #expect(throws: BackupFailure.weakPassphrase(characters: 10)) {
            try bench.key.locked(passphrase: "nine char", cost: SealedFileTests.cost)
        }
        var broken = locked
        broken[locked.count - 1] ^= 1
        try write(broken, "\(bench.root)/passphrase.sealed")
        await #expect(
            throws: BackupFailure.damaged(
                file: "passphrase.sealed", reason: "part 1 of its content was changed or stands in the wrong place")
        ) {
            try await repository.restore(with: .passphrase("ten letters"), into: "\(bench.target)2")
        }
    }

    @Test func wrongWordsAndOtherWordsAreToldApart() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        let other = RecoveryKey.random().words
        await #expect(throws: BackupFailure.wrongKey) {
            try await repository.restore(with: .words(other), into: bench.target)
        }
        await #expect(throws: BackupFailure.wrongWords(.wordCount(1))) {
            try await repository.restore(with: .words("abandon"), into: bench.target)
        }
        let short = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong"
        await #expect(throws: BackupFailure.wrongWords(.wordCount(12))) {
            try await repository.restore(with: .words(short), into: bench.target)
        }
        let typo = bench.key.words.split(separator: " ").dropLast().joined(separator: " ") + " zooo"
        await #expect(throws: BackupFailure.wrongWords(.unknownWord(position: 24, nearest: "zoo"))) {
            try await repository.restore(with: .words(typo), into: bench.target)
        }
        #expect(BackupDisk.kind(bench.target) == .nothing)
        // Without the marker the snapshot itself answers.
        try FileManager.default.removeItem(atPath: "\(bench.root)/stagebox-backup.txt")
        await #expect(throws: BackupFailure.self) {
            try await repository.restore(with: .words(other), into: bench.target)
        }
        _ = try await repository.restore(with: .words(bench.key.words), into: bench.target)
    }

    @Test func aBlobThatIsGoneOrChangedIsReportedAndStopsNothing() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        try FileManager.default.removeItem(atPath: source.blobs[1].path)
        var bytes = pattern(70_000)
        bytes[69_999] ^= 1
        try write(bytes, source.blobs[2].path)
        let repository = try await bench.prepared()
        let report = try await repository.backUp(source, of: bench.owner, at: friday)
        #expect(report.unreadable == [source.blobs[1].cid, source.blobs[2].cid])
        #expect(report.newBlobs == 2)
        let whole = BackupSource(files: source.files, blobs: [source.blobs[0], source.blobs[3]])
        #expect(try await bench.isRestored(whole, from: repository))
    }

    @Test func aFileThatIsGoneOrChangesMeanwhileStopsTheBackup() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let file = try bench.file("database.sqlite", pattern(3 << 20))
        let source = BackupSource(files: [file], blobs: [])
        await #expect(throws: BackupFailure.sourceChanged("database.sqlite")) {
            try await repository.backUp(source, of: bench.owner, at: friday) { progress in
                if progress.stage == .snapshot, (1..<(3 << 20)).contains(progress.bytesDone) {
                    truncate(file.path, 1 << 20)
                }
            }
        }
        await #expect(throws: BackupFailure.sourceMissing("keys")) {
            try await repository.backUp(
                BackupSource(files: [BackupSource.File(name: "keys", path: "/nowhere")], blobs: []),
                of: bench.owner, at: friday)
        }
        #expect(try await repository.snapshots() == [])
        #expect(try bench.files(under: "drafts") == [])
    }

    @Test(arguments: [
        ["../x"], ["/x"], ["a//b"], ["a/"], [""], [".hidden"], ["a/../b"], ["a b"], ["ä"], ["a", "a"], ["a", "a/b"],
        ["a/b/c", "a/b"], [String(repeating: "n", count: 201)], ["1/2/3/4/5/6/7/8/9"],
    ])
    func namesThatCouldLeaveTheFolderOrClashAreRefused(names: [String]) async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let path = try bench.file("some", [1]).path
        let source = BackupSource(files: names.map { BackupSource.File(name: $0, path: path) }, blobs: [])
        await #expect(throws: BackupFailure.self) {
            try await repository.backUp(source, of: bench.owner, at: friday)
        }
        #expect(EntryName.clash(in: names) != nil)
        #expect(EntryName.clash(in: [String(repeating: "n", count: 200), "1/2/3/4/5/6/7/8", "a-b_C.9", "a/b"]) == nil)
    }

    @Test func progressRisesToItsTotalInEveryStage() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try BackupSource(
            files: [bench.file("database.sqlite", pattern(3 << 20))], blobs: [bench.blob(pattern(4 << 20))])
        let seen = Mutex<[BackupProgress]>([])
        _ = try await repository.backUp(source, of: bench.owner, at: friday) { step in seen.withLock { $0.append(step) }
        }
        _ = try await repository.restore(with: .key(bench.key), into: bench.target) { step in
            seen.withLock { $0.append(step) }
        }
        let steps = seen.withLock { $0 }
        for stage in [BackupProgress.Stage.blobs, .snapshot, .verifying, .restoring] {
            let own = steps.filter { $0.stage == stage }
            #expect(own.count > 3, "\(stage)")
            #expect(own.last.map { $0.bytesDone == $0.bytesTotal } == true, "\(stage)")
            #expect(own.allSatisfy { $0.bytesDone <= $0.bytesTotal })
        }
    }

    @Test func aCancelledBackupLeavesNothingHalf() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try BackupSource(files: [], blobs: [bench.blob(pattern(8 << 20))])
        // The report that tells of the second MiB waits until the task was cancelled.
        let isUnderWay = AsyncStream<Void>.makeStream()
        let isCancelled = DispatchSemaphore(value: 0)
        let owner = bench.owner
        let task = Task {
            try await repository.backUp(source, of: owner, at: friday) { step in
                guard step.stage == .blobs, step.bytesDone > 1 << 20 else { return }
                isUnderWay.continuation.finish()
                isCancelled.wait()
                isCancelled.signal()
            }
        }
        for await _ in isUnderWay.stream {}
        task.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try bench.files(under: "drafts") == [] && bench.files(under: "blobs") == [])
        #expect(try await repository.snapshots() == [])
    }

    @Test func keysAndNamesAreWrittenAndReadAgain() throws {
        let key = RecoveryKey.random()
        #expect(try RecoveryKey(words: key.words) == key)
        #expect(key.words.split(separator: " ").count == 24)
        #expect(BackupKey(bytes: key.backupKey.bytes) == key.backupKey)
        #expect(BackupKey(bytes: [1]) == nil)
        #expect(RecoveryKey.random() != key)
        let name = SnapshotName(at: friday)
        #expect(name.text.hasPrefix("20260130T190000Z-") && name.text.utf8.count == 25)
        #expect(SnapshotName(text: name.text) == name)
        for wrong in [
            "", "20260130T190000Z-abcdefg", "20260130T190000Z-abcdefghi", "20260230T235959Z-abcdefgh",
            "20260130T240000Z-abcdefgh", "20260130T190000Z-ABCDEFGH", "20260130t190000Z-abcdefgh",
            "20260130T235959+-abcdefgh", "+0260130T235959Z-abcdefgh",
        ] {
            #expect(SnapshotName(text: wrong) == nil, "\(wrong)")
        }
        #expect(SnapshotName(at: .distantPast).text.hasPrefix("19700101T000000Z"))
        #expect(SnapshotName(at: Date(timeIntervalSince1970: 1e15)).text.hasPrefix("99991231T235959Z"))
    }
}

extension [UInt8] {
    func contains(subsequence: [UInt8]) -> Bool {
        guard count >= subsequence.count else { return false }
        return Data(self).range(of: Data(subsequence)) != nil
    }
}
