"""A PostgreSQL of a test's own, to be stopped in mid-run or left without room; durable, as in production."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections

from tests.integration.marking_stack import database_url
from website.supervisor.postgres import Postgres, binaries
from website.supervisor.system_user import SYSTEM_USER, ensure_system_user

# What a full disk is to hold: everything that marking writes to.
TABLES = (
    "grading_submission", "grading_mark", "progress_event", "procrastinate_jobs", "procrastinate_events",
    "procrastinate_workers",
)  # fmt: skip
SMALL_DISK_BYTES = 6 << 20


@dataclass(frozen=True)
class OnASmallDisk(Postgres):
    """A server, initialised before, with a small file system at `small` that nobody else sees.

    It is started by ourselves and then becomes `runs_as`, a system user, where we are the superuser.
    """

    runs_as: str | None = None

    @property
    def small(self) -> Path:
        return self.folder.parent / "small"

    def command(self) -> list[str]:
        """The server's command line, in a mount namespace of its own."""
        owner = pwd.getpwnam(self.runs_as).pw_uid if self.runs_as else os.getuid()
        options = f"size={SMALL_DISK_BYTES},mode=0700,uid={owner}"
        mount = f'mount -t tmpfs -o {options} none {self.small} && cd / && exec "$@"'
        unshare, then = ["unshare", "--mount"], []
        if self.runs_as is None:
            unshare += ["--user", "--map-current-user", "--keep-caps"]
        else:
            then = ["setpriv", "--reuid", self.runs_as, "--regid", self.runs_as, "--clear-groups"]
        return [*unshare, "sh", "-c", mount, "sh", *then, *super().command()]


class Server:
    """A server that a test starts, stops and starts again."""

    def __init__(self, postgres: Postgres, log: Path) -> None:
        self.postgres, self._log = postgres, log
        self._process = postgres.start(log)

    def stop(self, how: int) -> None:
        """Stop it with this signal: SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one."""
        self._process.send_signal(how)
        self._process.wait(60)

    def start(self) -> None:
        self._process = self.postgres.start(self._log)
        connection.close()  # the test's own was cut off as well


def as_whom() -> str | None:
    """The system user that PostgreSQL runs as, when we are the superuser."""
    if os.geteuid() != 0:
        return None
    ensure_system_user()
    return SYSTEM_USER


@contextmanager
def folder_of_its_own() -> Iterator[Path]:
    """A folder that PostgreSQL's user can reach; pytest's own are closed to it again by each run."""
    folder = Path(tempfile.mkdtemp(prefix="clubs-pg-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_on(postgres: Postgres) -> Iterator[None]:
    """Copy the tests' database there, and have Django's connection lead to the copy meanwhile."""
    postgres.create_database("clubs")
    dumped = subprocess.run(
        [str(binaries() / "pg_dump"), "--no-owner", database_url()], capture_output=True, check=True
    )
    subprocess.run(
        [str(binaries() / "psql"), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", postgres.url("clubs")],
        input=dumped.stdout, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    here = connections["default"].settings_dict
    before = dict(here)
    connection.close()
    here.update(
        NAME="clubs", USER="clubs", PASSWORD=postgres.password, HOST=str(postgres.socket_folder), PORT=""
    )
    try:
        yield
    finally:
        connection.close()
        here.update(before)
