"""A PostgreSQL of a test's own, to be stopped in mid-run or left without room; durable, as in production."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections

from tests.integration.marking_stack import REPOSITORY
from website.supervisor.postgres import Postgres
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
        size = f"size={SMALL_DISK_BYTES},mode=0777"
        mount = f'mount -t tmpfs -o {size} none {self.small} && cd / && exec "$@"'
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
def database_on(postgres: Postgres) -> Iterator[None]:
    """Make the site's database there, and have Django's connection lead to it meanwhile."""
    postgres.create_database("clubs")
    settings = {"DJANGO_SETTINGS_MODULE": "website.settings.test", "DATABASE_URL": postgres.url("clubs")}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=REPOSITORY, check=True,
        env={"PATH": os.environ["PATH"], **settings},
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
