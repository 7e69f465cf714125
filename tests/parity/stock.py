"""What stock nbgrader gives the corpus: a real course, one `nbgrader autograde` an assignment."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from tests.unit.exercises import lessons

from .cells import flags_of
from .corpus import Entry

Marks = dict[str, dict[str, tuple[float, bool]] | None]
"""Child → grade id → points and whether a person must give them; None where stock could not mark at all."""
MARKING_SECONDS = 1_200


def marked_by_stock(folder: Path, entries: list[Entry]) -> dict[str, Marks]:
    """Mark one assignment's notebooks in a course made in `folder`; notebook → marks."""
    (assignment,) = {entry.assignment for entry in entries}
    for entry in entries:
        _write(folder / "source" / assignment, entry, entry.written)
        for child, notebook in entry.handed_in.items():
            _write(folder / "submitted" / child / assignment, entry, notebook)
    if entries[0].ours:
        shutil.copy(lessons.ROOT / "exercises/nbgrader_config.py", folder)
        shutil.copytree(lessons.SOURCE / assignment, folder / "source" / assignment, dirs_exist_ok=True)
    if any(
        flags_of(cell).get("schema_version", 0) < 3 for cell in entries[0].written["cells"] if flags_of(cell)
    ):
        nbgrader(folder, "update", "source", "submitted")
    nbgrader(folder, "generate_assignment", assignment)
    _autograde(folder, assignment, {child for entry in entries for child in entry.handed_in})
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            entry.notebook: {
                child: _grades(folder, gradebook, entry, child) for child in sorted(entry.handed_in)
            }
            for entry in entries
        }


def _autograde(folder: Path, assignment: str, children: set[str]) -> None:
    """One call over all; again without the child at whom it broke off, for some faults stop the whole run."""
    waiting = sorted(children)
    while waiting:
        nbgrader(folder, "autograde", assignment, may_fail=True)
        waiting = [child for child in waiting if not (folder / "autograded" / child / assignment).exists()]
        for child in waiting[:1]:
            shutil.rmtree(folder / "submitted" / child)
        waiting = waiting[1:]


def _write(folder: Path, entry: Entry, notebook: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{entry.notebook}.ipynb").write_text(json.dumps(notebook))
    for name, content in entry.beside.items():
        (folder / name).write_bytes(content)


def _grades(
    folder: Path, gradebook: Gradebook, entry: Entry, child: str
) -> dict[str, tuple[float, bool]] | None:
    if not (folder / "autograded" / child / entry.assignment / f"{entry.notebook}.ipynb").exists():
        return None
    try:
        submission = gradebook.find_submission_notebook(entry.notebook, entry.assignment, child)
    except MissingEntry:
        return None
    return {
        grade.name: (grade.auto_score or 0.0, grade.needs_manual_grade)
        for grade in sorted(submission.grades, key=lambda grade: grade.name)
    }


def nbgrader(course: Path, *arguments: str, may_fail: bool = False) -> None:
    """Run an nbgrader command in the course's folder, with an environment of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course, capture_output=True, text=True, timeout=MARKING_SECONDS, check=False,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin", "HOME": str(course),
            "PYTHONPATH": str(lessons.ROOT / "hub_config"), "LANG": "C.UTF-8",
        },
    )  # fmt: skip
    if done.returncode and not may_fail:
        raise RuntimeError(f"nbgrader {arguments[0]} failed:\n{done.stderr[-3_000:]}")
