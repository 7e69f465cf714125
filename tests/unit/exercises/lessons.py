"""The lessons as tests see them: notebooks, teaching files, and runs of both."""

import json
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "exercises/source"
TEACHING = ROOT / "exercises/teaching"
SLUGS = sorted(folder.name for folder in SOURCE.iterdir() if folder.is_dir())


@cache
def notebook(slug: str) -> NotebookNode:
    """Give a lesson's source notebook."""
    return nbformat.read(SOURCE / slug / f"{slug}.ipynb", as_version=4)


@cache
def teaching(slug: str, name: str) -> dict[str, Any]:
    """Give one of a lesson's teaching files (`lesson`, `hints`, `wrong_answers`)."""
    return tomllib.loads((TEACHING / slug / f"{name}.toml").read_text("utf-8"))


def cells(slug: str, part: str) -> list[NotebookNode]:
    """Give the lesson's cells of one part: text, example, setup, task, answer, test."""
    return [cell for cell in notebook(slug).cells if cell.metadata.lesson["part"] == part]


def exercises(slug: str) -> list[str]:
    """Give the ids of a lesson's exercises in their order."""
    return [cell.metadata.lesson["exercise"] for cell in cells(slug, "task")]


def wrong_answers(slug: str) -> list[tuple[str, int, dict[str, str]]]:
    """Give (exercise, place in its list, wrong answer) for all of a lesson."""
    return [
        (exercise, place, answer)
        for exercise, answers in teaching(slug, "wrong_answers").items()
        for place, answer in enumerate(answers)
    ]


def signs(slug: str, exercise: str) -> list[str]:
    """Give the signs of an exercise's known wrong answers, in order."""
    return [answer["sign"] for answer in teaching(slug, "wrong_answers")[exercise]]


def run(jobs: list[list[list[str]]]) -> list[list[Any]]:
    """Run each job in an IPython shell of its own; see `shell_runs` for the steps."""
    paths = [str(ROOT / "hub_config"), str(ROOT / "hub_config/lesson_kit/standard_names")]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("shell_runs.py"))],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
