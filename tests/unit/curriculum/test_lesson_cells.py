"""What a lesson's cells are by nbgrader's rules, old schemas too, and which exercise each belongs to."""

import copy

import nbformat
import pytest
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator

from curriculum.courses.lesson_cells import exercise_points, lesson_cells, role_of
from tests.parity import cells

ROLES = {
    "answer": cells.answer("a", "x = 1"),
    "test": cells.check("t", "assert x", 1),
    "setup": cells.setup("s", "x = 1"),
    "by_hand": cells.manual_words("w", "words"),
    "task": cells.task("p", "A project"),
    "pupil": cells.code("x"),
}
ODD = {
    "no role left": cells.code(
        "x", nbgrader={"grade_id": "o", "grade": False, "solution": False, "locked": False}
    ),
    "emptied": cells.code("x", nbgrader={}),
    "points as text": cells.code("x", nbgrader={"grade_id": "o", "grade": True, "points": "2"}),
    "points left empty": cells.code("x", nbgrader={"grade_id": "o", "grade": True, "points": ""}),
    "points below nought": cells.code("x", nbgrader={"grade_id": "o", "grade": True, "points": -1}),
    "no points": cells.code("x", nbgrader={"grade_id": "o", "grade": True}),
}


@pytest.mark.parametrize("role", ROLES)
def test_roles(role):
    assert role_of(ROLES[role]) == role


@pytest.mark.parametrize("version", [0, 1, 2, 3])
@pytest.mark.parametrize("name", [*ROLES, *ODD])
def test_old_schemas_are_read_as_nbgrader_updates_them(name, version):
    cell = copy.deepcopy((ROLES | ODD)[name])
    if version < 3 and name in ROLES and name != "task":
        cells.make_older(cell, version)
    updated = nbformat.from_dict(copy.deepcopy(cell))
    MetadataValidator().upgrade_cell_metadata(updated)
    ours = lesson_cells(cells.notebook(cell), cells.notebook(cell))
    known = [utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task]
    assert bool(ours) == any(is_one(updated) for is_one in known)
    for found in ours.values():
        assert found.locked == utils.is_locked(updated)
        if utils.is_grade(updated):
            assert found.points == updated.metadata.nbgrader["points"]


GROUPS = {
    "named before the dashes": (
        [
            cells.answer("a", "1"),
            cells.answer("b", "2"),
            cells.check("a--1", "", 1),
            cells.check("b--1", "", 2),
        ],
        {"a": 1, "b": 2},
    ),
    "dashes of no answer's": ([cells.answer("a", "1"), cells.check("b--1", "", 1)], {"a": 1}),
    "the nearest answer above": (
        [cells.answer("a", "1"), cells.check("t", "", 1), cells.answer("b", "2"), cells.check("u", "", 2)],
        {"a": 1, "b": 2},
    ),
    "no answer above": ([cells.check("t", "", 1), cells.answer("a", "1")], {"t": 1}),
    "words of their own": (
        [cells.answer("a", "1"), cells.manual_words("w", "x", 2), cells.check("t", "", 1)],
        {"w": 3},
    ),
    "words about a named exercise": (
        [cells.answer("a", "1"), cells.manual_words("a--why", "x", 2), cells.check("t", "", 1)],
        {"a": 3},
    ),
    "a task": (
        [cells.answer("a", "1"), cells.task("p", "Draw", 4), cells.check("t", "", 1)],
        {"p": 4, "a": 1},
    ),
    "a set-up cell earns nothing": ([cells.setup("s", "1"), cells.answer("a", "1")], {}),
}


@pytest.mark.parametrize("group", GROUPS)
def test_graded_cells_make_exercises(group):
    made, expected = GROUPS[group]
    assert exercise_points(cells.notebook(*made)) == expected
