package import SQLStore

/// Every schema change of the edge, oldest first. Append; never edit.
package enum EdgeSchema {
    package static let migrations = [
        SchemaMigration(
            "edge.1 idempotency",
            """
            -- First answers of writes that carried an Idempotency-Key, to be replayed for a day. Answers that bear a
            -- secret
            -- are never put here.
            CREATE TABLE idempotent_answer (
                scope TEXT NOT NULL,
                key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
                request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
                status INTEGER NOT NULL,
                body BLOB NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (scope, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX idempotent_answer_by_age ON idempotent_answer (at);
            """)
    ]
}
