"""Guests and boxes of the tests of the running box, for use without pytest and over connections that are kept."""

import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]

try:
    import pytest  # noqa: F401
except ModuleNotFoundError:
    # The shared client needs it only to name its fixtures, which nobody uses here.
    def named(function=None, **_):
        return function or (lambda function: function)

    sys.modules["pytest"] = types.SimpleNamespace(fixture=named)

sys.path.insert(0, str(ROOT / "web/tests"))
from conftest import Box, Guest  # noqa: E402

# What it means that no answer came: the box may have done what it was asked, or not.
NO_ANSWER = (OSError, http.client.HTTPException)


class Line(Guest):
    """A guest who keeps the connection. Whatever breaks it is raised as one of NO_ANSWER.

    It speaks HTTP by itself, because an emulated machine has little time for the general client.
    """

    def __init__(self, port, cookie=None, token=None, bearer=None):
        super().__init__(types.SimpleNamespace(port=port), bearer)
        self.cookie, self.token, self.stream = cookie, token, None

    def raw(self, method, path, body=None, headers=None):
        if isinstance(body, (dict, list)):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
        sent = {"Host": f"127.0.0.1:{self.box.port}", "Accept": "application/json", **(headers or {})}
        if self.bearer:
            sent["Authorization"] = f"Bearer {self.bearer}"
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.token and method != "GET":
            sent["X-CSRF-Token"] = self.token
        if body is not None or method != "GET":
            sent["Content-Length"] = str(len(body or b""))
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        try:
            if self.stream is None:
                self.stream = socket.create_connection(("127.0.0.1", self.box.port), timeout=60).makefile("rwb")
            self.stream.write(head.encode() + b"\r\n" + (body or b""))
            self.stream.flush()
            return self.answer()
        except NO_ANSWER:
            self.hang_up()
            raise

    def answer(self):
        status = int(self.line().split()[1])
        headers = {}
        while line := self.line().strip():
            name, value = line.split(":", 1)
            headers[name.title()] = value.strip()
        size = 0 if status == 204 else int(headers["Content-Length"])
        data = self.stream.read(size)
        if len(data) < size:
            raise ConnectionError("the answer was cut off")
        if headers.get("Connection", "").lower() == "close":
            self.hang_up()
        return status, headers, data

    def line(self):
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("there was no answer")
        return line.decode("latin-1")

    def hang_up(self):
        if self.stream is not None:
            # What was not sent is of no use to anybody any more.
            with contextlib.suppress(OSError):
                self.stream.close()
        self.stream = None

    def call(self, method, path, body=None, headers=None):
        """Status and value of one answer, whatever it is."""
        status, _, data = self.raw(method, path, body, headers)
        try:
            return status, json.loads(data) if data else None
        except ValueError:
            return status, None


class EnduringBox(Box):
    """A box that is started, killed and started again on the same folder, with settings of its own."""

    def __init__(self, folder, data=None, **settings):
        self.settings = {f"STAGEBOX_{name.upper()}": str(value) for name, value in settings.items()}
        if data is not None:
            (folder / "data").symlink_to(data)
        super().__init__(folder)

    def spawn(self):
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen(
                [self.program, "serve", "--data", self.folder / "data", "--web", ROOT / "web/out",
                 "--bind", "127.0.0.1", "--http-port", "0"],
                env={**os.environ, "STAGEBOX_NETWORK_ANNOUNCE": "false", "STAGEBOX_HTTPS_PORT": "0", **self.settings},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def start(self):
        """Starts it and waits until it listens for plain HTTP, which is how it is asked here."""
        self.log = open(self.folder / "log", "ab")
        mark = self.log.tell()
        self.process = self.spawn()
        end = time.monotonic() + 60
        while time.monotonic() < end and self.runs:
            here = re.search(rb"http://localhost:(\d+)/", (self.folder / "log").read_bytes()[mark:])
            if here:
                self.port = int(here.group(1))
                return
            time.sleep(0.02)
        self.end()
        raise RuntimeError("the box did not start: " + (self.folder / "log").read_bytes()[mark:].decode()[-3000:])

    def begin_and_kill(self, seconds):
        """Starts it and kills it again within moments, while it opens its database or has just done so."""
        process = self.spawn()
        time.sleep(seconds)
        process.kill()
        process.wait()

    @property
    def runs(self):
        return self.process.poll() is None

    def end(self):
        """Ends it however it can be ended."""
        if self.runs:
            self.stop(signal.SIGKILL)
        self.log.close()


def a_seed():
    """The seed of this run; SEED=… repeats its choices, though not the moments of a busy machine."""
    return int(os.environ.get("SEED") or random.SystemRandom().randrange(1 << 32))
