"""The file tree a sandbox sees: a small tmpfs with the listed mounts, and nothing of the machine's own.

Runs inside the new mount and PID namespaces, still with the privilege to mount. Works with plain
paths, not `pathlib`, which took a quarter of the time that a sandbox takes.
"""

import os

from hub_config.sandbox import kernel
from hub_config.sandbox.specification import Limits, Mount, Sandbox

# Any folder that always exists will do: it is only covered inside the new namespace.
STAGING = "/tmp"  # noqa: S108
# Where the machine's own tree hangs while mounts are made; detached before any foreign code runs.
MACHINE = "/.machine"
DEVICES = ("null", "zero", "full", "random", "urandom")
DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
SHARED_MEMORY_BYTES = 16 << 20
NO_SUID = kernel.MS_NOSUID | kernel.MS_NODEV


def build(sandbox: Sandbox) -> None:
    """Make the fresh root and step into it. Raises `OSError` naming the mount that failed."""
    # The supervisor starts us with a tighter one, and then nobody but root could pass /home.
    os.umask(0o022)
    kernel.mount("none", "/", None, kernel.MS_SLAVE | kernel.MS_REC)
    kernel.mount("sandbox", STAGING, "tmpfs", NO_SUID, "mode=0755,size=1m,nr_inodes=4k")
    os.mkdir(STAGING + MACHINE, mode=0o700)
    kernel.pivot_root(STAGING, STAGING + MACHINE)
    os.chdir("/")
    _devices()
    _scratch(sandbox.limits)
    # What is nested in another mount, /tmp among them, must come after it.
    for mount in sorted(sandbox.mounts, key=lambda mount: len(mount.inside.parts)):
        _bind(mount)
    _accounts(sandbox)
    os.mkdir("/proc")
    kernel.mount("proc", "/proc", "proc", NO_SUID | kernel.MS_NOEXEC, "hidepid=invisible,subset=pid")
    kernel.detach(MACHINE)
    os.rmdir(MACHINE)
    kernel.mount("none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | NO_SUID)


def _bind(mount: Mount) -> None:
    source, inside = f"{MACHINE}{mount.source}", str(mount.inside)
    if os.path.isdir(source):
        os.makedirs(inside, mode=0o755, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(inside), mode=0o755, exist_ok=True)
        _touch(inside)
    kernel.bind(source, inside, writable=mount.writable)


def _touch(path: str, content: bytes = b"") -> None:
    """Make a file, or leave the one that is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    if content:
        os.write(descriptor, content)
    os.close(descriptor)


def _devices() -> None:
    os.mkdir("/dev", mode=0o755)
    for name in DEVICES:
        _touch(f"/dev/{name}")
        kernel.bind(f"{MACHINE}/dev/{name}", f"/dev/{name}", writable=True, devices=True)
    for name, target in DEVICE_LINKS.items():
        os.symlink(target, f"/dev/{name}")
    os.mkdir("/dev/shm")  # noqa: S108
    kernel.mount("shm", "/dev/shm", "tmpfs", NO_SUID, f"mode=1777,size={SHARED_MEMORY_BYTES},nr_inodes=1k")  # noqa: S108


def _scratch(limits: Limits) -> None:
    os.makedirs("/tmp", exist_ok=True)  # noqa: S108
    kernel.mount("tmp", "/tmp", "tmpfs", NO_SUID, f"mode=1777,size={limits.tmp_bytes},nr_inodes=16k")  # noqa: S108


def _accounts(sandbox: Sandbox) -> None:
    """The few files of /etc that programs ask for; the machine's own accounts are not shown."""
    os.makedirs("/etc", mode=0o755, exist_ok=True)
    name, uid, gid = sandbox.user_name, sandbox.uid, sandbox.gid
    files = {
        "passwd": f"root:x:0:0:root:/:/usr/sbin/nologin\n{name}:x:{uid}:{gid}::{sandbox.home}:/bin/sh\n",
        "group": f"root:x:0:\n{name}:x:{gid}:\n",
        "hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }
    for file, content in files.items():
        _touch(f"/etc/{file}", content.encode())
