"""Folders, database and sample borough: what must be there before the processes start."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bootstrap.progress import step
from website.supervisor.layout import Layout, keys
from website.supervisor.stack import postgres, site_environment

LOG_KEPT_BYTES = 5_000_000


def prepare_folders(layout: Layout) -> None:
    """Make the data and run folders with the narrowest rights that work; safe to call again."""
    for folder in (layout.data, layout.data / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    keys(layout)
    # Passed through by the sandboxes' parents; listed by nobody else.
    layout.data.chmod(0o711)
    shutil.rmtree(layout.run, ignore_errors=True)
    layout.run.mkdir(parents=True, mode=0o755)
    layout.run.chmod(0o755)
    for name in ("site-home", "hub", "media", "outbox"):
        _theirs(layout, layout.data / name)
    _theirs(layout, layout.run / "relay", 0o711)
    _theirs(layout, layout.run / "control")
    for privileged in ("marker", "launcher"):
        (layout.run / privileged).mkdir(mode=0o755)
    homes = layout.data / "homes"
    homes.mkdir(exist_ok=True, mode=0o711)
    homes.chmod(0o711)
    for log in (layout.data / "logs").iterdir():
        if log.stat().st_size > LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".old"))


def prepare_data(layout: Layout) -> None:
    """Make the databases, migrate, and load the sample borough once. PostgreSQL must be running."""
    server = postgres(layout)
    server.create_database("clubs")
    _hub_role(layout)
    with step("Preparing the database and the sample borough"):
        outcome = subprocess.run(
            [layout.python("site"), "manage.py", "prepare_demo"],
            cwd=layout.app, env=site_environment(layout), check=False, **_as_user(layout),
        )  # fmt: skip
        if outcome.returncode:
            raise RuntimeError("The database could not be prepared; the reason stands above.")


def _hub_role(layout: Layout) -> None:
    """The hub has its own role and schema and can read no table of the site."""
    import psycopg
    from psycopg import sql

    password = sql.Literal(keys(layout)["hub_database_password"])
    with psycopg.connect(postgres(layout).url("clubs"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'hub'").fetchone() is None:
            connection.execute("CREATE ROLE hub LOGIN")
        connection.execute(sql.SQL("ALTER ROLE hub PASSWORD {}").format(password))
        connection.execute("CREATE SCHEMA IF NOT EXISTS hub AUTHORIZATION hub")
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def forget(layout: Layout) -> None:
    """Remove every trace of the demo's data, children's homes among them."""
    for folder in (layout.data, layout.run):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)


def _theirs(layout: Layout, folder: Path, mode: int = 0o750) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    if layout.user:
        account = pwd.getpwnam(layout.user)
        os.chown(folder, account.pw_uid, account.pw_gid)


def _as_user(layout: Layout) -> dict[str, Any]:
    if layout.user is None:
        return {}
    account = pwd.getpwnam(layout.user)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
