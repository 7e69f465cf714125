"""Points of a test cell, by nbgrader's own rule."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from curriculum.grading.checker.names import Names
from curriculum.grading.checker.pupil import Pupil, Seconds
from curriculum.grading.checker.test_cells import holds, run_test

CELLS = {
    "nothing": ("", None),
    "an assert that holds": ("assert True", None),
    "a number between": ("assert True\n1.5", "1.5"),
    "all of it": ("3", "3"),
    "nought": ("0", "0"),
    "less than nought": ("-1", "-1"),
    "no number": ("'well done'", "'well done'"),
    "a truth": ("True", "True"),
    "text that is a number": ("'2'", "'2'"),
    "None": ("None", None),
    "a number hushed": ("1;", None),
    "a number hushed, with words": ("1; # half", None),
    "a semicolon in between": ("x = 1; x", "1"),
    "a semicolon in words": ("1 # half;", "1"),
    "a number that is not one": ("float('nan')", "nan"),
}


def earned(source: str, points: float = 3) -> float:
    return run_test(source, points, Names(Pupil("/nowhere", Seconds(), {}))).points


@pytest.mark.parametrize("cell", CELLS)
def test_points_are_those_nbgrader_gives(cell):
    source, shown = CELLS[cell]
    theirs = new_code_cell(
        source, metadata={"nbgrader": {"grade": True, "solution": False, "points": 3, "grade_id": "t"}}
    )
    if shown is not None:
        theirs.outputs = [new_output("execute_result", {"text/plain": shown})]
    assert earned(source) == determine_grade(theirs)[0]


@pytest.mark.parametrize("source", ["assert False", "1 / 0", "assert (", "4", "raise AssertionError('no')"])
def test_what_raises_earns_nothing(source):
    assert earned(source) == 0


def test_a_sign_that_cannot_be_worked_out_is_not_true():
    names = Names(Pupil("/nowhere", Seconds(), {}), printed="hello")
    assert holds("'hello' in printed", names)
    assert not holds("1 / 0", names)
    assert not holds("nonsense(", names)
