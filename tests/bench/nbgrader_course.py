"""A lesson as a stock nbgrader course, and submissions to it."""

import copy
import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from curriculum.courses.release import LessonFile, read_lesson

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises"


@cache
def lesson(slug: str) -> LessonFile:
    """One of the project's own lessons."""
    return read_lesson(EXERCISES, slug)


def submissions(slug: str, count: int) -> list[dict[str, Any]]:
    """Notebooks by turns right, wrong in one exercise, and with an error in one."""
    return [_submission(slug, number) for number in range(count)]


def _submission(slug: str, number: int) -> dict[str, Any]:
    notebook = copy.deepcopy(lesson(slug).source)
    if number % 3 == 0:
        return notebook
    exercise = lesson(slug).exercises[number % len(lesson(slug).exercises)]
    wrong = exercise.wrong_answers[number % len(exercise.wrong_answers)]["code"]
    answer = next(cell for cell in notebook["cells"] if _grade_id(cell) == exercise.slug)
    answer["source"] = wrong if number % 3 == 1 else "prnt('oh')"
    return notebook


def _grade_id(cell: dict[str, Any]) -> str | None:
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def autograde(folder: Path, slug: str, count: int) -> float:
    """Mark `count` submissions with one call of stock `nbgrader autograde`; seconds."""
    (folder / "source").mkdir(parents=True)
    shutil.copytree(EXERCISES / "source" / slug, folder / "source" / slug)
    shutil.copy(EXERCISES / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", slug)
    for number, notebook in enumerate(submissions(slug, count)):
        handed_in = folder / "submitted" / f"pupil-{number}" / slug
        handed_in.mkdir(parents=True)
        (handed_in / f"{slug}.ipynb").write_text(json.dumps(notebook))
    started = time.perf_counter()
    nbgrader(folder, "autograde", slug)
    return time.perf_counter() - started


def nbgrader(folder: Path, *arguments: str) -> None:
    """Run an nbgrader command in the course's folder."""
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder, check=True, capture_output=True,
        env={
            "HOME": str(folder), "PYTHONPATH": str(ROOT / "hub_config"), "LANG": "C.UTF-8",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin",
        },
    )  # fmt: skip
