"""Everything that was acknowledged is there after kill -9, and nothing twice."""

import concurrent.futures
import http.client
import secrets
import threading
import time

from conftest import Refused


def test_sales_and_admissions_survive_kills(box):
    owner = box.owner()
    show = box.show(owner, price="1200", quota=5000)
    phone = box.device(owner, show)
    stop = threading.Event()
    lock = threading.Lock()
    sold, admitted = {}, {}

    def seller():
        while not stop.is_set():
            key = secrets.token_hex(8)
            body = {"lines": [{"offer": show["ticketTypes"][0]["id"], "quantity": 2}], "payment": {"method": "cash"}}
            for _ in range(40):
                try:
                    made = owner.ask("POST", "/api/orders", body, {"Idempotency-Key": key})
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)
                    continue
                with lock:
                    sold[key] = made
                break

    def scanner():
        while not stop.is_set():
            with lock:
                waiting = [made for made in sold.values() if made["order"]["id"] not in admitted]
            if not waiting:
                time.sleep(0.05)
                continue
            order = waiting[0]["order"]["id"]
            try:
                tickets = box.guest().ask("GET", "/api/order/tickets",
                                          headers={"Order-Token": waiting[0]["path"].split("#")[1]})["items"]
                answer = phone.ask("POST", f"/api/shows/{show['id']}/scans",
                                   {"code": tickets[0]["code"], "nonce": f"nonce-{order[-12:]}", "method": "camera"})
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
                continue
            with lock:
                admitted[order] = (tickets[0], answer)

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        work = [pool.submit(seller) for _ in range(3)] + [pool.submit(scanner)]
        for _ in range(4):
            time.sleep(1.2)
            box.kill()
        time.sleep(1)
        stop.set()
        for future in work:
            future.result()

    assert len(sold) >= 10 and admitted
    assert len({made["order"]["id"] for made in sold.values()}) == len(sold)
    for key, made in sold.items():
        again = owner.ask("GET", f"/api/orders/{made['order']['id']}")
        assert again["order"]["status"] == "paid"
    for ticket, answer in admitted.values():
        assert answer["outcome"] == "admitted"
        second = phone.ask("POST", f"/api/shows/{show['id']}/scans",
                           {"code": ticket["code"], "nonce": secrets.token_hex(8), "method": "camera"})
        assert second["outcome"] == "already_inside"
    count = owner.ask("GET", f"/api/shows/{show['id']}/headcount")
    assert count["inside"] == len(admitted)
    assert count["sold"] == 2 * len(sold)
    drawer = owner.ask("GET", "/api/drawer")
    assert int(drawer["expectedCash"]["amount"]) == 2 * 1200 * len(sold)


def test_an_upload_that_was_acknowledged_plays_after_a_kill(box):
    owner = box.owner()
    owner.ask("PATCH", f"/api/people/{owner.ask('GET', '/api/account')['id']}", {"roles": ["admin", "artist"]})
    artist = owner.ask("POST", "/api/artists/register", {"name": "Nina"})
    path = box.sound("ogg")
    track = box.upload(owner, artist, path)
    box.kill()
    ready = box.wait_until_ready(track)
    assert ready["state"] == "ready" and ready["loudnessLufs"] is not None
    status, headers, data = box.guest().raw("GET", f"/api/tracks/{track['id']}/audio", headers={"Range": "bytes=0-9"})
    assert status == 206 and headers["Content-Type"] == "audio/mp4" and len(data) == 10
    owner = box.owner()
    status, _, data = owner.raw("GET", f"/api/tracks/{track['id']}/audio?original=true")
    assert data == path.read_bytes()


def test_a_second_box_on_the_same_folder_is_refused_with_a_sentence(box):
    import subprocess
    second = subprocess.run([box.program, "serve", "--data", box.folder / "data", "--http-port", "0"],
                            capture_output=True, text=True, timeout=20)
    assert second.returncode == 1 and "Another Stagebox runs" in second.stderr


def test_wrong_input_gets_a_sentence_and_leaves_nothing(box):
    owner = box.owner()
    artist = owner.ask("POST", "/api/artists/register", {"name": "Ни́на 🎷"})
    cases = [
        ("POST", f"/api/artists/{artist['id']}/tracks/upload", b"words", "catalog.not_audio"),
        ("POST", f"/api/artists/{artist['id']}/tracks/upload", b"", "catalog.empty_file"),
        ("POST", "/api/shows", {"title": "Past", "doorsAt": "2020-01-01T00:00:00Z", "startsAt": "2020-01-01T00:00:00Z",
                                "endsAt": "2020-01-01T01:00:00Z", "capacity": 10}, "ticketing.in_the_past"),
        ("PATCH", "/api/box", {"name": "x" * 61}, "input.invalid"),
    ]
    for method, path, body, reason in cases:
        try:
            owner.ask(method, path, body)
            raise AssertionError(f"{path} was taken")
        except Refused as refused:
            assert refused.reason == reason, refused
            assert refused.error["message"].endswith(".")
    show = box.show(owner, publish=False)
    for price, quota in (("-1", 10), ("100000001", 10), ("100", 0), ("100", 1_000_000_000)):
        try:
            owner.ask("POST", f"/api/shows/{show['id']}/ticket-types",
                      {"name": "X", "price": {"amount": price, "currency": "EUR"}, "quota": quota})
            raise AssertionError("taken")
        except Refused as refused:
            assert refused.status == 400, refused
    assert owner.ask("GET", "/api/tracks")["items"] == []
    stranger = box.guest()
    stranger.cookie = "stagebox=" + "a" * 43
    assert stranger.ask("GET", "/api/session")["account"] is None
    status, _, _ = box.guest().raw("GET", "/api/box", headers={"Host": "evil.example"})
    assert status in (400, 421)
