"""Runs `probes.py` as root and as an ordinary user, with something to reach for around it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from hub_config.sandbox import system_mounts

REPOSITORY = Path(__file__).resolve().parents[2]
ORDINARY_UID = 60_123
INSIDE_UID = 219_999
ROOT, ORDINARY = "root", "ordinary user"
# An ordinary user cannot become root: whoever starts the tests as root gets both.
CALLERS = (ROOT, ORDINARY) if os.geteuid() == 0 else (ORDINARY,)


def user_options(caller: str) -> dict[str, Any]:
    """Options of `subprocess` that make a program run as this caller."""
    if caller == ORDINARY and os.geteuid() == 0:
        return {"user": ORDINARY_UID, "group": ORDINARY_UID, "extra_groups": ()}
    return {}


@contextmanager
def copied_code() -> Iterator[Path]:
    """A folder any user can read with the sandbox's code and the probes, since a checkout may be private."""
    folder = Path(tempfile.mkdtemp(prefix="sandbox-tests-"))
    try:
        (folder / "hub_config").mkdir()
        shutil.copy(REPOSITORY / "hub_config/__init__.py", folder / "hub_config")
        shutil.copytree(REPOSITORY / "hub_config/sandbox", folder / "hub_config/sandbox")
        for script in ("probes.py", "limits.py"):
            shutil.copy(REPOSITORY / "tests/hostile" / script, folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def python() -> str:
    """This interpreter by a path that other users can walk."""
    return str(Path(sys.prefix).resolve() / "bin" / "python")


def report(caller: str) -> dict[str, Any]:
    """What `probes.py` says when `caller` runs it."""
    with ExitStack() as stack:
        code = stack.enter_context(copied_code())
        scene = stack.enter_context(_scene(code, caller))
        answer = subprocess.run(
            [python(), str(code / "probes.py"), json.dumps(scene)],
            capture_output=True,
            text=True,
            cwd=code,
            env={"PATH": os.environ["PATH"], "A_SECRET": "hunter2", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=60,
            check=False,
            **user_options(caller),
        )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def listed_paths() -> list[Path]:
    """Where the mounts of a probe's sandbox stand inside."""
    return [mount.inside for mount in system_mounts()]


@contextmanager
def _scene(folder: Path, caller: str) -> Iterator[dict[str, Any]]:
    """Another child's file, another process, listening sockets: all of them within the caller's own reach."""
    reachable = folder / "reachable"
    reachable.mkdir()
    (reachable / "secret").write_text("another child's work")
    (reachable / "read-only").mkdir()
    shared = Path(tempfile.mkstemp(prefix="sandbox-tests-", dir="/dev/shm")[1])
    shared.write_text("shared")
    if os.geteuid() == 0 and caller == ORDINARY:
        for path in (reachable, *reachable.iterdir(), shared):
            os.chown(path, ORDINARY_UID, ORDINARY_UID)
    options = user_options(caller)
    bystander = subprocess.Popen(["sleep", "120"], env={"SECRET": "of another process"}, **options)
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.socket(socket.AF_UNIX) as named,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        named.bind(str(reachable / "socket"))
        (reachable / "socket").chmod(0o666)
        abstract.bind(f"\0sandbox-tests-{os.getpid()}")
        named.listen()
        abstract.listen()
        try:
            yield {
                "secret_file": str(reachable / "secret"),
                "read_only_folder": str(reachable / "read-only"),
                "shared_file": str(shared),
                "bystander": bystander.pid,
                "port": listening.getsockname()[1],
                "unix_socket": str(reachable / "socket"),
                "abstract_socket": f"sandbox-tests-{os.getpid()}",
                "uid": INSIDE_UID,
            }
        finally:
            bystander.kill()
            bystander.wait()
            shared.unlink()
