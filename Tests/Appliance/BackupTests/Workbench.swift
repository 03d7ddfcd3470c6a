import Cryptography
import Foundation
import Multiformats
import NIOPosix
import Synchronization

@testable import Backup

/// A box's files and a disk to back them up to, gone after the test.
final class Workbench: Sendable {
    let path: String
    let key = RecoveryKey(bytes: (0..<32).map { UInt8($0 * 7) })

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("backup-\(UUID().uuidString)").path
        for folder in ["", "/box", "/disk"] {
            try FileManager.default.createDirectory(atPath: path + folder, withIntermediateDirectories: false)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var disk: String { "\(path)/disk" }
    var root: String { "\(disk)/stagebox-backup" }
    var target: String { "\(path)/target" }
    var owner: BackupOwner { BackupOwner(box: "box-1", key: key.backupKey) }

    func repository(_ watched: WatchedDisk? = nil) -> BackupRepository {
        BackupRepository(folder: disk, threads: .singleton, disk: watched?.disk ?? BackupDisk())
    }

    @discardableResult
    func file(_ name: String, _ bytes: [UInt8]) throws -> BackupSource.File {
        let path = "\(path)/box/\(name.replacingOccurrences(of: "/", with: "_"))"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return BackupSource.File(name: name, path: path)
    }

    @discardableResult
    func blob(_ bytes: [UInt8]) throws -> BackupSource.Blob {
        var hasher = UnixFSHasher()
        hasher.update(bytes)
        let cid = hasher.finalize()
        let path = "\(path)/box/\(cid)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return BackupSource.Blob(cid: cid, path: path, bytes: Int64(bytes.count))
    }

    /// Two small files and blobs of several lengths.
    func source() throws -> BackupSource {
        try BackupSource(
            files: [file("database.sqlite", pattern(5000)), file("keys/ca.pem", Array("secret".utf8))],
            blobs: [blob([]), blob([1]), blob(pattern(70_000)), blob(pattern(300_000))])
    }

    func prepared() async throws -> BackupRepository {
        let repository = repository()
        try await repository.prepare(for: owner)
        return repository
    }

    /// Files of the backup folder without those that only say that somebody works there, relative to it, sorted.
    func files(under part: String = "") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(part)").filter { name in
            BackupDisk.size("\(root)/\(part)/\(name)") != nil
                && !["lock", "unfinished", BackupLayout.unfinished].contains(name)
        }.sorted()
    }

    func sealedBlob(_ blob: BackupSource.Blob) -> String {
        "\(root)/\(key.backupKey.name(ofBlob: blob.cid.bytes).path)"
    }

    /// Restores and compares every byte with the source.
    func isRestored(_ source: BackupSource, from repository: BackupRepository, _ name: SnapshotName? = nil)
        async throws -> Bool
    {
        let target = "\(path)/restored-\(UUID().uuidString)"
        _ = try await repository.restore(name, with: .key(key), into: target)
        defer { try? FileManager.default.removeItem(atPath: target) }
        let files = try source.files.allSatisfy { try bytes("\(target)/\($0.name)") == bytes($0.path) }
        let blobs = try source.blobs.allSatisfy {
            try bytes("\(target)/blobs/\($0.cid.ending)/\($0.cid)") == bytes($0.path)
        }
        let count = try FileManager.default.subpathsOfDirectory(atPath: target).filter {
            BackupDisk.size("\(target)/\($0)") != nil
        }.count
        return files && blobs && count == source.files.count + Set(source.blobs.map(\.cid)).count
    }
}

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

/// Bytes i mod 251.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

func time(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

/// 30 January 2026, 19:00.
let friday = Date(timeIntervalSince1970: 1_769_799_600)

/// A disk that writes down its steps, and fails at one of them, for once or for good.
final class WatchedDisk: Sendable {
    struct Dead: Error {}

    private struct State {
        var steps: [BackupDisk.Step] = []
        var left: Int?
        var failure: BackupFailure?
        var free: Int64?
    }

    private let state = Mutex(State())

    var disk: BackupDisk {
        BackupDisk(
            watch: { [self] step in
                try state.withLock { state in
                    if let left = state.left {
                        if left <= 0 {
                            guard let failure = state.failure else { throw Dead() }
                            // A full disk can still remove files.
                            if case .erase = step {} else { throw failure }
                        }
                        state.left = left - 1
                    }
                    state.steps.append(step)
                }
            },
            freeBytes: { [self] path in
                try state.withLock { $0.free } ?? BackupDisk.freeBytesNow(path)
            })
    }

    var free: Int64? {
        get { state.withLock { $0.free } }
        set { state.withLock { $0.free = newValue } }
    }

    func takeSteps() -> [BackupDisk.Step] {
        state.withLock { state in
            defer { state.steps = [] }
            return state.steps
        }
    }

    /// As after a power cut: nothing happens from the step on.
    func die(after steps: Int) { state.withLock { $0.left = steps } }

    /// From the step on everything but removing fails.
    func fail(after steps: Int, _ failure: BackupFailure) {
        state.withLock {
            $0.left = steps
            $0.failure = failure
        }
    }
}

/// xorshift, so that a failing run can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
