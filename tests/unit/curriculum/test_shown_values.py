"""What a test that ran beside the pupil's code shows is read as nbgrader reads a cell's output."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from curriculum.grading.checker.link import CellReport, ErrorRecord, PupilLost, cell_report
from curriculum.grading.checker.pupil import CodeRaised
from curriculum.grading.checker.test_cells import reported_test


@pytest.mark.parametrize("shown", [1, ["1"], {"a": 1}, "1" * 201, True])
def test_what_a_test_shows_is_checked_on_arrival(shown):
    with pytest.raises(PupilLost):
        cell_report({"ended": "done", "printed": "", "drawing": None, "error": None, "shown": shown})


@pytest.mark.parametrize("shown", ["1.5", "0", "-1", "3", "nan", "'2'", "True", "[1]", "1_0"])
def test_points_are_those_nbgrader_gives(shown):
    marks = {"grade": True, "solution": False, "points": 3, "grade_id": "t"}
    theirs = new_code_cell("", metadata={"nbgrader": marks})
    theirs.outputs = [new_output("execute_result", {"text/plain": shown})]
    try:
        expected = determine_grade(theirs)[0]
    except ValueError:
        expected = 0  # stock fails the notebook for more than the cell's points
    assert reported_test(CellReport("done", shown=shown), 3).points == expected


def test_nothing_shown_earns_all():
    assert reported_test(CellReport("done"), 3).points == 3


RAISED = {
    "an assert": (CellReport("error", error=ErrorRecord("AssertionError", "Try 4.")), AssertionError),
    "an error": (CellReport("error", error=ErrorRecord("KeyError", "'a'")), CodeRaised),
    "no time left": (CellReport("slow"), PupilLost),
    "an end": (CellReport("exit"), PupilLost),
}


@pytest.mark.parametrize("case", RAISED)
def test_what_raises_or_ends_earns_nothing(case):
    report, kind = RAISED[case]
    tested = reported_test(report, 3)
    assert tested.points == 0
    assert isinstance(tested.raised, kind)
