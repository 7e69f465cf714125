"""A child's Jupyter server with the lesson room, run for a test beside a made-up site."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.factories.lesson_room import TOKEN, LessonSite

ROOT = Path(__file__).parents[2]
HUB_PYTHON = ROOT / ".state" / "envs" / "hub" / "bin" / "python"
START_SECONDS = 30


@dataclass(frozen=True)
class Room:
    """A running server: its address, the child's home, the site it asks, its process."""

    address: str
    home: Path
    site: LessonSite
    process: subprocess.Popen[bytes]

    def url(self, path: str) -> str:
        """The address of a page, with the token that opens it."""
        return f"{self.address}{path}?token={TOKEN}"

    def begin_again(self) -> None:
        """An empty home, no kernel, and a site that was never asked anything."""
        self.forget_kernels()
        shutil.rmtree(self.home / "lessons", ignore_errors=True)
        vars(self.site).update(vars(LessonSite()))

    def forget_kernels(self) -> None:
        """End every kernel, as putting an idle server away does."""
        for session in self.kernels():
            self._api("DELETE", f"sessions/{session}")

    def kernels(self) -> list[str]:
        """The ids of the kernels' sessions that run."""
        return [session["id"] for session in json.loads(self._api("GET", "sessions"))]

    def _api(self, method: str, path: str) -> bytes:
        headers = {"Authorization": f"token {TOKEN}"}
        request = urllib.request.Request(f"{self.address}api/{path}", method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.read()


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(site: LessonSite, *, at: Path | None = None) -> Iterator[str]:
    """Serve a made-up site from a thread, on a port or on the unix socket ``at``.

    Gives the base address of its lesson API.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = free_port()
    try:
        runner = asyncio.run_coroutine_threadsafe(_serve(site, at, port), loop).result(10)
        host = f"http+unix://{str(at).replace('/', '%2F')}" if at else f"http://127.0.0.1:{port}"
        yield f"{host}/api/lesson/v1"
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(site: LessonSite, at: Path | None, port: int) -> web.AppRunner:
    runner = web.AppRunner(site.app(), shutdown_timeout=0.1)
    await runner.setup()
    place = web.UnixSite(runner, str(at)) if at else web.TCPSite(runner, "127.0.0.1", port)
    await place.start()
    return runner


@contextmanager
def running_room(folder: Path, site: LessonSite | None = None, **environment: str) -> Iterator[Room]:
    """Run a child's server in ``folder``, with a kernel that can import the lesson kit."""
    site = site or LessonSite()
    home = folder / "home"
    home.mkdir()
    port = free_port()
    with running_site(site) as api, (folder / "server.log").open("wb") as log:
        surroundings = _environment(folder, api) | environment
        process = subprocess.Popen(_command(home, port), env=surroundings, cwd=home, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}/user/learner/"
            _wait_for(address, process, folder / "server.log")
            yield Room(address, home, site, process)
        finally:
            process.terminate()
            process.wait(20)


def _command(home: Path, port: int) -> list[str]:
    return [
        str(HUB_PYTHON),
        "-m",
        "hub_config.lesson_server",
        "--allow-root",
        "--no-browser",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={home}",
        "--ServerApp.base_url=/user/learner/",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.jpserver_extensions={'hub_config.lesson_server': True}",
    ]


def _environment(folder: Path, api: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'hub_config'}",
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "CLUBS_LESSON_API": api,
        "CLUBS_SITE_URL": "http://localhost:8000",
    }


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"{address}api?token={TOKEN}", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the lesson server did not answer")
