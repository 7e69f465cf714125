"""The tests' database migrated once, for the workers of xdist to copy.

Migrating takes half a minute of processor time and gives the same each time. The plugin that starts
PostgreSQL runs this as a program, beside the workers' collecting; the first worker that needs a
database waits for it.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

REPOSITORY = Path(__file__).resolve().parents[1]
NAME = "migrated"
FOLDER = "CLUBS_TESTS_MIGRATED"
"""Names the variable that says where the run keeps what it knows of that database; unset without workers."""


def make_once() -> None:
    """Migrate the database `NAME`, which is there, beside that of DATABASE_URL; returns when it is done.

    Raises CalledProcessError where a migration fails.
    """
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "made").exists():
            return
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=REPOSITORY,
            env=os.environ | {
                "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}")),
                "DJANGO_SETTINGS_MODULE": "website.settings.test",
                "PYTHONPATH": f"{REPOSITORY / 'site'}:{REPOSITORY}",
            },
            check=True,
        )  # fmt: skip
        (folder / "made").touch()


if __name__ == "__main__":
    make_once()
