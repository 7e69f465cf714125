"""The real processes of the demo, on ports and data of their own, and a real browser."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bootstrap.system_packages import browser as browser_command
from website.supervisor.layout import Layout, Ports
from website.supervisor.run import Supervisor, running_stack


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


@pytest.fixture(scope="session")
def stack() -> Iterator[Supervisor]:
    """The whole demo, set up from nothing and stopped at the end."""
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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium (or whatever set-up found), able to run as the superuser too."""
    command = browser_command()
    assert command, "No browser: `make test` brings one, or says what to install."
    return browser_type_launch_args | {
        "executable_path": command,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--no-first-run"],
    }  # fmt: skip
