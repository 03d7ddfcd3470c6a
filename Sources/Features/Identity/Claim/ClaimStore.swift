import Foundation
import GRDB
import StageModel

/// What the claim code is made of.
struct ClaimRow: Sendable, Hashable {
    let nonce: [UInt8]
    let wrongTries: Int
}

/// The single row of an unclaimed box.
extension IdentityStore {
    func claim() throws -> ClaimRow? {
        try Row.fetchOne(db, sql: "SELECT nonce, wrong_tries FROM claim").map { row in
            ClaimRow(nonce: Array(row["nonce"] as Data), wrongTries: row["wrong_tries"])
        }
    }

    /// Sets the row; `wrongTries` is 0 with a new nonce.
    func setClaim(_ claim: ClaimRow, at now: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO claim (id, nonce, wrong_tries, created_at) VALUES (1, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce, wrong_tries = excluded.wrong_tries
                """, arguments: [Data(claim.nonce), claim.wrongTries, now])
    }

    func deleteClaim() throws {
        try db.execute(sql: "DELETE FROM claim")
    }
}
