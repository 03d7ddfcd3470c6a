import SQLStore

/// The schema of backups: how they are made, and what became of them.
enum BackupSchema {
    static let migrations = [
        SchemaMigration(
            "backup.1 settings and jobs",
            """
            -- Where and how often backups are made, and how many stay. A single row; none before the first change.
            -- `label` is what the box calls itself in its backup folders: it stays when the box is renamed.
            -- `confirmed_key` is the mark of the recovery key whose words somebody has typed back from paper.
            CREATE TABLE backup_settings (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                folder TEXT CHECK (folder IS NULL OR length(folder) BETWEEN 1 AND 1024),
                every_hours INTEGER NOT NULL CHECK (every_hours BETWEEN 1 AND 168),
                hourly INTEGER NOT NULL CHECK (hourly BETWEEN 0 AND 1000),
                daily INTEGER NOT NULL CHECK (daily BETWEEN 0 AND 1000),
                weekly INTEGER NOT NULL CHECK (weekly BETWEEN 0 AND 1000),
                label TEXT CHECK (label IS NULL OR length(label) BETWEEN 1 AND 64),
                confirmed_key BLOB CHECK (confirmed_key IS NULL OR length(confirmed_key) = 16)
            ) STRICT;

            -- Each backup, test restore and restore; of old ones only the last good of each kind stays. At most one
            -- runs; one that is found running while nobody holds its lock was cut short.
            CREATE TABLE backup_job (
                sequence INTEGER NOT NULL PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL CHECK (kind IN ('backup', 'test_restore', 'restore')),
                state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
                stage TEXT NOT NULL,
                done_bytes INTEGER NOT NULL CHECK (done_bytes >= 0),
                total_bytes INTEGER NOT NULL CHECK (total_bytes >= 0),
                started_at INTEGER NOT NULL,
                ended_at INTEGER,
                sentence TEXT NOT NULL,
                snapshot TEXT,
                is_cancel_wanted INTEGER NOT NULL DEFAULT 0 CHECK (is_cancel_wanted IN (0, 1)),
                CHECK ((state = 'running') = (ended_at IS NULL))
            ) STRICT;
            CREATE UNIQUE INDEX backup_job_running ON backup_job (state) WHERE state = 'running';
            CREATE INDEX backup_job_by_kind ON backup_job (kind, sequence);

            -- Blobs that a test restore found damaged in the backup folder: the next backup writes them again.
            CREATE TABLE backup_damaged_blob (
                cid TEXT NOT NULL PRIMARY KEY
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
