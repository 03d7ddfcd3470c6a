import Foundation
import NIOCore
import NIOPosix
import Synchronization

@testable import BlobStore

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("blobs-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open(reserveBytes: Int64 = 0, disk: Disk = Disk()) throws -> BlobFolder {
        try BlobFolder(root: path, reserveBytes: reserveBytes, threads: .singleton, disk: disk)
    }

    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    /// Files under the folder, relative to it, sorted.
    func files(under part: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(part)").filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(path)/\(part)/\(name)", isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }
}

/// A disk that writes down its steps, and from one of them on does nothing more, as after a power cut.
final class WatchedDisk: Sendable {
    struct Dead: Error {}

    private struct State {
        var steps: [Disk.Step] = []
        var stepsLeft: Int?
        var failure: (any Error)?
        var foreign: String?
        var free: Int64 = 1 << 40
    }

    private let state = Mutex(State())

    var disk: Disk {
        Disk(
            watch: { [self] step in
                try state.withLock { state in
                    if let failure = state.failure {
                        state.failure = nil
                        throw failure
                    }
                    if let file = state.foreign, case .link(file, _) = step { throw BlobFailure.system(EXDEV) }
                    if let left = state.stepsLeft {
                        guard left > 0 else { throw Dead() }
                        state.stepsLeft = left - 1
                    }
                    state.steps.append(step)
                }
            },
            freeBytes: { [self] _ in state.withLock { $0.free } })
    }

    var free: Int64 {
        get { state.withLock { $0.free } }
        set { state.withLock { $0.free = newValue } }
    }

    func takeSteps() -> [Disk.Step] {
        state.withLock { state in
            defer { state.steps = [] }
            return state.steps
        }
    }

    func die(after steps: Int) { state.withLock { $0.stepsLeft = steps } }

    /// The file behaves as if it were on another disk.
    func refuseLinks(from file: String) { state.withLock { $0.foreign = file } }

    /// The next step fails once.
    func failNext(_ failure: any Error) { state.withLock { $0.failure = failure } }
}

extension BlobFolder {
    func receive(_ bytes: [UInt8], inPiecesOf piece: Int = 1000) async throws -> StoredBlob {
        let intake = try receive(expectedBytes: Int64(bytes.count), limit: Int64(bytes.count))
        var rest = bytes[...]
        while !rest.isEmpty {
            try await intake.write(ByteBuffer(bytes: rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        return try await intake.keep()
    }

    func bytes(of blob: StoredBlob) async throws -> [UInt8] {
        let open = try open(blob.cid)
        return Array(try await open.read(at: 0, atMost: Int(open.bytes) + 1, threads: threads).readableBytesView)
    }
}

/// Bytes i mod 251.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}
