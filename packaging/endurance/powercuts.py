"""A machine that loses its power while its box sells, lets in and receives files; again and again on the same disk."""

import pathlib
import platform
import random
import shutil
import tempfile
import time

from books import Books
from client import EnduringBox, a_seed
from history import History
from machine import Machine, NoMachine, disk, recover
from report import Report, expect
from traffic import Evening, wait
from witness import Witness

DISK_BYTES = 768 << 20


def run(rounds):
    seed = a_seed()
    report = Report(f"Cutting the power of a box {rounds} times (SEED={seed})")
    began = time.monotonic()
    with report, tempfile.TemporaryDirectory(prefix="stagebox-power-") as folder:
        try:
            if platform.machine() != "x86_64":
                raise NoMachine("the machine is emulated for x86_64 only")
            cuts = PowerCuts(pathlib.Path(folder), report, seed)
        except NoMachine as reason:
            report.skip(f"No power was cut, because here is no virtual machine: {reason}.")
            return report.close()
        report.figure(f"{time.monotonic() - began:.0f} s to prepare")
        began = time.monotonic()
        for number in range(1, rounds + 1):
            cuts.round(number)
        known, unknown = cuts.history.count("done"), cuts.history.count("unknown")
        report.figure(", ".join(f"{count} {kind}s" for kind, count in known.items() if count) + " acknowledged; "
                      + f"{sum(unknown.values())} requests without an answer")
        report.figure(f"{(time.monotonic() - began) / rounds:.1f} s a round")
        cuts.control()
    return report.close()


class PowerCuts:
    def __init__(self, work, report, seed):
        self.work, self.report, self.seed, self.chance = work, report, seed, random.Random(seed)
        self.history = History()
        box = EnduringBox(self.fresh("first"))
        try:
            self.evening = Evening.at(box)
            box.stop()
        finally:
            box.end()
        (box.folder / "evening.json").write_text(self.evening.text())
        (work / "tree-of-data").mkdir()
        shutil.move(box.folder, work / "tree-of-data/box")
        self.machine = Machine(work, box.program)
        self.disk = work / "data.img"
        disk(self.disk, DISK_BYTES, work / "tree-of-data")

    def fresh(self, name):
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def live(self, image, name, seconds, lies=False):
        """A machine boots, works for some time and loses its power; answers with what it wrote."""
        power = self.machine.start(image, name, self.seed, lies)
        try:
            power.wait_until_working()
            wait(seconds, lambda: b"ended" in power.said)
        finally:
            power.cut()
        return power.said

    def round(self, number):
        where = f"round {number}"
        said = self.live(self.disk, f"p{number}", self.chance.uniform(2, 12))
        self.report.claim("the box works until the power goes",
                          expect(b"ended" not in said, said[-2000:].decode(errors="replace")), where)
        self.history.read(said)
        there = self.fresh("recovered")
        self.report.claim("the file system comes back by itself", recover(self.disk, there), where)
        data = there / "box/data"
        with Books(data, self.history) as books:
            self.report.claims(books.findings(), where)
        box = EnduringBox(self.fresh("again"), data)
        try:
            witness = Witness(box, self.evening, self.history, self.chance, f"p{number}-")
            self.report.claims(witness.findings(), where)
            box.stop()
        finally:
            box.end()

    def control(self):
        """The same with a box whose requests to the disk are not carried out: it must be seen to lose sales."""
        image, history = self.work / "liar.img", History()
        disk(image, DISK_BYTES, self.work / "tree-of-data")
        history.read(self.live(image, "liar", 8, lies=True))
        there = self.fresh("recovered")
        recover(image, there)
        with Books(there / "box/data", history) as books:
            found = dict(books.findings())
        lost = found["every acknowledged sale is there once, with its tickets and its money"]
        self.report.figure(f"of a box that does not wait for the disk, {len(lost)} of {len(history.known('sale'))} "
                           "acknowledged sales were lost")
        self.report.claim("a box that does not wait for the disk is seen to lose what it acknowledged",
                          expect(lost, "nothing was lost, so this cannot tell a box that loses from one that keeps"))
