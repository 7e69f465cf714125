"""A launcher, and something that answers as the hub does, for tests that start real lesson servers."""

import asyncio
import json
import os
import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from hub_config.launcher import lesson_process
from hub_config.launcher.client import LauncherControl
from tests.hostile.probing import REPOSITORY, python, user_options

ANNA, BORIS = "annaaaaaaaaaaaa1", "borisbbbbbbbbbb2"
LIMITS: dict[str, Any] = {"memory_bytes": 512 << 20, "processors": 1, "processes": 96}
HUB_USER = "daemon"  # any user that every machine has
JUPYTERHUB = "6.1.1"
SECONDS_TO_COME_UP = 20.0
SECONDS_FOR_AN_ANSWER = 20.0


class StandInHub:
    """Answers a lesson server's questions on its relay socket: who holds this token?

    A token is "token-of-<learner>" until it stands in `revoked`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.revoked: set[str] = set()
        self._servers: list[socketserver.ThreadingUnixStreamServer] = []

    def open(self, learner: str) -> None:
        (self._folder / learner).mkdir()
        (self._folder / learner).chmod(0o755)
        path = self._folder / learner / "relay.sock"
        server = socketserver.ThreadingUnixStreamServer(str(path), self.handler())
        path.chmod(0o666)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._servers.append(server)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        revoked = self.revoked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                token = self.headers.get("Authorization", "").rpartition(" ")[2]
                known = token.startswith("token-of-") and token not in revoked
                name = token.removeprefix("token-of-")
                user = {"name": name, "kind": "user", "scopes": [f"access:servers!user={name}"], "groups": []}
                refused = self.path.endswith("/user") and not known
                body = json.dumps(user if self.path.endswith("/user") else {"version": JUPYTERHUB}).encode()
                self.send_response(403 if refused else 200)
                self.send_header("X-JupyterHub-Version", JUPYTERHUB)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def address_string(self) -> str:
                return "a lesson server"

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Scene:
    """A running launcher with its folders, as `caller`."""

    def __init__(self, folder: Path, process: subprocess.Popen[str], hub: StandInHub) -> None:
        self.folder, self.process, self.hub = folder, process, hub
        self.control = LauncherControl(folder / "launcher.sock")

    def start(self, learner: str, **limits: Any) -> "Server":
        given = environment(learner)
        port = asyncio.run(self.control.start(learner, given, **LIMITS | limits))
        return Server(learner, port)

    def poll(self, learner: str) -> dict[str, Any]:
        return asyncio.run(self.control.poll(learner))

    def stop(self, learner: str, *, now: bool = False) -> dict[str, Any]:
        """Stop the learner's server and give the last answer of `poll`."""
        asyncio.run(self.control.stop(learner, now=now))
        until = time.monotonic() + 10
        while (found := self.poll(learner))["running"] and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def running(self) -> list[dict[str, Any]]:
        return asyncio.run(self.control.servers())

    def log_of(self, learner: str) -> str:
        return (self.folder / "logs" / f"{learner}.log").read_text()

    def home_of(self, learner: str) -> Path:
        return self.folder / "data" / "homes" / learner


def environment(learner: str) -> dict[str, str]:
    """What the hub would set, and two things that it may not."""
    scopes = json.dumps([f"access:servers!user={learner}"])
    return {
        "JUPYTERHUB_API_TOKEN": f"token-of-{learner}",
        "JUPYTERHUB_API_URL": f"{lesson_process.RELAY_ADDRESS}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_CLIENT_ID": f"jupyterhub-user-{learner}",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": scopes,
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"/user/{learner}/oauth_callback",
        "JUPYTERHUB_OAUTH_SCOPES": scopes,
        "JUPYTERHUB_SERVER_NAME": "",
        "JUPYTERHUB_SERVICE_PREFIX": f"/user/{learner}/",
        "JUPYTERHUB_USER": learner,
        "LD_PRELOAD": "/tmp/evil.so",
        "DATABASE_URL": "postgres://secret",
    }


class Server:
    """One lesson server, asked over HTTP and its kernels' websockets with a token of the learner's."""

    def __init__(self, learner: str, port: int, token: str | None = None) -> None:
        self.learner, self.port = learner, port
        self._token = token or f"token-of-{learner}"
        self._base = f"127.0.0.1:{port}/user/{learner}/"

    def ask(
        self, path: str, *, token: str | None = "", method: str = "GET", body: Any = None
    ) -> tuple[int, Any]:
        """Status and JSON. `token` is the learner's own unless given; None for none."""
        headers = {"Authorization": f"token {token or self._token}"} if token is not None else {}
        request = urllib.request.Request(
            f"http://{self._base}{path}",
            headers=headers | {"Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_FOR_AN_ANSWER) as answer:
                words = answer.read()
                return answer.status, json.loads(words) if words else None
        except urllib.error.HTTPError as refusal:
            return refusal.code, None

    def new_kernel(self) -> str:
        status, kernel = self.ask("api/kernels", method="POST", body={"name": "python3"})
        assert status == 201, status
        return str(kernel["id"])

    def run(self, kernel: str, code: str, seconds: float = SECONDS_FOR_AN_ANSWER) -> str:
        """What `code` prints, or the name of the error it ends with. `TimeoutError` after `seconds`."""
        return asyncio.run(self._run(kernel, code, seconds))

    async def _run(self, kernel: str, code: str, seconds: float) -> str:
        token = {"Authorization": f"token {self._token}"}
        address = f"ws://{self._base}api/kernels/{kernel}/channels?session_id=test"
        async with asyncio.timeout(seconds):
            connection = await websocket_connect(HTTPRequest(address, headers=token))
            await connection.write_message(json.dumps(_execute(code)))
            printed = ""
            while True:
                message = json.loads(await connection.read_message() or "null")
                if message is None:
                    return "connection closed"
                if message["parent_header"].get("msg_id") != "ask":
                    continue
                kind, content = message["msg_type"], message["content"]
                if kind == "stream":
                    printed += content["text"]
                elif kind == "error":
                    printed += content["ename"]
                elif kind == "execute_reply" and content["status"] == "aborted":
                    printed += "aborted"
                elif kind == "status" and content["execution_state"] == "idle":
                    connection.close()
                    return printed.strip()


def _execute(code: str) -> dict[str, Any]:
    header = {
        "msg_id": "ask",
        "msg_type": "execute_request",
        "username": "",
        "session": "test",
        "version": "5.3",
    }
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    return {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}


@contextmanager
def code_for_all() -> Iterator[Path]:
    """A folder with a copy of the hub's code that any user can read, and room for what runs from it."""
    folder = Path(tempfile.mkdtemp(prefix="lesson-servers-"))
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    try:
        shutil.copytree(REPOSITORY / "hub_config", folder / "code/hub_config", ignore=ignored)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def launcher(caller: str) -> Iterator[Scene]:
    """A launcher run by `caller`, with relay sockets open for Anna and Boris."""
    options = user_options(caller)
    with code_for_all() as folder:
        for name in ("data", "data/homes", "relay", "logs"):
            (folder / name).mkdir()
        for path in (folder, folder / "data", folder / "data/homes", folder / "logs"):
            os.chown(path, options.get("user", -1), options.get("group", -1))
        hub = StandInHub(folder / "relay")
        for learner in (ANNA, BORIS):
            hub.open(learner)
        process = start_launcher(folder, options, "--hub-user", HUB_USER)
        try:
            yield Scene(folder, process, hub)
        finally:
            process.terminate()
            process.wait(timeout=15)
            hub.close()


def start_launcher(folder: Path, options: dict[str, Any], *more: str) -> subprocess.Popen[str]:
    """The launcher's process, once it answers."""
    process = subprocess.Popen(
        [
            *(python(), "-m", "hub_config.launcher", "--socket", str(folder / "launcher.sock")),
            *("--homes", str(folder / "data/homes"), "--logs", str(folder / "logs")),
            *("--relay", str(folder / "relay"), *more),
        ],
        cwd=folder / "code",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(folder / "code"), "HOME": str(folder)},
        text=True,
        **options,
    )
    until = time.monotonic() + SECONDS_TO_COME_UP
    while not (folder / "launcher.sock").exists():
        assert process.poll() is None, "the launcher ended"
        assert time.monotonic() < until, "the launcher did not come up"
        time.sleep(0.05)
    return process
