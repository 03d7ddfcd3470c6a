import Foundation
import GRDB
import Testing

@testable import SQLStore

/// The way back behind an upgrade.
@Suite struct GoingBackTests {
    let folder: StoreFolder
    let first = StoreFolder.first
    let second = StoreFolder.second
    let third = SchemaMigration("test.3", "CREATE TABLE third (x INTEGER) STRICT;")

    init() throws { folder = try StoreFolder() }

    private func way(_ migrations: [SchemaMigration]) -> GoingBack {
        GoingBack(path: folder.path, migrations: migrations)
    }

    @Test func theNewestCopyThatFitsTakesThePlaceAndWhatWasThereStays() async throws {
        let old = try folder.open()
        try await old.insert(1)
        try old.close()
        let new = try folder.open([first, second, third])
        try await new.insert(2)
        try new.close()
        let failure = #expect(throws: StoreFailure.self) { try folder.open() }
        #expect(failure?.description.contains("'stagebox restore --pre-upgrade'") == true)
        let report = try way([first]).putBack(label: "now")
        #expect(report.copy == folder.at("box.before-1.sqlite"))
        #expect(report.aside == folder.at("box.replaced-now.sqlite"))
        let back = try folder.open()
        #expect(try await back.count() == 1)
        try back.close()
        let later = try DurableStore(path: report.aside, migrations: [first, second, third])
        #expect(try await later.count() == 2)
        try later.close()
        // The copy stays, and the way can be gone again.
        #expect(way([first]).newestCopy() == report.copy)
        #expect(throws: StoreFailure.targetExists(path: report.aside)) { try way([first]).putBack(label: "now") }
    }

    @Test func whatTheLogHoldsStaysWithTheReplacedDatabase() async throws {
        try folder.open().close()
        let new = try folder.open([first, second])
        try await new.insert(7)
        // Killed: the log was never emptied.
        let dead = try StoreFolder()
        for name in try folder.names() {
            try FileManager.default.copyItem(atPath: folder.at(name), toPath: dead.at(name))
        }
        try new.close()
        #expect(try dead.names().contains("box.sqlite-wal"))
        let report = try GoingBack(path: dead.path, migrations: [first]).putBack(label: "now")
        #expect(try !dead.names().contains("box.sqlite-wal"))
        let back = try dead.open()
        #expect(try await back.count() == 0)
        try back.close()
        let aside = try DurableStore(path: report.aside, migrations: [first, second])
        #expect(try await aside.count() == 1)
        try aside.close()
    }

    @Test func aCopyOfALaterOrAnotherSchemaOrADamagedOneIsNotTaken() throws {
        try folder.open([first, second]).close()
        try folder.open([first, second, third]).close()
        #expect(way([first]).newestCopy() == nil, "two steps are more than one")
        #expect(way([first, third]).newestCopy() == nil, "as many, but others")
        let copy = folder.at("box.before-2.sqlite")
        #expect(way([first, second]).newestCopy() == copy)
        try Data("no database at all".utf8).write(to: URL(fileURLWithPath: copy))
        #expect(way([first, second]).newestCopy() == nil)
        let before = try folder.names()
        #expect(throws: StoreFailure.self) { try way([first, second]).putBack(label: "now") }
        #expect(try folder.names() == before)
    }

    @Test func whileSomebodyHasItOpenNothingIsChanged() throws {
        try folder.open().close()
        let open = try folder.open([first, second])
        #expect(throws: StoreFailure.busy) { try way([first]).putBack(label: "now") }
        #expect(try !folder.names().contains { $0.contains("replaced") || $0.hasSuffix(".part") })
        try open.close()
    }
}
