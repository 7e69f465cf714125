"""The marker at work among things to reach for, and what is left of them."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curriculum.grading import marker
from hub_config.sandbox import cgroups
from tests.factories import lessons
from tests.hostile import probing
from tests.integration import marking_stack

AT_ONCE = 7
"""Notebooks marked at one time: hostile ones, and after every third an honest one."""

WITNESS = [
    lessons.code_cell("### BEGIN SOLUTION\npass\n### END SOLUTION", "tried", "answer"),
    lessons.code_cell("assert tried", "tried--test-1", "test"),
]
HONEST = {"double": lessons.DOUBLE, "hello": lessons.HELLO}


@dataclass(frozen=True)
class Scene:
    """A runner, and around it a folder, a process and sockets that are none of a notebook's business."""

    runner: Path
    folder: Path
    setting: dict[str, Any]

    def snapshot(self) -> dict[str, bytes]:
        """What stands in the folder."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes() if path.is_file() else b""
            for path in self.folder.rglob("*")
        }

    def mark(self, notebooks: dict[str, str]) -> dict[str, dict[str, Any]]:
        """Mark these, several at once, an honest one after every third; give the results by name."""
        return asyncio.run(self._mark_all(notebooks))

    async def _mark_all(self, notebooks: dict[str, str]) -> dict[str, dict[str, Any]]:
        checkers, turns = marker.Checkers(), asyncio.Semaphore(AT_ONCE)
        among = {f"honest {number}": text_of(HONEST) for number in range(len(notebooks) // 3 + 1)}
        order = list(notebooks.items())
        for number, each in enumerate(among.items()):
            order.insert(number * 4, each)

        async def one(text: str) -> dict[str, Any]:
            async with turns:
                return await checkers.mark(self.job(text))

        try:
            results = await asyncio.gather(*(one(text) for _, text in order))
        finally:
            checkers.close()
        return dict(zip((name for name, _ in order), results, strict=True))

    def job(self, text: str) -> dict[str, Any]:
        """The checker's job for one file of the small lesson with its witness."""
        source, release = lessons.source_notebook(), lessons.release_notebook()
        for notebook in (source, release):
            notebook["cells"] += WITNESS
        return {
            "source": source, "release": release, "notebook": text, "runner": str(self.runner),
            "exercises": [{"id": each, "wrong_answers": []} for each in ("double", "hello", "tried")],
            "seconds": {"cell": 2, "call": 1, "job": 20},
        }  # fmt: skip

    def processes(self) -> list[int]:
        """Processes that descend from the runner."""
        return [int(each.name) for each in Path("/proc").glob("[0-9]*") if self._is_ours(int(each.name))]

    def _is_ours(self, pid: int) -> bool:
        runner = self.setting["runner_pid"]
        with suppress(OSError):
            while pid not in (0, 1, runner):
                pid = int(re.search(r"PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
                if pid == runner:
                    return True
        return False

    def groups(self) -> list[Path]:
        """Control groups of sandboxes of this runner."""
        name = f"{cgroups.PREFIX}{self.setting['runner_pid']}-*"
        return [group for place in cgroups.places() for group in place.folder.glob(name)]

    def alive(self) -> bool:
        """Whether the runner runs, and marks a right answer right."""
        honest = self.mark({"after": text_of(HONEST)})["after"]
        return Path(f"/proc/{self.setting['runner_pid']}").exists() and honest["points"] == 4


def text_of(answers: dict[str, str]) -> str:
    """The file of a notebook with these answers; `tried` is left as it was given out."""
    notebook = lessons.answered(**answers)
    notebook["cells"] += WITNESS
    return json.dumps(notebook)


@contextmanager
def scene(caller: str) -> Iterator[Scene]:
    """A scene in which the runner runs as `caller` (see `tests.hostile.probing`)."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="marking-scene-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        options = probing.user_options(caller)
        for name in ("secret", "spare"):
            (folder / name).write_text("another child's work")
        (folder / "run").mkdir()
        bystander = subprocess.Popen(["sleep", "300"], env={"SECRET": "of another process"}, **options)
        stack.callback(lambda: (bystander.kill(), bystander.wait()))
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        named, abstract = (stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(2))
        named.bind(str(folder / "socket"))
        abstract.bind(f"\0marking-scene-{os.getpid()}-{caller[0]}")
        for each in (named, abstract):
            each.listen()
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777)
            if options:
                os.chown(path, probing.ORDINARY_UID, probing.ORDINARY_UID)
        code = stack.enter_context(copied_marker())
        runner = stack.enter_context(marking_stack.runner(folder / "run", code, **options))
        setting = {
            "folder": str(folder), "secret": str(folder / "secret"), "spare": str(folder / "spare"),
            "socket": str(folder / "socket"), "abstract": f"marking-scene-{os.getpid()}-{caller[0]}",
            "port": listening.getsockname()[1], "bystander": bystander.pid, "runner": str(runner),
            "caller": caller, "code": str(code), "tests": str(code / "curriculum/grading/checker/job.py"),
        }  # fmt: skip
        yield Scene(runner, folder, setting | {"runner_pid": pid_of(runner)})


def pid_of(runner: Path) -> int:
    """The process that was started with this socket."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if str(runner).encode() in words:
                return int(folder.name)
    raise AssertionError("the runner is not there")


@contextmanager
def copied_marker() -> Iterator[Path]:
    """A folder any user can read with the runner's code, since a checkout may be private."""
    folder = Path(tempfile.mkdtemp(prefix="marking-code-"))
    try:
        for part in ("curriculum/grading", "hub_config/sandbox", "hub_config/lesson_kit"):
            shutil.copytree(
                probing.REPOSITORY / part,
                folder / part,
                ignore=shutil.ignore_patterns("__pycache__", "migrations"),
            )
        for package in ("curriculum", "hub_config"):
            shutil.copy(probing.REPOSITORY / package / "__init__.py", folder / package)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
