import Foundation
import Testing

@testable import Backup

@Suite struct RetentionTests {
    private func names(_ times: [String]) throws -> [SnapshotName] { try times.map { SnapshotName(at: try time($0)) } }

    private func kept(_ retention: Retention, of names: [SnapshotName]) -> [String] {
        retention.kept(of: names).sorted(by: >).map { String($0.text.prefix(16)) }
    }

    @Test func ofNothingNothingStays() { #expect(Retention.standard.kept(of: []) == []) }

    @Test func theNewestAlwaysStays() throws {
        let all = try names(["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-01T11:00:00Z"])
        #expect(kept(Retention(hourly: 0, daily: 0, weekly: 0), of: all) == ["20260102T100000Z"])
    }

    @Test func ofAnHourTheNewestStays() throws {
        let all = try names([
            "2026-01-01T10:00:00Z", "2026-01-01T10:59:59Z", "2026-01-01T11:00:00Z", "2026-01-01T11:30:00Z",
            "2026-01-01T12:00:00Z",
        ])
        #expect(
            kept(Retention(hourly: 2, daily: 0, weekly: 0), of: all) == ["20260101T120000Z", "20260101T113000Z"])
        #expect(
            kept(Retention(hourly: 3, daily: 0, weekly: 0), of: all)
                == ["20260101T120000Z", "20260101T113000Z", "20260101T105959Z"])
    }

    @Test func daysAreThoseOfUTC() throws {
        let all = try names([
            "2026-01-01T00:00:00Z", "2026-01-01T23:59:59Z", "2026-01-02T00:00:00Z", "2026-01-02T12:00:00Z",
        ])
        #expect(
            kept(Retention(hourly: 0, daily: 2, weekly: 0), of: all) == ["20260102T120000Z", "20260101T235959Z"])
    }

    @Test func weeksBeginOnMonday() throws {
        // 4 January 2026 is a Sunday.
        let all = try names([
            "2025-12-29T00:00:00Z", "2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z", "2026-01-11T23:59:59Z",
        ])
        #expect(
            kept(Retention(hourly: 0, daily: 0, weekly: 2), of: all) == ["20260111T235959Z", "20260104T235959Z"])
    }

    @Test func hoursWithoutASnapshotDoNotCount() throws {
        let all = try names(["2024-01-01T10:00:00Z", "2025-06-01T10:00:00Z", "2026-01-01T10:00:00Z"])
        #expect(kept(Retention(hourly: 3, daily: 0, weekly: 0), of: all).count == 3)
        #expect(kept(Retention(hourly: 2, daily: 0, weekly: 0), of: all).count == 2)
    }

    @Test func ayearOfHoursLeavesWhatTheStandardSays() throws {
        let start = try time("2025-01-06T00:00:00Z")
        let all = (0..<24 * 7 * 52).map { SnapshotName(at: start + Double($0) * 3600) }
        let kept = Retention.standard.kept(of: all.shuffled())
        // The last day has 24 hours, six more days end before it, and seven of the eight weeks end before those.
        #expect(kept.count == 24 + 6 + 7)
        #expect(kept.isSuperset(of: all.suffix(24)))
        // Applied to its own result it keeps everything.
        #expect(Retention.standard.kept(of: Array(kept)) == kept)
    }

    @Test func atTheSameSecondTheOrderIsTheSameEverywhere() throws {
        let all = try names([String](repeating: "2026-01-01T10:00:00Z", count: 5))
        let first = Retention(hourly: 1, daily: 1, weekly: 1).kept(of: all)
        #expect(first.count == 1)
        #expect(Retention(hourly: 1, daily: 1, weekly: 1).kept(of: all.reversed()) == first)
    }
}

@Suite struct PruningTests {
    @Test func removedSnapshotsTakeTheirOwnBlobsWithThem() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let shared = try bench.blob(pattern(100))
        let old = try bench.blob(pattern(200))
        let new = try bench.blob(pattern(300))
        let first = try await repository.backUp(
            BackupSource(files: [], blobs: [shared, old]), of: bench.owner, at: friday)
        let source = BackupSource(files: [], blobs: [shared, new])
        let second = try await repository.backUp(source, of: bench.owner, at: friday + 10)
        let keepAll = try await repository.prune(.standard, of: bench.owner, keeping: first.snapshot)
        #expect(keepAll.removed == [] && keepAll.removedBlobs == 0 && keepAll.freedBytes == 0)
        let report = try await repository.prune(.standard, of: bench.owner)
        #expect(report.kept == [second.snapshot] && report.removed == [first.snapshot])
        #expect(report.removedBlobs == 1 && report.freedBytes > 200)
        #expect(BackupDisk.kind(bench.sealedBlob(old)) == .nothing)
        #expect(try bench.files(under: "snapshots").count == 2)
        #expect(try await bench.isRestored(source, from: repository))
    }

    @Test func aSnapshotFromAWrongClockStaysWhenItIsTheOneJustMade() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try bench.source()
        _ = try await repository.backUp(source, of: bench.owner, at: friday + 1e8)
        let back = try await repository.backUp(
            BackupSource(files: [], blobs: [try bench.blob(pattern(77))]), of: bench.owner, at: friday)
        let none = Retention(hourly: 0, daily: 0, weekly: 0)
        let report = try await repository.prune(none, of: bench.owner, keeping: back.snapshot)
        #expect(report.kept.count == 2 && report.removedBlobs == 0)
    }

    @Test func foreignFilesStay() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        for name in ["blobs/note.txt", "snapshots/note.txt", "note.txt"] { try write([1], "\(bench.root)/\(name)") }
        let inner = try #require(try BackupDisk.names(in: "\(bench.root)/blobs").first)
        try write([1], "\(bench.root)/blobs/\(inner)/note.txt")
        let report = try await repository.prune(.standard, of: bench.owner)
        #expect(report.removedBlobs == 0)
        #expect(try bench.files().filter { $0.hasSuffix("note.txt") }.count == 4)
    }

    @Test func withoutAListOfNamesNoBlobIsRemoved() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        let report = try await repository.backUp(
            BackupSource(files: [], blobs: []), of: bench.owner, at: friday + 86_400)
        let one = try #require(try await repository.snapshots().last).name
        let path = "\(bench.root)/\(one.referencesPath)"
        let good = try bytes(path)
        let blobs = try bench.files(under: "blobs")
        let keepBoth = Retention(hourly: 2, daily: 2, weekly: 2)
        for index in good.indices {
            var other = good
            other[index] ^= 1
            try write(other, path)
            await #expect(
                throws: BackupFailure.damaged(file: one.referencesPath, reason: "it was changed"), "byte \(index)"
            ) { try await repository.prune(keepBoth, of: bench.owner) }
        }
        for count in [0, 8, 9, 40, 41, good.count - 1] {
            try write(Array(good.prefix(count)), path)
            await #expect(throws: BackupFailure.self) { try await repository.prune(keepBoth, of: bench.owner) }
        }
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: BackupFailure.damaged(file: one.referencesPath, reason: "it is missing")) {
            try await repository.prune(keepBoth, of: bench.owner)
        }
        #expect(try bench.files(under: "blobs") == blobs)
        // When its snapshot goes, sweeping works again.
        let last = try await repository.prune(Retention(hourly: 1, daily: 0, weekly: 0), of: bench.owner)
        #expect(last.kept == [report.snapshot] && last.removedBlobs == 4)
    }
}
