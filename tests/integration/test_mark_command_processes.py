"""`manage.py mark` as a program: who may run it, with and without a sandbox, and what it leaves behind."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.factories import exercises, lessons
from tests.hostile.probing import CALLERS, ORDINARY, ORDINARY_UID, ROOT, python, user_options
from tests.integration import marking_stack
from website.supervisor.source import LEFT_OUT, PARTS

SECONDS = 120
DANGER = {"CLUBS_DANGEROUS_MARKING_WITHOUT_SANDBOX": "true"}
NO_NAMESPACES = Path(__file__).parent / "no_namespaces.py"
NO_CAPABILITIES = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
LOOP = "while True:\n    pass"


@pytest.fixture(scope="module")
def code() -> Iterator[Path]:
    """The source where any user can read it, since a checkout may be private; and a lesson, and answers."""
    with open_folder() as folder:
        for part in PARTS:
            origin = marking_stack.REPOSITORY / part
            if origin.is_dir():
                shutil.copytree(origin, folder / part, ignore=LEFT_OUT)
            else:
                shutil.copy(origin, folder)
        shutil.copy(NO_NAMESPACES, folder)
        exercises.folder(folder / "written")
        (folder / "right.ipynb").write_bytes(lessons.sent(**lessons.RIGHT))
        (folder / "loop.ipynb").write_bytes(lessons.sent(double=LOOP, hello=LOOP))
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Where the command keeps what is temporary."""
    with open_folder() as folder:
        folder.chmod(0o777)
        yield folder


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that any user can walk, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="mark-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def command(code: Path, *files: str) -> list[str]:
    return [
        python(), "manage.py", "mark", *files, "--lesson", "small-lesson",
        "--exercises", str(code / "written" / "exercises"),
    ]  # fmt: skip


def environment(temporary: Path, **more: str) -> dict[str, str]:
    """No database answers here."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(temporary), "TMPDIR": str(temporary),
        "DATABASE_URL": "postgresql://nobody@/none?host=/nowhere", **more,
    }  # fmt: skip


def run(
    caller: str, code: Path, temporary: Path, *before: str, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *command(code, "right.ipynb")],
        cwd=code, env=environment(temporary, **more), capture_output=True, text=True, timeout=SECONDS,
        check=False, **user_options(caller),
    )  # fmt: skip


def runners(temporary: Path) -> list[int]:
    """Processes that were started with a path in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if any(word.startswith(f"{temporary}/mark-") for word in words):
                found.append(int(entry.name))
    return found


def left_behind(temporary: Path) -> list[str]:
    return [path.name for path in temporary.glob("mark-*")]


@pytest.mark.parametrize("caller", CALLERS)
def test_anybody_may_mark_in_a_sandbox_of_their_own(caller: str, code: Path, temporary: Path) -> None:
    ran = run(caller, code, temporary)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("right.ipynb: 4 of 4 points in small-lesson\n")
    assert not runners(temporary)
    assert not left_behind(temporary)


def test_without_a_release_a_database_is_needed_and_that_is_said(code: Path, temporary: Path) -> None:
    ran = subprocess.run(
        [python(), "manage.py", "mark", "right.ipynb", "--lesson", "small-lesson"],
        cwd=code, env=environment(temporary), capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "The database does not answer. --from-source marks without it" in ran.stderr


REFUSALS: list[Any] = [
    pytest.param(ORDINARY, {}, "sandbox", id="an ordinary user"),
    pytest.param(ROOT, {}, "sandbox", id="root"),
    pytest.param(ROOT, DANGER, "never runs as the superuser", id="root, though the danger was asked for"),
]


@pytest.mark.parametrize(("caller", "more", "why"), [case for case in REFUSALS if case.values[0] in CALLERS])
def test_where_no_sandbox_can_be_had_it_refuses(
    caller: str, more: dict[str, str], why: str, code: Path, temporary: Path
) -> None:
    before = [python(), "no_namespaces.py"] if caller == ORDINARY else NO_CAPABILITIES
    ran = run(caller, code, temporary, *before, **more)
    assert ran.returncode == 1, ran
    assert "Marking cannot start: " in ran.stderr, ran
    assert why in ran.stderr, ran
    assert "of 4 points" not in ran.stdout
    assert not left_behind(temporary)


def test_the_setting_named_for_its_danger_marks_without_a_sandbox(code: Path, temporary: Path) -> None:
    ran = run(ORDINARY, code, temporary, python(), "no_namespaces.py", **DANGER)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("right.ipynb: 4 of 4 points in small-lesson\n")


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        signal.SIGKILL,
        *(pytest.param(each, marks=pytest.mark.long) for each in (signal.SIGINT, signal.SIGHUP)),
    ],
)
def test_however_it_ends_its_runner_ends_too(number: signal.Signals, code: Path, temporary: Path) -> None:
    files = ["loop.ipynb"] * 20
    process = subprocess.Popen(
        command(code, *files), cwd=code, env=environment(temporary),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        marking_stack.wait_until(lambda: list(temporary.glob("mark-*/marker.sock")), process)
        assert runners(temporary)
        process.send_signal(number)
        assert process.wait(SECONDS) != 0
    finally:
        process.kill()
        process.wait()
    marking_stack.wait_until(lambda: not runners(temporary))
    if number != signal.SIGKILL:
        assert not left_behind(temporary)


def test_owner_of_the_private_runner_alone_may_enter_its_folder(code: Path, temporary: Path) -> None:
    process = subprocess.Popen(
        command(code, "loop.ipynb"), cwd=code, env=environment(temporary),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user_options(ORDINARY),
    )  # fmt: skip
    try:
        marking_stack.wait_until(lambda: list(temporary.glob("mark-*/marker.sock")), process)
        (folder,) = temporary.glob("mark-*")
        assert folder.stat().st_mode & 0o777 == 0o700
        if os.geteuid() == 0:
            assert folder.stat().st_uid == ORDINARY_UID
        assert (folder / "marker.sock").stat().st_mode & 0o777 == 0o600
    finally:
        process.terminate()
        process.wait(SECONDS)
    marking_stack.wait_until(lambda: not runners(temporary))
