"""Asks a box that was started again about what it said before, through its API like everybody else."""

import itertools
import sqlite3

from report import expect
from traffic import sale, sound


class Witness:
    def __init__(self, box, evening, history, chance, since=""):
        """- since: only acts with this prefix are asked about, those of the last round."""
        self.box, self.evening, self.history, self.chance, self.since = box, evening, history, chance, since
        self.owner = evening.owner(box.port)
        # How many sales without an answer had been carried out when they were asked for again.
        self.carried_out = 0

    def some(self, acts, most):
        own = [(key, act) for key, act in acts.items()
               if str(act.facts.get("seed", key)).lstrip("-").startswith(self.since)]
        return self.chance.sample(own, min(most, len(own)))

    def findings(self, log=None):
        """With a log, what was unknown until now is noted as known once the box has answered."""
        yield "the box takes orders again and says so", list(self.standing())
        yield "the box remembers what it acknowledged", list(itertools.chain(self.orders(), self.uploads()))
        yield "asked again with the same key, the box answers the same and does nothing twice", \
            list(itertools.chain(self.repeats(), self.scans(), self.asks_again(log)))
        yield "the drawer and the headcount agree with the database", list(self.counts())
        self.owner.hang_up()

    def standing(self):
        box = self.owner.ask("GET", "/api/box")
        yield from expect(not box["isReadOnly"] and box["notice"] is None, f"it says {box}")
        _, health = self.owner.call("GET", "/health")
        database = [check for check in health["checks"] if check["name"] == "Database"]
        yield from expect(database and database[0]["status"] == "ok", f"its health is {health}")

    def orders(self):
        refunds = {act.facts["order"]: act.state for act in self.history.acts["refund"].values()}
        for key, act in self.some(self.history.known("sale"), 15):
            order = act.answer["order"]
            status, value = self.owner.call("GET", f"/api/orders/{order}")
            allowed = {None: {"paid"}, "refused": {"paid"}, "done": {"refunded"}, "unknown": {"paid", "refunded"}}
            told = value["order"]["status"] if status == 200 else f"answered with {status}"
            yield from expect(told in allowed[refunds.get(order)], f"order {order} of sale {key} is {told}")

    def uploads(self):
        for name, act in self.some(self.history.known("upload"), 2):
            status, _, data = self.owner.raw("GET", f"/api/tracks/{act.answer['id']}/audio?original=true")
            yield from expect(status == 200 and data == sound(act.facts["seed"]),
                              f"upload {name} answers with {status} and {len(data)} bytes")

    def repeats(self):
        for key, act in self.some(self.history.known("sale"), 10):
            status, value = self.sell(key, act)
            order = value["order"]["id"] if status == 201 else status
            yield from expect(order == act.answer["order"], f"sale {key} was {act.answer['order']} and is now {order}")
        for key, act in self.some(self.history.known("refund"), 5):
            status, _ = self.owner.call("POST", f"/api/orders/{act.facts['order']}/refund", {"reason": "Ill"},
                                        {"Idempotency-Key": key})
            yield from expect(status == 200, f"refund {key} was done and is now answered with {status}")

    def scans(self):
        for nonce, act in self.some(self.history.known("scan"), 10):
            phone = self.evening.phone(self.box.port, act.facts["phone"])
            status, value = self.scan(phone, act, nonce)
            said = (value["id"], value["outcome"]) if status == 200 else status
            before = (act.answer["scan"], act.answer["outcome"])
            yield from expect(said == before, f"scan {nonce} was {before} and is now {said}")
            phone.hang_up()

    def asks_again(self, log):
        """Half of those who got no answer ask again, as a till and a phone do."""
        for key, act in self.some(self.history.unknown("sale"), 2):
            before = self.database("SELECT order_id FROM order_request WHERE key = ?", key)
            status, value = self.sell(key, act)
            order = value["order"]["id"] if status == 201 else status
            self.carried_out += len(before)
            yield from expect(not before or before == [(order,)],
                              f"sale {key} had been carried out as {before} and is now {order}")
            if log and status == 201:
                log.done("sale", key, order=order)
        for nonce, act in self.some(self.history.unknown("scan"), 2):
            before = self.database("SELECT id, outcome FROM scan WHERE nonce = ?", nonce)
            phone = self.evening.phone(self.box.port, act.facts["phone"])
            status, value = self.scan(phone, act, nonce)
            said = (value["id"], value["outcome"]) if status == 200 else status
            yield from expect(not before or before == [said], f"scan {nonce} had been {before} and is now {said}")
            if log and status == 200:
                log.done("scan", nonce, scan=value["id"], outcome=value["outcome"])
            phone.hang_up()

    def counts(self):
        sold, inside = self.database("SELECT sold, inside FROM show WHERE id = ?", self.evening.show)[0]
        told = self.owner.ask("GET", f"/api/shows/{self.evening.show}/headcount")
        yield from expect((told["sold"], told["inside"]) == (sold, inside),
                          f"the box says {told}; the database {sold} sold and {inside} inside")
        paid = self.database("SELECT coalesce(sum(total), 0) FROM orders WHERE status = 'paid'")[0][0]
        cash = int(self.owner.ask("GET", "/api/drawer")["expectedCash"]["amount"])
        yield from expect(cash == paid, f"the drawer is said to hold {cash}; the paid orders are {paid}")

    def sell(self, key, act):
        return self.owner.call("POST", "/api/orders", sale(self.evening, act.facts["quantity"]),
                               {"Idempotency-Key": key})

    def scan(self, phone, act, nonce):
        return phone.call("POST", f"/api/shows/{self.evening.show}/scans",
                          {"code": act.facts["code"], "nonce": nonce, "method": "camera"})

    def database(self, sql, *arguments):
        db = sqlite3.connect(f"file:{self.box.folder}/data/stagebox.sqlite?mode=ro", uri=True)
        try:
            return db.execute(sql, arguments).fetchall()
        finally:
            db.close()
