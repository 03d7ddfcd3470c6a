"""What must be true of the data of a box, read with SQLite beside it, whatever happened to the box before.

Every question answers with sentences about what is wrong; nothing when all is well. None of it uses code of the box.
"""

import collections
import contextlib
import hashlib
import json
import pathlib
import shutil
import sqlite3
import struct
import tempfile

import unixfs
from traffic import PRICE


class Books:
    """A copy of a box's database, opened as SQLite opens it after the end of whoever wrote it, and its files."""

    def __init__(self, data, history):
        self.data, self.history = pathlib.Path(data), history

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="stagebox-books-")
        for ending in ("", "-wal"):
            part = self.data / f"stagebox.sqlite{ending}"
            if part.exists():
                shutil.copyfile(part, f"{self.folder.name}/books{ending}")
        self.db = sqlite3.connect(f"{self.folder.name}/books")
        return self

    def __exit__(self, *_):
        self.db.close()
        self.folder.cleanup()

    def rows(self, sql, *arguments):
        return self.db.execute(sql, arguments).fetchall()

    def by_first(self, sql):
        table = collections.defaultdict(list)
        for first, *rest in self.db.execute(sql):
            table[first].append(tuple(rest))
        return table

    def findings(self):
        """Every question with what it found."""
        for sentence, question in QUESTIONS:
            try:
                yield sentence, list(question(self))
            except sqlite3.Error as failure:
                yield sentence, [f"SQLite says: {failure}"]


def whole(books):
    for (finding,) in books.rows("PRAGMA integrity_check"):
        if finding != "ok":
            yield f"integrity check: {finding}"
    for row in books.rows("PRAGMA foreign_key_check"):
        yield f"a foreign key leads nowhere: {row}"


def sales_are_there(books):
    requests = books.by_first("SELECT key, order_id FROM order_request")
    orders = books.by_first("SELECT id, status, total FROM orders")
    tickets = dict(books.rows("SELECT order_id, count(*) FROM ticket GROUP BY order_id"))
    money = books.by_first(
        """SELECT reference, sum(amount) FROM ledger_transfer JOIN ledger_entry ON transfer_id = ledger_transfer.id
           WHERE kind = 'sale' AND amount > 0 GROUP BY ledger_transfer.id""")
    for key, act in books.history.known("sale").items():
        order, quantity = act.answer["order"], act.facts["quantity"]
        total = quantity * PRICE
        if requests.get(key) != [(order,)]:
            yield f"sale {key} was acknowledged as {order}; the database knows {requests.get(key)}"
        elif len(orders.get(order, [])) != 1 or orders[order][0][0] not in ("paid", "refunded"):
            yield f"order {order} of sale {key} is {orders.get(order)}"
        elif orders[order][0][1] != total or tickets.get(order) != quantity or money.get(order) != [(total,)]:
            yield (f"order {order} should be {quantity} tickets for {total}; it is {tickets.get(order)} for "
                   f"{orders[order][0][1]}, booked as {money.get(order)}")


def nothing_twice(books):
    acts = books.history.acts["sale"]
    requests = dict(books.rows("SELECT key, order_id FROM order_request"))
    made = collections.Counter(requests[key] for key in acts if key in requests)
    for order, count in made.items():
        if count != 1:
            yield f"order {order} came of {count} different sales"
    for key, act in acts.items():
        if act.state == "refused" and key in requests:
            yield f"sale {key} was refused with {act.answer}, and order {requests[key]} is there"
    for (order,) in books.rows("SELECT id FROM orders"):
        if order not in made:
            yield f"nobody asked for order {order}"
    names = {name for name, act in books.history.acts["upload"].items() if act.state != "refused"}
    for (cid,) in books.rows("SELECT cid FROM track"):
        if cid not in names:
            yield f"nobody uploaded {cid}"
    nonces = {nonce for nonce, act in books.history.acts["scan"].items() if act.state != "refused"}
    for (nonce,) in books.rows("SELECT nonce FROM scan"):
        if nonce not in nonces:
            yield f"nobody scanned with {nonce}"


def refunds_are_there(books):
    asked = collections.defaultdict(list)
    for act in books.history.acts["refund"].values():
        asked[act.facts["order"]].append(act.state)
    reversals = dict(books.rows(
        """SELECT reference, count(*) FROM ledger_transfer WHERE kind = 'refund' AND reverses NOT NULL
           GROUP BY reference"""))
    left = dict(books.rows("SELECT order_id, count(*) FROM ticket WHERE status <> 'refunded' GROUP BY order_id"))
    for order, status in books.rows("SELECT id, status FROM orders"):
        states, is_refunded = asked.get(order, []), status == "refunded"
        if "done" in states and not is_refunded:
            yield f"the refund of {order} was acknowledged; it is {status}"
        if is_refunded and not {"done", "unknown"} & set(states):
            yield f"nobody refunded {order}, or it was refused; it is refunded"
        if reversals.get(order, 0) != is_refunded or (is_refunded and order in left):
            yield f"{order} is {status}, with {reversals.get(order, 0)} reversals and {left.get(order, 0)} tickets left"


def scans_are_there(books):
    scans = books.by_first(
        "SELECT nonce, scan.id, outcome, number FROM scan LEFT JOIN ticket ON serial = ticket_serial")
    for nonce, act in books.history.known("scan").items():
        expected = (act.answer["scan"], act.answer["outcome"], act.facts["number"])
        if scans.get(nonce) != [expected]:
            yield f"scan {nonce} was acknowledged as {expected}; the database knows {scans.get(nonce)}"


def nobody_twice(books):
    admissions = collections.Counter(
        number for (number,) in books.rows(
            "SELECT number FROM scan JOIN ticket ON serial = ticket_serial WHERE outcome = 'admitted'"))
    said = collections.Counter(
        act.facts["number"] for act in books.history.known("scan").values() if act.answer["outcome"] == "admitted")
    for number, count in (admissions | said).items():
        if count > 1:
            yield f"ticket {number} was let in {count} times"
    for (number,) in books.rows(
            """SELECT number FROM ticket LEFT JOIN scan ON scan.id = admitted_scan WHERE (status = 'admitted') <>
               EXISTS (SELECT 1 FROM scan WHERE ticket_serial = serial AND outcome = 'admitted')
               OR (status = 'admitted' AND scan.ticket_serial IS NOT serial)"""):
        yield f"ticket {number} and the scans disagree about whether it is inside"
    for show, sold, inside, real_sold, real_inside in books.rows(
            """SELECT id, sold, inside, (SELECT count(*) FROM ticket WHERE show_id = show.id AND status <> 'refunded'),
               (SELECT count(*) FROM ticket WHERE show_id = show.id AND status = 'admitted') FROM show"""):
        if (sold, inside) != (real_sold, real_inside):
            yield f"show {show} counts {sold} sold and {inside} inside; it has {real_sold} and {real_inside}"


def uploads_are_there(books):
    tracks = books.by_first("SELECT cid, id, bytes FROM track WHERE removed_at IS NULL")
    for name, act in books.history.known("upload").items():
        if tracks.get(name) != [(act.answer["id"], act.facts["bytes"])]:
            yield f"upload {name} was acknowledged as {act.answer['id']}; the database knows {tracks.get(name)}"
    named = []
    for name, act in books.history.acts["picture"].items():
        # Kept in the order they were asked for, by one person.
        named = [name] if act.state == "done" else named + [name] if act.state == "unknown" else named
    shown = books.rows("SELECT picture_cid FROM artist WHERE picture_cid NOT NULL")
    if books.history.known("picture") and (not shown or shown[0][0] not in named):
        yield f"the picture should be one of {named}; it is {shown}"


def balanced(books):
    for transfer, currency, total in books.rows(
            """SELECT transfer_id, currency, sum(amount) FROM ledger_entry JOIN ledger_account
               ON ledger_account.id = account_id GROUP BY transfer_id, currency HAVING sum(amount) <> 0"""):
        yield f"the entries of {transfer} sum to {total} {currency}"
    balances = collections.Counter()
    for entry, account, amount, after in books.rows(
            "SELECT id, account_id, amount, balance_after FROM ledger_entry ORDER BY id"):
        balances[account] += amount
        if balances[account] != after:
            yield f"entry {entry} leaves {after} on account {account}; its entries sum to {balances[account]}"
            balances[account] = after
    for (transfer,) in books.rows(
            """SELECT id FROM ledger_transfer
               WHERE (SELECT count(*) FROM ledger_entry WHERE transfer_id = ledger_transfer.id) <> 2"""):
        yield f"transfer {transfer} has not two sides"
    drawer = books.rows(
        """SELECT coalesce(sum(amount), 0) FROM ledger_entry JOIN ledger_account ON ledger_account.id = account_id
           WHERE code = 'cash:drawer:main'""")[0][0]
    paid = books.rows("SELECT coalesce(sum(total), 0) FROM orders WHERE status = 'paid' AND method = 'cash'")[0][0]
    if drawer != paid:
        yield f"the drawer holds {drawer}; the paid orders are {paid}"


def link(before, sequence, at, version, *texts):
    """SHA-256 over the hash before and every field with its length."""
    parts = [before] + [struct.pack(">Iq", 8, number) for number in (sequence, at, version)]
    for text in texts:
        data = text.encode()
        parts.append(struct.pack(">I", len(data)) + data)
    return hashlib.sha256(b"".join(parts)).digest()


def chained(books):
    expected, before = 1, bytes(32)
    for sequence, digest, *fields in books.rows(
            """SELECT sequence, hash, at, version, name, topic, actor, audience, payload FROM event_log
               ORDER BY sequence"""):
        if sequence != expected or digest != link(before, sequence, *fields):
            yield f"event {sequence} does not follow event {expected - 1}"
            return
        expected, before = sequence + 1, digest


def told_once(books):
    names = ("payments.paid", "payments.refunded", "catalog.track_added", "scan")
    told = {name: collections.Counter() for name in names}
    for name, payload in books.rows("SELECT name, payload FROM event_log"):
        facts = json.loads(payload)
        if name in ("ticketing.admitted", "ticketing.refused"):
            told["scan"][facts["scan"]] += 1
        elif name in told:
            told[name][facts.get("order") or facts.get("id")] += 1
    for name, sql in (("payments.paid", "SELECT id FROM orders WHERE status IN ('paid', 'refunded')"),
                      ("payments.refunded", "SELECT id FROM orders WHERE status = 'refunded'"),
                      ("catalog.track_added", "SELECT id FROM track"), ("scan", "SELECT id FROM scan")):
        there = collections.Counter(row[0] for row in books.rows(sql))
        for thing in (there - told[name]).keys() | (told[name] - there).keys():
            yield f"{thing} is there {there[thing]} times and told {told[name][thing]} times by {name}"


def files_are_there(books):
    sizes = dict(books.rows("SELECT cid, bytes FROM track"))
    names = books.rows(
        """SELECT cid FROM track UNION SELECT cover_cid FROM track WHERE cover_cid NOT NULL
           UNION SELECT cover_cid FROM album WHERE cover_cid NOT NULL
           UNION SELECT picture_cid FROM artist WHERE picture_cid NOT NULL
           UNION SELECT poster_cid FROM show WHERE poster_cid NOT NULL""")
    for (name,) in names:
        path = books.data / "files/blobs" / name[-2:] / name
        with contextlib.suppress(FileNotFoundError):
            data = path.read_bytes()
            if len(data) != sizes.get(name, len(data)):
                yield f"{name} has {len(data)} bytes; its row says {sizes[name]}"
            elif unixfs.cid(data) != name:
                yield f"{name} has other bytes than its name says"
            continue
        yield f"{name} is named by a row and not there"


QUESTIONS = [
    ("the database is whole", whole),
    ("every acknowledged sale is there once, with its tickets and its money", sales_are_there),
    ("what was not acknowledged is there once or not at all, and nothing that nobody asked for", nothing_twice),
    ("every acknowledged refund is there once", refunds_are_there),
    ("every acknowledged scan is there once, with what was said", scans_are_there),
    ("no ticket was let in twice, and the counts at the door are right", nobody_twice),
    ("every acknowledged upload is there once", uploads_are_there),
    ("every transfer sums to zero, and no balance misses an entry", balanced),
    ("the chain of the event log is whole", chained),
    ("the event log tells of every sale, refund, scan and upload once", told_once),
    ("every file that a row names is there, with the bytes of its name", files_are_there),
]
