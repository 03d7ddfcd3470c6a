package import SQLStore

/// Every schema change Ticketing ever shipped, oldest first. Append; never edit.
package enum TicketingSchema {
    package static let migrations = [
        SchemaMigration(
            "ticketing.1 shows, types, holds, tickets, scans",
            """
            -- A dated performance. Lengths of text count code points, of which a character may have several. `sold`,
            -- `held` and `inside` are kept by the transactions that change them, so that a door never counts; a check
            -- compares them with the rows.
            CREATE TABLE show (
                id TEXT NOT NULL PRIMARY KEY,
                title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 544),
                lineup TEXT NOT NULL,
                place TEXT NOT NULL,
                description TEXT NOT NULL,
                doors_at INTEGER NOT NULL,
                starts_at INTEGER NOT NULL,
                ends_at INTEGER NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'cancelled')),
                capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 100000),
                doors TEXT NOT NULL,
                poster_cid TEXT,
                accent TEXT CHECK (accent IS NULL OR length(accent) = 7),
                sold INTEGER NOT NULL DEFAULT 0,
                held INTEGER NOT NULL DEFAULT 0,
                inside INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                CHECK (doors_at <= starts_at AND starts_at < ends_at),
                CHECK (sold >= 0 AND held >= 0 AND sold + held <= capacity),
                CHECK (inside BETWEEN 0 AND sold)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX show_by_start ON show (starts_at, id);

            -- A kind of ticket.
            CREATE TABLE ticket_type (
                id TEXT NOT NULL PRIMARY KEY,
                show_id TEXT NOT NULL REFERENCES show (id),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 304),
                note TEXT NOT NULL,
                price INTEGER NOT NULL CHECK (price >= 0),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                quota INTEGER NOT NULL CHECK (quota BETWEEN 1 AND 100000),
                per_order INTEGER NOT NULL CHECK (per_order BETWEEN 1 AND 50),
                online_sales INTEGER NOT NULL CHECK (online_sales IN (0, 1)),
                is_on_sale INTEGER NOT NULL CHECK (is_on_sale IN (0, 1)),
                sold INTEGER NOT NULL DEFAULT 0,
                held INTEGER NOT NULL DEFAULT 0,
                CHECK (sold >= 0 AND held >= 0 AND sold + held <= quota)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX ticket_type_by_show ON ticket_type (show_id, id);

            -- What an unpaid order keeps.
            CREATE TABLE ticket_hold (
                order_id TEXT NOT NULL,
                type_id TEXT NOT NULL REFERENCES ticket_type (id),
                quantity INTEGER NOT NULL CHECK (quantity > 0),
                until INTEGER NOT NULL,
                PRIMARY KEY (order_id, type_id)
            ) STRICT, WITHOUT ROWID;

            -- A ticket. The code is made from `serial` and `generation` under the box's secret and is not stored.
            CREATE TABLE ticket (
                serial INTEGER NOT NULL PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                number TEXT NOT NULL UNIQUE CHECK (length(number) = 10),
                generation INTEGER NOT NULL CHECK (generation BETWEEN 1 AND 255),
                show_id TEXT NOT NULL REFERENCES show (id),
                type_id TEXT NOT NULL REFERENCES ticket_type (id),
                order_id TEXT NOT NULL,
                holder TEXT NOT NULL,
                holder_folded TEXT NOT NULL,
                price INTEGER NOT NULL CHECK (price >= 0),
                status TEXT NOT NULL CHECK (status IN ('valid', 'admitted', 'refunded')),
                admitted_scan TEXT,
                created_at INTEGER NOT NULL,
                CHECK ((status = 'admitted') = (admitted_scan IS NOT NULL))
            ) STRICT;
            CREATE INDEX ticket_by_order ON ticket (order_id);
            CREATE INDEX ticket_by_show ON ticket (show_id, id);

            -- One row per attempt at a door, refused ones too, each with what was said. Nothing is ever removed; an
            -- admission that was taken back keeps its row.
            CREATE TABLE scan (
                id TEXT NOT NULL PRIMARY KEY,
                show_id TEXT NOT NULL REFERENCES show (id),
                ticket_serial INTEGER REFERENCES ticket (serial),
                actor TEXT NOT NULL,
                nonce TEXT NOT NULL CHECK (length(nonce) BETWEEN 8 AND 64),
                door TEXT NOT NULL,
                device_name TEXT NOT NULL,
                method TEXT NOT NULL CHECK (method IN ('camera', 'scanner', 'typed')),
                outcome TEXT NOT NULL CHECK (outcome IN ('admitted', 'already_inside', 'refunded', 'wrong_show',
                    'show_cancelled', 'too_early', 'too_late', 'unknown', 'undone')),
                sentence TEXT NOT NULL,
                previous_scan TEXT REFERENCES scan (id),
                at INTEGER NOT NULL,
                undone_at INTEGER,
                undone_by TEXT,
                UNIQUE (actor, nonce),
                CHECK ((outcome = 'undone') = (undone_at IS NOT NULL AND undone_by IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX scan_by_show ON scan (show_id, id);
            CREATE INDEX scan_that_admitted ON scan (show_id, at, outcome) WHERE outcome = 'admitted';
            CREATE INDEX scan_that_refused ON scan (show_id, at, outcome)
                WHERE outcome NOT IN ('admitted', 'undone');
            """)
    ]
}
