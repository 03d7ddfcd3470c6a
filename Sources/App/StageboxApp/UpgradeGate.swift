import Foundation
package import StageModel
import SQLStore
import Ticketing

/// No upgrade while people stand at a door: an upgrade that changes the database takes minutes if it goes wrong.
package enum UpgradeGate {
    /// The titles of shows whose doors are open now, in a database of any schema; none where there is no database.
    ///
    /// Reads the file beside a running daemon and changes nothing.
    package static func openDoors(database: String, at now: Timestamp) throws -> [String] {
        guard FileManager.default.fileExists(atPath: database) else { return [] }
        return try DurableStore.glance(path: database) { db in try OpenDoorsStore(db: db).titles(at: now) }
    }

    /// - Throws: `DoorsAreOpen` when the database would be migrated during a show and nobody said that this is meant.
    static func demandClosedDoors(database: String, permit: String, at now: Timestamp) throws {
        guard FileManager.default.fileExists(atPath: database),
            try DurableStore.pending(path: database, migrations: Box.migrations) > 0,
            !FileManager.default.fileExists(atPath: permit)
        else { return }
        let titles = try openDoors(database: database, at: now)
        guard let title = titles.first else { return }
        throw DoorsAreOpen(title: title, permit: permit)
    }
}

/// An upgrade came during a show.
package struct DoorsAreOpen: Error, CustomStringConvertible {
    let title: String
    let permit: String

    package var description: String {
        "The doors of “\(title)” are open, and this version would change the database first. Install the version "
            + "before again, or wait until the show is over; to upgrade now in spite of it, make the file \(permit)."
    }
}
