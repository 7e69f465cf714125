"""The real processes of the demo, or a lesson room's server alone, and a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from bootstrap.system_packages import browser as browser_command
from tests.classroom.stack import own_stack
from tests.factories.lesson_server import Room, running_room
from website.supervisor.run import Supervisor


@pytest.fixture(scope="session")
def stack() -> Iterator[Supervisor]:
    """The whole demo, set up from nothing and stopped at the end."""
    with own_stack() as supervisor:
        yield supervisor


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A lesson room's server alone, its site a stand-in."""
    with running_room(tmp_path_factory.mktemp("room")) as running:
        yield running


@pytest.fixture
def room(server: Room) -> Room:
    """The same server with nothing of the last test in it."""
    server.begin_again()
    return server


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
