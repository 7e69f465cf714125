"""The real processes of marking, for tests: the runner from the hub's environment, workers of the site."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

REPOSITORY = Path(__file__).resolve().parents[2]
HUB_PYTHON = REPOSITORY / ".state" / "envs" / "hub" / "bin" / "python"
SOCKET = "marker.sock"
STARTS_WITHIN_SECONDS = 60


def interpreter() -> str:
    """The hub's interpreter, as in a running stack; the tests' own where there is none."""
    return str(HUB_PYTHON) if HUB_PYTHON.exists() else sys.executable


@contextmanager
def runner(folder: Path, code: Path = REPOSITORY, **user: Any) -> Iterator[Path]:
    """Run the runner from `code`, as the user these options of `subprocess` name; give its socket."""
    process = start_runner(folder, code, **user)
    try:
        yield folder / SOCKET
    finally:
        stop(process)


def start_runner(folder: Path, code: Path = REPOSITORY, **user: Any) -> subprocess.Popen[bytes]:
    """Start the runner on a socket in `folder`, and wait for it. Whoever starts it stops it."""
    path, log = folder / SOCKET, folder / "runner.log"
    path.unlink(missing_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [interpreter(), "-m", "curriculum.grading.runner", "--socket", str(path)],
            cwd="/", env={"PYTHONPATH": str(code)}, stdout=out, stderr=out, **user,
        )  # fmt: skip
    try:
        wait_until(path.exists, process, log)
    except BaseException:
        stop(process)
        raise
    return process


@contextmanager
def worker(
    folder: Path, marker: Path, concurrency: int = 4, **about: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker on the tests' database, in the queue of marking; `about` as `start_worker` takes it."""
    process = start_worker(folder, marker, concurrency, **about)
    try:
        yield process
    finally:
        stop(process)


def start_worker(
    folder: Path, marker: Path, concurrency: int = 4, *, before: str = "", **environment: str
) -> subprocess.Popen[bytes]:
    """Start a worker; it writes `folder`/worker.log. Whoever starts it stops it.

    `before` is Python to run in it first; `environment` comes on top of what a worker needs.
    """
    manage = "import runpy, sys\nsys.argv[0] = 'manage.py'\nrunpy.run_path('manage.py', run_name='__main__')"
    with (folder / "worker.log").open("ab") as out:
        return subprocess.Popen(
            [
                sys.executable, "-c", f"{before}\n{manage}", "procrastinate", "worker", "--queues", "marking",
                "--concurrency", str(concurrency),
            ],
            cwd=REPOSITORY, stdout=out, stderr=out,
            env={
                "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "website.settings.test",
                "DATABASE_URL": database_url(), "CLUBS_MARKER_SOCKET": str(marker), **environment,
            },
        )  # fmt: skip


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours, and wait for it."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(
    holds: Any,
    process: subprocess.Popen[bytes] | None = None,
    log: Path | None = None,
    seconds: float = STARTS_WITHIN_SECONDS,
) -> None:
    """Wait until `holds()`; fail with the log's end when it does not, or the process ends."""
    deadline = time.monotonic() + seconds
    while not holds():
        ended = process is not None and process.poll() is not None
        if ended or time.monotonic() > deadline:
            raise AssertionError(log.read_text()[-3000:] if log else "it never held")
        time.sleep(0.02)


def database_url() -> str:
    """The URL of the database that this test's connection uses."""
    at = connection.settings_dict
    host = quote(at["HOST"] or at["OPTIONS"].get("host", ""), safe="")
    return f"postgresql://{at['USER']}:{quote(at['PASSWORD'])}@/{at['NAME']}?host={host}"


def empty_queue() -> None:
    """Forget every job and worker: a test's flush passes over these tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"
        )
