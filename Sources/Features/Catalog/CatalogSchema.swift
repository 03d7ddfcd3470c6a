package import SQLStore

/// Every schema change Catalog ever shipped, oldest first. Append; never edit.
package enum CatalogSchema {
    package static let migrations = [
        SchemaMigration(
            "catalog.1 artists, albums, tracks, search",
            """
            -- Lengths count code points here and characters in the rules, so these are five times as wide.
            -- An artist's page. `name_fold` is the name without case and accents, for order and comparison.
            CREATE TABLE artist (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 600),
                name_fold TEXT NOT NULL UNIQUE,
                bio TEXT NOT NULL,
                picture_cid TEXT,
                accent TEXT CHECK (accent IS NULL OR length(accent) = 7),
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX artist_by_name ON artist (name_fold, id);

            -- Who may edit a page. Admins may edit all without a row.
            CREATE TABLE artist_editor (
                artist_id TEXT NOT NULL REFERENCES artist (id),
                account_id TEXT NOT NULL,
                PRIMARY KEY (artist_id, account_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX artist_editor_by_account ON artist_editor (account_id);

            -- A release. Removing only marks it, so that it can be undone.
            CREATE TABLE album (
                id TEXT NOT NULL PRIMARY KEY,
                artist_id TEXT NOT NULL REFERENCES artist (id),
                title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 1000),
                released_on TEXT CHECK (released_on IS NULL OR length(released_on) = 10),
                notes TEXT NOT NULL,
                cover_cid TEXT,
                accent TEXT CHECK (accent IS NULL OR length(accent) = 7),
                created_at INTEGER NOT NULL,
                removed_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX album_by_artist ON album (artist_id, id);

            -- One recording. `cid` names the bytes as uploaded; what is heard may be a transcode of them in the cache.
            CREATE TABLE track (
                id TEXT NOT NULL PRIMARY KEY,
                artist_id TEXT NOT NULL REFERENCES artist (id),
                album_id TEXT REFERENCES album (id),
                position INTEGER CHECK (position IS NULL OR position BETWEEN 1 AND 999),
                title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 1000),
                credits TEXT NOT NULL,
                visibility TEXT NOT NULL CHECK (visibility IN ('listed', 'private')),
                cid TEXT NOT NULL,
                bytes INTEGER NOT NULL CHECK (bytes > 0),
                file_name TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('measuring', 'ready', 'failed')),
                problem TEXT,
                container TEXT NOT NULL,
                codec TEXT NOT NULL,
                duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
                sample_rate INTEGER NOT NULL,
                channels INTEGER NOT NULL,
                is_transcoded INTEGER NOT NULL CHECK (is_transcoded IN (0, 1)),
                loudness_lufs REAL,
                true_peak_dbtp REAL,
                waveform BLOB CHECK (waveform IS NULL OR length(waveform) = 400),
                cover_cid TEXT,
                accent TEXT CHECK (accent IS NULL OR length(accent) = 7),
                created_at INTEGER NOT NULL,
                removed_at INTEGER,
                CHECK ((state = 'failed') = (problem IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX track_by_artist ON track (artist_id, id);
            CREATE INDEX track_by_album ON track (album_id, position) WHERE album_id IS NOT NULL;
            CREATE INDEX track_to_measure ON track (id) WHERE state = 'measuring';
            -- The same bytes twice on one page are a mistake, until the first is removed.
            CREATE UNIQUE INDEX track_once ON track (artist_id, cid) WHERE removed_at IS NULL;

            -- What can be found. Words are folded before they come here; `ref` is the identifier of the thing.
            CREATE VIRTUAL TABLE catalog_search USING fts5 (
                ref UNINDEXED, title, others, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
            );
            """)
    ]
}
