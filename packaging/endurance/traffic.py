"""An evening at full speed: people who sell, refund, scan and upload until they are stopped or the box is gone."""

import collections
import dataclasses
import json
import random
import struct
import threading
import time
import zlib

import unixfs
from client import NO_ANSWER, Line

PRICE = 1500


@dataclasses.dataclass
class Evening:
    """What somebody needs to know to work at a box; plain values, so that it can be sent into another machine."""

    show: str
    offer: str
    artist: str
    cookie: str
    token: str
    phones: list

    def text(self):
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def of(cls, text):
        return cls(**json.loads(text))

    @classmethod
    def at(cls, box):
        """Claims a new box and prepares everything for an evening at it."""
        owner = box.owner()
        account = owner.ask("GET", "/api/account")["id"]
        owner.ask("PATCH", f"/api/people/{account}", {"roles": ["admin", "staff", "artist"]})
        show = box.show(owner, price=str(PRICE), quota=100000)
        artist = owner.ask("POST", "/api/artists/register", {"name": "Nina"})
        phones = [box.device(owner, show, name=f"Phone {number}").bearer for number in (1, 2)]
        return cls(show["id"], show["ticketTypes"][0]["id"], artist["id"], owner.cookie, owner.token, phones)

    def owner(self, port):
        return Line(port, self.cookie, self.token)

    def phone(self, port, number):
        return Line(port, bearer=self.phones[number])


def sound(seed):
    """A WAV of noise that no other seed gives, 20 to 800 KB."""
    noise = random.Random(seed)
    data = noise.randbytes(4 * noise.randrange(5_000, 200_000))
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 2, 44100, 176400, 4, 16,
                       b"data", len(data))
    return head + data


def picture(seed):
    """A PNG of 64 by 64 noisy pixels."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(64 * 3) for _ in range(64))
    head = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sale(evening, quantity):
    return {"lines": [{"offer": evening.offer, "quantity": quantity}], "payment": {"method": "cash"}}


class Traffic:
    """Everybody who works at the box during one round. `name` makes their keys different from those of other rounds."""

    def __init__(self, evening, port, log, name, seed, sellers=3, uploads=True, pictures=True, breath=0):
        """`breath` is how many seconds pass between two uploads."""
        self.evening, self.port, self.log = evening, port, log
        self.pictures, self.breath = pictures, breath
        self.stopped = threading.Event()
        # Paid orders on their way to the door or back to the counter, and codes that were scanned lately.
        self.for_door, self.for_refund = collections.deque(), collections.deque()
        self.scanned = collections.deque(maxlen=20)
        self.failure = None
        people = [self.sell] * sellers + [self.scan, self.scan, self.give_back] + [self.upload] * uploads
        self.threads = []
        for place, person in enumerate(people):
            own = f"{name}-{place}"
            self.threads.append(threading.Thread(
                target=self.work, args=(person, own, random.Random(f"{seed}-{own}")), daemon=True))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join(90)
        if self.failure:
            raise self.failure

    def work(self, person, name, chance):
        try:
            number = 0
            while not self.stopped.is_set():
                number += 1
                person(f"{name}-{number}", chance)
        except Exception as failure:
            self.failure = failure

    def line(self, who):
        """One connection for each person and role."""
        own = threading.current_thread().__dict__.setdefault("lines", {})
        if who not in own:
            own[who] = Line(self.port) if who is None else self.evening.owner(self.port) if who == "owner" \
                else self.evening.phone(self.port, who)
        return own[who]

    def ask(self, who, kind, key, method, path, body, headers=None):
        """The value of a yes; None where there was no answer or a no, which is noted."""
        while not self.stopped.is_set():
            try:
                status, value = self.line(who).call(method, path, body, headers)
            except NO_ANSWER:
                self.stopped.wait(0.05)
                return None
            if status < 400 and value is not None:
                return value
            if status == 429:
                self.stopped.wait(0.3)
                continue
            if kind:
                reason = ((value or {}).get("error") or {}).get("details", {}).get("reason", "")
                # A box in trouble may have done it nevertheless; one that is well knows what it refuses.
                note = self.log.refused if status < 500 else self.log.troubled
                note(kind, key, status=status, reason=reason)
            if status >= 500:
                self.stopped.wait(0.2)
            return None
        return None

    def sell(self, key, chance):
        quantity = chance.randint(1, 3)
        self.log.asked("sale", key, quantity=quantity)
        made = self.ask("owner", "sale", key, "POST", "/api/orders", sale(self.evening, quantity),
                        {"Idempotency-Key": key})
        if made:
            self.log.done("sale", key, order=made["order"]["id"])
            way = self.for_refund if chance.random() < 0.2 else self.for_door
            if len(way) < 200:
                way.append(made)

    def give_back(self, key, chance):
        if not self.for_refund:
            self.stopped.wait(0.01)
            return
        order = self.for_refund.popleft()["order"]["id"]
        self.log.asked("refund", key, order=order)
        if self.ask("owner", "refund", key, "POST", f"/api/orders/{order}/refund", {"reason": "Ill"},
                    {"Idempotency-Key": key}):
            self.log.done("refund", key)

    def scan(self, key, chance):
        """Scans the tickets of an order, or one that somebody else has scanned just now or is scanning."""
        if self.scanned and chance.random() < 0.3:
            codes = [chance.choice(self.scanned)]
        else:
            try:
                token = self.for_door.popleft()["path"].split("#")[1]
            except IndexError:
                self.stopped.wait(0.01)
                return
            tickets = self.ask(None, None, None, "GET", "/api/order/tickets", None, {"Order-Token": token})
            codes = [(ticket["code"], ticket["number"].lower()) for ticket in (tickets or {}).get("items", [])]
        for place, (code, number) in enumerate(codes):
            if self.stopped.is_set():
                return
            phone, nonce = chance.randrange(2), f"{key}-{place}".rjust(8, "-")
            self.scanned.append((code, number))
            self.log.asked("scan", nonce, number=number, code=code, phone=phone)
            answer = self.ask(phone, "scan", nonce, "POST", f"/api/shows/{self.evening.show}/scans",
                              {"code": code, "nonce": nonce, "method": "camera"})
            if answer:
                self.log.done("scan", nonce, scan=answer["id"], outcome=answer["outcome"])

    def upload(self, key, chance):
        if self.pictures and chance.random() < 0.15:
            kind, path, data, headers = "picture", f"/api/artists/{self.evening.artist}/picture", picture(key), {}
            headers["Content-Type"], method = "image/png", "PUT"
        else:
            kind, path, data = "upload", f"/api/artists/{self.evening.artist}/tracks/upload", sound(key)
            headers = {"Content-Type": "application/octet-stream", "Upload-Filename": f"{key}.wav"}
            method = "POST"
        name = unixfs.cid(data)
        self.log.asked(kind, name, seed=key, bytes=len(data))
        answer = self.ask("owner", kind, name, method, path, data, headers)
        if answer:
            self.log.done(kind, name, id=answer["id"])
        self.stopped.wait(self.breath)


def wait(seconds, stopped=lambda: False):
    """Waits, or until there is nothing to wait for any more."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopped():
        time.sleep(min(0.05, max(0, end - time.monotonic())))
