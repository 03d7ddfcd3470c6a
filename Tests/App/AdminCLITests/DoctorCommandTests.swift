import ArgumentParser
import Foundation
import Logging
import StageModel
import StageboxApp
import Testing

@testable import AdminCLI

/// `stagebox doctor` and `stagebox support`.
@Suite struct DoctorCommandTests {
    private func folder() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("doctor-\(UUID().uuidString)").path
    }

    /// A box that was made and closed again.
    private func box() async throws -> String {
        let folder = folder()
        var configuration = BoxConfiguration()
        configuration.dataFolder = folder
        configuration.isAnnounced = false
        let box = try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: folder), clock: .system, entropy: .system,
            logger: .init(label: "test") { _ in BoxLogHandler(book: LogBook()) })
        try box.close()
        return folder
    }

    private func status(_ arguments: [String]) async throws -> ExitCode {
        var command = try #require(try StageboxCommand.parseAsRoot(arguments) as? any AsyncParsableCommand)
        do {
            try await command.run()
            return .success
        } catch let code as ExitCode {
            return code
        }
    }

    @Test func theyTakeTheirArguments() throws {
        let doctor = try #require(try StageboxCommand.parseAsRoot(["doctor", "--data", "/x"]) as? DoctorCommand)
        #expect(doctor.place.data == "/x")
        let support = try #require(try StageboxCommand.parseAsRoot(["support", "/tmp/a.json"]) as? SupportCommand)
        #expect(support.file == "/tmp/a.json")
        #expect(throws: (any Error).self) { try StageboxCommand.parseAsRoot(["support"]) }
    }

    @Test(arguments: [(HealthStatus.ok, Int32(0)), (.warn, 1), (.fail, 2)])
    func theExitStatusSaysHowBadItIs(status: HealthStatus, code: Int32) {
        #expect(DoctorCommand.status(status).rawValue == code)
    }

    @Test func aLineForEachCheckAndOneForAdvice() async {
        let report = await Doctor(
            checks: [
                HealthCheck("a", "Disk") { .ok("Well.") }, HealthCheck("b", "Database") { .warn("Hm.", "Look.") },
                HealthCheck("c", "Clock") { .fail("No.", "Run.") },
            ], clock: .system
        ).report()
        #expect(
            DoctorCommand.text(report) == """
                ✓ Disk      Well.
                ! Database  Hm.
                            → Look.
                ✗ Clock     No.
                            → Run.
                """)
    }

    @Test func aFolderWithoutABoxIsBroken() async throws {
        #expect(try await status(["doctor", "--data", folder()]) == ExitCode(2))
    }

    @Test func aStoppedBoxIsLookedAtAndNothingIsLeftBehind() async throws {
        let folder = try await box()
        let before = try Set(FileManager.default.subpathsOfDirectory(atPath: folder))
        // Without a backup there is always something worth a look; a small disk may be worse.
        #expect([ExitCode(1), ExitCode(2)].contains(try await status(["doctor", "--data", folder])))
        let after = try Set(FileManager.default.subpathsOfDirectory(atPath: folder))
        #expect(after.subtracting(before).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == [])
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func theBundleIsWrittenOnceAndForItsOwnerAlone() async throws {
        let folder = try await box()
        let file = "\(folder)/bundle.json"
        #expect(try await status(["support", file, "--data", folder]) == .success)
        let facts = try FileManager.default.attributesOfItem(atPath: file)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        let bundle = try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(fileURLWithPath: file)))
        #expect((bundle as? [String: Any])?["health"] != nil)
        #expect(try await status(["support", file, "--data", folder]) == .failure)
        #expect(try await status(["support", "/nowhere/at/all.json", "--data", folder]) == .failure)
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test func withoutABoxNoBundleIsLeft() async throws {
        let file = "\(folder()).json"
        #expect(try await status(["support", file, "--data", folder()]) == .failure)
        #expect(!FileManager.default.fileExists(atPath: file))
    }

    @Test func whyABundleIsNotWrittenIsSaid() {
        #expect(BundleNotWritten(file: "/x", isThere: true, reason: "").sentence.contains("there already"))
        #expect(BundleNotWritten(file: "/x", isThere: false, reason: "No space").sentence.contains("No space"))
    }
}
