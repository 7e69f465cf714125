"""The caller's handle on what runs in a sandbox, and how the inside reports to it."""

import json
import os
import select
import signal
from contextlib import suppress
from typing import Any

from hub_config.sandbox.cgroups import Group

LOW_PRIORITY = 6  # a quarter of what others get


class Report:
    """What keeper and PID 1 tell the caller, as JSON objects one a line, in whatever order they come.

    `init`: PID 1 as seen from outside. `sealed`: the target may begin. `failed`: a
    sentence. `ended`: the target's wait status.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._unread = b""
        self.told: dict[str, Any] = {}

    def read_once(self) -> bool:
        """Take in what has come, waiting for something; False at the end."""
        more = os.read(self._descriptor, 4096)
        *lines, self._unread = (self._unread + more).split(b"\n")
        for line in lines:
            self.told |= json.loads(line)
        return bool(more)

    def read_all(self) -> dict[str, Any]:
        while self.read_once():
            pass
        return self.told

    def close(self) -> None:
        os.close(self._descriptor)


def tell(descriptor: int, **facts: object) -> None:
    os.write(descriptor, json.dumps(facts).encode() + b"\n")


class Child:
    """A sandbox that runs. The caller must `wait()` for it once, which also removes its cgroup.

    `pid` is the outermost process: the keeper, or PID 1 of the inside itself, which is `init_pid` as seen
    from outside; the caller's own child, or a `ForkServer`'s. `fileno()` becomes readable when all inside has
    ended, for selectors.
    """

    def __init__(
        self, pid: int, init_pid: int, report: Report, group: Group | None, descriptor: int | None = None
    ) -> None:
        self.pid, self.init_pid = pid, init_pid
        self.status: int | None = None
        self.out_of_memory = False
        self._report, self._group = report, group
        # Another process's child comes with a pidfd, and is that one's to reap.
        self._is_ours = descriptor is None
        self._own_fd = os.pidfd_open(pid) if descriptor is None else descriptor
        self._init_fd = os.pidfd_open(init_pid)

    def fileno(self) -> int:
        return self._own_fd

    def terminate(self) -> None:
        """Ask the target to end, by SIGTERM."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End everything inside, at once and without appeal."""
        self._signal(signal.SIGKILL)

    def step_aside(self) -> None:
        """Let others have the processors first from now on, for a job that takes long."""
        if self.status is not None:
            return
        with suppress(OSError):
            if self._group is None or not self._group.step_aside():
                os.setpriority(os.PRIO_PGRP, self.pid, LOW_PRIORITY)

    def memory_bytes(self) -> int | None:
        """Memory the inside uses now, or None where no cgroup counts it or it has ended."""
        if self._group is None or self.status is not None:
            return None
        return self._group.memory_bytes()

    def wait(self, timeout: float | None = None) -> int:
        """The target's exit code, or minus the signal that killed it; -9 also if killed from outside.

        `timeout` in seconds; raises `TimeoutError` when it passes, and the child runs on.
        """
        if self.status is not None:
            return self.status
        waiting = select.poll()
        waiting.register(self._own_fd, select.POLLIN)
        if not waiting.poll(None if timeout is None else max(0, timeout) * 1000):
            raise TimeoutError(f"sandbox {self.pid} still runs")
        if self._is_ours:
            os.waitpid(self.pid, 0)
        ended = self._report.read_all().get("ended")
        self.status = -signal.SIGKILL if ended is None else os.waitstatus_to_exitcode(ended)
        if self._group is not None:
            with suppress(OSError):
                self.out_of_memory = self._group.out_of_memory()
            self._group.remove()
        self._report.close()
        os.close(self._own_fd)
        os.close(self._init_fd)
        return self.status

    def _signal(self, number: signal.Signals) -> None:
        if self.status is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init_fd, number)
