import Foundation
import Synchronization
import Testing

@testable import LocalCA

/// 2026-11-25 12:00:00 UTC, when all tests happen unless they say otherwise.
let noon = Date(timeIntervalSince1970: 1_795_608_000)
let day: TimeInterval = 86_400

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("authority-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Where the authority lives.
    var home: String { "\(path)/authority" }

    func authority(named name: String = "Attic", now: Date = noon) throws -> LocalAuthority {
        try LocalAuthority(folder: home, boxName: name, now: now)
    }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    func mode(_ name: String) throws -> Int {
        let value = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.posixPermissions]
        return try #require((value as? NSNumber)?.intValue)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    func names(in part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(part)").sorted()
    }
}

/// The system's openssl: another implementation, which judges what ours makes, and makes what ours judges.
enum OpenSSL {
    /// - Returns: the status, and both outputs as one text.
    @discardableResult
    static func run(_ arguments: String...) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}

/// A folder that writes down its steps, and from one of them on does nothing more, as after a power cut.
final class WatchedFolder: Sendable {
    struct Dead: Error {}

    private let state = Mutex<(steps: [AuthorityFolder.Step], left: Int?)>(([], nil))
    let folder: String

    init(_ folder: String) { self.folder = folder }

    var watched: AuthorityFolder {
        AuthorityFolder(path: folder) { [self] step in
            try state.withLock { state in
                if let left = state.left {
                    guard left > 0 else { throw Dead() }
                    state.left = left - 1
                }
                state.steps.append(step)
            }
        }
    }

    func die(after steps: Int) { state.withLock { $0.left = steps } }

    func takeSteps() -> [AuthorityFolder.Step] {
        state.withLock { state in
            defer { state.steps = [] }
            return state.steps
        }
    }
}

/// Random inputs that can be had again: SplitMix64 from `SEED`, or from a fresh seed that is printed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(for purpose: String) {
        let given = ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
        state = given ?? UInt64.random(in: 1 ... .max)
        print("\(purpose): SEED=\(state)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
