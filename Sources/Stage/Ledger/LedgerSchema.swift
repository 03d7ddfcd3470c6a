package import SQLStore

/// Every schema change of the book, oldest first. Append; never edit.
package enum LedgerSchema {
    package static let migrations = [
        SchemaMigration(
            "ledger.1 accounts, transfers, entries, holds",
            """
            -- An account holds one currency. Its floor, on its own side, is held by the trigger on entries.
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
                balance_after INTEGER NOT NULL CHECK (abs(balance_after) <= 500000000000000)
            ) STRICT;
            CREATE INDEX ledger_entry_by_account ON ledger_entry (account_id, id);
            CREATE INDEX ledger_entry_by_transfer ON ledger_entry (transfer_id);

            -- A transfer that waits for a decision, and its sides. What they take from an account with a floor cannot
            -- be spent until the decision or the end of the hold.
            CREATE TABLE ledger_hold (
                id TEXT NOT NULL PRIMARY KEY,
                idempotency_key TEXT NOT NULL UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 200),
                request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
                kind TEXT NOT NULL,
                reference TEXT NOT NULL,
                actor TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('open', 'posted', 'void')),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ledger_hold_open ON ledger_hold (expires_at) WHERE state = 'open';
            CREATE TABLE ledger_hold_entry (
                hold_id TEXT NOT NULL REFERENCES ledger_hold (id),
                place INTEGER NOT NULL CHECK (place >= 0),
                account_id INTEGER NOT NULL REFERENCES ledger_account (id),
                amount INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
                PRIMARY KEY (hold_id, place)
            ) STRICT, WITHOUT ROWID;

            -- Nothing is changed or removed; the only change is the decision on a hold. INSERT OR REPLACE removes a row
            -- without any trigger for it, so an insert in the place of a row is refused too.
            CREATE TRIGGER ledger_account_is_never_changed BEFORE UPDATE ON ledger_account
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_transfer_is_never_changed BEFORE UPDATE ON ledger_transfer
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_entry_is_never_changed BEFORE UPDATE ON ledger_hold_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_account_is_never_removed BEFORE DELETE ON ledger_account
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_transfer_is_never_removed BEFORE DELETE ON ledger_transfer
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_is_never_removed BEFORE DELETE ON ledger_hold
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_entry_is_never_removed BEFORE DELETE ON ledger_hold_entry
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_is_decided_once BEFORE UPDATE ON ledger_hold
            WHEN old.state <> 'open' OR new.state = 'open' OR new.id <> old.id OR new.kind <> old.kind
                OR new.idempotency_key <> old.idempotency_key OR new.request_hash <> old.request_hash
                OR new.reference <> old.reference OR new.actor <> old.actor
                OR new.created_at <> old.created_at OR new.expires_at <> old.expires_at
            BEGIN SELECT raise(ABORT, 'a hold is decided once'); END;
            CREATE TRIGGER ledger_account_is_never_replaced BEFORE INSERT ON ledger_account
            WHEN EXISTS (
                SELECT 1 FROM ledger_account
                WHERE id = new.id OR (code = new.code AND currency = new.currency))
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_transfer_is_never_replaced BEFORE INSERT ON ledger_transfer
            WHEN EXISTS (
                SELECT 1 FROM ledger_transfer
                WHERE id = new.id OR idempotency_key = new.idempotency_key OR reverses = new.reverses)
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_is_never_replaced BEFORE INSERT ON ledger_hold
            WHEN EXISTS (
                SELECT 1 FROM ledger_hold WHERE id = new.id OR idempotency_key = new.idempotency_key)
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
            CREATE TRIGGER ledger_hold_entry_is_never_replaced BEFORE INSERT ON ledger_hold_entry
            WHEN EXISTS (SELECT 1 FROM ledger_hold_entry WHERE hold_id = new.hold_id AND place = new.place)
            BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

            -- An entry goes on where its account stands, keeps the floor, and comes with its transfer's other entries:
            -- nothing is added to a transfer once another has been posted.
            CREATE TRIGGER ledger_entry_fits BEFORE INSERT ON ledger_entry
            BEGIN
                SELECT raise(ABORT, 'the ledger is append-only')
                WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE id = new.id);
                SELECT raise(ABORT, 'the chain of balances is broken')
                WHERE new.balance_after <> new.amount + coalesce((
                    SELECT balance_after FROM ledger_entry WHERE account_id = new.account_id
                    ORDER BY id DESC LIMIT 1), 0);
                SELECT raise(ABORT, 'the balance fell below its floor') FROM ledger_account
                WHERE id = new.account_id AND CASE
                    WHEN kind IN ('asset', 'expense') THEN new.amount < 0 AND new.balance_after < floor
                    ELSE new.amount > 0 AND -new.balance_after < floor END;
                SELECT raise(ABORT, 'the transfer is complete')
                WHERE EXISTS (SELECT 1 FROM ledger_entry WHERE transfer_id = new.transfer_id)
                    AND new.transfer_id <> (SELECT transfer_id FROM ledger_entry ORDER BY id DESC LIMIT 1);
            END;
            """)
    ]
}
