import Foundation
import GRDB
import StageModel

/// An offer to pair at rest.
struct PairingRow: Sendable, Hashable {
    let id: PairingID
    let show: ShowID
    let door: String
    let startedBy: String
    let createdAt: Timestamp
    let expiresAt: Timestamp
    let device: DeviceID?
    let usedAt: Timestamp?
}

/// Offers to pair a device.
extension IdentityStore {
    private static let pairing = """
        SELECT id, show_id, door, started_by, created_at, expires_at, device_id, used_at FROM pairing
        """

    func pairing(_ id: PairingID) throws -> PairingRow? {
        try Row.fetchOne(db, sql: "\(Self.pairing) WHERE id = ?", arguments: [id]).map(Self.pairingRow)
    }

    func pairing(tokenHash: [UInt8]) throws -> PairingRow? {
        try Row.fetchOne(db, sql: "\(Self.pairing) WHERE token_hash = ?", arguments: [Data(tokenHash)])
            .map(Self.pairingRow)
    }

    func pairing(codeTag: [UInt8]) throws -> PairingRow? {
        try Row.fetchOne(db, sql: "\(Self.pairing) WHERE code_tag = ?", arguments: [Data(codeTag)])
            .map(Self.pairingRow)
    }

    func countOpenPairings(at now: Timestamp) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM pairing WHERE used_at IS NULL AND expires_at > ?", arguments: [now]) ?? 0
    }

    func insert(_ pairing: PairingRow, tokenHash: [UInt8], codeTag: [UInt8]) throws {
        try db.execute(
            sql: """
                INSERT INTO pairing (id, token_hash, code_tag, show_id, door, started_by, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                pairing.id, Data(tokenHash), Data(codeTag), pairing.show, pairing.door, pairing.startedBy,
                pairing.createdAt, pairing.expiresAt,
            ])
    }

    func setUsed(_ pairing: PairingID, by device: DeviceID, at now: Timestamp) throws {
        try db.execute(
            sql: "UPDATE pairing SET device_id = ?, used_at = ? WHERE id = ?", arguments: [device, now, pairing])
    }

    func deleteOpenPairings(startedBy actor: String) throws {
        try db.execute(sql: "DELETE FROM pairing WHERE started_by = ? AND used_at IS NULL", arguments: [actor])
    }

    func deletePairings(expiredBefore moment: Timestamp) throws -> Int {
        try db.execute(sql: "DELETE FROM pairing WHERE expires_at <= ?", arguments: [moment])
        return db.changesCount
    }

    private static func pairingRow(_ row: Row) -> PairingRow {
        PairingRow(
            id: row["id"], show: row["show_id"], door: row["door"], startedBy: row["started_by"],
            createdAt: row["created_at"], expiresAt: row["expires_at"], device: row["device_id"],
            usedAt: row["used_at"])
    }
}
