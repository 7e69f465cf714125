"""The warm parent's loop: accept, fork into a sandbox, watch, tell how it ended.

One thread, one `select`. It never reads what pupils' code writes: the pupil's
channel goes straight to the client, and only a job's end is reported from here.
"""

import json
import os
import resource
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from curriculum.grading.runner.uids import BLOCK, NoUidsLeft, take_block

MOST_AT_ONCE = min(BLOCK, max(16, 8 * (os.process_cpu_count() or 1)))
"""More than a worker asks for: a job that loops until its clock ends must not keep others waiting."""
LONGEST_JOB_SECONDS = 120
PROMPT_SECONDS = 0.5
"""A job that has taken longer lets others have the processors first."""
WATCH_SECONDS = 0.25
PROCESSOR_SECONDS = 60
MEMORY_BYTES = 256 << 20
LOW_PRIORITY = 6  # a quarter of what others get


class NoSandbox(RuntimeError):
    """No sandbox can be had on this machine; the message says why and what to do."""


class Forked(Protocol):
    """A job that runs, as `hub_config.sandbox.Child` is."""

    out_of_memory: bool

    def fileno(self) -> int: ...
    def step_aside(self) -> None: ...
    def kill(self) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


Fork = Callable[[Callable[[], None], int, int], Forked]
"""Called with what to run, a descriptor to keep, and the job's slot."""


def sandboxed(lesson_kit: Path) -> Fork:
    """Give the way to fork into a sandbox. Raises NoSandbox where there is none."""
    from hub_config import sandbox

    missing = sandbox.availability()
    if missing:
        raise NoSandbox(missing)
    try:
        users = take_block()
    except NoUidsLeft as reason:
        raise NoSandbox(f"{reason} Stop one of them first.") from reason
    mounts = sandbox.system_mounts(lesson_kit)
    limits = sandbox.Limits(
        memory_bytes=MEMORY_BYTES, processes=32, cpu_seconds=PROCESSOR_SECONDS, open_files=64,
        file_bytes=8 << 20, tmp_bytes=16 << 20,
    )  # fmt: skip

    def fork(run: Callable[[], None], keep: int, slot: int) -> Forked:
        # Each job of those running at once has a user of its own, so that limits by user are its own too.
        user = users.ids[slot]
        room = sandbox.Sandbox(name="marking", mounts=mounts, limits=limits, uid=user, gid=user)
        return sandbox.fork(run, room, keep_fds=[keep])

    return fork


class _Unprotected:
    """A plain fork: limits on memory and time, and no walls."""

    out_of_memory = False

    def __init__(self, run: Callable[[], None]) -> None:
        self._pid = os.fork()
        if self._pid == 0:
            try:
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
                resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
                run()
            finally:
                os._exit(0)
        self._descriptor = os.pidfd_open(self._pid)

    def fileno(self) -> int:
        return self._descriptor

    def step_aside(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._pid, LOW_PRIORITY)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        _, status = os.waitpid(self._pid, 0)
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(status)


def unprotected(run: Callable[[], None], _keep: int, _slot: int) -> Forked:
    """Fork without any sandbox: for development on machines that have none."""
    return _Unprotected(run)


@dataclass
class _Job:
    client: socket.socket
    child: Forked
    slot: int
    started: float = field(default_factory=time.monotonic)
    aside: bool = False


class Parent:
    """Serves clients until stopped."""

    def __init__(self, listener: socket.socket, fork: Fork) -> None:
        from curriculum.grading.runner.job import prepare

        self._run = prepare()
        self._listener, self._fork = listener, fork
        self._jobs: dict[int, _Job] = {}
        self._free = deque(range(MOST_AT_ONCE))
        self._selector = selectors.DefaultSelector()
        self._accepting = False
        self._stopped = False

    def stop(self) -> None:
        """End `serve` soon; callable from a signal handler."""
        self._stopped = True

    def serve(self) -> None:
        """Accept and watch until stopped; then end every job."""
        self._watch_listener()
        while not self._stopped:
            for key, _ in self._selector.select(timeout=WATCH_SECONDS if self._jobs else 1.0):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._on_event(key.data, from_client=key.fileobj is key.data.client)
            self._look_at_clocks()
        for job in list(self._jobs.values()):
            job.child.kill()
            self._finish(job)

    def _look_at_clocks(self) -> None:
        now = time.monotonic()
        for job in self._jobs.values():
            if not job.aside and now - job.started > PROMPT_SECONDS:
                job.child.step_aside()
                job.aside = True
            if now - job.started > LONGEST_JOB_SECONDS:
                job.child.kill()

    def _watch_listener(self) -> None:
        wanted = bool(self._free)
        if wanted and not self._accepting:
            self._selector.register(self._listener, selectors.EVENT_READ)
        elif self._accepting and not wanted:
            self._selector.unregister(self._listener)
        self._accepting = wanted

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        ours, theirs = socket.socketpair()
        slot = self._free.popleft()  # the one that has rested longest
        try:
            child = self._fork(lambda: self._run(theirs), theirs.fileno(), slot)
        except (OSError, RuntimeError) as reason:  # SandboxError is a RuntimeError
            self._free.append(slot)
            _tell(client, {"refused": str(reason)})
            client.close()
            return
        finally:
            theirs.close()
        with ours:
            _tell(client, {"started": True}, ours.fileno())
        job = _Job(client, child, slot)
        self._jobs[slot] = job
        self._selector.register(client, selectors.EVENT_READ, job)
        self._selector.register(child, selectors.EVENT_READ, job)
        self._watch_listener()

    def _on_event(self, job: _Job, *, from_client: bool) -> None:
        if self._jobs.get(job.slot) is not job:
            return  # it ended a moment ago, by another event of the same round
        if from_client:
            job.child.kill()  # a client has nothing to say: it has hung up, or is none of ours
            self._selector.unregister(job.client)
            return
        self._finish(job)

    def _finish(self, job: _Job) -> None:
        self._selector.unregister(job.child)
        with suppress(KeyError):
            self._selector.unregister(job.client)
        status = job.child.wait()
        _tell(job.client, {"ended": status, "out_of_memory": job.child.out_of_memory})
        job.client.close()
        del self._jobs[job.slot]
        self._free.append(job.slot)
        self._watch_listener()


def _tell(client: socket.socket, message: dict[str, object], descriptor: int | None = None) -> None:
    line = json.dumps(message).encode() + b"\n"
    with suppress(OSError):
        client.settimeout(1)
        socket.send_fds(client, [line], [] if descriptor is None else [descriptor])
