"""Three hosts on one cable: box and twin, that each run a stagebox, and peer, that looks for them.

Each host is a network namespace with an /run, a D-Bus and an avahi-daemon of its own. Nothing outside is touched, and
everything is ended by the process ids that were noted here.
"""

import ctypes
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NOBODY = 65534
HTTP_PORT = 8080
# Nothing takes nearly as long; a machine that is busy with other things may.
PATIENCE = 40


def until(question, what, patience=PATIENCE):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < end, f"{what}: not within {patience} seconds"
        time.sleep(0.1)


def obstacle():
    """Why no lab can be built here, or None."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ["ip", "unshare", "nsenter", "setpriv", "dbus-daemon", "avahi-daemon", "avahi-browse"]:
        if not shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
            return f"{program} is not installed"
    name = f"sbx{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode:
        return "this machine does not allow network namespaces"
    subprocess.run(["ip", "netns", "del", name], check=True)
    return None


def ends_with_parent():
    """Has the kernel end a child when pytest is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Host:
    def __init__(self, lab, name, number):
        self.lab, self.name, self.number = lab, name, number
        self.space = f"{lab.prefix}-{name}"
        self.folder = lab.folder / name
        self.folder.mkdir()
        self.running = []
        self.dbus = self.avahi = None
        self.log = open(lab.folder / f"{name}.log", "ab")
        lab.ip("netns", "add", self.space)
        lab.ip("-n", self.space, "link", "set", "lo", "up")
        self.plug("eth0", self.number)
        # Keeps the host's mounts, with an empty /run, for as long as the lab stands.
        program = pathlib.Path(os.environ.get("STAGEBOX", ROOT / ".build/debug/stagebox")).resolve()
        script = (
            "mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon /run/program /run/web"
            f" && mount --bind '{program.parent}' /run/program"
            f" && if [ -d '{ROOT}/web/out' ]; then mount --bind '{ROOT}/web/out' /run/web; fi"
            " && echo ready && exec sleep 900")
        self.program = f"/run/program/{program.name}"
        self.keeper = subprocess.Popen(
            ["ip", "netns", "exec", self.space, "unshare", "-m", "--propagation", "private", "sh", "-c", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, preexec_fn=ends_with_parent)
        assert self.keeper.stdout.readline() == b"ready\n", self.said()

    def said(self):
        return (self.lab.folder / f"{self.name}.log").read_text()[-4000:]

    def plug(self, card, number):
        """Puts a card into the host and its cable into the switch."""
        cable = f"{self.name}-{card}"
        self.lab.ip("link", "add", card, "netns", self.space, "type", "veth", "peer", "name", cable, "netns",
                    self.lab.switch)
        self.lab.ip("-n", self.lab.switch, "link", "set", cable, "master", "br0", "up")
        self.lab.ip("-n", self.space, "link", "set", card, "up")
        self.address("add", number, card)
        if card == "eth0":
            self.route()

    def route(self):
        self.lab.ip("-n", self.space, "route", "replace", "default", "dev", "eth0")

    def cable(self, state, card="eth0"):
        self.lab.ip("-n", self.lab.switch, "link", "set", f"{self.name}-{card}", state)

    def patch(self, into_switch):
        """Takes the cable out of the switch, or puts it back; the host still sees a live cable."""
        self.lab.ip("-n", self.lab.switch, "link", "set", f"{self.name}-eth0", *(
            ["master", "br0"] if into_switch else ["nomaster"]))

    def address(self, change, number, card="eth0"):
        self.lab.ip("-n", self.space, "addr", change, f"10.77.0.{number}/24", "brd", "+", "dev", card)
        self.lab.ip("-n", self.space, "addr", change, f"fd77::{number}/64", "dev", card, *(
            ["nodad"] if change == "add" else []))

    def inside(self, *command):
        return ["nsenter", "-t", str(self.keeper.pid), "-m", "-n", "--", *map(str, command)]

    def run(self, *command):
        done = subprocess.run(self.inside(*command), capture_output=True, text=True, timeout=30)
        self.log.write(done.stderr.encode())
        self.log.flush()
        return done.stdout

    def start(self, *command, **options):
        process = subprocess.Popen(
            self.inside(*command), stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=options.pop("stdout", self.log), stderr=self.log, preexec_fn=ends_with_parent, **options)
        self.running.append(process)
        return process

    def end(self, process, how=signal.SIGTERM):
        if process in self.running:
            self.running.remove(process)
        if process.poll() is None:
            process.send_signal(how)
        try:
            return process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def start_dbus(self):
        self.run("rm", "-f", "/run/dbus/system_bus_socket", "/run/dbus/pid")
        self.dbus = self.start("dbus-daemon", "--system", "--nofork", "--nopidfile")
        until(lambda: self.run("ls", "/run/dbus/system_bus_socket"), "D-Bus listens")

    def start_avahi(self):
        settings = pathlib.Path("/etc/avahi/avahi-daemon.conf").read_text()
        settings = re.sub(r"(?m)^#?host-name=.*", f"host-name={self.name}", settings)
        (self.folder / "avahi.conf").write_text(settings)
        self.run("rm", "-f", "/run/avahi-daemon/pid")
        self.avahi = self.start("avahi-daemon", "-f", self.folder / "avahi.conf", "--no-chroot", "--no-rlimits")

    def serve(self):
        """Starts a stagebox as a user without rights, on data of its own."""
        data = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        os.chown(data, NOBODY, NOBODY)
        return self.start("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs",
                          self.program, "serve", "--data", data, "--web", "/run/web", "--http-port", HTTP_PORT, cwd="/")

    def close(self):
        for process in list(self.running):
            self.end(process)
        self.end(self.keeper, signal.SIGKILL)
        self.lab.ip("netns", "del", self.space)
        self.log.close()


class Lab:
    def __init__(self):
        self.prefix = f"sb{os.getpid()}"
        self.switch = f"{self.prefix}-sw"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stagebox-lab-"))
        self.folder.chmod(0o755)
        self.hosts = []
        try:
            self.ip("netns", "add", self.switch)
            self.ip("-n", self.switch, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
            self.ip("-n", self.switch, "link", "set", "br0", "up")
            for number, name in enumerate(["box", "twin", "peer"], 1):
                host = Host(self, name, number)
                self.hosts.append(host)
                setattr(self, name, host)
                host.start_dbus()
                host.start_avahi()
        except BaseException:
            self.close()
            raise

    def ip(self, *arguments):
        subprocess.run(["ip", *map(str, arguments)], check=True, capture_output=True, timeout=30)

    def said(self):
        return "\n".join(f"--- {host.name}\n{host.said()}" for host in self.hosts)

    def close(self):
        for host in self.hosts:
            host.close()
        subprocess.run(["ip", "netns", "del", self.switch], capture_output=True)
        shutil.rmtree(self.folder)


class Watcher:
    """What another program on peer knows of the network: python-zeroconf, which shares no code with Avahi."""

    def __init__(self, peer):
        self.peer = peer
        self.process = peer.start(sys.executable, HERE / "watcher.py", f"10.77.0.{peer.number}",
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, *words):
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "the watcher does not answer"
        line = self.process.stdout.readline()
        assert line, self.peer.said()
        return json.loads(line)

    def addresses(self, name):
        """The addresses of a name, asked of the network now."""
        return set(self.ask("resolve", name))

    def services(self, kind="_stagebox._tcp"):
        """What is known of the services of a kind, by instance name."""
        return self.ask("services", f"{kind}.local.")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.peer.end(self.process)
