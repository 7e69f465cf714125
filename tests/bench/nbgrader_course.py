"""The same submissions as a stock nbgrader course, marked by one call of stock `nbgrader autograde`."""

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.submissions import EXERCISES, ROOT, SLUG, Sent


@dataclass(frozen=True)
class Stock:
    """How long the one call took, in seconds, and the points it gave, in the submissions' order."""

    seconds: float
    points: list[float]


def autograde(folder: Path, sent: Sequence[Sent]) -> Stock:
    """Hand `sent` in, in a new course at `folder`, and have stock nbgrader mark it."""
    (folder / "source").mkdir(parents=True)
    shutil.copytree(EXERCISES / "source" / SLUG, folder / "source" / SLUG)
    shutil.copy(EXERCISES / "nbgrader_config.py", folder)
    _nbgrader(folder, "generate_assignment", SLUG)
    for number, each in enumerate(sent):
        handed_in = folder / "submitted" / _pupil(number) / SLUG
        handed_in.mkdir(parents=True)
        (handed_in / f"{SLUG}.ipynb").write_text(json.dumps(each.notebook))
    started = time.perf_counter()
    _nbgrader(folder, "autograde", SLUG)
    seconds = time.perf_counter() - started
    return Stock(seconds, _points(folder, len(sent)))


def _points(folder: Path, count: int) -> list[float]:
    _nbgrader(folder, "export", "--to", "marks.csv")
    with (folder / "marks.csv").open(newline="") as file:
        given = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    # One that it gave up on has no line.
    return [given.get(_pupil(number), 0.0) for number in range(count)]


def _pupil(number: int) -> str:
    return f"pupil-{number:03}"


def _nbgrader(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder, check=False, capture_output=True,
        env={
            "HOME": str(folder), "PYTHONPATH": str(ROOT / "hub_config"), "LANG": "C.UTF-8",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin",
        },
    )  # fmt: skip
