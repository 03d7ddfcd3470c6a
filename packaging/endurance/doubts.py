"""Doubts about the questions themselves: each is asked about books that were spoiled, and must notice.

Without this, questions that ask nothing would look like books that are whole.
"""

import contextlib
import pathlib
import shutil
import sqlite3
import tempfile

from books import QUESTIONS, Books


def findings(data, history):
    """Spoils copies of the data of a box that has ended, one way after the other."""
    names = {question.__name__: sentence for sentence, question in QUESTIONS}
    for what, question, spoil in SPOILS:
        with tempfile.TemporaryDirectory(prefix="stagebox-doubt-") as folder:
            copy = pathlib.Path(folder) / "data"
            shutil.copytree(data, copy)
            spoil(copy, history)
            with Books(copy, history) as books:
                noticed = dict(books.findings())[names[question]]
        yield f"it is noticed when {what}", [] if noticed else ["it was not noticed"]


@contextlib.contextmanager
def opened(data):
    """The database without the triggers that guard it."""
    db = sqlite3.connect(data / "stagebox.sqlite", isolation_level=None)
    for (trigger,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {trigger}")
    yield db
    db.close()


def runs(*statements):
    def spoil(data, history):
        with opened(data) as db:
            for statement in statements:
                assert db.execute(statement).rowcount != 0, f"nothing was spoiled by: {statement}"
    return spoil


def latest_sales_vanish(data, history):
    """The last commits are gone, as on a disk that only said that it had written them."""
    keys = list(history.known("sale"))
    order = history.known("sale")[keys[-1]].answer["order"]
    with opened(data) as db:
        for table, column in (("ticket", "order_id"), ("order_line", "order_id"), ("order_request", "order_id"),
                              ("orders", "id")):
            db.execute(f"DELETE FROM {table} WHERE {column} = ?", (order,))


def a_file(data):
    with opened(data) as db:
        name = db.execute("SELECT cid FROM track ORDER BY id DESC LIMIT 1").fetchone()[0]
    return data / "files/blobs" / name[-2:] / name


def file_vanishes(data, history):
    a_file(data).unlink()


def file_changes(data, history):
    path = a_file(data)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def page_changes(data, history):
    with opened(data) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'").fetchone()[0]
    with open(data / "stagebox.sqlite", "r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\0" * 64)


SPOILS = [
    ("an acknowledged sale is gone", "sales_are_there", latest_sales_vanish),
    ("a ticket is missing", "sales_are_there",
     runs("DELETE FROM ticket WHERE serial = (SELECT max(serial) FROM ticket WHERE status = 'valid')")),
    ("an order is there that nobody asked for", "nothing_twice",
     runs("""INSERT INTO orders SELECT 'ord_nobody', '000000', 'reserved', channel, total, currency, buyer_name,
             buyer_mail, buyer_folded, NULL, NULL, created_at, created_at, NULL, NULL, NULL, NULL, NULL
             FROM orders LIMIT 1""")),
    ("a refund was taken back", "refunds_are_there",
     runs("""UPDATE orders SET status = 'paid', refunded_at = NULL
             WHERE id = (SELECT id FROM orders WHERE status = 'refunded' LIMIT 1)""")),
    ("a scan is missing", "scans_are_there",
     runs("DELETE FROM scan WHERE id = (SELECT max(id) FROM scan WHERE outcome = 'already_inside')")),
    ("a ticket is let in twice", "nobody_twice",
     runs("""INSERT INTO scan SELECT 'scan_again', show_id, ticket_serial, actor, 'another-nonce', door, device_name,
             method, outcome, sentence, previous_scan, at, undone_at, undone_by
             FROM scan WHERE outcome = 'admitted' LIMIT 1""")),
    ("an upload is missing", "uploads_are_there", runs("DELETE FROM track WHERE id = (SELECT max(id) FROM track)")),
    ("an amount in the ledger is another", "balanced",
     runs("UPDATE ledger_entry SET amount = amount + 1 WHERE id = (SELECT max(id) FROM ledger_entry)")),
    ("two sides of a transfer are missing", "balanced",
     runs("DELETE FROM ledger_entry WHERE transfer_id = (SELECT transfer_id FROM ledger_entry WHERE id = 3)")),
    ("an event says something else", "chained",
     runs("UPDATE event_log SET payload = replace(payload, '0', '1') WHERE sequence = 100")),
    ("an event is missing", "chained", runs("DELETE FROM event_log WHERE sequence = 100")),
    ("the last events are missing", "told_once",
     runs("""DELETE FROM event_log
             WHERE sequence >= (SELECT max(sequence) FROM event_log WHERE name = 'payments.paid')""")),
    ("a file is missing", "files_are_there", file_vanishes),
    ("a file has another byte", "files_are_there", file_changes),
    ("a page of the database is damaged", "whole", page_changes),
]
