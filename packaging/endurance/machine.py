"""A virtual machine that can lose its power: Debian's cloud kernel, a disk with the box, a disk for its data.

Emulated without the help of a hypervisor, so that it runs wherever qemu does. Nothing is installed but qemu, busybox
and the tools for ext4; the kernel is only unpacked, into a cache folder beside the build.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from client import ROOT

CACHE = ROOT / ".build/endurance"
HERE = pathlib.Path(__file__).resolve().parent
MODULES = ("virtio", "virtio_ring", "virtio_pci", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_blk",
           "virtio_console", "crc16", "mbcache", "jbd2", "crc32c_generic", "libcrc32c", "ext4")
INIT = """#!/bin/sh
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for pass in 1 2 3 4; do
    for module in /modules/*; do insmod $module 2>/dev/null; done
done
ip link set lo up
mount -t ext4 -o ro /dev/vdb /root
mount -t ext4 /dev/vda /root/data
for part in proc sys dev; do mount --move /$part /root/$part; done
mount -t tmpfs tmp /root/tmp
exec chroot /root /usr/bin/python3 /stagebox/packaging/endurance/inside.py
"""


class NoMachine(Exception):
    """Why there is no machine here, as a sentence."""


def run(*command, **how):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **how)
    if done.returncode:
        raise NoMachine(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def kernel():
    """The kernel's image and its modules' folder, unpacked once."""
    for tool in ("qemu-system-x86_64", "mkfs.ext4", "e2fsck", "debugfs", "cpio"):
        if not shutil.which(tool):
            raise NoMachine(f"{tool} is missing. Install qemu-system-x86, e2fsprogs and cpio")
    if not pathlib.Path("/bin/busybox").exists():
        raise NoMachine("busybox is missing. Install busybox-static")
    folder = CACHE / "kernel"
    if not list(folder.glob("boot/vmlinuz-*")):
        found = re.search(r"Depends: (linux-image-\S+)", run("apt-cache", "depends", "linux-image-cloud-amd64"))
        if not found:
            raise NoMachine("Debian's package linux-image-cloud-amd64 is not known here")
        shutil.rmtree(folder, ignore_errors=True)
        draft = CACHE / "kernel.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        run("apt-get", "download", "-qq", found.group(1), cwd=draft)
        package = next(draft.glob("*.deb"))
        run("dpkg-deb", "-x", str(package), str(draft))
        package.unlink()
        draft.rename(folder)
    image = sorted(folder.glob("boot/vmlinuz-*"))[-1]
    return image, next((folder / "lib/modules").iterdir())


def libraries(program):
    """The shared libraries of a program or library, under the names by which it finds them."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(?:=> )?(/\S+) \(0x", listed)


class Tree:
    """A root folder that holds some programs of this machine and all they need."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("proc", "sys", "dev", "tmp", "data", "etc"):
            (folder / name).mkdir(parents=True)
        (folder / "etc/passwd").write_text("root:x:0:0:root:/:/bin/sh\n")
        (folder / "etc/hosts").write_text("127.0.0.1 localhost\n")

        self.put("/etc/ld.so.cache")

    def put(self, source, at=None):
        place = self.folder / str(at or source).lstrip("/")
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place)

    def put_program(self, source, at=None):
        self.put(source, at)
        for library in libraries(source):
            self.put(library)

    def put_folder(self, source, at=None, without=()):
        shutil.copytree(source, self.folder / str(at or source).lstrip("/"), dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns(*without))

    def put_python(self):
        python = os.path.realpath("/usr/bin/python3")
        library = f"/usr/lib/{os.path.basename(python)}"
        self.put_program(python, "/usr/bin/python3")
        self.put_folder(library, without=("test", "config-*", "idlelib", "lib2to3", "pydoc_data", "tkinter"))
        for module in pathlib.Path(library, "lib-dynload").glob("*.so"):
            for needed in libraries(str(module)):
                self.put(needed)

    def image(self, path):
        """The tree as a disk."""
        size = sum(file.lstat().st_size // 4096 * 4096 + 8192 for file in self.folder.rglob("*"))
        disk(path, size * 5 // 4 + (32 << 20), self.folder)


def disk(path, size, folder=None):
    with open(path, "wb") as file:
        file.truncate(size // 4096 * 4096)
    run("mkfs.ext4", "-q", "-F", *(["-d", str(folder)] if folder else []), str(path))


class Machine:
    """What all machines of a run share. `work` is a folder for their disks."""

    def __init__(self, work, program):
        self.work = work
        self.kernel, modules = kernel()
        self.make_first_files(modules)
        tree = Tree(work / "tree")
        tree.put_program(program, "/usr/bin/stagebox")
        tree.put_python()
        # The box starts its programs through these two.
        tree.put("/bin/busybox", "/bin/sh")
        tree.put_program("/usr/bin/nice")
        if shutil.which("ffprobe"):
            tree.put_program(shutil.which("ffprobe"), "/usr/bin/ffprobe")
        tree.put_folder(ROOT / "web/out", "/stagebox/web/out")
        tree.put_folder(HERE, "/stagebox/packaging/endurance", without=("__pycache__",))
        tree.put(ROOT / "web/tests/conftest.py", "/stagebox/web/tests/conftest.py")
        tree.put(self.make_liar(), "/stagebox/nosync.so")
        tree.image(work / "root.img")
        shutil.rmtree(work / "tree")

    def make_first_files(self, modules):
        folder = self.work / "initrd"
        for name in ("bin", "proc", "sys", "dev", "root", "modules"):
            (folder / name).mkdir(parents=True)
        shutil.copy2("/bin/busybox", folder / "bin/busybox")
        for name in ("sh", "mount", "insmod", "ip", "chroot"):
            (folder / "bin" / name).symlink_to("busybox")
        for name in MODULES:
            for file in modules.rglob(f"{name}.ko*"):
                shutil.copy2(file, folder / "modules")
        (folder / "init").write_text(INIT)
        (folder / "init").chmod(0o755)
        run("sh", "-c", f"cd '{folder}' && find . | cpio -o -H newc --quiet | gzip -1 >'{self.work}/initrd.gz'")

    def make_liar(self):
        compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
        if not compiler:
            raise NoMachine("there is no C compiler")
        path = self.work / "nosync.so"
        run(compiler, "-shared", "-fPIC", "-O1", "-o", str(path), str(HERE / "nosync.c"))
        return path

    def start(self, data, name, seed, lies=False):
        return Power(self, data, name, seed, lies)


class Power:
    """One machine while it has power. `said` is what it has written about its work so far."""

    def __init__(self, machine, data, name, seed, lies):
        self.notes, self.console = machine.work / f"{name}.notes", machine.work / f"{name}.console"
        words = f"console=ttyS0 quiet panic=1 round={name} seed={seed} lies={int(lies)}"
        with open(self.console, "wb") as console:
            self.process = subprocess.Popen(
                ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1024",
                 "-nodefaults", "-nic", "none", "-display", "none", "-no-reboot", "-serial", "stdio",
                 "-kernel", str(machine.kernel), "-initrd", str(machine.work / "initrd.gz"), "-append", words,
                 "-drive", f"file={data},if=virtio,format=raw,cache=writeback",
                 "-drive", f"file={machine.work / 'root.img'},if=virtio,format=raw,readonly=on",
                 # Other than the serial line, this one waits until the host has what was written.
                 "-device", "virtio-serial-pci", "-chardev", f"file,id=notes,path={self.notes}",
                 "-device", "virtconsole,chardev=notes"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT)

    @property
    def said(self):
        return self.notes.read_bytes() if self.notes.exists() else b""

    def wait_until_working(self, seconds=180):
        end = time.monotonic() + seconds
        while b"working" not in self.said:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the machine did not come to work: "
                                   + (self.said[-1500:] + self.console.read_bytes()[-1500:]).decode(errors="replace"))
            time.sleep(0.05)

    def cut(self):
        """The power goes: nothing in the machine hears of it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def recover(image, folder):
    """What is on the disk of a dead machine: a copy of it is mended as at a boot, and read.

    Answers with what could not be mended. The disk itself stays as the power cut left it.
    """
    copy = folder / "copy.img"
    run("cp", "--sparse=always", str(image), str(copy))
    # Replays the journal; status 1 says that this was needed.
    replayed = subprocess.run(["e2fsck", "-p", str(copy)], capture_output=True, text=True)
    checked = subprocess.run(["e2fsck", "-fn", str(copy)], capture_output=True, text=True)
    run("debugfs", "-R", f"rdump /box {folder}", str(copy))
    copy.unlink()
    return [done.stdout[-500:] for done in (replayed, checked) if done.returncode & ~1]
