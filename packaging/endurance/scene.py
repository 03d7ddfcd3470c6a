"""A box on some disk: what it acknowledged there, what it says when the disk is in trouble, what it still answers."""

import contextlib
import random
import signal
import time

from books import Books
from client import EnduringBox
from history import History, Log
from report import expect
from traffic import Evening, Traffic, sale, sound, wait
from witness import Witness

# Seconds. The box looks for space again every two.
PATIENCE = 20

SELLS = "the box sells before it happens"
FULL_SAYS = "a full disk is said by the box, and sales are refused with a sentence"
FAILED_SAYS = "a failing disk is said by the box, and sales are refused with a sentence"
READS = "what is stored can be read meanwhile"
NOTHING_MORE = "after a failure nothing is acknowledged any more until the box is started again"
WRITES_AGAIN = "when there is space again the box takes orders by itself"
STARTED_AGAIN = "started again on a disk that works, the box takes orders"


class Scene:
    """A box on some disk, and everything that it acknowledges there."""

    def __init__(self, folder, report, seed):
        self.folder, self.report, self.seed, self.chance = folder, report, seed, random.Random(seed)
        self.history, self.rounds = History(), 0
        self.log, self.box = Log(self.history.take), None

    def end(self):
        """The end of the box, which is only to be expected when the test asked for it."""
        if not self.box.runs and self.box.process.returncode not in (0, -signal.SIGKILL):
            said = (self.box.folder / "log").read_text()[-1500:]
            self.report.claim("the box goes on whatever its disk does",
                              [f"it ended with {self.box.process.returncode} after it had said: {said}"])
        self.box.end()

    def open(self, data=None, **settings):
        box = self.folder / "box"
        box.mkdir()
        self.box = EnduringBox(box, data, **settings)
        self.evening = Evening.at(self.box)

    @contextlib.contextmanager
    def traffic(self, **how):
        self.rounds += 1
        self.name = f"d{self.rounds}"
        with Traffic(self.evening, self.box.port, self.log, self.name, self.seed, **how) as traffic:
            yield traffic

    def sales(self):
        return len(self.history.known("sale"))

    def owner(self):
        return self.evening.owner(self.box.port)

    def sells(self, seconds=PATIENCE):
        """Whether sales are acknowledged within some time."""
        before = self.sales()
        wait(seconds, lambda: self.sales() > before + 5)
        return self.sales() > before + 5

    def in_trouble(self, seconds=PATIENCE):
        """What the box says once it says that it is in trouble; nothing if it does not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            box = self.owner().ask("GET", "/api/box")
            if box["isReadOnly"]:
                return box
            time.sleep(0.05)
        return None

    def speaks(self, word):
        """What is wrong with how the box speaks of its disk; `word` must be in its sentence."""
        box = self.in_trouble()
        if box is None:
            return ["the box did not say anything"]
        problems = expect(word in box["notice"], f"the box says: {box['notice']}")
        status, health = self.owner().call("GET", "/health")
        problems += expect(status == 503 and health["status"] == "down", f"its health answers {status} {health}")
        status, value = self.owner().call("POST", "/api/orders", sale(self.evening, 1), {"Idempotency-Key": "probe"})
        sentence = ((value or {}).get("error") or {}).get("message", "")
        return problems + expect(status == 503 and sentence.endswith("."), f"a sale is answered with {status} {value}")

    def reads(self):
        """What is wrong with the answers to questions about what is stored."""
        owner, problems = self.owner(), []
        acts = list(self.history.known("sale").values())
        order = self.chance.choice(acts).answer["order"]
        uploads = list(self.history.known("upload").items())[:1]
        asked = [f"/api/orders/{order}", f"/api/shows/{self.evening.show}", "/api/tracks", "/api/drawer"]
        asked += [f"/api/tracks/{act.answer['id']}/audio?original=true" for _, act in uploads]
        for path in asked:
            status, data = 429, b""
            while status == 429:
                status, _, data = owner.raw("GET", path)
                time.sleep(0.1 if status == 429 else 0)
            problems += expect(status == 200 and data, f"{path} is answered with {status}")
        return problems

    def refuses_uploads(self):
        data = sound("one too many") + bytes(1 << 20)
        status, value = self.owner().call(
            "POST", f"/api/artists/{self.evening.artist}/tracks/upload", data,
            {"Content-Type": "application/octet-stream", "Upload-Filename": "one.wav"})
        reason = ((value or {}).get("error") or {}).get("details", {}).get("reason", "")
        return expect(reason == "catalog.disk_full", f"an upload is answered with {status} {value}")

    def look(self, where):
        """Everything that must be true of the books, as they lie on the disk now; the box must have ended."""
        # The sale that asked whether sales are refused is nobody's.
        self.log.asked("sale", "probe", quantity=1)
        with Books(self.box.folder / "data", self.history) as books:
            self.report.claims(books.findings(), where)

    def witness(self, where):
        witness = Witness(self.box, self.evening, self.history, self.chance)
        self.report.claims(witness.findings(self.log), where)
