"""The box is found by name: with a twin beside it, after renames, new addresses, pulled cables and restarts."""

import signal

import pytest

from lab import HTTP_PORT, NOBODY, PATIENCE, Lab, Watcher, obstacle, until

HINDERED = obstacle()
pytestmark = pytest.mark.skipif(HINDERED is not None, reason=str(HINDERED))

NAME, SECOND = "stagebox.local", "stagebox-2.local"


def at(*numbers):
    """The addresses of a host, or of several."""
    return {address for number in numbers for address in (f"10.77.0.{number}", f"fd77::{number}")}


@pytest.fixture(scope="module")
def lab():
    lab = Lab()
    try:
        yield lab
    finally:
        lab.close()


@pytest.fixture(scope="module")
def watcher(lab):
    watcher = Watcher(lab.peer)
    yield watcher
    watcher.close()


@pytest.fixture
def found(lab, watcher):
    """Waits until a name has exactly these addresses."""
    def wait(name, addresses, patience=PATIENCE):
        seen = []

        def look():
            seen.append(watcher.addresses(name))
            return seen[-1] == addresses

        try:
            until(look, f"{name} is {addresses}", patience)
        except AssertionError:
            print(seen[-3:], lab.said())
            raise
    return wait


@pytest.fixture
def box(lab, found):
    process = lab.box.serve()
    found(NAME, at(1))
    yield process
    lab.box.end(process)
    found(NAME, set())


@pytest.fixture
def twin(lab, box, found):
    process = lab.twin.serve()
    found(SECOND, at(2))
    yield process
    lab.twin.end(process)
    found(SECOND, set())


def test_a_box_is_found_by_name_and_by_service(lab, watcher, box):
    with open(f"/proc/{box.pid}/status") as status:
        users = next(line for line in status if line.startswith("Uid:")).split()[1:]
    assert set(users) == {str(NOBODY)}

    def service(kind):
        return until(lambda: watcher.services(kind), f"{kind} is seen")

    (name, stagebox), = service("_stagebox._tcp").items()
    text = dict(part.split("=", 1) for part in stagebox["text"])
    assert stagebox["text"][0] == "txtvers=1"
    assert set(text) == {"txtvers", "id", "ver", "tls", "setup", "name"}
    assert text["name"] == name
    assert text["tls"] in "01" and text["setup"] in "01" and text["id"] and text["ver"]
    assert stagebox["size"] <= 200
    assert stagebox["server"] == "box.local."
    assert service("_door._sub._stagebox._tcp").keys() == {name}
    assert service("_http._tcp")[name]["port"] == HTTP_PORT
    if text["tls"] == "1":
        assert service("_https._tcp")[name]["port"] == stagebox["port"]
    # A second opinion: Avahi on another host.
    seen = lab.peer.run("avahi-browse", "-rpt", "_stagebox._tcp")
    assert any(line.startswith("=") and f";{stagebox['port']};" in line for line in seen.splitlines())
    assert lab.peer.run("avahi-resolve", "-4", "-n", NAME).split() == [NAME, "10.77.0.1"]


def test_a_box_that_stops_says_good_bye(lab, watcher, found):
    process = lab.box.serve()
    found(NAME, at(1))
    until(watcher.services, "the service is seen")
    assert lab.box.end(process) == 0
    # Long before the records run out by themselves, after two minutes and more.
    until(lambda: not watcher.services(), "the service is gone")
    found(NAME, set())


def test_a_second_box_takes_a_second_name(lab, watcher, box, twin, found):
    found(NAME, at(1))
    names = until(lambda: len(services := watcher.services()) == 2 and services, "both services are seen")
    short, long = sorted(names, key=len)
    assert long == f"{short} #2"
    assert names[short]["server"] == "box.local." and names[long]["server"] == "twin.local."
    # The first box goes; the second takes the name when it comes into another network, or a few minutes later.
    lab.box.end(box)
    found(NAME, set())
    lab.twin.address("del", 2)
    lab.twin.address("add", 22)
    lab.twin.route()
    try:
        found(NAME, at(22))
        found(SECOND, set())
    finally:
        lab.twin.address("del", 22)
        lab.twin.address("add", 2)
        lab.twin.route()
    lab.twin.end(twin)


def test_two_boxes_that_meet_later_settle_it(lab, watcher, box, found):
    lab.twin.patch(False)
    twin = lab.twin.serve()
    until(lambda: lab.twin.run("avahi-resolve", "-4", "-n", NAME).split() == [NAME, "10.77.0.2"], "twin has the name")
    lab.twin.patch(True)
    # Who keeps the name is settled by comparing addresses (RFC 6762 section 8.2), as soon as somebody asks for it.
    settled = []

    def settle():
        settled[:] = watcher.addresses(NAME), watcher.addresses(SECOND)
        return settled in ([at(1), at(2)], [at(2), at(1)])

    until(settle, "each box has a name")
    lab.twin.end(twin)
    found(SECOND if settled[0] == at(1) else NAME, set())


def test_a_renamed_host_takes_the_services_along(lab, watcher, box, found):
    def servers():
        return {service["server"] for service in watcher.services().values()}

    until(lambda: servers() == {"box.local."}, "the service is on the host")
    lab.box.run("avahi-set-host-name", "theatre")
    try:
        until(lambda: servers() == {"theatre.local."}, "the service follows the host")
        found(NAME, at(1))
    finally:
        # Begins anew as box. Avahi that is renamed twice within a second or two may never finish the second time.
        lab.box.end(lab.box.avahi)
        lab.box.start_avahi()
    until(lambda: servers() == {"box.local."}, "the service follows the host back")


def test_a_new_address_is_announced(lab, box, found):
    lab.box.address("del", 1)
    lab.box.address("add", 11)
    lab.box.route()
    try:
        found(NAME, at(11))
    finally:
        lab.box.address("del", 11)
        lab.box.address("add", 1)
        lab.box.route()
    found(NAME, at(1))


def test_a_second_card_in_the_same_network_is_not_another_box(lab, box, found):
    lab.box.plug("eth1", 101)
    try:
        found(NAME, at(1, 101))
        found(SECOND, set())
        # Also for a box that starts so.
        lab.box.end(box)
        found(NAME, set())
        again = lab.box.serve()
        found(NAME, at(1, 101))
        found(SECOND, set())
        lab.box.end(again)
    finally:
        lab.ip("-n", lab.box.space, "link", "del", "eth1")
    found(NAME, set())


def test_a_pulled_cable_heals(lab, box, found):
    lab.box.cable("down")
    found(NAME, set())
    lab.box.cable("up")
    found(NAME, at(1))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restarted_avahi_is_told_everything_again(lab, watcher, box, found, how):
    lab.box.end(lab.box.avahi, how)
    found(NAME, set())
    lab.box.start_avahi()
    found(NAME, at(1))
    until(watcher.services, "the service is seen")
    assert box.poll() is None


def test_a_restarted_dbus_is_told_everything_again(lab, box, found):
    lab.box.end(lab.box.dbus)
    lab.box.end(lab.box.avahi)
    found(NAME, set())
    lab.box.start_dbus()
    lab.box.start_avahi()
    found(NAME, at(1))
    assert box.poll() is None


def test_a_box_that_starts_before_dbus_is_announced_when_it_comes(lab, found):
    lab.box.end(lab.box.avahi)
    lab.box.end(lab.box.dbus)
    process = lab.box.serve()
    found(NAME, set())
    assert process.poll() is None
    lab.box.start_dbus()
    lab.box.start_avahi()
    found(NAME, at(1))
    lab.box.end(process)
    found(NAME, set())
