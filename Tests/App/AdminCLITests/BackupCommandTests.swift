import ArgumentParser
import Backup
import Foundation
import Identity
import Logging
import SQLStore
import StageModel
import StageboxApp
import Synchronization
import Testing

@testable import AdminCLI

/// Backing up, restoring and going back on the command line.
@Suite struct BackupCommandTests {
    private let root = FileManager.default.temporaryDirectory.appendingPathComponent("cli-\(UUID().uuidString)")

    private func place(_ name: String) throws -> String {
        let folder = root.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    private func box(_ data: String) async throws -> Box {
        var configuration = BoxConfiguration()
        configuration.dataFolder = data
        configuration.isAnnounced = false
        return try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: data), clock: .system, entropy: .system,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func run(_ arguments: [String]) async throws {
        var command = try StageboxCommand.parseAsRoot(arguments)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }

    /// A claimed box that was backed up beside its running self; gives its words.
    private func backedUp(_ data: String, to disk: String) async throws -> String {
        let running = try await box(data)
        _ = try await running.identity.createAccount(
            name: "Nina", mail: "nina@example.org", roles: [.admin], password: "a long password")
        try await run(["backup", "--data", data, "--to", disk])
        try running.close()
        let key = try Data(contentsOf: URL(fileURLWithPath: "\(data)/secrets/recovery.key"))
        return RecoveryKey(bytes: Array(key)).words
    }

    @Test func aBoxIsBackedUpBesideItsRunningSelfAndRestoredIntoAnEmptyFolder() async throws {
        let (data, disk, new) = (try place("data"), try place("disk"), root.appendingPathComponent("new").path)
        let words = try await backedUp(data, to: disk)
        let file = root.appendingPathComponent("words").path
        try "\(words)\n".write(toFile: file, atomically: true, encoding: .utf8)
        try await run(["restore", "--data", new, "--from", disk, "--words-file", file])
        let back = try await box(new)
        #expect(try await back.identity.listAccounts().map(\.mail) == ["nina@example.org"])
        try back.close()
        // Now it has an owner and is not replaced.
        await #expect(throws: ExitCode.failure) {
            try await run(["restore", "--data", new, "--from", disk, "--words-file", file])
        }
        try FileManager.default.removeItem(at: root)
    }

    @Test func anUnclaimedBoxMakesRoomAndWrongWordsLeaveItAlone() async throws {
        let (data, disk, new) = (try place("data"), try place("disk"), try place("new"))
        let words = try await backedUp(data, to: disk)
        try await box(new).close()
        let file = root.appendingPathComponent("words").path
        try (String(repeating: "abandon ", count: 23) + "art").write(toFile: file, atomically: true, encoding: .utf8)
        await #expect(throws: ExitCode.failure) {
            try await run(["restore", "--data", new, "--from", disk, "--words-file", file])
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: new)
        #expect(!names.contains { $0.hasPrefix("restore.") || $0.hasPrefix("before-restore") })
        try words.write(toFile: file, atomically: true, encoding: .utf8)
        try await run(["restore", "--data", new, "--from", disk, "--words-file", file])
        let aside = try FileManager.default.contentsOfDirectory(atPath: new).filter { $0.hasPrefix("before-restore") }
        #expect(aside.count == 1)
        let back = try await box(new)
        #expect(try await back.identity.isClaimed())
        try back.close()
        try FileManager.default.removeItem(at: root)
    }

    @Test func aDaemonsFolderIsNotRestoredAndAFolderWithoutABoxNotBackedUp() async throws {
        let (data, disk) = (try place("data"), try place("disk"))
        let lock = try DataFolder(path: data).lock()
        for arguments in [["--from", disk, "--words-file", "/dev/null"], ["--pre-upgrade"]] {
            await #expect(throws: ExitCode.failure) { try await run(["restore", "--data", data] + arguments) }
        }
        withExtendedLifetime(lock) {}
        await #expect(throws: ExitCode.failure) { try await run(["backup", "--data", data, "--to", disk]) }
        try await box(data).close()
        await #expect(throws: ExitCode.failure) { try await run(["backup", "--data", data]) }
        await #expect(throws: ExitCode.failure) { try await run(["backup", "--data", data, "--to", data]) }
        try FileManager.default.removeItem(at: root)
    }

    @Test func oneCommandGoesBackBehindAnUpgrade() async throws {
        let data = try place("data")
        try await box(data).close()
        await #expect(throws: ExitCode.failure) { try await run(["restore", "--data", data, "--pre-upgrade"]) }
        let path = "\(data)/stagebox.sqlite"
        let later = SchemaMigration("later.1", "CREATE TABLE later (x INTEGER) STRICT;")
        try DurableStore(path: path, migrations: Box.migrations + [later]).close()
        let failure = await #expect(throws: StoreFailure.self) { try await box(data) }
        #expect(failure?.description.contains("stagebox restore --pre-upgrade") == true)
        try await run(["restore", "--data", data, "--pre-upgrade"])
        try await box(data).close()
        let names = try FileManager.default.contentsOfDirectory(atPath: data)
        #expect(names.count { $0.hasPrefix("stagebox.replaced-") } == 1)
        try FileManager.default.removeItem(at: root)
    }

    @Test(arguments: [
        ["restore"], ["restore", "--from", "/a", "--pre-upgrade"], ["restore", "--pre-upgrade", "--snapshot", "x"],
        ["restore", "--pre-upgrade", "--words-file", "x"], ["backup", "--from", "/a"],
    ])
    func whatDoesNotGoTogetherIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try StageboxCommand.parseAsRoot(arguments) }
    }

    @Test func progressIsALineForEachStageAndTenth() {
        let heard = Heard()
        let lines = ProgressLines { heard.add($0) }
        let now = Timestamp(milliseconds: 0)
        var job = BackupJob(BackupJobID(at: now, entropy: .system), .backup, at: now)
        lines.tell(job)
        job.stage = .blobs
        for done in 0...100 {
            (job.doneBytes, job.totalBytes) = (Int64(done), 100)
            lines.tell(job)
        }
        #expect(heard.lines.count == 12)
        #expect(heard.lines.first == BackupJob.Stage.waiting.sentence)
        #expect(heard.lines.last == "\(BackupJob.Stage.blobs.sentence) 100 %")
    }

    private final class Heard: Sendable {
        private let said = Mutex<[String]>([])
        var lines: [String] { said.withLock { $0 } }
        func add(_ line: String) { said.withLock { $0.append(line) } }
    }

    @Test func pathsAreTakenAsInAShellAndWordsFromAFileOfAnySize() throws {
        #expect(BackupCommand.absolute("/media/stick") == "/media/stick")
        #expect(BackupCommand.absolute("stick").hasSuffix("/stick"))
        let file = try place("words") + "/file"
        try String(repeating: "a", count: 5000).write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try RecoveryWords.ask(file: file).count == RecoveryWords.mostBytes)
        #expect(throws: InvalidInput.self) { try RecoveryWords.ask(file: file + ".none") }
        try FileManager.default.removeItem(at: root)
    }
}
