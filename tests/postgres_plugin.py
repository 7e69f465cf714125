"""A pytest plugin: one PostgreSQL for the whole run, started before Django reads its settings.

Loaded early (``-p tests.postgres_plugin``). The controller starts the server;
xdist's workers inherit DATABASE_URL and make a database each. A DATABASE_URL
that is already set is used as it is.
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "site")]

from website.supervisor.postgres import THROWAWAY, Postgres  # noqa: E402 - needs the path above

_running: dict[str, object] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
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


def pytest_unconfigure() -> None:
    if _running.get("pid") != os.getpid():
        return
    process = _running["process"]
    process.send_signal(signal.SIGINT)  # fast shutdown: open connections are cut
    process.wait(timeout=30)
    shutil.rmtree(_running["folder"], ignore_errors=True)
    os.environ.pop("DATABASE_URL", None)
    _running.clear()
