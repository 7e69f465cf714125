"""The whole product, run by its own supervisor, on ports and data of its own."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from website.supervisor.layout import CHECKOUT, Layout, Ports
from website.supervisor.run import Supervisor, running_stack
from website.supervisor.stack import site_environment


def free_ports(count: int) -> list[int]:
    """Ports that nobody holds now, each another."""
    probes = [socket.socket() for _number in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@contextmanager
def own_stack() -> Iterator[Supervisor]:
    """The whole demo, set up from nothing, stopped at the end and its data removed."""
    ports = Ports(*free_ports(4))
    state = Layout.here(ports).state
    folder = Path(tempfile.mkdtemp(prefix="walk-", dir=state))
    folder.chmod(0o755)
    layout = Layout.here(ports, data=folder / "data", run=folder / "run")
    try:
        with running_stack(layout) as supervisor:
            yield supervisor
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def asked_of_the_site(layout: Layout, module: str, *options: str) -> Any:
    """What a module of the tests prints as JSON, run with the settings and database of a stack's site."""
    environment = site_environment(layout) | {"PYTHONPATH": f"{CHECKOUT / 'site'}:{CHECKOUT}"}
    asked = subprocess.run(
        [sys.executable, "-m", module, *options],
        cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if asked.returncode:
        raise RuntimeError(f"{module} failed:\n{asked.stderr[-4000:]}")
    return json.loads(asked.stdout.splitlines()[-1])
