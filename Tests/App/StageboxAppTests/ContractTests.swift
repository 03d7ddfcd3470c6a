import EventLog
import Foundation
import HTTPTypes
import Logging
import SQLStore
import StageModel
import Testing
import WebEdge

@testable import StageboxApp

/// The mounted routes against the OpenAPI document, and the schema against its golden file.
@Suite struct ContractTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func box() async throws -> (Box, URL) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("contract-\(UUID().uuidString)")
        var configuration = BoxConfiguration()
        configuration.dataFolder = folder.path
        let box = try await Box.assemble(
            configuration: configuration, folder: try DataFolder(path: folder.path), clock: .system, entropy: .system,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return (box, folder)
    }

    @Test func everyRouteIsInTheDocumentAndTheOtherWayRound() async throws {
        let (box, folder) = try await box()
        let mounted = Set(box.edge.table.routes.map { "\($0.method.rawValue) \($0.path)" })
        #expect(mounted == (try Self.documented()))
        try box.close()
        try FileManager.default.removeItem(at: folder)
    }

    /// Methods and paths of the document: it is written with two spaces before a path and four before a method.
    private static func documented() throws -> Set<String> {
        let text = try String(contentsOf: root.appendingPathComponent("web/api/openapi.yaml"), encoding: .utf8)
        var path = ""
        var found = Set<String>()
        for line in text.split(separator: "\n") {
            if line.hasPrefix("components:") { break }
            if line.hasPrefix("  /"), let colon = line.lastIndex(of: ":") {
                path = String(line[..<colon].dropFirst(2))
            } else if let match = line.wholeMatch(of: #/ {4}(get|post|put|patch|delete):.*/#) {
                found.insert("\(match.output.1.uppercased()) \(path)")
            }
        }
        return found
    }

    @Test func theSchemaIsWhatWasShipped() async throws {
        let (box, folder) = try await box()
        let schema = try await box.store.schema()
        let golden = Self.root.appendingPathComponent("Tests/App/StageboxAppTests/Golden/schema.sql")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: golden.deletingLastPathComponent(), withIntermediateDirectories: true)
            try schema.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(schema == (try String(contentsOf: golden, encoding: .utf8)), "migrations are frozen once shipped")
        try box.close()
        try FileManager.default.removeItem(at: folder)
    }

    @Test func theVersionIsTheChangelogs() throws {
        let changelog = try String(contentsOf: Self.root.appendingPathComponent("debian/changelog"), encoding: .utf8)
        #expect(changelog.hasPrefix("stagebox (\(StageboxVersion.text))"))
    }

    @Test func migrationsHaveNamesOfTheirOwn() {
        let names = Box.migrations.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
