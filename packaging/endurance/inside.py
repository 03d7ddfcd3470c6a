"""The first program of a machine that will lose its power: starts the box and works at it until then.

Every line goes to the virtual console, which takes it before the writing of it returns.
"""

import os
import pathlib
import subprocess
import sys
import time
import tty

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from client import NO_ANSWER, Line  # noqa: E402
from history import Log  # noqa: E402
from traffic import Evening, Traffic  # noqa: E402

PORT = 8080
BOX = pathlib.Path("/data/box")


def start(words):
    settings = {
        "PATH": "/usr/bin", "STAGEBOX_NETWORK_ANNOUNCE": "false", "STAGEBOX_HTTPS_ENABLED": "false",
        # What was uploaded waits to be measured; the machine has enough to do.
        "STAGEBOX_AUDIO_FFMPEG": "/none",
    }
    if words["lies"] == "1":
        settings["LD_PRELOAD"] = "/stagebox/nosync.so"
    with open("/tmp/log", "wb") as log:
        return subprocess.Popen(
            ["/usr/bin/stagebox", "serve", "--data", BOX / "data", "--web", "/stagebox/web/out", "--bind", "127.0.0.1",
             "--http-port", str(PORT), "--quiet"], env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def wait_until_it_answers(box):
    while box.poll() is None:
        try:
            Line(PORT).ask("GET", "/api/box")
            return True
        except NO_ANSWER:
            time.sleep(0.05)
    return False


def main():
    console = os.open("/dev/hvc0", os.O_RDWR | os.O_NOCTTY)
    tty.setraw(console)
    with open("/proc/cmdline") as line:
        words = dict(word.split("=", 1) for word in line.read().split() if "=" in word)
    evening = Evening.of((BOX / "evening.json").read_text())
    box = start(words)
    if wait_until_it_answers(box):
        has_ffprobe = os.path.exists("/usr/bin/ffprobe")
        traffic = Traffic(evening, PORT, Log(lambda line: os.write(console, line)), words["round"], words["seed"],
                          uploads=has_ffprobe, pictures=False, breath=1)
        os.write(console, b"working\n")
        with traffic:
            while box.poll() is None and not traffic.failure:
                time.sleep(0.1)
    os.write(console, b"ended\n" + pathlib.Path("/tmp/log").read_bytes()[-2000:])
    time.sleep(600)


if __name__ == "__main__":
    main()
