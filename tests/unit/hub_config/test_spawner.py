"""The spawner in a real JupyterHub, with a real relay and launcher: no proxy, no sign-on."""

import asyncio
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub_config.ahead.marks import options
from hub_config.launcher.client import LauncherControl
from hub_config.relay.client import RelayControl
from hub_config.spawner import LessonServerFailed
from tests.hostile.probing import python
from tests.unit.hub_config.lesson_servers import (
    ANNA,
    BORIS,
    LIMITS,
    Server,
    code_for_all,
    environment,
    start_launcher,
)

ADMIN_TOKEN = "0123456789abcdef0123456789abcdef"  # a test's own
MORTAL, FORGOTTEN, WARMED = "mortalmortalmor3", "forgottenforgot4", "warmedwarmedwar5"
SECONDS_TO_COME_UP = 30

CONFIG = """
from jupyterhub.proxy import Proxy

from hub_config.ahead.marks import lesson_to_warm

class NoProxy(Proxy):
    should_start = False
    routes = {{}}

    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {{"routespec": routespec, "target": target, "data": data}}

    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)

    async def get_all_routes(self):
        return self.routes

c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.cleanup_servers = False
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "hub_config.spawner.SandboxSpawner"
c.SandboxSpawner.launcher_socket = "{folder}/launcher.sock"
c.SandboxSpawner.relay_control_socket = "{folder}/relay-control.sock"
c.Spawner.poll_interval = 1
c.Spawner.environment = {{"CLUBS_WARM_LESSON": lesson_to_warm}}
c.JupyterHub.services = [{{"name": "test", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{
        "name": "test",
        "services": ["test"],
        "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
    }}
]
"""


class Hub:
    """A JupyterHub that can be restarted, and its relay and launcher, which stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (folder / "config.py").write_text(CONFIG.format(port=self.port, folder=folder, token=ADMIN_TOKEN))
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(folder / "code"),
        }
        self.launcher = start_launcher(folder, {})
        self._relay = self._run(
            "hub_config.relay",
            CLUBS_RUN_DIR=str(folder),
            CLUBS_RELAY_CONTROL_SOCKET=str(folder / "relay-control.sock"),
            CLUBS_HUB_API_PORT=str(self.port),
            CLUBS_RELAY_TOKEN="a-token-of-the-test",
        )
        self._hub = self._run("jupyterhub", "-f", str(folder / "config.py"))
        self._until_it_answers()

    def _run(self, module: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{module}.log").open("ab") as log:
            return subprocess.Popen(
                [python(), "-m", module, *arguments],
                cwd=self.folder,
                env=self._environment | environment,
                stdout=log,
                stderr=log,
            )

    def _until_it_answers(self) -> None:
        until = time.monotonic() + SECONDS_TO_COME_UP
        while self.ask("GET", "")[0] != 200:
            assert self._hub.poll() is None, (self.folder / "jupyterhub.log").read_text()
            assert time.monotonic() < until, "the hub did not come up"
            time.sleep(0.1)

    def restart(self) -> None:
        self._hub.terminate()
        self._hub.wait(timeout=20)
        self._hub = self._run("jupyterhub", "-f", str(self.folder / "config.py"))
        self._until_it_answers()

    def close(self) -> None:
        for process in (self._hub, self._relay, self.launcher):
            process.terminate()
            process.wait(timeout=20)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/hub/api/{path}",
            headers={"Authorization": f"token {ADMIN_TOKEN}", "Content-Type": "application/json"},
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                words = answer.read()
                return answer.status, json.loads(words) if words else None
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")
        except urllib.error.URLError:
            return 0, None

    def start(self, learner: str) -> float:
        """Start the learner's server; seconds until the hub called it ready."""
        self.ask("POST", f"users/{learner}")
        began = time.monotonic()
        status, answer = self.ask("POST", f"users/{learner}/server")
        assert status in (201, 202), answer
        while not self.is_ready(learner):
            assert time.monotonic() - began < SECONDS_TO_COME_UP, self.words(learner)
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self, learner: str) -> None:
        status, _ = self.ask("DELETE", f"users/{learner}/server")
        assert status in (202, 204)
        until = time.monotonic() + 15
        while self.server(learner) is not None and time.monotonic() < until:
            time.sleep(0.05)

    def server(self, learner: str) -> Any:
        return self.ask("GET", f"users/{learner}")[1]["servers"].get("")

    def is_ready(self, learner: str) -> bool:
        server = self.server(learner)
        return bool(server and server["ready"])

    def token(self, learner: str) -> str:
        status, answer = self.ask("POST", f"users/{learner}/tokens", {"note": "a visit"})
        assert status == 201, answer
        return str(answer["token"])

    def revoke(self, learner: str) -> None:
        for token in self.ask("GET", f"users/{learner}/tokens")[1]["api_tokens"]:
            if token["note"] == "a visit":
                self.ask("DELETE", f"users/{learner}/tokens/{token['id']}")

    def launched(self) -> dict[str, dict[str, Any]]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.folder / "launcher.sock"))
            connection.sendall(b'{"op": "list"}\n')
            return {each["learner"]: each for each in json.loads(connection.recv(65536))["servers"]}

    def words(self, learner: str) -> str:
        logs = (self.folder / "jupyterhub.log", self.folder / "logs" / f"{learner}.log")
        return "\n".join(log.read_text()[-3000:] for log in logs if log.exists())


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with code_for_all() as folder:
        (folder / "data").mkdir()
        hub = Hub(folder)
        try:
            yield hub
        finally:
            hub.close()


def visit(hub: Hub, learner: str) -> Server:
    return Server(learner, hub.launched()[learner]["port"])


def test_server_is_ready_soon_and_is_the_childs(hub: Hub) -> None:
    hub.start(ANNA)
    seconds = hub.start(BORIS)
    assert seconds < 5, "a tenth of this when nothing else runs"
    server = visit(hub, ANNA)
    token, another = hub.token(ANNA), hub.token(BORIS)
    assert server.ask("api/contents", token=token)[0] == 200
    assert server.ask("api/contents", token=another)[0] == 403
    hub.revoke(ANNA)
    assert server.ask("api/contents", token=token)[0] == 403


def test_restarted_hub_takes_up_running_servers(hub: Hub) -> None:
    if ANNA not in hub.launched():
        hub.start(ANNA)
    before = hub.launched()[ANNA]
    hub.restart()
    assert hub.is_ready(ANNA)
    assert hub.launched()[ANNA]["pid"] == before["pid"]
    assert visit(hub, ANNA).ask("api/contents", token=hub.token(ANNA))[0] == 200


def test_stop_ends_server_and_relay_socket(hub: Hub) -> None:
    if BORIS not in hub.launched():
        hub.start(BORIS)
    assert (hub.folder / "relay" / BORIS / "relay.sock").exists()
    hub.stop(BORIS)
    assert BORIS not in hub.launched()
    assert not (hub.folder / "relay" / BORIS).exists()


def test_server_that_died_is_noticed(hub: Hub) -> None:
    hub.start(MORTAL)
    os.kill(hub.launched()[MORTAL]["pid"], 9)
    until = time.monotonic() + 10
    while hub.server(MORTAL) is not None and time.monotonic() < until:
        time.sleep(0.1)
    assert hub.server(MORTAL) is None
    hub.start(MORTAL)


def test_server_that_the_hub_forgot_is_replaced(hub: Hub) -> None:
    """As after a hub that was killed between asking the launcher and writing its database."""
    control = LauncherControl(hub.folder / "launcher.sock")
    asyncio.run(RelayControl(hub.folder / "relay-control.sock").open(FORGOTTEN))
    asyncio.run(control.start(FORGOTTEN, environment(FORGOTTEN), **LIMITS))
    forgotten = hub.launched()[FORGOTTEN]["pid"]
    hub.start(FORGOTTEN)
    assert hub.launched()[FORGOTTEN]["pid"] != forgotten


UNTIL = {"this session": (timedelta(hours=1), 1), "an earlier one": (-timedelta(hours=1), 0)}


@pytest.mark.parametrize(("until", "kernels"), UNTIL.values(), ids=UNTIL)
def test_server_started_for_a_lesson_has_its_kernel_ready(hub: Hub, until: timedelta, kernels: int) -> None:
    """Nobody has signed on; the site is away, yet the child began this lesson before."""
    notebook = hub.folder / "data/homes" / WARMED / "lessons/hello-robot/hello-robot.ipynb"
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    for path in (notebook.parent, notebook.parents[1]):
        path.chmod(0o755)
    hub.ask("POST", f"users/{WARMED}")
    body = {"user_options": options(datetime.now(UTC) + until, "hello-robot"), "display_name": ""}
    assert hub.ask("POST", f"users/{WARMED}/server", body)[0] in (201, 202)
    wait_until(lambda: hub.is_ready(WARMED))
    server, token = visit(hub, WARMED), hub.token(WARMED)
    if kernels:
        wait_until(lambda: server.ask("api/sessions", token=token)[1])
    sessions = server.ask("api/sessions", token=token)[1]
    assert [session["path"] for session in sessions] == ["lessons/hello-robot/hello-robot.ipynb"] * kernels
    hub.stop(WARMED)


def wait_until(happened: Callable[[], Any]) -> None:
    until = time.monotonic() + SECONDS_TO_COME_UP
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)


def test_only_learners_have_servers(hub: Hub) -> None:
    hub.ask("POST", "users/teacher")
    status, answer = hub.ask("POST", "users/teacher/server")
    assert status == 500
    assert LessonServerFailed.jupyterhub_message in answer["message"]
    assert "teacher" not in hub.launched()
