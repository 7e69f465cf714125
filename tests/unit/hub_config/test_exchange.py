"""nbgrader's stock commands, run as a child would, over the lesson API."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.lesson_room import LessonSite
from tests.factories.lesson_server import HUB_PYTHON, ROOT, running_site

SLUG = "hello-robot"


class Shell:
    """A child's folder, in which nbgrader's commands are typed."""

    def __init__(self, folder: Path, site: LessonSite, address: str) -> None:
        self.folder, self.site = folder, site
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "CLUBS_LESSON_API": address,
            "JUPYTER_CONFIG_PATH": str(ROOT / "hub_config" / "exchange" / "settings"),
        }

    @property
    def notebook(self) -> Path:
        return self.folder / SLUG / f"{SLUG}.ipynb"

    def nbgrader(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(HUB_PYTHON), "-m", "nbgrader", *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    site = LessonSite()
    with running_site(site) as address:
        yield Shell(tmp_path, site, address)


def test_a_lesson_is_fetched_and_handed_in(shell: Shell) -> None:
    fetched = shell.nbgrader("fetch_assignment", SLUG)
    assert fetched.returncode == 0, fetched.stderr
    assert (shell.folder / SLUG / "robot.svg").is_file()
    shell.notebook.write_text(shell.notebook.read_text().replace("# Make the robot", "print('Hi') #"))
    submitted = shell.nbgrader("submit", SLUG)
    assert submitted.returncode == 0, submitted.stderr
    [handed_in] = shell.site.submissions
    assert any("print('Hi')" in "".join(cell["source"]) for cell in handed_in["cells"])


def test_a_lesson_is_not_fetched_over_the_childs_work(shell: Shell) -> None:
    shell.nbgrader("fetch_assignment", SLUG)
    again = shell.nbgrader("fetch_assignment", SLUG)
    assert again.returncode != 0
    assert "already have a copy" in again.stderr


def test_replacing_mends_what_is_missing_and_keeps_the_answers(shell: Shell) -> None:
    shell.nbgrader("fetch_assignment", SLUG)
    notebook = json.loads(shell.notebook.read_text())
    kept = [cell for cell in notebook["cells"] if not cell["id"].startswith("add")]
    next(cell for cell in kept if cell["id"] == "greet")["source"] = "print('Hi')"
    shell.notebook.write_text(json.dumps(notebook | {"cells": kept}))
    mended = shell.nbgrader("fetch_assignment", SLUG, "--replace")
    assert mended.returncode == 0, mended.stderr
    sources = {
        cell["id"]: "".join(cell["source"]) for cell in json.loads(shell.notebook.read_text())["cells"]
    }
    assert sources["greet"] == "print('Hi')"
    assert sources["add--test-1"] == "assert True"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("fetch_assignment", "no-such-lesson"), "There is no such lesson.", id="unknown lesson"),
        pytest.param(("fetch_assignment", "../evil"), "There is no lesson called", id="a path for a name"),
        pytest.param(("submit", SLUG), "Assignment not found", id="never fetched"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(shell: Shell, words: tuple[str, ...], said: str) -> None:
    refused = shell.nbgrader(*words)
    assert refused.returncode != 0
    assert said in refused.stderr


def test_a_site_that_is_away_fails_the_command_and_keeps_the_work(shell: Shell) -> None:
    shell.nbgrader("fetch_assignment", SLUG)
    shell.site.away = True
    refused = shell.nbgrader("submit", SLUG)
    assert refused.returncode != 0
    assert "Your work is saved here." in refused.stderr
    assert shell.notebook.is_file()
