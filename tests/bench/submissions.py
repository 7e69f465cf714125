"""The submissions that are marked: right, wrong and in error by turns, and one that never ends."""

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from curriculum.courses.release import LessonFile, read_lesson

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises"
SLUG = "potion-machine"
ENDLESS = "while True:\n    pass"


@dataclass(frozen=True)
class Sent:
    """A notebook as it is sent in, and the one exercise in it that earns less than all, if any."""

    kind: str
    notebook: dict[str, Any]
    failing: str | None


@cache
def lesson() -> LessonFile:
    """The lesson that is handed in."""
    return read_lesson(EXERCISES, SLUG)


def submissions(count: int) -> list[Sent]:
    """`count` submissions, the first of them the endless one."""
    return [_endless(), *(_by_turns(number) for number in range(1, count))]


def _endless() -> Sent:
    exercise = lesson().exercises[-1].slug
    return Sent("endless", _with_answer(exercise, ENDLESS), exercise)


def _by_turns(number: int) -> Sent:
    if number % 3 == 0:
        return Sent("right", copy.deepcopy(lesson().source), None)
    exercise = lesson().exercises[number % len(lesson().exercises)]
    if number % 3 == 2:
        return Sent("error", _with_answer(exercise.slug, "prnt('oh')"), exercise.slug)
    wrong = exercise.wrong_answers[number % len(exercise.wrong_answers)]["code"]
    return Sent("wrong", _with_answer(exercise.slug, wrong), exercise.slug)


def _with_answer(exercise: str, code: str) -> dict[str, Any]:
    notebook = copy.deepcopy(lesson().source)
    answer = next(cell for cell in notebook["cells"] if grade_id(cell) == exercise)
    answer["source"] = code
    return notebook


def grade_id(cell: dict[str, Any]) -> str | None:
    """A cell's nbgrader id."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")
