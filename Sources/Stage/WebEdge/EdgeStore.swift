import Foundation
import GRDB
import StageModel

/// All SQL of the edge.
struct EdgeStore {
    let db: Database

    struct Answer: Sendable {
        let hash: [UInt8]
        let status: Int
        let body: [UInt8]
    }

    func answer(scope: String, key: String, since: Timestamp) throws -> Answer? {
        try Row.fetchOne(
            db, sql: "SELECT request_hash, status, body FROM idempotent_answer WHERE scope = ? AND key = ? AND at >= ?",
            arguments: [scope, key, since]
        ).map {
            Answer(
                hash: Array($0["request_hash"] as Data), status: $0["status"], body: Array($0["body"] as Data))
        }
    }

    func save(_ answer: Answer, scope: String, key: String, at now: Timestamp) throws {
        try db.execute(
            sql: """
                INSERT INTO idempotent_answer (scope, key, request_hash, status, body, at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (scope, key) DO UPDATE SET request_hash = excluded.request_hash,
                    status = excluded.status, body = excluded.body, at = excluded.at
                """, arguments: [scope, key, Data(answer.hash), answer.status, Data(answer.body), now])
    }

    func prune(before: Timestamp) throws {
        try db.execute(sql: "DELETE FROM idempotent_answer WHERE at < ?", arguments: [before])
    }
}
