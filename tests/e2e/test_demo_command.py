"""``make demo`` as a person types it: starts, stops whole, keeps its data, and says what is in the way."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.classroom.stack import free_ports
from website.supervisor.layout import CHECKOUT, PORT_NAMES

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

# As a background job of a shell script would be started: with SIGINT ignored.
WITH_SIGINT_IGNORED = (
    "import os, signal, sys; "
    "signal.signal(signal.SIGINT, signal.SIG_IGN); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """Ports and folders of this test's own."""
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=(CHECKOUT / ".state").resolve()))
    folder.chmod(0o755)
    ports = {
        variable: str(port)
        for (_name, variable), port in zip(PORT_NAMES, free_ports(len(PORT_NAMES)), strict=True)
    }
    folders = {"CLUBS_DATA_DIR": str(folder / "data"), "CLUBS_RUN_DIR": str(folder / "run")}
    yield os.environ | ports | folders | {"PYTHONPATH": f"{CHECKOUT / 'site'}:{CHECKOUT}"}
    shutil.rmtree(folder, ignore_errors=True)


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    python = str(CHECKOUT / ".state/envs/site/bin/python")
    return subprocess.Popen(
        [sys.executable, "-c", WITH_SIGINT_IGNORED, python, "-m", "website.supervisor", "demo"],
        cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_until_ready(demo: subprocess.Popen[str]) -> str:
    """What it printed until it said how to stop it."""
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if "Ctrl-C stops everything" in line:
            return said
    raise AssertionError(f"it ended without being ready:\n{said}")


def left_behind(environment: dict[str, str]) -> list[str]:
    """Command lines of processes that still know this test's folders."""
    folder = environment["CLUBS_DATA_DIR"].removesuffix("/data").encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                command, about = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:
                continue
            if folder in command or folder in about:
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def answers(environment: dict[str, str]) -> bool:
    with urllib.request.urlopen(
        f"http://localhost:{environment['CLUBS_SITE_PORT']}/clubs/", timeout=20
    ) as page:
        return page.status == 200 and b"Kettle Library" in page.read()


def test_starts_stops_and_keeps(environment: dict[str, str]) -> None:
    first = start(environment)
    said = read_until_ready(first)
    assert "parent@demo.example" in said
    assert answers(environment)
    assert left_behind(environment), "the search for what is left must find what runs"
    second = start(environment)
    told, _nothing = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "running already" in told
    assert answers(environment), "a second start must not disturb the first"
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=60) == 0
    assert left_behind(environment) == []

    again = start(environment)
    began = time.monotonic()
    said = read_until_ready(again)
    print(f"up again after {time.monotonic() - began:.1f} s")
    assert "is loaded" not in said, "the sample is loaded once"
    assert answers(environment)
    again.send_signal(signal.SIGINT)
    assert again.wait(timeout=60) == 0
    assert left_behind(environment) == []


def test_a_taken_port_is_named(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(environment["CLUBS_HUB_PORT"])))
        taken.listen()
        demo = start(environment)
        said, _nothing = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert environment["CLUBS_HUB_PORT"] in said
    assert "CLUBS_HUB_PORT=" in said
    assert left_behind(environment) == []
