"""What the cells of a lesson's source notebook are by nbgrader's rules. No Django here: the checker uses it.

nbgrader says what a cell is in its metadata: ``grade`` (it earns points),
``solution`` (the child writes in it), ``locked`` (its text comes from the source)
and, from schema 3 on, ``task`` (words that say what to do, for a person to mark).
Older schemas are read as `nbgrader update` would rewrite them.

Graded cells are grouped into exercises. A graded cell belongs to

1. the exercise named before the ``--`` of its grade id, when an answer cell has that id;
2. itself, when it is an answer or a task;
3. the nearest answer cell above it; without one, itself.
"""

from dataclasses import dataclass
from typing import Any

Notebook = dict[str, Any]
Cell = dict[str, Any]

GRADED = ("test", "by_hand", "task")
"""The roles that earn points."""
ANSWERS = ("answer", "by_hand")
"""The roles that a child writes in."""
BY_HAND = ("by_hand", "task")
"""The roles that a person must mark, unless nothing was written."""


@dataclass(frozen=True)
class LessonCell:
    """One cell that nbgrader knows.

    `role` is setup, answer, test, by_hand (an answer that a person marks) or task.
    `source` is its text with the tests, `released` as it was given out;
    `exercise` is empty for a setup cell.
    """

    grade_id: str
    role: str
    cell_type: str
    source: str
    released: str
    points: float = 0.0
    exercise: str = ""

    @property
    def locked(self) -> bool:
        """Whether its text is the source's, whatever was sent."""
        return self.role not in ANSWERS


def text_of(cell: Cell) -> str:
    """A cell's text; the format allows a string or a list of strings."""
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def marks_of(cell: Cell) -> dict[str, Any]:
    """A source cell's nbgrader metadata with every key of schema 3; empty for cells it leaves alone."""
    marks = cell["metadata"].get("nbgrader") or {}
    flags = {name: bool(marks.get(name)) for name in ("grade", "solution", "locked", "task")}
    if not marks.get("grade_id") or not any(flags.values()):
        return {}
    earns = flags["grade"] or flags["task"]
    return {"grade_id": marks["grade_id"], "points": _points(marks) if earns else 0.0, **flags}


def _points(marks: dict[str, Any]) -> float:
    """Old schemas allow an empty text and numbers below nought: both count nothing."""
    return max(0.0, float(marks.get("points") or 0))


def role_of(cell: Cell) -> str:
    """What a source cell is; pupil for one that nbgrader leaves alone."""
    marks = marks_of(cell)
    if not marks:
        return "pupil"
    if marks["task"]:
        return "task"
    if marks["solution"]:
        return "by_hand" if marks["grade"] else "answer"
    return "test" if marks["grade"] else "setup"


def lesson_cells(source: Notebook, release: Notebook) -> dict[str, LessonCell]:
    """The cells of a lesson that nbgrader knows: grade id → cell, in the notebook's order."""
    known = [cell for cell in source["cells"] if role_of(cell) != "pupil"]
    given = {marks["grade_id"]: text_of(cell) for cell in release["cells"] if (marks := marks_of(cell))}
    answers = {marks_of(cell)["grade_id"] for cell in known if role_of(cell) in ANSWERS}
    found: dict[str, LessonCell] = {}
    above = ""
    for cell in known:
        role, marks = role_of(cell), marks_of(cell)
        grade_id = marks["grade_id"]
        exercise = _exercise(grade_id, role, answers, above)
        if role in ANSWERS:
            above = exercise
        text = text_of(cell)
        found[grade_id] = LessonCell(
            grade_id, role, cell["cell_type"], text, given.get(grade_id, text), marks["points"],
            "" if role == "setup" else exercise,
        )  # fmt: skip
    return found


def _exercise(grade_id: str, role: str, answers: set[str], above: str) -> str:
    named, dashes, _ = grade_id.partition("--")
    if dashes and named in answers:
        return named
    return grade_id if role != "test" else above or grade_id


def exercise_points(source: Notebook) -> dict[str, float]:
    """The points of each exercise of a source notebook, in order; those that earn none are left out."""
    points: dict[str, float] = {}
    for cell in lesson_cells(source, source).values():
        if cell.role in GRADED:
            points[cell.exercise] = points.get(cell.exercise, 0.0) + cell.points
    return points
