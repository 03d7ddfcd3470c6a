package import SQLStore

/// Every schema change of the book, oldest first. Append; never edit.
package enum LedgerSchema {
    package static let migrations = [
        SchemaMigration(
            "ledger.1 accounts, transfers, entries, holds",
            """
            -- An account holds one currency. Its floor is held by the trigger on entries.
            CREATE TABLE ledger_account (
                id INTEGER NOT NULL PRIMARY KEY,
                code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 100),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                kind TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'revenue', 'expense')),
                floor INTEGER,
                UNIQUE (code, currency)
            ) STRICT;

            -- A movement of money. Corrected only by another that reverses it, at most once.
            CREATE TABLE ledger_transfer (
                id TEXT NOT NULL PRIMARY KEY,
                idempotency_key TEXT NOT NULL UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 200),
                request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
                kind TEXT NOT NULL,
                reference TEXT NOT NULL,
                actor TEXT NOT NULL,
                at INTEGER NOT NULL,
                reverses TEXT UNIQUE REFERENCES ledger_transfer (id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ledger_transfer_by_reference ON ledger_transfer (reference);

            -- The sides of a transfer. `balance_after` chains the entries of an account, so a lost one is found.
            CREATE TABLE ledger_entry (
                id INTEGER NOT NULL PRIMARY KEY,
                transfer_id TEXT NOT NULL REFERENCES ledger_transfer (id),
                account_id INTEGER NOT NULL REFERENCES ledger_account (id),
                amount INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
                balance_after INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX ledger_entry_by_account ON ledger_entry (account_id, id);
            CREATE INDEX ledger_entry_by_transfer ON ledger_entry (transfer_id);

            -- A transfer that waits for a decision.
            CREATE TABLE ledger_hold (
                id TEXT NOT NULL PRIMARY KEY,
                draft TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'posted', 'void')),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TRIGGER ledger_transfer_is_never_changed BEFORE UPDATE ON ledger_transfer
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_transfer_is_never_removed BEFORE DELETE ON ledger_transfer
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_account_is_never_removed BEFORE DELETE ON ledger_account
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            """)
    ]
}
