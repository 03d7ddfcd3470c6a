"""A box that works at full speed and is killed without a warning, again and again."""

import pathlib
import random
import tempfile
import time

import doubts
from books import Books
from client import EnduringBox, a_seed
from history import History, Log
from report import Report
from traffic import Evening, Traffic, wait
from witness import Witness

# How many rounds one box goes through before a new one takes its place.
ROUNDS_OF_A_BOX = 25


def run(rounds):
    seed = a_seed()
    report = Report(f"Killing a box {rounds} times (SEED={seed})")
    chance, began, totals = random.Random(seed), time.monotonic(), Totals()
    for first in range(0, rounds, ROUNDS_OF_A_BOX):
        with report, tempfile.TemporaryDirectory(prefix="stagebox-kill-") as folder:
            life = Life(pathlib.Path(folder), report, chance, seed)
            try:
                for number in range(first, min(rounds, first + ROUNDS_OF_A_BOX)):
                    life.round(number + 1)
                life.finish()
                if first == 0:
                    life.doubt()
            finally:
                life.box.end()
            totals.add(life)
    totals.print(report)
    report.figure(f"{time.monotonic() - began:.0f} s in all, {(time.monotonic() - began) / rounds:.1f} s a round")
    return report.close()


class Totals:
    def __init__(self):
        self.done, self.unknown, self.carried_out = {}, {}, 0

    def add(self, life):
        for total, state in ((self.done, "done"), (self.unknown, "unknown")):
            for kind, count in life.history.count(state).items():
                total[kind] = total.get(kind, 0) + count
        self.carried_out += life.carried_out

    def print(self, report):
        report.figure(", ".join(f"{count} {kind}s" for kind, count in self.done.items()) + " acknowledged")
        report.figure(", ".join(f"{count} {kind}s" for kind, count in self.unknown.items()) + " left without an answer")
        report.figure(f"{self.carried_out} sales without an answer had been carried out when they were asked for again")


class Life:
    """One box from its first start to its last."""

    def __init__(self, folder, report, chance, seed):
        self.report, self.chance, self.seed = report, chance, seed
        self.history = History()
        self.log = Log(self.history.take)
        self.box = EnduringBox(folder)
        self.evening = Evening.at(self.box)
        self.carried_out = 0

    def round(self, number):
        where = f"round {number}"
        with Traffic(self.evening, self.box.port, self.log, f"r{number}", self.seed) as traffic:
            wait(self.chance.uniform(0.1, 1.6), lambda: traffic.failure or not self.box.runs)
            alive = self.box.runs
            self.box.end()
        self.report.claim("the box works until it is killed", [] if alive else ["it ended by itself"], where)
        while self.chance.random() < 0.25:
            self.box.begin_and_kill(self.chance.uniform(0, 0.4))
        with Books(self.box.folder / "data", self.history) as books:
            self.report.claims(books.findings(), where)
        self.box.start()
        witness = Witness(self.box, self.evening, self.history, self.chance, f"r{number}-")
        self.report.claims(witness.findings(self.log), where)
        self.carried_out += witness.carried_out

    def doubt(self):
        """Spoiling books needs some of everything in them."""
        if len(self.history.known("sale")) > 100 and len(self.history.known("upload")) > 1:
            self.report.claims(doubts.findings(self.box.folder / "data", self.history))
        else:
            self.report.skip("The questions were not doubted, because in so few rounds too little happened.")

    def finish(self):
        """An orderly end, after which everything is looked at once more."""
        self.box.stop()
        with Books(self.box.folder / "data", self.history) as books:
            self.report.claims(books.findings(), "after an orderly end")
        left = [path.name for path in (self.box.folder / "data/files/incoming").iterdir()]
        self.report.claim("nothing half-received is left over", left, "after an orderly end")
