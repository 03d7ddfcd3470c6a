import Foundation
import Glibc
import NIOPosix
import Testing

@testable import Backup

/// What a kill, a power cut or a full disk leaves: the earlier snapshots, whole, and a folder in which the next run
/// goes on.
@Suite struct DurabilityTests {
    @Test func aKillAtAnyStepOfABackupLeavesTheEarlierOneAndTheNextRunGoesOn() async throws {
        var moment = 0
        var isDone = false
        while !isDone {
            let bench = try Workbench()
            let file = try bench.file("database.sqlite", pattern(1000))
            let first = BackupSource(files: [file], blobs: [try bench.blob(pattern(100))])
            _ = try await bench.prepared().backUp(first, of: bench.owner, at: friday)
            let second = BackupSource(
                files: [file],
                blobs: first.blobs + [try bench.blob(pattern(70_000)), try bench.blob(pattern(3))])
            let watched = WatchedDisk()
            watched.die(after: moment)
            do {
                _ = try await bench.repository(watched).backUp(second, of: bench.owner, at: friday + 60)
                isDone = true
            } catch is WatchedDisk.Dead {
                moment += 1
            }
            let after = bench.repository()
            let names = try await after.snapshots().map(\.name)
            #expect((1...2).contains(names.count))
            #expect(try await bench.isRestored(names.count == 2 ? second : first, from: after))
            let last = try #require(names.last)
            #expect(try await bench.isRestored(first, from: after, last))
            let again = try await after.backUp(second, of: bench.owner, at: friday + 120)
            #expect(again.unreadable == [])
            #expect(try bench.files(under: "drafts") == [])
            #expect(try await bench.isRestored(second, from: after))
            _ = try await after.prune(Retention(hourly: 1, daily: 0, weekly: 0), of: bench.owner)
            #expect(try bench.files(under: "blobs").count == 3 && bench.files(under: "snapshots").count == 2)
        }
        #expect(moment > 25)
    }

    @Test func aKillAtAnyStepOfPreparingCanBeRepeated() async throws {
        var moment = 0
        var isDone = false
        while !isDone {
            let bench = try Workbench()
            let watched = WatchedDisk()
            watched.die(after: moment)
            do {
                try await bench.repository(watched).prepare(for: bench.owner)
                isDone = true
            } catch is WatchedDisk.Dead {
                moment += 1
            }
            let repository = try await bench.prepared()
            let source = try bench.source()
            _ = try await repository.backUp(source, of: bench.owner, at: friday)
            #expect(try await bench.isRestored(source, from: repository))
        }
        #expect(moment > 8)
    }

    @Test func aKillAtAnyStepOfPruningRemovesTooLittleAndNeverTooMuch() async throws {
        var moment = 0
        var isDone = false
        while !isDone {
            let bench = try Workbench()
            let repository = try await bench.prepared()
            let shared = try bench.blob(pattern(100))
            for day in 0..<3 {
                let source = BackupSource(files: [], blobs: [shared, try bench.blob(pattern(200 + day))])
                _ = try await repository.backUp(source, of: bench.owner, at: friday + Double(day) * 86_400)
            }
            let newest = BackupSource(files: [], blobs: [shared, try bench.blob(pattern(202))])
            let watched = WatchedDisk()
            watched.die(after: moment)
            do {
                _ = try await bench.repository(watched).prune(
                    Retention(hourly: 1, daily: 0, weekly: 0), of: bench.owner)
                isDone = true
            } catch is WatchedDisk.Dead {
                moment += 1
            }
            for name in try await repository.snapshots().map(\.name) {
                _ = try await repository.testRestore(name, with: .key(bench.key), beside: bench.path) { _ in }
            }
            #expect(try await bench.isRestored(newest, from: repository))
            _ = try await repository.prune(Retention(hourly: 1, daily: 0, weekly: 0), of: bench.owner)
            #expect(try bench.files(under: "blobs").count == 2 && bench.files(under: "snapshots").count == 2)
        }
        #expect(moment == 7)
    }

    @Test func aFullDiskAtAnyStepIsSaidAndNothingIsListed() async throws {
        var moment = 0
        var isDone = false
        while !isDone {
            let bench = try Workbench()
            let source = try bench.source()
            let repository = try await bench.prepared()
            let watched = WatchedDisk()
            watched.fail(after: moment, .diskFull(neededBytes: nil))
            do {
                _ = try await bench.repository(watched).backUp(source, of: bench.owner, at: friday)
                isDone = true
            } catch {
                #expect(error as? BackupFailure == .diskFull(neededBytes: nil))
                moment += 1
                #expect(try bench.files(under: "drafts") == [])
            }
            // The last step is that of the folder: by then the snapshot has its name and everything it needs.
            for name in try await repository.snapshots().map(\.name) {
                #expect(try await bench.isRestored(source, from: repository, name))
            }
            _ = try await repository.backUp(source, of: bench.owner, at: friday + 60)
            #expect(try await bench.isRestored(source, from: repository))
        }
        #expect(moment > 25)
    }

    @Test func bytesAreOnDiskBeforeTheirNameAndBlobsBeforeTheSnapshot() async throws {
        let bench = try Workbench()
        let source = BackupSource(files: [], blobs: [try bench.blob(pattern(100))])
        _ = try await bench.prepared()
        let watched = WatchedDisk()
        let name = try await bench.repository(watched).backUp(source, of: bench.owner, at: friday).snapshot
        let blob = bench.sealedBlob(source.blobs[0])
        let folder = String(blob.dropLast(33))
        let snapshots = "\(bench.root)/snapshots"
        var shape: [String] = []
        for step in watched.takeSteps() {
            switch step {
            case .synchronizeFile: shape.append("bytes")
            case .rename(_, let to): shape.append(String(to.dropFirst(bench.root.count + 1)))
            case .synchronizeFolder(let path): shape.append("folder \(path)")
            default: break
            }
        }
        #expect(
            shape == [
                "bytes", String(blob.dropFirst(bench.root.count + 1)), "folder \(bench.root)/blobs", "folder \(folder)",
                "bytes", name.referencesPath, "folder \(snapshots)", "bytes", name.sealedPath, "folder \(snapshots)",
            ])
    }

    @Test func namesThatAKilledRunGaveAreOnDiskBeforeTheyAreListed() async throws {
        let bench = try Workbench()
        let source = BackupSource(files: [], blobs: [try bench.blob(pattern(100))])
        let repository = try await bench.prepared()
        let folder = String(bench.sealedBlob(source.blobs[0]).dropLast(33))
        var moment = 0
        while BackupDisk.kind(bench.sealedBlob(source.blobs[0])) == .nothing {
            let killed = WatchedDisk()
            killed.die(after: moment)
            await #expect(throws: WatchedDisk.Dead.self) {
                try await bench.repository(killed).backUp(source, of: bench.owner, at: friday)
            }
            moment += 1
        }
        let watched = WatchedDisk()
        let report = try await bench.repository(watched).backUp(source, of: bench.owner, at: friday)
        #expect(report.keptBlobs == 1)
        let steps = watched.takeSteps()
        let synchronised = try #require(steps.firstIndex(of: .synchronizeFolder(folder)))
        let listed = try #require(steps.firstIndex { if case .rename = $0 { true } else { false } })
        #expect(synchronised < listed)
        // A run that succeeded leaves nothing to settle.
        _ = try await bench.repository(watched).backUp(source, of: bench.owner, at: friday + 1)
        #expect(!watched.takeSteps().contains(.synchronizeFolder(folder)))
        #expect(try await repository.snapshots().count == 2)
    }

    @Test func aDiskThatIsTooSmallIsRefusedBeforeTheFirstByte() async throws {
        let bench = try Workbench()
        let source = try bench.source()
        _ = try await bench.prepared()
        let before = try bench.files()
        let watched = WatchedDisk()
        watched.free = 0
        let failure = await #expect(throws: BackupFailure.self) {
            try await bench.repository(watched).backUp(source, of: bench.owner, at: friday)
        }
        guard case .diskFull(let needed?) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(needed > 375_000)
        #expect(try bench.files() == before)
        watched.free = needed - 1
        await #expect(throws: BackupFailure.diskFull(neededBytes: needed)) {
            try await bench.repository(watched).backUp(source, of: bench.owner, at: friday)
        }
        watched.free = needed
        _ = try await bench.repository(watched).backUp(source, of: bench.owner, at: friday)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func aRealDiskThatFillsUpIsSaidAndServesAgainWhenThereIsRoom() async throws {
        let bench = try Workbench()
        try #require(mount("tmpfs", bench.disk, "tmpfs", UInt(MS_NOSUID), "size=4m") == 0)
        defer { umount2(bench.disk, 0) }
        let repository = try await bench.prepared()
        let small = BackupSource(files: [], blobs: [try bench.blob(pattern(1 << 20))])
        _ = try await repository.backUp(small, of: bench.owner, at: friday)
        // The look at the free space is deceived, so that the writing itself meets the end of the disk.
        let watched = WatchedDisk()
        watched.free = .max
        let large = BackupSource(files: [], blobs: small.blobs + [try bench.blob(pattern(6 << 20))])
        await #expect(throws: BackupFailure.diskFull(neededBytes: nil)) {
            try await bench.repository(watched).backUp(large, of: bench.owner, at: friday + 1)
        }
        let file = try bench.file("database.sqlite", pattern(6 << 20))
        await #expect(throws: BackupFailure.diskFull(neededBytes: nil)) {
            try await bench.repository(watched).backUp(
                BackupSource(files: [file], blobs: small.blobs), of: bench.owner, at: friday + 1)
        }
        #expect(try await repository.snapshots().count == 1)
        #expect(try bench.files(under: "drafts") == [])
        #expect(try await bench.isRestored(small, from: repository))
        let next = BackupSource(files: [], blobs: small.blobs + [try bench.blob(pattern(1000))])
        _ = try await repository.backUp(next, of: bench.owner, at: friday + 2)
        #expect(try await bench.isRestored(next, from: repository))
        // Restoring onto a disk that is too small leaves nothing there.
        try write(pattern(1 << 20), "\(bench.disk)/film")
        let target = "\(bench.disk)/target"
        await #expect(throws: BackupFailure.diskFull(neededBytes: 2 << 20 + 1000)) {
            try await repository.restore(with: .key(bench.key), into: target)
        }
        try write(pattern(1 << 20), "\(bench.disk)/song")
        await #expect(throws: BackupFailure.diskFull(neededBytes: nil)) {
            try await bench.repository(watched).restore(with: .key(bench.key), into: target)
        }
        #expect(try BackupDisk.names(in: target) == [])
    }
}
