import Foundation
import Glibc
import Multiformats
import NIOPosix
import Testing

@testable import Backup

/// Whose folder it is, who may use it at the same time, and where a restore may go.
@Suite struct FolderTests {
    @Test func anUnpreparedFolderIsNotWrittenTo() async throws {
        let bench = try Workbench()
        let repository = bench.repository()
        let failure = BackupFailure.notPrepared(folder: bench.disk)
        let source = try bench.source()
        await #expect(throws: failure) { try await repository.backUp(source, of: bench.owner, at: friday) }
        await #expect(throws: failure) { try await repository.snapshots() }
        await #expect(throws: failure) { try await repository.prune(.standard, of: bench.owner) }
        await #expect(throws: failure) { try await repository.restore(with: .key(bench.key), into: bench.target) }
        #expect(try BackupDisk.names(in: bench.disk) == [])
        let nowhere = BackupRepository(folder: "\(bench.disk)/nowhere", threads: .singleton)
        await #expect(throws: BackupFailure.notPrepared(folder: "\(bench.disk)/nowhere")) {
            try await nowhere.prepare(for: bench.owner)
        }
    }

    @Test func preparingTwiceChangesNothing() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let before = try bench.files()
        try await repository.prepare(for: bench.owner)
        #expect(try bench.files() == before && before == ["stagebox-backup.txt"])
        let text = String(decoding: try bytes("\(bench.root)/stagebox-backup.txt"), as: UTF8.self)
        #expect(text.contains("\nbox: box-1\n") && text.hasPrefix("Backups of a Stagebox."))
    }

    @Test func aFolderOfAnotherBoxOrAnotherKeyIsLeftAlone() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try bench.source()
        let other = BackupOwner(box: "box-2", key: bench.key.backupKey)
        let rekeyed = BackupOwner(box: "box-1", key: RecoveryKey.random().backupKey)
        for (owner, failure) in [(other, BackupFailure.foreign(box: "box-1")), (rekeyed, .otherKey)] {
            await #expect(throws: failure) { try await repository.prepare(for: owner) }
            await #expect(throws: failure) { try await repository.backUp(source, of: owner, at: friday) }
            await #expect(throws: failure) { try await repository.prune(.standard, of: owner) }
        }
        #expect(try bench.files() == ["stagebox-backup.txt"])
    }

    @Test func aFolderWithSomebodysFilesIsNotTaken() async throws {
        let bench = try Workbench()
        try FileManager.default.createDirectory(
            atPath: "\(bench.root)/snapshots", withIntermediateDirectories: true)
        try write([1], "\(bench.root)/snapshots/holiday.jpg")
        await #expect(throws: BackupFailure.notEmpty(folder: bench.disk)) { try await bench.prepared() }
        try FileManager.default.removeItem(atPath: "\(bench.root)/snapshots/holiday.jpg")
        try write([1], "\(bench.root)/letter.txt")
        await #expect(throws: BackupFailure.notEmpty(folder: bench.disk)) { try await bench.prepared() }
        try FileManager.default.removeItem(atPath: "\(bench.root)/letter.txt")
        _ = try await bench.prepared()
    }

    @Test func oneWriterOrManyReaders() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try bench.source()
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        do {
            let writer = try FolderLock("\(bench.root)/lock", isExclusive: true)
            await #expect(throws: BackupFailure.busy) {
                try await repository.backUp(source, of: bench.owner, at: friday)
            }
            await #expect(throws: BackupFailure.busy) { try await repository.prune(.standard, of: bench.owner) }
            await #expect(throws: BackupFailure.busy) {
                try await repository.restore(with: .key(bench.key), into: bench.target)
            }
            withExtendedLifetime(writer) {}
        }
        do {
            let reader = try FolderLock("\(bench.root)/lock", isExclusive: false)
            await #expect(throws: BackupFailure.busy) {
                try await repository.backUp(source, of: bench.owner, at: friday)
            }
            #expect(try await bench.isRestored(source, from: repository))
            withExtendedLifetime(reader) {}
        }
        _ = try await repository.backUp(source, of: bench.owner, at: friday + 1)
    }

    // MARK: Targets

    @Test func aTargetThatHoldsAnythingIsRefused() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        func restore() async throws {
            _ = try await repository.restore(with: .key(bench.key), into: bench.target)
        }
        try write([], bench.target)
        await #expect(throws: BackupFailure.targetNotEmpty(bench.target)) { try await restore() }
        try FileManager.default.removeItem(atPath: bench.target)
        for folder in ["", "/lost+found"] {
            try FileManager.default.createDirectory(atPath: bench.target + folder, withIntermediateDirectories: false)
        }
        try write([1], "\(bench.target)/.hidden")
        await #expect(throws: BackupFailure.targetNotEmpty(bench.target)) { try await restore() }
        #expect(try bytes("\(bench.target)/.hidden") == [1])
        try FileManager.default.removeItem(atPath: "\(bench.target)/.hidden")
        try write([], "\(bench.target)/\(BackupRepository.unfinishedMark)")
        await #expect(throws: BackupFailure.targetUnfinished(bench.target)) { try await restore() }
        try FileManager.default.removeItem(atPath: "\(bench.target)/\(BackupRepository.unfinishedMark)")
        try await restore()
    }

    @Test func filesThatWouldComeAmongTheBlobsAreRefused() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        for name in ["blobs", "blobs/x", BackupRepository.unfinishedMark] {
            let source = BackupSource(files: [try bench.file(name, [1])], blobs: [])
            let snapshot = try await repository.backUp(source, of: bench.owner, at: friday).snapshot
            await #expect(throws: BackupFailure.targetClash(name)) {
                try await repository.restore(snapshot, with: .key(bench.key), into: bench.target)
            }
            #expect(BackupDisk.kind(bench.target) == .nothing)
        }
    }

    @Test func aFailureWhileRestoringEmptiesTheTargetAndAKillLeavesTheMark() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        _ = try await bench.prepared().backUp(source, of: bench.owner, at: friday)
        for isKill in [true, false] {
            var moment = 0
            var isDone = false
            while !isDone {
                let target = "\(bench.path)/target-\(isKill)-\(moment)"
                let watched = WatchedDisk()
                if isKill {
                    watched.die(after: moment)
                } else {
                    watched.fail(after: moment, .diskFull(neededBytes: nil))
                }
                do {
                    _ = try await bench.repository(watched).restore(with: .key(bench.key), into: target)
                    isDone = true
                } catch {
                    moment += 1
                    let names = try BackupDisk.names(in: target)
                    let isWhole = names == ["blobs", "database.sqlite", "keys"]
                    #expect(
                        isKill
                            ? names.isEmpty || names.contains(BackupRepository.unfinishedMark) || isWhole
                            : names.isEmpty)
                }
            }
            #expect(moment > 12)
        }
    }

    @Test func aTargetThatIsTooSmallIsRefusedBeforeItIsWrittenTo() async throws {
        let bench = try Workbench()
        _ = try await bench.prepared().backUp(try bench.source(), of: bench.owner, at: friday)
        let watched = WatchedDisk()
        let needed: Int64 = 5000 + 6 + 1 + 70_000 + 300_000 + 1 << 20
        watched.free = needed - 1
        await #expect(throws: BackupFailure.diskFull(neededBytes: needed)) {
            try await bench.repository(watched).restore(with: .key(bench.key), into: bench.target)
        }
        #expect(try BackupDisk.names(in: bench.target) == [])
        watched.free = needed
        _ = try await bench.repository(watched).restore(with: .key(bench.key), into: bench.target)
    }

    // MARK: Test restore

    @Test func aTestRestoreShowsTheFilesAndRemovesThem() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        let repository = try await bench.prepared()
        let name = try await repository.backUp(source, of: bench.owner, at: friday).snapshot
        let report = try await repository.testRestore(with: .key(bench.key), beside: bench.path) { restored in
            let secret = try bytes("\(restored.folder)/keys/ca.pem")
            let names = try BackupDisk.names(in: restored.folder)
            #expect(secret == Array("secret".utf8))
            #expect(restored.blobs == Set(source.blobs.map(\.cid)))
            #expect(names == ["database.sqlite", "keys"])
        }
        #expect(report == RestoreReport(snapshot: name, files: 2, blobs: 4, bytes: 375_007))
        #expect(try BackupDisk.names(in: bench.path) == ["box", "disk"])
    }

    @Test func aTestRestoreThatFailsIsRemovedTooAndSaysWhy() async throws {
        struct Unbalanced: Error {}
        let bench = try Workbench()
        let source = try bench.source()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        await #expect(throws: Unbalanced.self) {
            try await repository.testRestore(with: .key(bench.key), beside: bench.path) { _ in throw Unbalanced() }
        }
        #expect(try BackupDisk.names(in: bench.path) == ["box", "disk"])
        let path = bench.sealedBlob(source.blobs[3])
        var bad = try bytes(path)
        bad[200_000] ^= 4
        try write(bad, path)
        await #expect(throws: BackupFailure.blobsDamaged(["\(source.blobs[3].cid)"])) {
            try await repository.testRestore(with: .key(bench.key), beside: bench.path) { _ in }
        }
        #expect(try BackupDisk.names(in: bench.path) == ["box", "disk"])
    }

    @Test func aSampleReadsSoManyBlobsAndLooksWhetherAllAreThere() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        for (sample, count) in [(0, 0), (1, 1), (4, 4), (5, 4)] {
            let report = try await repository.testRestore(
                with: .key(bench.key), beside: bench.path, sample: sample
            ) { _ in }
            #expect(report.blobs == count)
        }
        try FileManager.default.removeItem(atPath: bench.sealedBlob(source.blobs[0]))
        await #expect(throws: BackupFailure.blobsMissing(1)) {
            try await repository.testRestore(with: .key(bench.key), beside: bench.path, sample: 0) { _ in }
        }
    }

    @Test func whatAKilledTestRestoreLeftIsRemovedByTheNext() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        let left = "\(bench.path)/restore-test-left"
        let running = "\(bench.path)/restore-test-running"
        for folder in [left, running] {
            try FileManager.default.createDirectory(atPath: "\(folder)/keys", withIntermediateDirectories: true)
            try write([1], "\(folder)/keys/ca.pem")
        }
        let lock = try FolderLock(running, isExclusive: true)
        _ = try await repository.testRestore(with: .key(bench.key), beside: bench.path) { _ in }
        #expect(BackupDisk.kind(left) == .nothing)
        #expect(try bytes("\(running)/keys/ca.pem") == [1])
        withExtendedLifetime(lock) {}
    }

    // MARK: Sentences

    @Test func everyFailureHasItsOwnCodeAndASentence() {
        let all: [BackupFailure] = [
            .notPrepared(folder: "/x"), .foreign(box: "b"), .otherKey, .unknownFormat, .markerDamaged,
            .notEmpty(folder: "/x"), .busy, .diskFull(neededBytes: 1), .readOnly, .fileTooLarge,
            .system(EIO, path: "/x"), .badName("n"), .sourceMissing("n"), .sourceChanged("n"), .wrongWords(.checksum),
            .wrongKey, .wrongPassphrase, .noPassphrase, .weakPassphrase(characters: 10), .noSnapshot,
            .snapshotMissing("n"), .damaged(file: "f", reason: "r"), .blobsMissing(1), .blobsDamaged(["c"]),
            .targetNotEmpty("/x"), .targetUnfinished("/x"), .targetClash("n"),
        ]
        #expect(Set(all.map(\.code)).count == all.count)
        #expect(Set(all.map(\.sentence)).count == all.count)
        for failure in all + [.diskFull(neededBytes: nil)] {
            #expect(failure.code.hasPrefix("backup.") && failure.sentence.count > 40, "\(failure)")
            #expect(failure.sentence.hasSuffix(".") || failure.sentence.hasSuffix("?"), "\(failure)")
            #expect(!failure.sentence.contains("!") && failure.sentence != failure.code, "\(failure)")
        }
        #expect(BackupFailure.blobsMissing(1).sentence.hasPrefix("1 file of this backup is missing"))
        #expect(BackupFailure.blobsDamaged(["a", "b"]).sentence.hasPrefix("2 files of this backup are damaged"))
        #expect(BackupFailure.diskFull(neededBytes: 1_048_577).sentence.contains("2 MiB"))
    }
}
