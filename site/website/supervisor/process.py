"""One process of the stack: how it is started, known to answer, and stopped."""

import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Spec:
    """What to run.

    ``environment`` is the whole environment, nothing is inherited. ``user`` is
    a system user's name or None for our own. ``answers`` says whether the
    process serves; ``patience`` is how many seconds it may take to stop kindly.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    answers: Callable[[], bool]
    user: str | None = None
    patience: float = 10
    stop_signal: signal.Signals = signal.SIGTERM


def _begin() -> None:
    """In the child, before exec: die with the supervisor, and take Ctrl-C and SIGTERM as usual."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, set())


@dataclass
class Running:
    """A started process and its log."""

    spec: Spec
    log: Path
    popen: subprocess.Popen[bytes] | None = None
    restarts: list[float] = field(default_factory=list)

    def start(self) -> None:
        account = pwd.getpwnam(self.spec.user) if self.spec.user else None
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                list(self.spec.command), env=dict(self.spec.environment), cwd=self.spec.folder,
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
                user=account.pw_uid if account else None, group=account.pw_gid if account else None,
                extra_groups=[] if account else None, umask=0o027,
                preexec_fn=_begin,  # noqa: PLW1509 - the supervisor has one thread
            )  # fmt: skip

    @property
    def pid(self) -> int:
        if self.popen is None:
            raise RuntimeError(f"{self.spec.name} was never started.")
        return self.popen.pid

    def alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def ask_to_stop(self) -> None:
        if self.alive():
            os.kill(self.pid, self.spec.stop_signal)

    def make_sure_it_stopped(self) -> None:
        """Wait for its patience, then end its whole process group."""
        if self.popen is None:
            return
        try:
            self.popen.wait(timeout=self.spec.patience)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait(timeout=5)
        # What it left behind in its own session goes too.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen = None

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def wait_for(running: Running, seconds: float) -> None:
    """Wait until the process answers. Raises RuntimeError with its log's end when it does not."""
    deadline = time.monotonic() + seconds
    while not running.spec.answers():
        if not running.alive():
            raise RuntimeError(f"{running.spec.name} stopped by itself. Its log ends:\n{running.tail()}")
        if time.monotonic() > deadline:
            raise RuntimeError(
                f"{running.spec.name} did not answer in {seconds:.0f} s. Its log ends:\n{running.tail()}"
            )
        time.sleep(0.1)
