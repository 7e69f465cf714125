"""A child's marks, cell by cell, as nbgrader keeps them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from curriculum.grading.gradebook.grades import COMPATIBLE, NO_RESPONSE, SPREAD, BestMark, scored
from curriculum.grading.gradebook.structure import CommentedCell, GradedCell, Structure
from curriculum.grading.outcomes import Outcome

ONE = GradedCell("row-1", "double--test-1", "double", 1, task=False)
TWO = GradedCell("row-2", "double--test-2", "double", 2, task=False)
TASK = GradedCell("row-3", "map", "map", 2, task=True)
COMMENTED = [CommentedCell("solution", "double", task=False), CommentedCell("row-3", "map", task=True)]
LESSON = Structure("assignment", "notebook", [ONE, TWO, TASK], COMMENTED)


def cell(name: str, points: float, most: float, *, by_hand: bool = False) -> dict[str, Any]:
    return {"id": name, "points": points, "max_points": most, "by_hand": by_hand}


def best(points: float, *cells: dict[str, Any], **more: Any) -> BestMark:
    told = {"exercise": "double", "outcome": Outcome.WRONG, "compatible": False, **more}
    return BestMark(
        points=points, max_points=3, cells=list(cells), stored_at=datetime(2026, 11, 2, tzinfo=UTC), **told
    )


KNOWN = (cell("double--test-1", 1, 1), cell("double--test-2", 0.5, 2))
CASES = [
    pytest.param(best(1.5, *KNOWN), 1, 0.5, None, id="cell by cell"),
    pytest.param(best(1.5, *KNOWN, compatible=True), 1, 0.5, COMPATIBLE, id="in compatible mode"),
    pytest.param(best(3), 1, 2, SPREAD, id="no cells kept, all points"),
    pytest.param(best(1.5), 0.5, 1, SPREAD, id="no cells kept, half the points"),
    pytest.param(best(0), 0, 0, SPREAD, id="no cells kept, no points"),
    pytest.param(best(1.5, compatible=True), 0.5, 1, f"{COMPATIBLE} {SPREAD}", id="both to be said"),
    pytest.param(
        best(3, cell("double--test-1", 1, 1), cell("double--old", 2, 2)), 1, 2, SPREAD, id="an older cell"
    ),
    pytest.param(
        best(3, cell("double--test-1", 2, 2), cell("double--test-2", 1, 1)), 1, 2, SPREAD, id="older points"
    ),
    pytest.param(best(4, cell("double--old", 4, 4)), 1, 2, SPREAD, id="more points than there are now"),
    pytest.param(None, 0, 0, NO_RESPONSE, id="no mark at all"),
    pytest.param(best(0, outcome=Outcome.NOT_STARTED), 0, 0, NO_RESPONSE, id="as given out"),
]


@pytest.mark.parametrize(("mark", "one", "two", "comment"), CASES)
def test_scores_and_comment(mark: BestMark | None, one: float, two: float, comment: str | None) -> None:
    made = scored(LESSON, [mark] if mark else [])
    assert [(each.cell, each.auto, each.needs_manual_grade) for each in made.scores] == [
        (ONE, pytest.approx(one), False),
        (TWO, pytest.approx(two), False),
        (TASK, None, True),
    ]
    assert made.comments == {"solution": comment, "row-3": None}


@pytest.mark.parametrize(
    ("outcome", "auto", "waits"),
    [
        pytest.param(Outcome.PASSED, None, True, id="answered"),
        pytest.param(Outcome.NOT_STARTED, 0.0, False, id="no answer"),
    ],
)
def test_a_cell_marked_by_hand(outcome: Outcome, auto: float | None, waits: bool) -> None:
    essay = GradedCell("row", "why", "why", 5, task=False)
    lesson = Structure("assignment", "notebook", [essay], [CommentedCell("s", "why", task=False)])
    mark = best(0, cell("why", 0, 5, by_hand=True), exercise="why", outcome=outcome)
    (score,) = scored(lesson, [mark]).scores
    assert (score.auto, score.needs_manual_grade) == (auto, waits)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_task_always_waits_for_a_person(by_hand: bool) -> None:
    mark = best(0, cell("map", 0, 2, by_hand=by_hand), exercise="map", outcome=Outcome.NOT_STARTED)
    score = scored(LESSON, [mark]).scores[-1]
    assert (score.cell, score.auto, score.needs_manual_grade) == (TASK, None, True)
