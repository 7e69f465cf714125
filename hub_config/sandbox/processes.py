"""Forking into a sandbox, and the processes that stand between the caller and the code inside.

    caller ── keeper ── PID 1 (reaps, forwards SIGTERM) ── PID 2 (the target)

The keeper exists because a process that unshares its PID namespace stays outside
it. Each dies with its parent: the keeper and PID 1 by the parent-death signal, the
rest because the kernel kills a PID namespace whose PID 1 is gone.
"""

import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hub_config.sandbox import cgroups, kernel, network, privileges, root, seccomp
from hub_config.sandbox.child import Child, Report, tell
from hub_config.sandbox.specification import Sandbox, SandboxError

NAMESPACES = os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWNET | os.CLONE_NEWIPC | os.CLONE_NEWUTS
# Python ignores these so that a write fails with an exception; targets are Python too.
IGNORED_BY_PYTHON = {signal.SIGPIPE, signal.SIGXFSZ}
FAILED_TO_BUILD = 70


def fork(target: Callable[[], int | None], sandbox: Sandbox, keep_fds: Iterable[int] = ()) -> Child:
    """Run `target` in a new sandbox and return as soon as it is sealed, before the target has begun.

    `target`'s return value is its exit code (None is 0); an exception is printed to its
    standard error and is exit code 1. `keep_fds` stay open inside under the same
    numbers: pass no folder, and no socket that could be made to reach elsewhere.

    Raises `SandboxError` if this process has threads or the sandbox cannot be built.
    """
    _require_one_thread()
    if not seccomp.supported():
        raise SandboxError(f"Sandboxes are not supported on {kernel.MACHINE} processors.")
    group = cgroups.create(sandbox.name, sandbox.limits)
    report, report_inside = os.pipe()
    begin_inside, begin = os.pipe()
    links = _Links(os.getpid(), tuple(group.open_doors()) if group else (), report_inside, begin_inside)
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _as_keeper(target, sandbox, frozenset(keep_fds), links)
    for descriptor in links.descriptors:
        os.close(descriptor)
    try:
        return _await_seal(pid, Report(report), group)
    finally:
        os.close(begin)  # the target waits for this, so that it cannot end before it has a handle


@dataclass(frozen=True)
class _Links:
    """What ties the inside to the caller: its pid, the cgroup's doors, and two pipes' ends."""

    caller: int
    doors: tuple[int, ...]
    report: int
    begin: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        return (*self.doors, self.report, self.begin)


def _require_one_thread() -> None:
    if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
        raise SandboxError("A sandbox can only be forked from a process with one thread.")


def _await_seal(pid: int, report: Report, group: cgroups.Group | None) -> Child:
    """Wait until the sandbox stands; else clear it away and raise `SandboxError`."""
    while not ({"init", "sealed"} <= report.told.keys() or "failed" in report.told) and report.read_once():
        pass
    if {"init", "sealed"} <= report.told.keys():
        return Child(pid, report.told["init"], report, group)
    os.waitpid(pid, 0)
    report.close()
    if group is not None:
        group.remove()
    raise SandboxError(report.told.get("failed", "The sandbox died while it was built."))


def _as_keeper(
    target: Callable[[], int | None], sandbox: Sandbox, keep_fds: frozenset[int], links: _Links
) -> None:
    """The first child: makes the namespaces and waits. Never returns."""
    try:
        _reset_signals()
        os.setsid()
        as_root = os.geteuid() == 0
        if as_root:
            _enter_namespaces()
        else:
            _enter_user_namespace(sandbox)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != links.caller:
            os._exit(FAILED_TO_BUILD)
        life, life_inside = os.pipe()
        init = os.fork()
        if init == 0:
            os.close(life_inside)
            _as_init(target, sandbox, keep_fds, links, life, as_root=as_root)
        tell(links.report, init=init)
        # A copy kept here of a pupil's socket would hide from its other end that the pupil is gone.
        _close_all_but({life_inside})
        os.waitpid(init, 0)
        os._exit(0)
    except BaseException as failure:  # a forked child must never run on as its parent
        _report_failure(links.report, failure)
        os._exit(FAILED_TO_BUILD)


def _enter_namespaces() -> None:
    try:
        os.unshare(NAMESPACES)
    except OSError as failure:
        raise SandboxError(
            f"Even root may make no sandbox here ({failure.strerror}): a container needs the SYS_ADMIN "
            "capability and a seccomp profile that allows unshare and mount."
        ) from failure


def _enter_user_namespace(sandbox: Sandbox) -> None:
    """As an ordinary user: privilege over new namespaces only, with this one user mapped."""
    uid, gid = os.geteuid(), os.getegid()
    try:
        os.unshare(os.CLONE_NEWUSER | NAMESPACES)
    except OSError as failure:
        raise SandboxError(
            "This machine lets ordinary users make no sandbox (unprivileged user namespaces are off: "
            f"{failure.strerror}). Run as root, or allow them: sysctl kernel.unprivileged_userns_clone=1, "
            "user.max_user_namespaces=10000 or, on Ubuntu, kernel.apparmor_restrict_unprivileged_userns=0."
        ) from failure
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{sandbox.uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{sandbox.gid} {gid} 1")


def _as_init(
    target: Callable[[], int | None],
    sandbox: Sandbox,
    keep_fds: frozenset[int],
    links: _Links,
    life: int,
    *,
    as_root: bool,
) -> None:
    """PID 1: builds the root, gives up privilege, forks the target, reaps. Never returns."""
    try:
        _seal(sandbox, keep_fds, links, life, as_root=as_root)
        if select.select([life], [], [], 0)[0]:
            os._exit(FAILED_TO_BUILD)  # the keeper died before its death could reach us
        pupil = os.fork()
        if pupil == 0:
            os.close(links.report)
            os.close(life)
            os.read(links.begin, 1)
            os.close(links.begin)
            _as_target(target)
        _close_all_but({0, 1, 2, links.report})
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pupil, signal.SIGTERM))
        tell(links.report, sealed=True)
        tell(links.report, ended=_reap_until(pupil))
    except BaseException as failure:  # as above
        _report_failure(links.report, failure)
    os._exit(0)


def _seal(sandbox: Sandbox, keep_fds: frozenset[int], links: _Links, life: int, *, as_root: bool) -> None:
    """Everything between the namespaces and foreign code, in the only order that works."""
    for door in links.doors:
        os.write(door, b"0")
    os.unshare(os.CLONE_NEWCGROUP)
    kernel.sethostname(sandbox.name[:63])
    if sandbox.loopback:
        kernel.raise_loopback()
    root.build(sandbox)
    _close_all_but({*keep_fds, links.report, links.begin, life})
    _fill_standard_streams(keep_fds)
    privileges.set_limits(sandbox.limits, has_cgroup=bool(links.doors))
    privileges.enter_user(sandbox.uid, sandbox.gid, may_change_groups=as_root)
    if not sandbox.loopback:
        network.forbid_tcp()
    seccomp.install(internet=sandbox.loopback)
    # Only now: a change of user clears it.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    os.umask(0o077)
    os.chdir(sandbox.home)
    os.environ.clear()
    os.environ.update(sandbox.environment)


def _as_target(target: Callable[[], int | None]) -> None:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = target() or 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # as above
        traceback.print_exc()
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status & 0xFF)


def _reap_until(pupil: int) -> int:
    """Reap orphans until the target ends; its raw wait status."""
    while True:
        pid, status = os.wait()
        if pid == pupil:
            return status


def _reset_signals() -> None:
    """Undo the caller's handlers, masks and wake-up descriptor; SIGINT too, or stops hang."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP} - IGNORED_BY_PYTHON:
        if signal.getsignal(number) is not signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _close_all_but(kept: set[int]) -> None:
    """Close every other descriptor; `kept` may hold the standard ones or not."""
    edges = sorted(kept)
    for low, high in zip([-1, *edges], [*edges, 1 << 30], strict=True):
        if low + 1 < high:  # an empty range is not nothing to closerange: it closes all above
            os.closerange(low + 1, high)


def _fill_standard_streams(keep_fds: frozenset[int]) -> None:
    """Point those of 0, 1 and 2 that are not kept at /dev/null, so that no later file takes their place."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for stream in {0, 1, 2} - keep_fds - {nothing}:
        os.dup2(nothing, stream)
    if nothing > 2:
        os.close(nothing)
    else:
        os.set_inheritable(nothing, True)


def _report_failure(report: int, failure: BaseException) -> None:
    words = (
        str(failure) if isinstance(failure, SandboxError) else f"The sandbox could not be built: {failure}"
    )
    with suppress(OSError):
        tell(report, failed=words)
