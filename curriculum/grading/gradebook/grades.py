"""A child's marks in one lesson, cell by cell, as nbgrader keeps them. Pure: no database here.

The best mark of each exercise counts, the first of equals, as everywhere on the site. Where a
mark was made with other cells than the gradebook's (an older release, or a mark from before
cells were kept) only the exercise's total is known: it is spread over the cells in proportion
to what each can earn, so that the total stands, and a comment says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from curriculum.grading.outcomes import Outcome

from .structure import GradedCell, Structure

NO_RESPONSE = "No response."
"""nbgrader's own words for a solution cell that is as it was given out."""
COMPATIBLE = "Marked in compatible mode: the tests ran within the pupil's reach."
SPREAD = "Only this exercise's total is known; it is spread over its cells."


@dataclass(frozen=True)
class BestMark:
    """One exercise's best mark. `cells` as `Mark.cells` has them; `stored_at` is its submission's."""

    exercise: str
    points: float
    max_points: float
    outcome: str
    cells: list[dict[str, Any]]
    stored_at: datetime
    compatible: bool


@dataclass(frozen=True)
class Score:
    """One graded cell's score; `auto` is None where a person has yet to give it."""

    cell: GradedCell
    auto: float | None
    needs_manual_grade: bool


@dataclass
class Scored:
    """One child's grades in one lesson. `comments`: row of a solution or task cell → words, or None."""

    scores: list[Score] = field(default_factory=list)
    comments: dict[str, str | None] = field(default_factory=dict)


def scored(structure: Structure, marks: Iterable[BestMark]) -> Scored:
    """Give every graded cell of the lesson its score, and every solution and task cell its comment."""
    by_exercise = {mark.exercise: mark for mark in marks}
    made = Scored()
    for exercise in dict.fromkeys(cell.exercise for cell in structure.graded):
        made.scores += _exercise(structure.of_exercise(exercise), by_exercise.get(exercise))
    for cell in structure.commented:
        mark = by_exercise.get(cell.exercise)
        made.comments[cell.row] = None if cell.task else _comment(structure.of_exercise(cell.exercise), mark)
    return made


def known_by_cell(cells: list[GradedCell], mark: BestMark) -> bool:
    """Whether the mark was made with just these cells."""
    made_with = {each["id"]: each["max_points"] for each in mark.cells}
    return made_with == {cell.name: cell.max_points for cell in cells}


def _exercise(cells: list[GradedCell], mark: BestMark | None) -> list[Score]:
    if mark is None:
        return [_untouched(cell) for cell in cells]
    if known_by_cell(cells, mark):
        by_name = {each["id"]: each for each in mark.cells}
        return [_score(cell, by_name[cell.name], mark) for cell in cells]
    most = sum(cell.max_points for cell in cells)
    share = min(1.0, mark.points / most) if most else 0.0
    return [
        _untouched(cell) if cell.task else Score(cell, cell.max_points * share, needs_manual_grade=False)
        for cell in cells
    ]


def _score(cell: GradedCell, told: Mapping[str, Any], mark: BestMark) -> Score:
    # Of a task nbgrader never knows whether it was done; an answer as it was given out earns nothing.
    if cell.task or (told.get("by_hand") and mark.outcome != Outcome.NOT_STARTED):
        return Score(cell, None, needs_manual_grade=True)
    return Score(cell, float(told["points"]), needs_manual_grade=False)


def _untouched(cell: GradedCell) -> Score:
    return Score(cell, None if cell.task else 0.0, needs_manual_grade=cell.task)


def _comment(cells: list[GradedCell], mark: BestMark | None) -> str | None:
    if mark is None or mark.outcome == Outcome.NOT_STARTED:
        return NO_RESPONSE
    said = [COMPATIBLE] if mark.compatible else []
    if not known_by_cell(cells, mark):
        said.append(SPREAD)
    return " ".join(said) or None
