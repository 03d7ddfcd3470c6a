CREATE UNIQUE INDEX account_by_mail ON account (mail) WHERE mail <> '';
CREATE INDEX account_by_name ON account (name_fold);
CREATE UNIQUE INDEX account_by_name_alone ON account (name_fold) WHERE mail = '';
CREATE INDEX account_role_by_role ON account_role (role, account_id);
CREATE INDEX album_by_artist ON album (artist_id, id);
CREATE INDEX artist_by_name ON artist (name_fold, id);
CREATE INDEX artist_editor_by_account ON artist_editor (account_id);
CREATE INDEX backup_job_by_kind ON backup_job (kind, sequence);
CREATE UNIQUE INDEX backup_job_running ON backup_job (state) WHERE state = 'running';
CREATE INDEX device_working ON device (show_id) WHERE revoked_at IS NULL;
CREATE INDEX idempotent_answer_by_age ON idempotent_answer (at);
CREATE INDEX invitation_by_maker ON invitation (made_by);
CREATE UNIQUE INDEX invitation_one_reset ON invitation (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX ledger_entry_by_account ON ledger_entry (account_id, id);
CREATE INDEX ledger_entry_by_transfer ON ledger_entry (transfer_id);
CREATE INDEX ledger_hold_open ON ledger_hold (expires_at) WHERE state = 'open';
CREATE INDEX ledger_transfer_by_reference ON ledger_transfer (reference);
CREATE UNIQUE INDEX one_open_shift ON shift ((closed_at IS NULL)) WHERE closed_at IS NULL;
CREATE INDEX order_by_mail ON orders (buyer_mail, created_at) WHERE buyer_mail <> '';
CREATE INDEX order_by_payment ON orders (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX order_that_may_expire ON orders (reserved_until) WHERE status = 'reserved';
CREATE INDEX pairing_by_device ON pairing (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX pairing_by_starter ON pairing (started_by);
CREATE INDEX scan_by_show ON scan (show_id, id);
CREATE INDEX scan_that_admitted ON scan (show_id, at, outcome) WHERE outcome = 'admitted';
CREATE INDEX scan_that_refused ON scan (show_id, at, outcome)
    WHERE outcome NOT IN ('admitted', 'undone');
CREATE INDEX session_by_account ON session (account_id, last_seen_at);
CREATE INDEX show_by_start ON show (starts_at, id);
CREATE INDEX ticket_by_order ON ticket (order_id);
CREATE INDEX ticket_by_show ON ticket (show_id, id);
CREATE INDEX ticket_type_by_show ON ticket_type (show_id, id);
CREATE INDEX track_by_album ON track (album_id, position) WHERE album_id IS NOT NULL;
CREATE INDEX track_by_artist ON track (artist_id, id);
CREATE UNIQUE INDEX track_once ON track (artist_id, cid) WHERE removed_at IS NULL;
CREATE INDEX track_to_measure ON track (id) WHERE state = 'measuring';
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
CREATE TABLE account_role (
    account_id TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL CHECK (role IN ('admin', 'staff', 'door', 'artist', 'producer', 'fan')),
    PRIMARY KEY (account_id, role)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE artist (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 600),
    name_fold TEXT NOT NULL UNIQUE,
    bio TEXT NOT NULL,
    picture_cid TEXT,
    accent TEXT CHECK (accent IS NULL OR length(accent) = 7),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE artist_editor (
    artist_id TEXT NOT NULL REFERENCES artist (id),
    account_id TEXT NOT NULL,
    PRIMARY KEY (artist_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE backup_damaged_blob (
    cid TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
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
CREATE TABLE box (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    time_zone TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE catalog_search USING fts5 (
    ref UNINDEXED, title, others, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3'
);
CREATE TABLE claim (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    nonce BLOB NOT NULL CHECK (length(nonce) = 16),
    wrong_tries INTEGER NOT NULL CHECK (wrong_tries BETWEEN 0 AND 4),
    created_at INTEGER NOT NULL
) STRICT;
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
CREATE TABLE event_cursor (
    reader TEXT NOT NULL PRIMARY KEY,
    sequence INTEGER NOT NULL CHECK (sequence >= 0)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE idempotent_answer (
    scope TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE invitation_role (
    invitation_id TEXT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'staff', 'door', 'artist', 'producer', 'fan')),
    PRIMARY KEY (invitation_id, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_account (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 100),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    kind TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'revenue', 'expense')),
    floor INTEGER,
    UNIQUE (code, currency)
) STRICT;
CREATE TABLE ledger_entry (
    id INTEGER NOT NULL PRIMARY KEY,
    transfer_id TEXT NOT NULL REFERENCES ledger_transfer (id),
    account_id INTEGER NOT NULL REFERENCES ledger_account (id),
    amount INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
    balance_after INTEGER NOT NULL CHECK (abs(balance_after) <= 500000000000000)
) STRICT;
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
CREATE TABLE ledger_hold_entry (
    hold_id TEXT NOT NULL REFERENCES ledger_hold (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    account_id INTEGER NOT NULL REFERENCES ledger_account (id),
    amount INTEGER NOT NULL CHECK (amount <> 0 AND abs(amount) <= 1000000000000000),
    PRIMARY KEY (hold_id, place)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE order_request (
    scope TEXT NOT NULL,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 128),
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    order_id TEXT NOT NULL REFERENCES orders (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    account_id TEXT NOT NULL REFERENCES account (id),
    client TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE sign_in_tries (
    subject BLOB NOT NULL PRIMARY KEY CHECK (length(subject) = 16),
    full_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE ticket_hold (
    order_id TEXT NOT NULL,
    type_id TEXT NOT NULL REFERENCES ticket_type (id),
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    until INTEGER NOT NULL,
    PRIMARY KEY (order_id, type_id)
) STRICT, WITHOUT ROWID;
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
CREATE TRIGGER event_log_has_no_gaps BEFORE INSERT ON event_log
WHEN new.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM event_log)
BEGIN SELECT raise(ABORT, 'the event log has no gaps'); END;
CREATE TRIGGER event_log_is_never_changed BEFORE UPDATE ON event_log
BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER event_log_is_never_shortened BEFORE DELETE ON event_log
BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER ledger_account_is_never_changed BEFORE UPDATE ON ledger_account
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_account_is_never_removed BEFORE DELETE ON ledger_account
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_account_is_never_replaced BEFORE INSERT ON ledger_account
WHEN EXISTS (
    SELECT 1 FROM ledger_account
    WHERE id = new.id OR (code = new.code AND currency = new.currency))
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
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
CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_hold_entry_is_never_changed BEFORE UPDATE ON ledger_hold_entry
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_hold_entry_is_never_removed BEFORE DELETE ON ledger_hold_entry
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_hold_entry_is_never_replaced BEFORE INSERT ON ledger_hold_entry
WHEN EXISTS (SELECT 1 FROM ledger_hold_entry WHERE hold_id = new.hold_id AND place = new.place)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_hold_is_decided_once BEFORE UPDATE ON ledger_hold
WHEN old.state <> 'open' OR new.state = 'open' OR new.id <> old.id OR new.kind <> old.kind
    OR new.idempotency_key <> old.idempotency_key OR new.request_hash <> old.request_hash
    OR new.reference <> old.reference OR new.actor <> old.actor
    OR new.created_at <> old.created_at OR new.expires_at <> old.expires_at
BEGIN SELECT raise(ABORT, 'a hold is decided once'); END;
CREATE TRIGGER ledger_hold_is_never_removed BEFORE DELETE ON ledger_hold
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_hold_is_never_replaced BEFORE INSERT ON ledger_hold
WHEN EXISTS (
    SELECT 1 FROM ledger_hold WHERE id = new.id OR idempotency_key = new.idempotency_key)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_transfer_is_never_changed BEFORE UPDATE ON ledger_transfer
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_transfer_is_never_removed BEFORE DELETE ON ledger_transfer
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_transfer_is_never_replaced BEFORE INSERT ON ledger_transfer
WHEN EXISTS (
    SELECT 1 FROM ledger_transfer
    WHERE id = new.id OR idempotency_key = new.idempotency_key OR reverses = new.reverses)
BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
