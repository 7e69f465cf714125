"""Giving up, for good, everything the code inside must not have."""

import os
import resource

from hub_config.sandbox import kernel
from hub_config.sandbox.specification import Limits

# NOROOT, NO_CAP_AMBIENT_RAISE and the locks of these and of KEEP_CAPS: uid 0 means nothing any more.
SECUREBITS = 0b1110_0011
HIGHEST_CAPABILITY = 63
# Without a cgroup, the address space is capped too: shared mappings escape RLIMIT_DATA.
ADDRESS_SPACE_FACTOR, ADDRESS_SPACE_FLOOR = 3, 1 << 30


def enter_user(uid: int, gid: int, *, may_change_groups: bool) -> None:
    """Become `uid` and `gid` with no capability and no way to another.

    `may_change_groups` is false in a user namespace of an ordinary user, where the kernel
    refuses setgroups; the groups outside are then not mapped and show as nogroup.
    """
    for capability in range(HIGHEST_CAPABILITY + 1):
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last capability this kernel knows
    kernel.prctl(kernel.PR_SET_SECUREBITS, SECUREBITS)
    if may_change_groups:
        os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    # Neither memory nor descriptors of this process may be read by its neighbours of the same uid.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def set_limits(limits: Limits, *, has_cgroup: bool) -> None:
    """Set the per-process limits; soft and hard alike, so that they cannot be raised inside."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: limits.memory_bytes,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if not has_cgroup:
        wanted[resource.RLIMIT_AS] = limits.memory_bytes * ADDRESS_SPACE_FACTOR + ADDRESS_SPACE_FLOOR
    for kind, value in wanted.items():
        _limit(kind, value, value)
    if limits.cpu_seconds is not None:
        # The soft limit's SIGXCPU names the reason; a program that ignores it is killed a second later.
        _limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)


def _limit(kind: int, soft: int, hard: int) -> None:
    """Set one limit, never above what the caller itself was given."""
    ceiling = resource.getrlimit(kind)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(kind, (soft, hard))
