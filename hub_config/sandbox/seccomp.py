"""The system calls that are refused inside, as a classic BPF program.

A list of refusals, not of permissions: a pupil's Python may use whatever an
ordinary program may, and the namespaces do the sealing. Refused is what pries
into other processes, builds namespaces or mounts, or is a large and young part of the
kernel that a lesson has no use for.
"""

import ctypes
import errno
import socket
import struct
from functools import cache

from hub_config.sandbox import kernel

# name: numbers on (x86_64, aarch64); source: the kernel's unistd_64.h and asm-generic/unistd.h
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes' memory and descriptors
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # mounts, roots and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "unshare": (272, 97),
    "setns": (308, 268),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # keys, kernel programs, tracing and other wide doors into the kernel
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "vmsplice": (278, 75),
    "memfd_secret": (447, 447),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "get_mempolicy": (239, 236),
    "set_mempolicy_home_node": (450, 450),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "lookup_dcookie": (212, 18),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "personality": (135, 92),
    "vhangup": (153, 58),
    # left-overs of old kernels
    "nfsservctl": (180, 42),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "_sysctl": (156, None),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "create_module": (174, None),
    "get_kernel_syms": (177, None),
    "query_module": (178, None),
}
CLONE, CLONE3, SOCKET, IOCTL = (56, 220), (435, 435), (41, 198), (16, 29)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# clone's flags that make namespaces: NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NAMESPACE_FLAGS = 0x7E020000
# Pushing characters into a terminal: none is inside, and none shall be borrowed.
TERMINAL_INJECTION = (0x5412, 0x541C)
X32_BIT = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_ARGUMENTS = 0, 4, 16
_SECCOMP_MODE_FILTER = 2

Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def supported() -> bool:
    return kernel.MACHINE in ARCHITECTURES


@cache
def assembled(*, internet: bool) -> bytes:
    """The filter's code for this machine; see `install`."""
    families = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6) if internet else (socket.AF_UNIX,)
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program(kernel.MACHINE, families))


def install(*, internet: bool) -> None:
    """Put the filter on this process and all its future children. Needs no-new-privs set before.

    Without `internet` no socket of these families can be made, only unix ones.
    """
    code = assembled(internet=internet)
    filter_ = _Program(len(code) // 8, code)
    kernel.prctl(kernel.PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filter_))


def program(machine: str, socket_families: tuple[int, ...]) -> list[Instruction]:
    """The filter's instructions as (code, jump if true, jump if false, operand) for `machine`.

    Socket families that are not listed are refused: others, vsock above all, reach past
    the network namespace or into rarely tried code. They are refused as EINVAL, which
    ZeroMQ survives (it aborts on others when it asks netlink for interfaces).
    """
    column, architecture = ARCHITECTURES[machine]
    refuse = _refuse(errno.EPERM)
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
    ]
    if machine == "x86_64":
        lines += [(_AT_LEAST, 0, 1, X32_BIT), (_RETURN, 0, 0, _KILL)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            lines += [(_EQUAL, 0, 1, number), refuse]
    # clone3 hides its flags in memory; told it does not exist, the C library falls back to clone.
    lines += [(_EQUAL, 0, 1, CLONE3[column]), _refuse(errno.ENOSYS)]
    lines += _with_argument(CLONE[column], 0, [(_ANY_BIT, 0, 1, NAMESPACE_FLAGS), refuse])
    lines += _with_argument(
        IOCTL[column], 1, [line for each in TERMINAL_INJECTION for line in ((_EQUAL, 0, 1, each), refuse)]
    )
    families = [line for each in socket_families for line in ((_EQUAL, 0, 1, each), (_RETURN, 0, 0, _ALLOW))]
    lines += _with_argument(SOCKET[column], 0, [*families, _refuse(errno.EINVAL)])
    return [*lines, (_RETURN, 0, 0, _ALLOW)]


def _refuse(error: int) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | error)


def _with_argument(number: int, argument: int, rules: list[Instruction]) -> list[Instruction]:
    """Judge the call `number` by the low word of one of its arguments; allowed if no rule decides."""
    load: Instruction = (_LOAD, 0, 0, _OFFSET_ARGUMENTS + 8 * argument)
    body = [load, *rules, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(body), number), *body]
