"""Forking into a sandbox, and the processes that stand between the caller and the code inside.

    caller ── PID 1 (reaps, forwards SIGTERM) ── PID 2 (the target)                when it is root
    caller ── keeper ── PID 1 ── PID 2                                             otherwise

A process that unshares its PID namespace stays outside it; its next child is PID 1. Root
may unshare, fork and take its own back, a millisecond or two cheaper than one more
process. For an ordinary user that leads through a user namespace, from which there is no way
back, so a keeper goes in its place and waits. Each dies with its parent: the
keeper and PID 1 by the parent-death signal, the rest because the kernel kills a PID
namespace whose PID 1 is gone.
"""

import gc
import os
import select
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub_config.sandbox import cgroups, kernel, network, privileges, root, seccomp
from hub_config.sandbox.child import Child, Report, tell
from hub_config.sandbox.specification import Sandbox, SandboxError

NAMESPACES = os.CLONE_NEWNS | os.CLONE_NEWNET | os.CLONE_NEWIPC | os.CLONE_NEWUTS
# Python ignores the first two so that a write fails with an exception (targets are Python too);
# the others cannot be changed, and the two of the C library's own are none of ours.
KEPT_AS_THEY_ARE = {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGKILL, signal.SIGSTOP, 32, 33}
FAILED_TO_BUILD = 70


def fork(target: Callable[[], int | None], sandbox: Sandbox, keep_fds: Iterable[int] = ()) -> Child:
    """Run `target` in a new sandbox and return as soon as it is sealed, before the target has begun.

    `target`'s return value is its exit code (None is 0); an exception is printed to its
    standard error and is exit code 1. `keep_fds` stay open inside under the same
    numbers: pass no folder, and no socket that could be made to reach elsewhere.

    Raises `SandboxError` if this process has threads or the sandbox cannot be built.
    """
    require_one_thread()
    seccomp.assembled(internet=sandbox.loopback)  # once here, not in each child
    caller, keep_fds = os.getpid(), frozenset(keep_fds)

    def start(links: Links) -> Started:
        order = Order(target, sandbox, keep_fds, links, caller, changed_signals())
        return Started(fork_outermost(lambda: be_outermost(order)))

    return build(sandbox, start)


@dataclass(frozen=True)
class Links:
    """What ties the inside to whoever holds its `Child`: the cgroup's doors, and two pipes' ends."""

    doors: tuple[int, ...]
    report: int
    begin: int

    @property
    def descriptors(self) -> tuple[int, ...]:
        return (*self.doors, self.report, self.begin)


@dataclass(frozen=True)
class Order:
    """What is to run, where, tied to whom; `parent` is the pid of the process that forks for it."""

    target: Callable[[], int | None]
    sandbox: Sandbox
    keep_fds: frozenset[int]
    links: Links
    parent: int
    signals: tuple[int, ...]
    """Those that the parent handles or ignores."""
    as_root: bool = field(default_factory=lambda: os.geteuid() == 0)


@dataclass(frozen=True)
class Started:
    """The outermost process of a sandbox: PID 1 of its inside when forked by root, else the keeper.

    `descriptor` is a pidfd of one that another process has forked.
    """

    pid: int
    descriptor: int | None = None


def build(sandbox: Sandbox, start: Callable[[Links], Started]) -> Child:
    """Make what ties a sandbox to this process, have its processes started, and wait until it stands.

    Raises `SandboxError`.
    """
    if not seccomp.supported():
        raise SandboxError(f"Sandboxes are not supported on {kernel.MACHINE} processors.")
    group = cgroups.create(sandbox.name, sandbox.limits)
    report, report_inside = os.pipe()
    begin_inside, begin = os.pipe()
    links = Links(tuple(group.open_doors()) if group else (), report_inside, begin_inside)
    try:
        try:
            started = start(links)
        finally:
            for descriptor in links.descriptors:
                os.close(descriptor)
        return _await_seal(started, Report(report), group)
    except (OSError, SandboxError) as failure:
        os.close(report)
        if group is not None:
            group.remove()
        raise SandboxError(str(failure)) from failure
    finally:
        os.close(begin)  # the target waits for this, so that it cannot end before it has a handle


def require_one_thread() -> None:
    if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
        raise SandboxError("A sandbox can only be forked from a process with one thread.")


def _await_seal(started: Started, report: Report, group: cgroups.Group | None) -> Child:
    """Wait until the sandbox stands; else raise `SandboxError`."""
    if os.geteuid() == 0:
        report.told["init"] = started.pid
    while not ({"init", "sealed"} <= report.told.keys() or "failed" in report.told) and report.read_once():
        pass
    if {"init", "sealed"} <= report.told.keys():
        return Child(started.pid, report.told["init"], report, group, started.descriptor)
    if started.descriptor is None:
        os.waitpid(started.pid, 0)
    else:
        os.close(started.descriptor)
    raise SandboxError(report.told.get("failed", "The sandbox died while it was built."))


def fork_outermost(run: Callable[[], object]) -> int:
    """Fork the process in which `run` is called, which must not return; its pid out here.

    As root it is PID 1 of a new PID namespace.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if os.geteuid() != 0:
        return _fork(run)
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _unshare(os.CLONE_NEWPID)
        init = _fork(run)
        os.setns(own, os.CLONE_NEWPID)  # what this process forks from now on is out here again
    finally:
        os.close(own)
    return init


def _fork(run: Callable[[], object]) -> int:
    pid = os.fork()
    if pid == 0:
        run()
        os._exit(FAILED_TO_BUILD)
    return pid


def be_outermost(order: Order) -> None:
    """Be what `fork_outermost` has forked: build the sandbox, run the target in it. Never returns."""
    if order.as_root:
        _as_init(order, order.links.begin)
    else:
        _as_keeper(order)


def _as_keeper(order: Order) -> None:
    """Never returns."""
    links = order.links
    try:
        _reset_signals(order.signals)
        os.setsid()
        _enter_user_namespace(order.sandbox)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != order.parent:
            os._exit(FAILED_TO_BUILD)
        life, life_inside = os.pipe()
        init = os.fork()
        if init == 0:
            os.close(life_inside)
            _as_init(order, life)
        tell(links.report, init=init)
        # A copy kept here of a pupil's socket would hide from its other end that the pupil is gone.
        _close_all_but({life_inside})
        os.waitpid(init, 0)
        os._exit(0)
    except BaseException as failure:  # a forked child must never run on as its parent
        _report_failure(links.report, failure)
        os._exit(FAILED_TO_BUILD)


def _unshare(namespaces: int) -> None:
    try:
        os.unshare(namespaces)
    except OSError as failure:
        raise SandboxError(
            f"Even root may make no sandbox here ({failure.strerror}): a container needs the SYS_ADMIN "
            "capability and a seccomp profile that allows unshare and mount."
        ) from failure


def _enter_user_namespace(sandbox: Sandbox) -> None:
    """As an ordinary user: privilege over new namespaces only, with this one user mapped."""
    uid, gid = os.geteuid(), os.getegid()
    try:
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWPID | NAMESPACES)
    except OSError as failure:
        raise SandboxError(
            "This machine lets ordinary users make no sandbox (unprivileged user namespaces are off: "
            f"{failure.strerror}). Run as root, or allow them: sysctl kernel.unprivileged_userns_clone=1, "
            "user.max_user_namespaces=10000 or, on Ubuntu, kernel.apparmor_restrict_unprivileged_userns=0."
        ) from failure
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{sandbox.uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{sandbox.gid} {gid} 1")


def _as_init(order: Order, life: int) -> None:
    """PID 1: builds the root, gives up privilege, forks the target, reaps. Never returns.

    `life` comes to its end, as a pipe does, when whoever forked this is gone.
    """
    links = order.links
    try:
        gc.disable()  # a collection would copy every page of the caller's
        if order.as_root:
            _reset_signals(order.signals)
            os.setsid()
            _unshare(NAMESPACES)
        _seal(order, life)
        if select.select([life], [], [], 0)[0]:
            os._exit(FAILED_TO_BUILD)  # it died before its death could reach us
        pupil = os.fork()
        if pupil == 0:
            os.close(links.report)
            if life != links.begin:
                os.close(life)
            os.read(links.begin, 1)
            os.close(links.begin)
            _as_target(order.target)
        _close_all_but({0, 1, 2, links.report})
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pupil, signal.SIGTERM))
        tell(links.report, sealed=True)
        tell(links.report, ended=_reap_until(pupil))
    except BaseException as failure:  # as above
        _report_failure(links.report, failure)
    os._exit(0)


def _seal(order: Order, life: int) -> None:
    """Everything between the namespaces and foreign code, in the only order that works."""
    sandbox, links = order.sandbox, order.links
    for door in links.doors:
        os.write(door, b"0")
    os.unshare(os.CLONE_NEWCGROUP)
    kernel.sethostname(sandbox.name[:63])
    if sandbox.loopback:
        kernel.raise_loopback()
    root.build(sandbox)
    _close_all_but({*order.keep_fds, links.report, links.begin, life})
    _fill_standard_streams(order.keep_fds)
    privileges.set_limits(sandbox.limits, has_cgroup=bool(links.doors))
    privileges.enter_user(sandbox.uid, sandbox.gid, may_change_groups=order.as_root)
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
        gc.enable()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = target() or 0
    except SystemExit as leaving:
        status = exit_status(leaving)
    except BaseException:  # as above
        traceback.print_exc()
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status & 0xFF)


def exit_status(leaving: SystemExit) -> int:
    """What Python's own end would make of it: words are a failure, nothing is none."""
    return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)


def _reap_until(pupil: int) -> int:
    """Reap orphans until the target ends; its raw wait status."""
    while True:
        pid, status = os.wait()
        if pid == pupil:
            return status


def changed_signals() -> tuple[int, ...]:
    """The signals that this process handles or ignores; read before a fork, in which it costs more."""
    status = os.open("/proc/self/status", os.O_RDONLY | os.O_CLOEXEC)
    try:
        lines = dict(line.partition(b":")[::2] for line in os.read(status, 1 << 16).splitlines())
    finally:
        os.close(status)
    changed = int(lines[b"SigIgn"], 16) | int(lines[b"SigCgt"], 16)
    return tuple(
        number for number in range(1, signal.NSIG)
        if changed >> number - 1 & 1 and number not in KEPT_AS_THEY_ARE
    )  # fmt: skip


def _reset_signals(changed: Iterable[int]) -> None:
    """Undo the caller's handlers, masks and wake-up descriptor; SIGINT too, or stops hang."""
    signal.set_wakeup_fd(-1)
    for number in changed:
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
