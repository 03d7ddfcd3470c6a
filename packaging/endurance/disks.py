"""Disks that are full and disks that fail, below a box that is at work.

Failures are given by strace to the calls of the real box, for its database's files alone; a full disk is also a real
one, a small ext4 in a file.
"""

import contextlib
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from client import a_seed
from report import Report, expect
from scene import FAILED_SAYS, FULL_SAYS, NOTHING_MORE, READS, SELLS, STARTED_AGAIN, WRITES_AGAIN, Scene
from smalldisk import small
from traffic import wait


def run():
    seed = a_seed()
    report = Report(f"Full and failing disks (SEED={seed})")
    began = time.monotonic()
    for play in (injected, small):
        with tempfile.TemporaryDirectory(prefix="stagebox-disk-") as folder:
            scene = Scene(pathlib.Path(folder), report, seed)
            with report:
                play(scene)
    report.figure(f"{time.monotonic() - began:.0f} s in all")
    return report.close()


@contextlib.contextmanager
def failing(box, *rules, endings=("", "-wal", "-shm", ".probe")):
    """The calls of a running box on its database's files fail as told, until the end."""
    data = (box.folder / "data").resolve()
    files = [word for ending in endings for word in ("-P", f"{data}/stagebox.sqlite{ending}")]
    calls = ",".join(rule.split(":")[0] for rule in rules)
    strace = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(box.process.pid), *files, "-e", f"trace={calls}",
         *[word for rule in rules for word in ("-e", f"inject={rule}")]],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        wait(10, lambda: strace.poll() is not None or is_watched(box.process.pid))
        if strace.poll() is not None:
            raise RuntimeError(f"strace cannot look at the box: {strace.stderr.read().strip()}")
        yield
    finally:
        strace.send_signal(signal.SIGINT)
        strace.wait()


def is_watched(process):
    """Whether every thread of a process is watched by strace."""
    threads = pathlib.Path(f"/proc/{process}/task").iterdir()
    return all("TracerPid:\t0" not in (thread / "status").read_text() for thread in threads)


def injected(scene):
    if not shutil.which("strace"):
        return scene.report.skip("No call of the box was made to fail, because strace is missing. Install strace.")
    scene.open()
    try:
        for what, rules in (("no space for the log", ("pwrite64:error=ENOSPC", "fallocate:error=ENOSPC")),
                            ("no space now and then", ("pwrite64:error=ENOSPC:when=50+50", "fallocate:error=ENOSPC"))):
            full_for_a_while(scene, what, rules)
        for what, rule, endings in (("the log cannot be written", "pwrite64:error=EIO", ("-wal",)),
                                    ("the log is not confirmed", "fdatasync,fsync:error=EIO", ("-wal",)),
                                    ("the log is not confirmed once", "fdatasync:error=EIO:when=20", ("-wal",)),
                                    ("the database file cannot be written", "pwrite64:error=EIO", ("",)),
                                    ("the database file is not confirmed", "fdatasync,fsync:error=EIO", ("",))):
            failed_until_restart(scene, what, rule, endings)
        scene.box.stop()
        scene.look("at the end")
    finally:
        scene.end()


def full_for_a_while(scene, what, rules):
    report = scene.report
    with scene.traffic():
        report.claim(SELLS, expect(scene.sells(), "it does not"), what)
        with failing(scene.box, *rules):
            report.claim(FULL_SAYS, scene.speaks("full"), what)
            report.claim(READS, scene.reads(), what)
        report.claim(WRITES_AGAIN, expect(scene.sells(), "it does not"), what)
    box = scene.owner().ask("GET", "/api/box")
    report.claim(WRITES_AGAIN, expect(not box["isReadOnly"], f"it says {box['notice']}"), what)
    scene.witness(what)
    scene.box.stop(signal.SIGKILL)
    scene.look(what)
    scene.box.start()


def failed_until_restart(scene, what, rule, endings):
    report = scene.report
    with scene.traffic():
        report.claim(SELLS, expect(scene.sells(), "it does not"), what)
        with failing(scene.box, rule, endings=endings):
            report.claim(FAILED_SAYS, scene.speaks("failed"), what)
            report.claim(READS, scene.reads(), what)
        # Those who were answered just before may be noted just after.
        time.sleep(0.5)
        before = sum(scene.history.count("done").values())
        report.claim(FAILED_SAYS, scene.speaks("failed"), f"{what}, and works again")
        wait(3)
        after = sum(scene.history.count("done").values())
        report.claim(NOTHING_MORE, expect(after == before, f"{after - before} requests were acknowledged"), what)
        report.claim(READS, scene.reads(), f"{what}, and works again")
        scene.box.stop()
    scene.look(what)
    scene.box.start()
    with scene.traffic():
        report.claim(STARTED_AGAIN, expect(scene.sells(), "it does not"), what)
    scene.witness(what)
