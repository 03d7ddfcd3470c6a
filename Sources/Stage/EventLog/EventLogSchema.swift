package import SQLStore

/// Every schema change of the event log, oldest first. Append; never edit.
package enum EventLogSchema {
    package static let migrations = [
        SchemaMigration(
            "eventlog.1 events and cursors",
            """
            -- What happened, in order. Nothing here is ever changed or removed; each row's hash covers its content and
            -- the hash before it, so that a change by other means is found.
            CREATE TABLE event_log (
                sequence INTEGER NOT NULL PRIMARY KEY,
                at INTEGER NOT NULL,
                name TEXT NOT NULL,
                version INTEGER NOT NULL CHECK (version >= 1),
                topic TEXT NOT NULL,
                actor TEXT NOT NULL,
                audience TEXT NOT NULL,
                payload TEXT NOT NULL,
                hash BLOB NOT NULL CHECK (length(hash) = 32)
            ) STRICT;
            CREATE TRIGGER event_log_is_never_changed BEFORE UPDATE ON event_log
            BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
            CREATE TRIGGER event_log_is_never_shortened BEFORE DELETE ON event_log
            BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
            -- Also closes the way round the two above: INSERT OR REPLACE removes a row without any trigger for it.
            CREATE TRIGGER event_log_has_no_gaps BEFORE INSERT ON event_log
            WHEN new.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM event_log)
            BEGIN SELECT raise(ABORT, 'the event log has no gaps'); END;

            -- How far each reader has come.
            CREATE TABLE event_cursor (
                reader TEXT NOT NULL PRIMARY KEY,
                sequence INTEGER NOT NULL CHECK (sequence >= 0)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
