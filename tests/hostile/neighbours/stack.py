"""Hub, proxy, relay and launcher as real processes before the real site, and something to reach for."""

import asyncio
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub_config.launcher.client import LauncherControl
from tests.integration.hub_desks.stack import Stack, hub_python, laid_out

RELAY_TOKEN = "the-relays-own"


class NeighboursStack(Stack):
    """`Stack` with the spawner and launcher of the product in place of desks."""

    config = Path(__file__).parent / "jupyterhub_config.py"

    def __init__(self, folder: Path, site_url: str, database_url: str) -> None:
        super().__init__(folder, site_url, database_url)
        self.control_token = secrets.token_hex(16)
        self.environment["CONTROL_TOKEN"] = self.control_token
        for name in ("tokens", "launcher", "logs"):
            (folder / name).mkdir()
        self.launcher_socket = folder / "launcher" / "launcher.sock"

    async def start(self) -> None:
        self._start_launcher()
        await super().start()
        # It loads servers and kernels before it listens, which may take longer than the hub needs.
        async with asyncio.timeout(30):
            while not self.launcher_socket.exists():
                await asyncio.sleep(0.05)

    def _start_launcher(self) -> None:
        command = [
            hub_python(), "-m", "hub_config.launcher", "--socket", str(self.launcher_socket),
            "--homes", str(self.folder / "homes"), "--logs", str(self.folder / "logs"),
            "--relay", str(self.folder / "relay"),
        ]  # fmt: skip
        # As in the product it is told nothing that is secret: every server is forked from it.
        kept = {name: self.environment[name] for name in ("PATH", "PYTHONPATH")}
        everything, self.environment = self.environment, kept
        try:
            self._start("launcher", command, {})
        finally:
            self.environment = everything

    @property
    def launchers_pid(self) -> int:
        return self._running["launcher"].pid

    def token_of(self, learner: str) -> str:
        """What the hub gave the learner's server."""
        return str(json.loads((self.folder / "tokens" / learner).read_text()))

    async def servers(self) -> dict[str, dict[str, Any]]:
        """What the launcher says of each running server, by learner."""
        return {found["learner"]: found for found in await LauncherControl(self.launcher_socket).servers()}


@contextmanager
def neighbours_stack(site_url: str) -> Iterator[NeighboursStack]:
    """A started stack in a folder and a database of its own."""
    with laid_out(NeighboursStack, site_url) as running:
        asyncio.run(running.start())
        yield running


def database_socket() -> str:
    """The path of the tests' PostgreSQL's socket."""
    (folder,) = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"]
    return str(next(Path(folder).glob(".s.PGSQL.*[0-9]")))


@contextmanager
def things_to_reach() -> Iterator[dict[str, Any]]:
    """Listeners of the machine: a port of each kind, an abstract name, and the database on a port."""
    name = f"neighbours-{os.getpid()}"
    with ExitStack() as stack:
        any_port = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        six = stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind("\0" + name)
        abstract.listen()
        database = stack.enter_context(ThreadingTCPServer(("127.0.0.1", 0), _ToTheDatabase))
        threading.Thread(target=database.serve_forever, args=(0.05,), daemon=True).start()
        stack.callback(database.shutdown)
        yield {
            "any_port": any_port.getsockname()[1],
            "ipv6_port": six.getsockname()[1],
            "abstract_socket": name,
            "database_socket": database_socket(),
            "database_port": database.server_address[1],
        }


class _ToTheDatabase(BaseRequestHandler):
    """One exchange with the database, which itself listens on no port."""

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as database:
            database.connect(database_socket())
            database.sendall(self.request.recv(8))
            self.request.sendall(database.recv(1))
