"""The system calls a sandbox needs that Python's `os` module does not offer.

Each raises `OSError` whose message names the call and what it was about, since
"Operation not permitted" alone tells nobody what to do.
"""

import ctypes
import fcntl
import os
import platform
import socket
import struct

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_SLAVE = 4096, 16384, 1 << 19
MNT_DETACH = 2

MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME = 1, 4, 15
PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_SECUREBITS = 22, 24, 28
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 38, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}
_MOUNT_SETATTR = 442
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1

MACHINE = platform.machine()
_libc = ctypes.CDLL(None, use_errno=True)
syscall = _libc.syscall
syscall.restype = ctypes.c_long
# The call reads whole registers.
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]


def check(result: int, what: str) -> int:
    """`result`, or the `OSError` that a negative one stands for."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    result = _libc.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )
    check(result, f"mount {kind or source} on {target}")


def bind(source: str, target: str, *, writable: bool, devices: bool = False) -> None:
    """Show `source` at `target`, with what is mounted below it, never honouring set-user-id bits there."""
    mount(source, target, None, MS_BIND | MS_REC)
    attributes = MOUNT_ATTR_NOSUID | (0 if devices else MOUNT_ATTR_NODEV)
    attributes |= 0 if writable else MOUNT_ATTR_RDONLY
    record = struct.pack("QQQQ", attributes, 0, 0, 0)
    result = syscall(
        _MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), _AT_RECURSIVE, record, ctypes.c_size_t(len(record))
    )
    check(result, f"mount_setattr on {target}")


def detach(target: str) -> None:
    check(_libc.umount2(os.fsencode(target), MNT_DETACH), f"unmount {target}")


def pivot_root(new: str, old: str) -> None:
    check(syscall(_PIVOT_ROOT[MACHINE], os.fsencode(new), os.fsencode(old)), f"pivot_root to {new}")


def sethostname(name: str) -> None:
    check(_libc.sethostname(name.encode(), ctypes.c_size_t(len(name.encode()))), "sethostname")


def prctl(option: int, argument: int = 0, pointer: int = 0) -> int:
    """Call prctl(2)."""
    return check(_libc.prctl(option, argument, pointer, 0, 0), f"prctl {option}")


def name_process(name: str) -> None:
    """Have `ps -o comm` and /proc/PID/comm show `name`, at most 15 signs of it."""
    words = ctypes.create_string_buffer(name.encode())
    prctl(PR_SET_NAME, ctypes.addressof(words))


def drop_capabilities() -> None:
    """Empty the effective, permitted, inheritable and ambient sets of this process."""
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", 0x20080522, 0)
    check(syscall(_CAPSET[MACHINE], header, struct.pack("6I", *[0] * 6)), "capset")


def raise_loopback() -> None:
    """Bring `lo` up in a fresh network namespace, which begins with it down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", flags | _IFF_UP, b""))
