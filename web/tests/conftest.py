"""A real box for tests: the built program on ports of its own, its data in a temporary folder, ended by its own pid."""

import http.client
import json
import os
import pathlib
import re
import secrets
import signal
import subprocess
import time
import urllib.parse

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
MAIL = "owner@example.org"


class Refused(Exception):
    """An answer of 400 or more."""

    def __init__(self, status, value):
        super().__init__(f"{status} {value}")
        self.status = status
        self.error = (value or {}).get("error", {}) if isinstance(value, dict) else {}
        self.reason = self.error.get("details", {}).get("reason", "")


class Guest:
    """Somebody who asks the box, with or without a session."""

    def __init__(self, box, bearer=None):
        self.box, self.cookie, self.token, self.bearer = box, None, None, bearer

    def raw(self, method, path, body=None, headers=None):
        sent = {"Accept": "application/json", **(headers or {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        if self.bearer:
            sent["Authorization"] = f"Bearer {self.bearer}"
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.token and method != "GET":
            sent.setdefault("X-CSRF-Token", self.token)
        connection = http.client.HTTPConnection("127.0.0.1", self.box.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = cookie.split(";")[0]
        return answer.status, answer.headers, data

    def ask(self, method, path, body=None, headers=None):
        for _ in range(20):
            status, answered, data = self.raw(method, path, body, headers)
            if status != 429:
                break
            time.sleep(int(answered["Retry-After"]))
        value = json.loads(data) if data else None
        if status >= 400:
            raise Refused(status, value)
        if isinstance(value, dict) and value.get("csrfToken"):
            self.token = value["csrfToken"]
        return value


@pytest.fixture(scope="session")
def playwright():
    """One driver for all files of browser tests; tests without a browser need no playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


class Box:
    # Of HTTP and HTTPS; 0 takes any. A box that starts again by itself needs fixed ones.
    ports = ("0", "0")

    def __init__(self, folder):
        self.folder = folder
        self.program = os.environ.get("STAGEBOX", str(ROOT / ".build/debug/stagebox"))
        self.start()

    def start(self):
        self.log = open(self.folder / "log", "ab")
        mark = self.log.tell()
        self.process = subprocess.Popen(
            [self.program, "serve", "--data", self.folder / "data", "--web", ROOT / "web/out", "--bind", "127.0.0.1",
             "--http-port", self.ports[0], "--https-port", self.ports[1]],
            env=dict(os.environ, STAGEBOX_NETWORK_ANNOUNCE="false"), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        for _ in range(300):
            text = (self.folder / "log").read_bytes()[mark:].decode()
            here = re.search(r"http://localhost:(\d+)/", text)
            secure = re.search(r"https://[^/\s]+:(\d+)/", text)
            if here and secure:
                self.port, self.secure_port = int(here.group(1)), int(secure.group(1))
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        status = self.process.wait(20)
        self.log.close()
        assert how == signal.SIGKILL or status == 0, (self.folder / "log").read_text()[-2000:]

    def kill(self):
        """Ends it without a warning, and starts it again on the same data."""
        self.stop(signal.SIGKILL)
        self.start()

    def claim_code(self):
        return subprocess.run([self.program, "claim", "--data", self.folder / "data"], check=True, capture_output=True,
                              text=True).stdout.strip()

    def guest(self):
        return Guest(self)

    def owner(self):
        guest = self.guest()
        if not guest.ask("GET", "/api/box")["isClaimed"]:
            guest.ask("POST", "/api/claim", {"code": self.claim_code(), "boxName": "Südflügel", "name": "Robin",
                                             "mail": MAIL, "password": PASSWORD})
        else:
            guest.ask("POST", "/api/session", {"mail": MAIL, "password": PASSWORD})
        return guest

    def show(self, owner, title="Friday", price="1500", quota=100, publish=True):
        now = time.time()

        def moment(hours):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + hours * 3600))

        show = owner.ask("POST", "/api/shows", {"title": title, "doorsAt": moment(0.5), "startsAt": moment(1),
                                                "endsAt": moment(4), "capacity": quota, "doors": ["Main door"]})
        show = owner.ask("POST", f"/api/shows/{show['id']}/ticket-types",
                         {"name": "Regular", "price": {"amount": price, "currency": "EUR"}, "quota": quota,
                          "perOrder": 50})
        return owner.ask("PATCH", f"/api/shows/{show['id']}", {"status": "published"}) if publish else show

    def sell(self, owner, show, quantity=1):
        made = owner.ask("POST", "/api/orders", {"lines": [{"offer": show["ticketTypes"][0]["id"], "quantity": quantity}],
                                                 "payment": {"method": "cash"}},
                         {"Idempotency-Key": secrets.token_hex(8)})
        token = made["path"].split("#")[1]
        return made, self.guest().ask("GET", "/api/order/tickets", headers={"Order-Token": token})["items"]

    def device(self, owner, show, name="Phone"):
        pairing = owner.ask("POST", "/api/devices/pairings", {"showId": show["id"], "door": "Main door"})
        paired = self.guest().ask("POST", "/api/devices/pair", {"code": pairing["code"], "name": name})
        return Guest(self, bearer=paired["deviceToken"])

    def sound(self, ending="flac", seconds=3, title="Éclair"):
        path = self.folder / f"{secrets.token_hex(4)}.{ending}"
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}", "-metadata",
                        f"title={title}", path], check=True, stdin=subprocess.DEVNULL)
        return path

    def upload(self, guest, artist, path):
        name = urllib.parse.quote(path.name)
        return guest.ask("POST", f"/api/artists/{artist['id']}/tracks/upload", path.read_bytes(),
                         {"Content-Type": "application/octet-stream", "Upload-Filename": name})

    def wait_until_ready(self, track):
        for _ in range(300):
            now = self.guest().ask("GET", f"/api/tracks/{track['id']}")
            if now["state"] != "measuring":
                return now
            time.sleep(0.1)
        raise AssertionError("the track is still being measured after 30 s")


@pytest.fixture
def box(tmp_path):
    box = Box(tmp_path)
    yield box
    box.stop()
