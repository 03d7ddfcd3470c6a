import Foundation
import GRDB
import SQLStore
import StageModel
import Testing

@testable import StageboxApp

/// No change of the database while people stand at a door.
@Suite struct UpgradeGateTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gate-\(UUID().uuidString)")
    private var database: String { folder.appending(path: "stagebox.sqlite").path }
    private let doors = Timestamp(milliseconds: 1_900_000_000_000)

    /// A database of an older schema, with one show whose doors open at `doors` and which ends an hour later.
    private func old(status: String = "published") async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let store = try DurableStore(path: database, migrations: Array(Box.migrations.dropLast()))
        try await store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO show (id, title, lineup, place, description, doors_at, starts_at, ends_at, status,
                        doors, capacity, created_at)
                    VALUES ('show_1', 'Friday', '', '', '', ?, ?, ?, ?, '["Main"]', 10, 0)
                    """,
                arguments: [doors, doors, doors + .seconds(3600), status])
        }
        try store.close()
    }

    private func demand(_ now: Timestamp, permit: String = "/nonexistent") throws {
        try UpgradeGate.demandClosedDoors(database: database, permit: permit, at: now)
    }

    @Test func theUpgradeWaitsFromDoorsToEnd() async throws {
        try await old()
        defer { try? FileManager.default.removeItem(at: folder) }
        try demand(doors + .milliseconds(-1))
        #expect(throws: DoorsAreOpen.self) { try demand(doors) }
        #expect(throws: DoorsAreOpen.self) { try demand(doors + .milliseconds(3_599_999)) }
        try demand(doors + .seconds(3600))
        #expect(try UpgradeGate.openDoors(database: database, at: doors) == ["Friday"])
    }

    @Test func aPermitLetsItThrough() async throws {
        try await old()
        defer { try? FileManager.default.removeItem(at: folder) }
        let permit = folder.appending(path: "upgrade-now")
        try Data().write(to: permit)
        try demand(doors, permit: permit.path)
    }

    @Test(arguments: ["draft", "cancelled"]) func onlyAPublishedShowHasDoors(status: String) async throws {
        try await old(status: status)
        defer { try? FileManager.default.removeItem(at: folder) }
        try demand(doors)
    }

    @Test func aNewBoxAndOneOfThisSchemaAreNeverHeldUp() async throws {
        try demand(doors)
        #expect(try UpgradeGate.openDoors(database: database, at: doors).isEmpty)
    }
}
