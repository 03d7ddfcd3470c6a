"""A disk of 64 MB that a box fills, or that somebody else fills below it."""

import contextlib
import shutil
import signal
import subprocess
import time

from report import expect
from scene import FULL_SAYS, PATIENCE, READS, SELLS, WRITES_AGAIN
from traffic import wait

DISK_BYTES = 64 << 20


@contextlib.contextmanager
def small_disk(folder):
    """A mounted ext4 of 64 MB; nothing where this cannot be done."""
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with open(image, "wb") as file:
        file.truncate(DISK_BYTES)
    for command in (["mkfs.ext4", "-q", "-F", "-m", "0", image], ["mount", "-o", "loop", image, place]):
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            yield None, f"{command[0]} says: {done.stderr.strip()}"
            return
    try:
        yield place, ""
    finally:
        subprocess.run(["umount", place], check=True)


def fill(place, leave):
    """Takes the space of a disk but for some bytes."""
    filler = place / "filler"
    with open(filler, "wb") as file:
        with contextlib.suppress(OSError):
            while shutil.disk_usage(place).free > leave:
                file.write(bytes(min(1 << 20, max(4096, shutil.disk_usage(place).free - leave))))
                file.flush()
    return filler


def small(scene):
    with small_disk(scene.folder) as (place, reason):
        if place is None:
            return scene.report.skip(f"No small disk was filled, because it cannot be mounted here ({reason}).")
        (place / "data").mkdir(mode=0o700)
        scene.open(place / "data", data_reserve_bytes=4 << 20)
        try:
            filled_by_work(scene, place)
            filled_to_the_brim(scene, place)
            scene.box.stop()
            scene.look("the small disk at the end")
        finally:
            scene.end()


def filled_by_work(scene, place):
    """Uploads stop at the reserve and sales go on; then the reserve goes too."""
    report, what = scene.report, "a small disk fills"
    with scene.traffic(pictures=False):
        report.claim(SELLS, expect(scene.sells(), "it does not"), what)
        wait(PATIENCE, lambda: scene.history.known("upload"))
        filler = fill(place, leave=3 << 20)
        time.sleep(0.5)
        report.claim("uploads leave the reserve of the disk to the database", scene.refuses_uploads()
                     + expect(scene.sells(), "nothing is sold though the reserve is free"), what)
    # From here only the counter works, so that what is left goes to sales.
    with scene.traffic(uploads=False):
        rest = fill_more(place)
        report.claim(FULL_SAYS, scene.speaks("full"), what)
        report.claim(READS, scene.reads(), what)
        filler.unlink()
        rest.unlink()
        report.claim(WRITES_AGAIN, expect(scene.sells(), "it does not"), what)
    scene.witness(what)
    scene.box.stop(signal.SIGKILL)
    scene.look(what)
    scene.box.start()


def fill_more(place):
    rest = place / "rest"
    with open(rest, "wb") as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
                file.flush()
    return rest


def filled_to_the_brim(scene, place):
    """The box is killed while its disk is full, and is started on it."""
    report, what = scene.report, "a kill on a full disk"
    with scene.traffic(uploads=False):
        report.claim(SELLS, expect(scene.sells(), "it does not"), what)
        rest = fill_more(place)
        report.claim(FULL_SAYS, scene.speaks("full"), what)
        scene.box.stop(signal.SIGKILL)
    scene.look(what)
    problems = []
    try:
        scene.box.start()
    except RuntimeError as failure:
        problems = [str(failure)[-600:]]
    report.claim("a box whose disk is full can be started and read", problems or scene.reads(), what)
    rest.unlink()
    if not scene.box.runs:
        scene.box.start()
    with scene.traffic():
        report.claim(WRITES_AGAIN, expect(scene.sells(), "it does not"), what)
    scene.witness(what)
