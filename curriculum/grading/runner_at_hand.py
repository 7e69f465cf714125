"""A runner for one call of a command: the marker's own where it answers, else a private one.

The private one is the same program in the same sandbox. It lives in a temporary
folder that only its caller can enter, and ends with the call, however that comes.
"""

import ctypes
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from .marker import ROOT

STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 10
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class NoRunner(Exception):
    """Nobody can run pupils' code here; the message says why, for the person at the keyboard."""


@contextmanager
def runner_at_hand() -> Iterator[str]:
    """Give the path of a runner's socket, for as long as the block lasts. Raises NoRunner.

    To be entered from the main thread: a private runner dies with the thread that started it.
    """
    running = settings.CLUBS_MARKER_SOCKET
    if running and _answers(Path(running)):
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="mark-") as folder, _private(Path(folder)) as path:
        yield str(path)


def hub_python() -> str:
    """The hub's interpreter, which stands beside ours (architecture: three environments); else ours."""
    beside = Path(sys.prefix).parent / "hub" / "bin" / "python"
    return str(beside) if beside.exists() else sys.executable


@contextmanager
def _private(folder: Path) -> Iterator[Path]:
    path, log = folder / "marker.sock", folder / "runner.log"
    danger = settings.CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX
    with log.open("wb") as said:
        process = subprocess.Popen(
            [hub_python(), "-m", "curriculum.grading.runner", "--socket", str(path),
             *(["--dangerously-without-sandbox"] if danger else [])],
            cwd="/", env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            stdout=said, stderr=said,
            start_new_session=True,  # a terminal's Ctrl-C is ours to pass on
            preexec_fn=_die_with_our_caller,  # noqa: PLW1509 - one libc call, made before anything is imported
        )  # fmt: skip
    try:
        _wait_until_it_answers(path, process, log)
        yield path
    finally:
        _stop(process)


def _die_with_our_caller() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_it_answers(path: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not _answers(path):
        if process.poll() is not None:
            said = log.read_text(errors="replace").strip()
            raise NoRunner(said[-2_000:] or "Marking cannot start: the runner ended without a word.")
        if time.monotonic() > deadline:
            raise NoRunner(f"Marking cannot start: no runner within {STARTS_WITHIN_SECONDS} seconds.")
        time.sleep(0.02)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
