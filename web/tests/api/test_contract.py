"""The running box against its OpenAPI document, with inputs that nobody thought of."""

import json
import subprocess
import sys

from conftest import ROOT


def fuzz(box, headers):
    document = json.loads((ROOT / "web/out/api/openapi.json").read_text())
    assert document["openapi"].startswith("3.1")
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{box.port}/api/openapi.json",
        "--checks", "not_a_server_error", "--max-examples", "6", "--seed", "7", "--workers", "2", "--phases",
        "examples,coverage,fuzzing", "--exclude-path", "/api/stream/events", "--exclude-path", "/api/session",
        "--exclude-path", "/api/account/password", "--request-timeout", "20", "--no-color",
        "--max-failures", "5", "--continue-on-failure",
    ]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


def test_nothing_a_stranger_sends_makes_the_box_fail(box):
    box.owner()
    run = fuzz(box, {})
    assert "not_a_server_error" in run.stdout or run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert run.returncode == 0, run.stdout[-6000:]
    assert box.guest().ask("GET", "/health")["status"] in ("ok", "degraded")


def test_nothing_the_owner_sends_makes_the_box_fail(box):
    owner = box.owner()
    run = fuzz(box, {"Cookie": owner.cookie, "X-CSRF-Token": owner.token})
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert box.guest().ask("GET", "/health")["status"] in ("ok", "degraded")
