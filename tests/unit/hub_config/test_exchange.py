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


def listed(shell: Shell, *flags: str) -> list[dict]:
    """What a list tells as JSON."""
    ran = shell.nbgrader("list", "--json", *flags)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_lessons_are_listed_as_nbgraders_own_exchange_lists_them(shell: Shell) -> None:
    [released] = listed(shell)
    assert (released["status"], released["assignment_id"]) == ("released", SLUG)
    shell.nbgrader("fetch_assignment", SLUG)
    [fetched] = listed(shell)
    assert fetched == {
        "course_id": "coding-clubs",
        "assignment_id": SLUG,
        "status": "fetched",
        "path": str(shell.folder / SLUG),
        "notebooks": [{"notebook_id": SLUG, "path": str(shell.notebook)}],
    }


def test_submissions_are_listed_with_their_feedback(shell: Shell) -> None:
    shell.nbgrader("fetch_assignment", SLUG)
    (shell.notebook.parent / "notes.ipynb").write_text("{}")
    submitted = shell.nbgrader("submit", SLUG)
    assert "Extra notebooks stay here: notes.ipynb" in submitted.stderr
    [group] = listed(shell, "--inbound")
    [before] = group["submissions"]
    assert (group["status"], before["timestamp"]) == ("submitted", "2030-01-01 09:01:00.000123 UTC")
    assert (before["points"], before["max_points"], before["state"]) == (0, 9, "marked")
    assert (before["has_local_feedback"], before["has_exchange_feedback"]) == (False, True)
    assert shell.nbgrader("fetch_feedback", SLUG).returncode == 0
    [group] = listed(shell, "--cached")
    [after] = group["submissions"]
    assert (after["has_local_feedback"], after["feedback_updated"]) == (True, False)
    assert Path(after["notebooks"][0]["path"]).is_file()
    assert Path(after["local_feedback_path"]).is_dir()
    shell.site.marked_at = "2030-02-02T10:00:00Z"
    [group] = listed(shell, "--inbound")
    assert group["submissions"][0]["feedback_updated"]
    assert "Fetched feedback:" in shell.nbgrader("fetch_feedback", SLUG).stderr


def test_feedback_says_what_is_still_being_marked_and_waits_for_nothing(shell: Shell) -> None:
    shell.nbgrader("fetch_assignment", SLUG)
    for _ in range(2):
        shell.nbgrader("submit", SLUG)
    shell.site.waiting = {2}
    fetched = shell.nbgrader("fetch_feedback", SLUG)
    assert fetched.returncode == 0, fetched.stderr
    assert "No feedback yet, being marked" in fetched.stderr
    feedback = shell.folder / SLUG / "feedback" / "2030-01-01 09:01:00.000123 UTC"
    assert sorted(path.name for path in feedback.iterdir()) == [f"{SLUG}.html", f"{SLUG}.json"]
    assert len(list(feedback.parent.iterdir())) == 1


REFUSED = {
    "removing": (("list", "--remove"), "Nothing is removed"),
    "both lists at once": (("list", "--inbound", "--cached"), "incompatible"),
    "another student's list": (("list", "--inbound", "--student", "robin"), "Only your own work"),
    "another student's feedback": (("fetch_feedback", SLUG, "--student", "robin"), "Only your own work"),
    "handing in for another": (("submit", SLUG, "--student", "robin"), "Only your own work"),
    "collecting another's": (("collect", SLUG, "--student", "robin"), "Only your own work"),
    "feedback on no lesson": (("fetch_feedback", "no-such-lesson"), "There is no such lesson."),
    "proposing what is not there": (("release_assignment", SLUG), "Assignment not found"),
}


@pytest.mark.parametrize(("words", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_done_here(shell: Shell, words: tuple[str, ...], said: str) -> None:
    refused = shell.nbgrader(*words)
    assert refused.returncode != 0
    assert said in refused.stderr


def test_releasing_feedback_has_nothing_to_do_and_ends_well(shell: Shell) -> None:
    released = shell.nbgrader("release_feedback", SLUG)
    assert released.returncode == 0
    assert "as soon as a submission is marked" in released.stderr
