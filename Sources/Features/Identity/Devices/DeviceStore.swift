import Foundation
import GRDB
import StageModel

/// A device at rest.
struct DeviceRow: Sendable, Hashable {
    let id: DeviceID
    let name: String
    let show: ShowID
    /// The show's title when the device was paired, for when the show is gone.
    let showTitle: String
    let door: String
    let pairedAt: Timestamp
    let lastSeenAt: Timestamp?
    let revokedAt: Timestamp?
}

/// Devices at doors.
extension IdentityStore {
    private static let device = """
        SELECT id, name, show_id, show_title, door, paired_at, last_seen_at, revoked_at FROM device
        """

    func device(tokenHash: [UInt8]) throws -> DeviceRow? {
        try Row.fetchOne(db.cachedStatement(sql: "\(Self.device) WHERE token_hash = ?"), arguments: [Data(tokenHash)])
            .map(Self.deviceRow)
    }

    func device(_ id: DeviceID) throws -> DeviceRow? {
        try Row.fetchOne(db, sql: "\(Self.device) WHERE id = ?", arguments: [id]).map(Self.deviceRow)
    }

    /// The newest first.
    func devices(limit: Int) throws -> [DeviceRow] {
        try Row.fetchAll(db, sql: "\(Self.device) ORDER BY id DESC LIMIT ?", arguments: [limit]).map(Self.deviceRow)
    }

    func workingDevices() throws -> [DeviceRow] {
        try Row.fetchAll(db, sql: "\(Self.device) WHERE revoked_at IS NULL ORDER BY show_id").map(Self.deviceRow)
    }

    func countDevices(of show: ShowID) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM device WHERE show_id = ? AND revoked_at IS NULL", arguments: [show]) ?? 0
    }

    func insert(_ device: DeviceRow, tokenHash: [UInt8]) throws {
        try db.execute(
            sql: """
                INSERT INTO device
                    (id, token_hash, name, show_id, show_title, door, paired_at, last_seen_at, revoked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                device.id, Data(tokenHash), device.name, device.show, device.showTitle, device.door, device.pairedAt,
                device.lastSeenAt, device.revokedAt,
            ])
    }

    func setSeen(_ now: Timestamp, device id: DeviceID) throws {
        try db.execute(
            sql: "UPDATE device SET last_seen_at = max(coalesce(last_seen_at, 0), ?) WHERE id = ?",
            arguments: [now, id])
    }

    func setRevoked(_ now: Timestamp, device id: DeviceID) throws {
        try db.execute(
            sql: "UPDATE device SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", arguments: [now, id])
    }

    func deleteDevices(revokedBefore moment: Timestamp) throws -> Int {
        try db.execute(sql: "DELETE FROM device WHERE revoked_at <= ?", arguments: [moment])
        return db.changesCount
    }

    private static func deviceRow(_ row: Row) -> DeviceRow {
        DeviceRow(
            id: row["id"], name: row["name"], show: row["show_id"], showTitle: row["show_title"], door: row["door"],
            pairedAt: row["paired_at"], lastSeenAt: row["last_seen_at"], revokedAt: row["revoked_at"])
    }
}
