package import SQLStore

/// Every schema change Payments ever shipped, oldest first. Append; never edit.
package enum PaymentsSchema {
    package static let migrations = [
        SchemaMigration(
            "payments.1 orders and shifts",
            """
            -- A purchase. `buyer_folded` is the name as it is looked for. `transfer_id` is the sale in the ledger; an
            -- order of nothing has none.
            CREATE TABLE orders (
                id TEXT NOT NULL PRIMARY KEY,
                number TEXT NOT NULL UNIQUE CHECK (length(number) = 6),
                status TEXT NOT NULL CHECK (status IN ('reserved', 'paid', 'refunded', 'cancelled', 'expired')),
                channel TEXT NOT NULL CHECK (channel IN ('counter', 'web')),
                total INTEGER NOT NULL CHECK (total >= 0),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                buyer_name TEXT NOT NULL,
                buyer_mail TEXT NOT NULL,
                buyer_folded TEXT NOT NULL,
                method TEXT CHECK (method IN ('cash', 'card', 'free')),
                tendered INTEGER,
                created_at INTEGER NOT NULL,
                reserved_until INTEGER,
                paid_at INTEGER,
                refunded_at INTEGER,
                refund_reason TEXT,
                sold_by TEXT,
                transfer_id TEXT UNIQUE,
                CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL AND method IS NOT NULL)),
                CHECK ((status = 'refunded') = (refunded_at IS NOT NULL)),
                CHECK ((status IN ('paid', 'refunded') AND total > 0) = (transfer_id IS NOT NULL)),
                CHECK (tendered IS NULL OR tendered >= total)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX order_by_payment ON orders (paid_at) WHERE paid_at IS NOT NULL;
            CREATE INDEX order_that_may_expire ON orders (reserved_until) WHERE status = 'reserved';
            CREATE INDEX order_by_mail ON orders (buyer_mail, created_at) WHERE buyer_mail <> '';

            CREATE TABLE order_line (
                order_id TEXT NOT NULL REFERENCES orders (id),
                position INTEGER NOT NULL,
                seller TEXT NOT NULL,
                offer TEXT NOT NULL,
                title TEXT NOT NULL,
                detail TEXT NOT NULL,
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                unit_price INTEGER NOT NULL CHECK (unit_price >= 0),
                PRIMARY KEY (order_id, position),
                UNIQUE (order_id, offer)
            ) STRICT, WITHOUT ROWID;

            -- What was asked with an Idempotency-Key and which order came of it, written in the transaction that did
            -- it: a repeated request finds that order, also when the box was killed before it could answer.
            CREATE TABLE order_request (
                scope TEXT NOT NULL,
                key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
                request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
                order_id TEXT NOT NULL REFERENCES orders (id),
                at INTEGER NOT NULL,
                PRIMARY KEY (scope, key)
            ) STRICT, WITHOUT ROWID;

            -- A person's time at the drawer, with the cash counted at both ends. One that a sale opened by
            -- itself is the box's.
            CREATE TABLE shift (
                id TEXT NOT NULL PRIMARY KEY,
                opened_at INTEGER NOT NULL,
                opened_by TEXT NOT NULL,
                opening_cash INTEGER NOT NULL,
                currency TEXT NOT NULL,
                closed_at INTEGER,
                closed_by TEXT,
                counted INTEGER,
                expected INTEGER,
                CHECK ((closed_at IS NULL) = (counted IS NULL AND expected IS NULL AND closed_by IS NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX one_open_shift ON shift ((closed_at IS NULL)) WHERE closed_at IS NULL;
            """)
    ]
}
