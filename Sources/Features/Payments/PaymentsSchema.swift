package import SQLStore

/// Every schema change Payments ever shipped, oldest first. Append; never edit.
package enum PaymentsSchema {
    package static let migrations = [
        SchemaMigration(
            "payments.1 orders and shifts",
            """
            -- A purchase. `idempotency_key` with `request_hash` makes a repeated request the same order, also when the
            -- first answer was lost.
            CREATE TABLE orders (
                id TEXT NOT NULL PRIMARY KEY,
                number TEXT NOT NULL UNIQUE CHECK (length(number) = 6),
                status TEXT NOT NULL CHECK (status IN ('reserved', 'paid', 'refunded', 'cancelled', 'expired')),
                channel TEXT NOT NULL CHECK (channel IN ('counter', 'web')),
                total INTEGER NOT NULL CHECK (total >= 0),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                buyer_name TEXT NOT NULL,
                buyer_mail TEXT NOT NULL,
                method TEXT CHECK (method IN ('cash', 'card', 'free')),
                tendered INTEGER,
                created_at INTEGER NOT NULL,
                reserved_until INTEGER,
                paid_at INTEGER,
                refunded_at INTEGER,
                refund_reason TEXT,
                sold_by TEXT,
                transfer_id TEXT,
                idempotency_key TEXT UNIQUE,
                request_hash BLOB,
                CHECK ((status IN ('paid', 'refunded')) = (paid_at IS NOT NULL AND method IS NOT NULL)),
                CHECK ((status = 'refunded') = (refunded_at IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX order_by_payment ON orders (paid_at) WHERE paid_at IS NOT NULL;
            CREATE INDEX order_that_may_expire ON orders (reserved_until) WHERE status = 'reserved';

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

            -- A person's time at the drawer, with the cash counted at both ends.
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
