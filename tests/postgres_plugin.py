"""A pytest plugin: one PostgreSQL for the whole run, started before Django reads its settings.

Loaded early (``-p tests.postgres_plugin``). The controller starts the server, and migrates a
database in it when there are workers; xdist's workers inherit DATABASE_URL and copy
that database for themselves. A DATABASE_URL that is already set is used as it is.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "site")]

from tests import migrated_database  # noqa: E402 - needs the path above
from website.supervisor.postgres import THROWAWAY, Postgres  # noqa: E402

_running: dict[str, object] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    start(workers=bool(getattr(early_config.known_args_namespace, "numprocesses", None)))


def pytest_unconfigure() -> None:
    stop()


def start(*, workers: bool = False) -> None:
    """Start PostgreSQL and name it in DATABASE_URL; with `workers`, begin to migrate what they will copy."""
    if os.environ.get("DATABASE_URL"):
        return
    folder = Path(tempfile.mkdtemp(prefix="clubs-pg-"))
    folder.chmod(0o755)
    user = None
    if os.geteuid() == 0:
        from website.supervisor.system_user import SYSTEM_USER, ensure_system_user

        ensure_system_user()
        user = SYSTEM_USER
    server = Postgres(folder / "pg", folder / "s", user=user, options=THROWAWAY)
    server.initialise()
    process = server.start(folder / "log")
    server.create_database("clubs")
    os.environ["DATABASE_URL"] = server.url("clubs")
    _running.update(process=process, folder=folder, pid=os.getpid())
    if workers:
        server.create_database(migrated_database.NAME)
        os.environ[migrated_database.FOLDER] = str(folder)
        program = [sys.executable, "-m", "tests.migrated_database"]
        _running["migrating"] = subprocess.Popen(program, cwd=REPOSITORY)


def stop() -> None:
    """Stop it, in the process that started it."""
    if _running.get("pid") != os.getpid():
        return
    if migrating := _running.get("migrating"):
        migrating.terminate()  # where the run ended before it
        migrating.wait(timeout=30)
        os.environ.pop(migrated_database.FOLDER)
    process = _running["process"]
    process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
    process.wait(timeout=30)
    shutil.rmtree(_running["folder"], ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)
    _running.clear()
