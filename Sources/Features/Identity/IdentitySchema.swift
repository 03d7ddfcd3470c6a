package import SQLStore

/// Every schema change Identity ever shipped, oldest first. Append; never edit.
package enum IdentitySchema {
    package static let migrations = [
        SchemaMigration(
            "identity.1 accounts, sessions, invitations, devices",
            """
            -- A person. `mail` is empty where somebody has none; then the folded name must be theirs alone, because it
            -- is what they sign in with. Lengths are in code points; the rules count characters as a reader does.
            CREATE TABLE account (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 600),
                name_fold TEXT NOT NULL,
                mail TEXT NOT NULL CHECK (length(mail) <= 254),
                password TEXT NOT NULL CHECK (length(password) BETWEEN 1 AND 400),
                is_blocked INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
                created_at INTEGER NOT NULL,
                last_seen_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX account_by_mail ON account (mail) WHERE mail <> '';
            CREATE UNIQUE INDEX account_by_name_alone ON account (name_fold) WHERE mail = '';
            CREATE INDEX account_by_name ON account (name_fold);

            -- What a person may do. The box is claimed as soon as anybody here is admin.
            CREATE TABLE account_role (
                account_id TEXT NOT NULL REFERENCES account (id),
                role TEXT NOT NULL CHECK (role IN ('admin', 'staff', 'door', 'artist', 'producer', 'fan')),
                PRIMARY KEY (account_id, role)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX account_role_by_role ON account_role (role, account_id);

            -- A browser in which somebody is signed in. The cookie rests only as its SHA-256.
            CREATE TABLE session (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                account_id TEXT NOT NULL REFERENCES account (id),
                client TEXT NOT NULL,
                agent TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                last_seen_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX session_by_account ON session (account_id, last_seen_at);

            -- Wrong tries at a password, by a keyed tag of what was typed, so that names nobody has slow down alike.
            CREATE TABLE sign_in_tries (
                subject BLOB NOT NULL PRIMARY KEY CHECK (length(subject) = 16),
                full_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            -- A link that makes an account, or sets a new password. Used, withdrawn or run out means gone.
            CREATE TABLE invitation (
                id TEXT NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                account_id TEXT REFERENCES account (id),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 600),
                mail TEXT NOT NULL CHECK (length(mail) <= 254),
                made_by TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                CHECK ((kind = 'reset') = (account_id IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX invitation_one_reset ON invitation (account_id) WHERE account_id IS NOT NULL;
            CREATE INDEX invitation_by_maker ON invitation (made_by);

            CREATE TABLE invitation_role (
                invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
                role TEXT NOT NULL CHECK (role IN ('admin', 'staff', 'door', 'artist', 'producer', 'fan')),
                PRIMARY KEY (invitation_id, role)
            ) STRICT, WITHOUT ROWID;

            -- A phone or scanner at one show's door. The show belongs to another feature: named, not referenced.
            CREATE TABLE device (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 304),
                show_id TEXT NOT NULL,
                show_title TEXT NOT NULL,
                door TEXT NOT NULL CHECK (length(door) BETWEEN 1 AND 224),
                paired_at INTEGER NOT NULL,
                last_seen_at INTEGER,
                revoked_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX device_working ON device (show_id) WHERE revoked_at IS NULL;

            -- An offer to pair, good once. It stays a day after, so that the desk can show what became of it.
            CREATE TABLE pairing (
                id TEXT NOT NULL PRIMARY KEY,
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                code_tag BLOB NOT NULL UNIQUE CHECK (length(code_tag) = 16),
                show_id TEXT NOT NULL,
                door TEXT NOT NULL CHECK (length(door) BETWEEN 1 AND 224),
                started_by TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                device_id TEXT REFERENCES device (id) ON DELETE SET NULL,
                used_at INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX pairing_by_starter ON pairing (started_by);
            CREATE INDEX pairing_by_device ON pairing (device_id) WHERE device_id IS NOT NULL;

            -- What the claim code is made of. A single row, and only while the box has no admin.
            CREATE TABLE claim (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                nonce BLOB NOT NULL CHECK (length(nonce) = 16),
                wrong_tries INTEGER NOT NULL CHECK (wrong_tries BETWEEN 0 AND 4),
                created_at INTEGER NOT NULL
            ) STRICT;
            """)
    ]
}
