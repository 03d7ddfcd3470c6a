import Cryptography
import Foundation
import Multiformats
import Testing

@testable import Backup

/// What a disk, or somebody who holds it, can do to a backup.
@Suite struct DamageTests {
    @Test func oneFlippedBitInAnyFileIsRefusedWithASentenceAndTouchesNothing() async throws {
        let bench = try Workbench()
        let locked = try bench.key.locked(passphrase: "ten letters", cost: SealedFileTests.cost)
        let owner = BackupOwner(box: "box-1", key: bench.key.backupKey, lockedKey: locked)
        let repository = try await bench.prepared()
        _ = try await repository.backUp(try bench.source(), of: owner, at: friday)
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for file in try bench.files() where !file.hasSuffix(".names") {
            let path = "\(bench.root)/\(file)"
            let good = try bytes(path)
            for _ in 0..<12 {
                var bad = good
                bad[Int.random(in: 0..<good.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
                try write(bad, path)
                let failure = await #expect(throws: BackupFailure.self, "\(file), seed \(seed)") {
                    try await repository.restore(with: .passphrase("ten letters"), into: bench.target)
                }
                #expect(failure.map { $0.sentence.count > 40 } == true)
                #expect(BackupDisk.kind(bench.target) == .nothing)
            }
            try write(good, path)
        }
        _ = try await repository.restore(with: .passphrase("ten letters"), into: bench.target)
    }

    @Test func everyByteOfTheMarkerMatters() throws {
        let good = Array(BackupMarker(box: "box-1", key: "0011223344556677").text.utf8)
        #expect(try BackupMarker(text: good) == BackupMarker(box: "box-1", key: "0011223344556677"))
        for index in good.indices {
            for flip: UInt8 in [1, 0x20, 0x80] {
                var bad = good
                bad[index] ^= flip
                #expect(throws: BackupFailure.markerDamaged, "byte \(index)") { try BackupMarker(text: bad) }
            }
            #expect(throws: BackupFailure.markerDamaged) { try BackupMarker(text: Array(good[..<index])) }
        }
    }

    @Test func aMarkerOfALaterVersionIsToldApartFromADamagedOne() throws {
        let lines = "Something new.\nformat: 2\nbox: b\nkey: k\nmore: m\n"
        let check = Hexadecimal.encode(SHA256.hash(Array(lines.utf8))[..<8])
        #expect(throws: BackupFailure.unknownFormat) {
            try BackupMarker(text: Array("\(lines)check: \(check)\n".utf8))
        }
    }

    @Test func missingBlobsAreCounted() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try bench.source()
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        for blob in source.blobs.prefix(2) { try FileManager.default.removeItem(atPath: bench.sealedBlob(blob)) }
        await #expect(throws: BackupFailure.blobsMissing(2)) {
            try await repository.restore(with: .key(bench.key), into: bench.target)
        }
        #expect(BackupDisk.kind(bench.target) == .nothing)
        // The next backup heals it.
        let report = try await repository.backUp(source, of: bench.owner, at: friday + 1)
        #expect(report.newBlobs == 2)
        #expect(try await bench.isRestored(source, from: repository))
    }

    @Test func swappedAndCutBlobsAreNamedAndCanBeWrittenAgain() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try BackupSource(
            files: [], blobs: [bench.blob(pattern(100)), bench.blob(pattern(99) + [7]), bench.blob(pattern(80_000))])
        _ = try await repository.backUp(source, of: bench.owner, at: friday)
        let (one, other) = (bench.sealedBlob(source.blobs[0]), bench.sealedBlob(source.blobs[1]))
        let (first, second) = try (bytes(one), bytes(other))
        try write(first, other)
        try write(second, one)
        #expect(truncate(bench.sealedBlob(source.blobs[2]), 70_000) == 0)
        let failure = await #expect(throws: BackupFailure.self) {
            try await repository.restore(with: .key(bench.key), into: bench.target)
        }
        guard case .blobsDamaged(let cids) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(Set(cids) == Set(source.blobs.map { "\($0.cid)" }))
        #expect(BackupDisk.kind(bench.target) == .nothing)
        let again = BackupSource(
            files: [], blobs: source.blobs, writeAgain: Set(try cids.map { try CID(string: $0) }))
        let report = try await repository.backUp(again, of: bench.owner, at: friday + 1)
        #expect(report.newBlobs == 3)
        #expect(try await bench.isRestored(source, from: repository))
    }

    @Test func aSnapshotUnderAnotherNameIsRefused() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        let source = try bench.source()
        let one = try await repository.backUp(source, of: bench.owner, at: friday).snapshot
        let other = try await repository.backUp(source, of: bench.owner, at: friday + 1).snapshot
        let (first, second) = try (bytes("\(bench.root)/\(one.sealedPath)"), bytes("\(bench.root)/\(other.sealedPath)"))
        try write(first, "\(bench.root)/\(other.sealedPath)")
        try write(second, "\(bench.root)/\(one.sealedPath)")
        await #expect(
            throws: BackupFailure.damaged(file: one.sealedPath, reason: "it is the backup \(other) under another name")
        ) { try await repository.restore(one, with: .key(bench.key), into: bench.target) }
    }

    @Test func aSnapshotThatIsNotThereIsSaidSo() async throws {
        let bench = try Workbench()
        let repository = try await bench.prepared()
        await #expect(throws: BackupFailure.noSnapshot) {
            try await repository.restore(with: .key(bench.key), into: bench.target)
        }
        _ = try await repository.backUp(try bench.source(), of: bench.owner, at: friday)
        let absent = SnapshotName(at: friday)
        await #expect(throws: BackupFailure.snapshotMissing(absent.text)) {
            try await repository.restore(absent, with: .key(bench.key), into: bench.target)
        }
    }

    // MARK: The content of a snapshot

    @Test func everyShorterSnapshotAndEveryLongerOneIsMalformed() throws {
        let good = try content()
        #expect(try read(good) == 2)
        for count in good.indices {
            #expect(throws: MalformedSnapshot()) { try read(Array(good[..<count])) }
        }
        #expect(throws: MalformedSnapshot()) { try read(good + [0]) }
    }

    @Test func randomSnapshotsNeverStopTheProgram() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let good = try content()
        for _ in 0..<5000 {
            var mutated = good
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let index = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: mutated[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.remove(at: index)
                default: mutated.insert(0xff, at: index)
                }
            }
            do {
                _ = try read(mutated)
            } catch {
                #expect(error is MalformedSnapshot, "seed \(seed): \(error)")
            }
        }
    }

    @Test func randomMarkersAndListsNeverStopTheProgram() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let key = RecoveryKey(bytes: [UInt8](repeating: 1, count: 32)).backupKey
        let names = (0..<3).map { key.name(ofBlob: [UInt8($0)]) }
        let list = BlobReferences.encode(names, key: key)
        #expect(BlobReferences.decode(list, key: key) == names.sorted())
        #expect(BlobReferences.decode(BlobReferences.encode([], key: key), key: key) == [])
        for _ in 0..<2000 {
            let noise = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(throws: BackupFailure.self, "seed \(seed)") { try BackupMarker(text: noise) }
            #expect(BlobReferences.decode(noise, key: key) == nil, "seed \(seed)")
            #expect(BlobReferences.decode(list + noise, key: key) == nil || noise.isEmpty, "seed \(seed)")
        }
    }

    private func content() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let blobs = (0..<3).map {
            SnapshotBlob(cid: CID(codec: .raw, digest: SHA256.hash([UInt8($0)])), bytes: Int64($0))
        }
        let writer = try SnapshotWriter(name: SnapshotName(at: friday), box: "box-1", blobs: blobs, files: 2) {
            bytes += $0
        }
        try writer.begin(file: "a/b", bytes: 3)
        bytes += [1, 2, 3]
        try writer.begin(file: "c", bytes: 0)
        try writer.finish()
        return bytes
    }

    @discardableResult
    private func read(_ content: [UInt8]) throws -> Int {
        var rest = content[...]
        let reader = try SnapshotReader { buffer in
            let part = rest.prefix(buffer.count)
            buffer.copyBytes(from: part)
            rest = rest.dropFirst(part.count)
            return part.count
        }
        var files = 0
        let buffer = CopyBuffer()
        while try reader.nextFile() != nil {
            files += 1
            try buffer.copy(from: { try reader.read(into: $0) }, to: { _ in })
        }
        return files
    }
}
