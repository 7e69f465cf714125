"""A sealed lesson server whose relay leads to the real site, with a stand-in for the hub alone."""

import asyncio
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings

from hub_config.relay.client import RelayControl
from tests.hostile.probing import python, user_options
from tests.integration.marking_stack import stop, wait_until
from tests.unit.hub_config.lesson_servers import (
    HUB_USER,
    Scene,
    Server,
    StandInHub,
    code_for_all,
    start_launcher,
)


@contextmanager
def lesson_server(caller: str, learner: str, site_url: str) -> Iterator[Server]:
    """The learner's own server, started by a launcher that `caller` runs."""
    with sealed_scene(caller, [learner], site_url) as scene:
        yield scene.start(learner)


@contextmanager
def sealed_scene(caller: str, names: list[str], site_url: str) -> Iterator[Scene]:
    """A launcher that `caller` runs, and a relay with a socket open for each of these names."""
    options = user_options(caller)
    with ExitStack() as stack:
        folder = stack.enter_context(code_for_all())
        for part in ("data", "data/homes", "relay", "logs"):
            (folder / part).mkdir()
        for path in (folder, *(folder / name for name in ("data", "data/homes", "relay", "logs"))):
            os.chown(path, options.get("user", -1), options.get("group", -1))
        hub = StandInHub(folder)
        control = stack.enter_context(_relay(folder, site_url, stack.enter_context(_hub(hub)), options))
        for name in names:
            asyncio.run(control.open(name))
        launcher = start_launcher(folder, options, "--hub-user", HUB_USER)
        stack.callback(stop, launcher)
        yield Scene(folder, launcher, hub)


@contextmanager
def _hub(hub: StandInHub) -> Iterator[str]:
    """The stand-in on a port, as the relay reaches the hub; gives its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), hub.handler())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def _relay(folder: Path, site_url: str, hub_origin: str, options: dict[str, Any]) -> Iterator[RelayControl]:
    """The real relay, between this hub and this site."""
    log = folder / "relay.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [python(), "-m", "hub_config.relay"], cwd="/", stdout=out, stderr=out,
            env={
                "PYTHONPATH": str(folder / "code"), "CLUBS_RUN_DIR": str(folder),
                "CLUBS_RELAY_CONTROL_SOCKET": str(folder / "control.sock"),
                "CLUBS_RELAY_TOKEN": settings.CLUBS_RELAY_TOKEN,
                "CLUBS_SITE_URL": site_url, "CLUBS_HUB_API_URL": hub_origin,
            },
            **options,
        )  # fmt: skip
    try:
        wait_until(lambda: _answers(folder / "control.sock"), process, log)
        yield RelayControl(folder / "control.sock")
    finally:
        stop(process)


def _answers(path: Path) -> bool:
    """Whether somebody listens; a socket is there a moment before."""
    with socket.socket(socket.AF_UNIX) as visitor:
        return visitor.connect_ex(str(path)) == 0
