import Foundation
import StageModel
import Testing

@testable import StageboxApp

/// Flags over environment over file over defaults.
@Suite struct ConfigurationTests {
    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func load(_ yaml: String? = nil, environment: [String: String] = [:], port: Int? = nil) async throws
        -> BoxConfiguration
    {
        var flags = BoxConfiguration.Flags()
        flags.configurationFile = try yaml.map(file)
        flags.httpPort = port
        return try await BoxConfiguration.load(flags: flags, environment: environment)
    }

    @Test func withoutAnythingTheDefaultsHold() async throws {
        #expect(try await load() == BoxConfiguration())
    }

    @Test func theStrongerSourceWins() async throws {
        let yaml = "http:\n  port: 81\nlog:\n  level: \"debug\"\n"
        #expect(try await load(yaml).httpPort == 81)
        #expect(try await load(yaml).logLevel == "debug")
        #expect(try await load(yaml, environment: ["STAGEBOX_HTTP_PORT": "82"]).httpPort == 82)
        #expect(try await load(yaml, environment: ["STAGEBOX_HTTP_PORT": "82"], port: 83).httpPort == 83)
    }

    @Test(arguments: [
        ("http:\n  port: 65536\n", "65535"), ("http:\n  port: \"many\"\n", "whole number"),
        ("log:\n  level: \"loud\"\n", "log level"),
        ("tls:\n  certificate: \"a.pem\"\n", "certificate"), ("data:\n  reserve-bytes: -1\n", "reserve"),
    ])
    func aWrongValueIsRefusedWithASentence(yaml: String, word: String) async throws {
        let failure = await #expect(throws: ConfigurationFailure.self) { try await load(yaml) }
        #expect(failure?.description.contains(word) == true)
    }

    @Test func theLastPortIsAllowed() async throws {
        #expect(try await load("http:\n  port: 65535\n").httpPort == 65535)
    }

    @Test func aMissingFileIsSaid() async throws {
        var flags = BoxConfiguration.Flags()
        flags.configurationFile = "/nowhere/stagebox.yaml"
        await #expect(throws: ConfigurationFailure.self) {
            try await BoxConfiguration.load(flags: flags, environment: [:])
        }
    }

    @Test func theShippedFileHoldsTheDefaults() async throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var flags = BoxConfiguration.Flags()
        flags.configurationFile = root.appendingPathComponent("packaging/stagebox.yaml").path
        #expect(try await BoxConfiguration.load(flags: flags, environment: [:]) == BoxConfiguration())
    }

    @Test func aFolderServesOneBoxAtATimeAndItsSecretMustNotBeMissing() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("folder-\(UUID().uuidString)").path
        let folder = try DataFolder(path: place)
        let lock = try folder.lock()
        #expect(throws: DataFolderFailure.self) { try folder.lock() }
        withExtendedLifetime(lock) {}
        _ = try folder.key(entropy: .system)
        #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
        _ = try folder.key(entropy: .system)
        try FileManager.default.removeItem(atPath: "\(place)/secrets/box.key")
        #expect(throws: DataFolderFailure.keyMissing(path: "\(place)/secrets/box.key")) {
            try folder.key(entropy: .system)
        }
        try FileManager.default.removeItem(atPath: place)
    }
}
