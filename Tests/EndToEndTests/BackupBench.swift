import Catalog
import Foundation
import Identity
import StageModel
import StageboxApp
import Synchronization
import TestBox
import Testing

/// A box that is backed up, the disk for it, and new hardware.
final class BackupBench: Sendable {
    static let password = "correct horse battery"

    let root: URL
    let box: TestBox
    let owner: Guest

    init(seed: UInt64 = 1) async throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("backups-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("disk"), withIntermediateDirectories: true)
        box = try await TestBox(folder: root.appendingPathComponent("old"), seed: seed)
        owner = try await box.owner()
    }

    var disk: String { root.appendingPathComponent("disk").path }

    func end() throws {
        try box.box.close()
        try FileManager.default.removeItem(at: root)
    }

    // MARK: Making backups

    @discardableResult
    func choose(_ folder: String? = nil, everyHours: Int = 24) async throws -> Heard {
        try await box.ask(
            .put, "/api/box/backups/settings",
            json: ["folder": folder ?? disk, "everyHours": everyHours, "hourly": 24, "daily": 7, "weekly": 8],
            as: owner)
    }

    func overview() async throws -> [String: Any] {
        try await box.ask(.get, "/api/box/backups", as: owner).object()
    }

    func words() async throws -> String {
        try await box.ask(
            .post, "/api/box/recovery-words", json: ["password": Self.password], as: owner
        ).text("words")
    }

    /// Begins a job, carries it out, and gives it as it ended.
    func job(_ path: String = "/api/box/backups") async throws -> Heard {
        let begun = try await box.ask(.post, path, as: owner)
        #expect(begun.status == 202, "\(begun.words)")
        _ = try await box.box.backups.runNext()
        return try await box.ask(.get, "/api/box/jobs/\(try begun.text("id"))", as: owner)
    }

    /// A backup whose words somebody has.
    func backedUp() async throws -> String {
        #expect(try await choose().status == 200)
        let done = try await job()
        #expect(try done.text("state") == "done", "\(done.words)")
        return try await words()
    }

    // MARK: Files

    /// Every file below a folder, relative to it, sorted.
    static func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return found.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// Files of the backup that lie below one of its folders.
    func sealed(_ part: String, _ ending: String = "") -> [String] {
        let folder = "\(disk)/stagebox-backup/\(part)"
        return Self.files(folder).filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }
    }

    /// Changes one bit in the middle of a file.
    static func flip(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    // MARK: Restoring

    func newHardware(_ name: String = "new") async throws -> TestBox {
        try await TestBox(folder: root.appendingPathComponent(name), clock: box.clock, seed: 77)
    }

    func wanted(_ words: String, _ snapshot: String? = nil) -> [String: Any] {
        var wanted: [String: Any] = ["folder": disk, "words": words]
        wanted["snapshot"] = snapshot
        return wanted
    }

    /// Ends the box and starts it again from what was restored, as `serve` does.
    static func startAgain(_ box: TestBox) async throws -> TestBox {
        try box.box.close()
        try DataFolder(path: box.folder.path).finishRestore()
        return try await TestBox(folder: box.folder, clock: box.clock, seed: 78)
    }
}

/// Every row of every table of a database, as text in a fixed order.
enum Dump {
    static func tables(_ box: TestBox) async throws -> [String: [String]] {
        try await box.box.store.read { db in
            let names = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            var tables: [String: [String]] = [:]
            for name in names {
                let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [name])
                let row = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
                tables[name] = try String.fetchAll(db, sql: "SELECT \(row) FROM \"\(name)\" ORDER BY 1")
            }
            return tables
        }
    }
}

/// Says yes the first time.
final class Once: Sendable {
    private let isOver = Mutex(false)

    func isFirst() -> Bool {
        isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
    }
}

/// A sound made by ffmpeg.
enum Sound {
    static func make(_ frequency: Int, ending: String = "wav") throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).\(ending)").path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=\(frequency):duration=1", path,
        ]
        try process.run()
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
