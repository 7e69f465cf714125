"""Whatever arrives on any path of marking, only what is declared may be raised."""

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.courses.lesson_cells import lesson_cells
from curriculum.grading import marker, plain_data
from curriculum.grading.checker import job, pupil
from curriculum.grading.checker.lesson import Lesson
from curriculum.grading.checker.link import PupilLost, cell_report, error_record, value
from curriculum.grading.checker.shown import shown_by_exercise
from curriculum.grading.faults import Fault
from curriculum.grading.outcomes import Outcome
from curriculum.grading.programs import programs
from curriculum.grading.result_schema import problem_of
from curriculum.grading.sanitise import NotANotebook, NotJson, check_shape, parse, sanitise
from tests.factories import lessons

KNOWN = lesson_cells(lessons.source_notebook(), lessons.release_notebook())
bounded = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

keys = st.sampled_from([
    "cells", "nbformat", "metadata", "source", "cell_type", "nbgrader", "grade_id", "grade", "points",
    "solution",
    "locked", "id", "outputs", "ended", "printed", "drawing", "error", "kind", "message", "text",
    "line", "name",
    "near", "value", "args", "raised", "missing", "stopped", "toolarge", "version", "lines", "dots", "fills",
]) | st.text(max_size=4)  # fmt: skip
words = st.sampled_from([
    "code", "markdown", "double", "double--test-1", "hello", "setup", "done", "error", "exit", "list",
    "object",
    "class", "function", "other", "int", "ValueError", "SystemExit", "StopIteration", "#ffffff",
    "\ud800", "\x00",
]) | st.text(max_size=6)  # fmt: skip
single = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 9), st.integers(), st.floats(), st.just(10**400), words
)
anything = st.recursive(
    single,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)
claims = st.dictionaries(
    st.sampled_from(["grade_id", "grade", "points", "solution", "locked", "task", "schema_version"]),
    single | anything,
)
cells = st.one_of(
    anything,
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw"]) | single,
            "source": words | st.lists(words) | anything,
        },
        optional={"metadata": st.fixed_dictionaries({}, optional={"nbgrader": claims | anything}) | anything},
    ),
    st.sampled_from(lessons.answered(**lessons.RIGHT)["cells"]),
)
notebooks = st.fixed_dictionaries(
    {"nbformat": st.just(4) | single, "cells": st.lists(cells, max_size=8) | anything}
)


@bounded
@given(notebooks | anything)
def test_a_file_is_a_notebook_or_refused(body: Any) -> None:
    text = json.dumps(body)
    with suppress(NotJson, NotANotebook):
        assert parse(text)["nbformat"] == 4
    with suppress(NotANotebook):
        assert check_shape(body) is body
    assert all(isinstance(each, str) for each in programs(text).values())


@bounded
@given(st.text() | st.binary())
def test_text_of_any_kind_is_read_or_refused(text: str | bytes) -> None:
    with suppress(NotJson, NotANotebook):
        parse(text)


@bounded
@given(notebooks)
def test_a_notebook_is_made_safe_or_refused(body: Any) -> None:
    try:
        steps = sanitise(check_shape(body), KNOWN).steps
    except NotANotebook:
        return
    tests = [step for step in steps if step.role == "test"]
    given_out = [cell for cell in lessons.source_notebook()["cells"] if cell["metadata"]["nbgrader"]["grade"]]
    assert sorted(step.source for step in tests) == sorted(cell["source"] for cell in given_out)
    assert sum(step.points for step in tests) == 4


class OddLink:
    """A pupil's process that answers with anything at all."""

    data: st.DataObject

    def __init__(self, _runner: str) -> None:
        pass

    def ask(self, request: dict[str, Any], _seconds: float) -> dict[str, Any]:
        json.dumps(request)
        if self.data.draw(st.integers(0, 9)) == 0:
            raise PupilLost(self.data.draw(st.sampled_from(["slow", "memory", "exit", "garbled"])))
        if self.data.draw(st.booleans()):
            return self.data.draw(st.dictionaries(keys, anything, max_size=5))
        return self.data.draw(replies)

    def close(self) -> None:
        pass


functions = st.tuples(st.just("function"), st.integers(0, 3), words).map(list)
classes = st.recursive(
    st.tuples(st.just("class"), st.integers(0, 5), words, st.just([]), words).map(list),
    lambda inner: st.tuples(
        st.just("class"), st.integers(0, 5), words, st.lists(inner, max_size=2), words
    ).map(list),
    max_leaves=4,
)
objects = st.tuples(st.just("object"), st.integers(0, 5), words, classes).map(list)
errors = st.fixed_dictionaries(
    {"kind": words, "message": words, "text": words, "line": st.none() | st.integers(0, 9)},
    optional={"name": words, "near": words},
)
replies = st.fixed_dictionaries(
    {}, optional={
        "ended": st.sampled_from(["done", "error", "input", "slow", "exit"]), "printed": words,
        "value": functions | classes | objects | single, "args": st.lists(objects | single, max_size=3),
        "error": errors, "raised": objects,
    },
)  # fmt: skip


@bounded
@given(st.data(), notebooks)
def test_a_job_ends_with_a_result_that_fits(data: st.DataObject, body: Any) -> None:
    """Of any notebook and any answers; and nothing in it is more than the tests give."""
    OddLink.data = data
    asked = {
        "notebook": json.dumps(body), "source": lessons.source_notebook(),
        "release": lessons.release_notebook(),
        "runner": "", "exercises": [
            {"id": "double", "wrong_answers": lessons.WRONG_ANSWERS}, {"id": "hello", "wrong_answers": []},
        ],
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pupil, "Link", OddLink)
        result = job.mark(asked, Lesson.of(asked))
    assert marker.checked(json.loads(json.dumps(result)), ["double", "hello"])
    assert result["max_points"] == 4


@bounded
@given(anything | functions | classes | objects)
def test_a_value_is_plain_data_or_garbled(encoded: Any) -> None:
    with suppress(PupilLost):
        value({"value": encoded}, "value", lambda foreign: foreign)
    with suppress(plain_data.NotPlain):
        plain_data.decode(encoded)


@bounded
@given(st.dictionaries(keys, anything, max_size=6) | replies)
def test_a_report_is_one_or_garbled(reply: dict[str, Any]) -> None:
    with suppress(PupilLost):
        report = cell_report(reply)
        assert isinstance(report.printed, str)
    with suppress(PupilLost):
        assert isinstance(error_record(reply.get("error")).kind, str)


results = st.fixed_dictionaries({
    "points": single, "max_points": single, "exercises": st.lists(anything, max_size=2) | anything,
    "mode": st.just("sealed") | words, "faults": st.lists(anything, max_size=2) | anything,
    "repairs": anything, "seconds": single,
})  # fmt: skip


@bounded
@given(results | anything)
def test_a_result_fits_or_is_refused(result: Any) -> None:
    with suppress(marker.MarkingFailed):
        told = marker.checked(result, ["double"])
        assert told["exercises"][0]["points"] <= told["exercises"][0]["max_points"]


GOOD: dict[str, Any] = {
    "points": 1.0, "max_points": 3.0, "mode": "sealed", "repairs": {"double": "missing"}, "seconds": 0.1,
    "faults": [{"kind": Fault.TOO_SLOW.value, "exercise": "double", "detail": "It happened."}],
    "exercises": [{
        "id": "double", "points": 1.0, "max_points": 3.0, "outcome": Outcome.WRONG.value, "message": "No.",
        "error_kind": "", "drawing": None, "seconds": 0.1,
        "cells": [{"id": "double--test-1", "points": 1.0, "max_points": 3.0, "by_hand": False}],
    }],
}  # fmt: skip


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """The good result with one thing in it changed."""
    result = json.loads(json.dumps(GOOD))
    *way, last = path
    inside: Any = result
    for step in way:
        inside = inside[step]
    inside[last] = to
    return result


def test_a_good_result_is_taken() -> None:
    assert problem_of(GOOD, ["double"]) == ""


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(changed("exercises", 0, "points", to=4), id="more points than there are"),
        pytest.param(changed("exercises", 0, "points", to=math.nan), id="points that are no number"),
        pytest.param(changed("exercises", 0, "points", to=-1), id="points below nothing"),
        pytest.param(changed("exercises", 0, "points", to=True), id="points that are True"),
        pytest.param(changed("exercises", 0, "points", to=10**400), id="points past all numbers"),
        pytest.param(changed("exercises", 0, "outcome", to="perfect"), id="an outcome of its own"),
        pytest.param(changed("exercises", 0, "outcome", to=["passed"]), id="an outcome that is a list"),
        pytest.param(changed("exercises", 0, "message", to="x" * 2_000), id="a message too long"),
        pytest.param(changed("exercises", 0, "message", to="\x1b[31m"), id="a message that moves a terminal"),
        pytest.param(changed("exercises", 0, "message", to="\ud800"), id="half a letter"),
        pytest.param(changed("exercises", 0, "drawing", to={"version": 1}), id="half a drawing"),
        pytest.param(changed("exercises", 0, "extra", to=1), id="a field too many"),
        pytest.param(changed("exercises", 0, "cells", to=[{"id": "a"}]), id="a cell with fields left out"),
        pytest.param(changed("exercises", 0, "cells", 0, "points", to=9), id="a cell above its points"),
        pytest.param(changed("exercises", 0, "id", to="hello"), id="another exercise"),
        pytest.param(changed("exercises", to=[]), id="no exercises"),
        pytest.param(changed("mode", to="trusted"), id="a mode of its own"),
        pytest.param(changed("faults", 0, "kind", to="none"), id="a fault of no kind"),
        pytest.param(changed("faults", 0, "exercise", to="other"), id="a fault of another lesson"),
        pytest.param(changed("faults", 0, "detail", to="x" * 500), id="a fault too long"),
        pytest.param(changed("faults", to=GOOD["faults"] * 100), id="too many faults"),
        pytest.param(changed("repairs", to={"double": "paid"}), id="a repair of no kind"),
        pytest.param(changed("seconds", to=math.inf), id="seconds without end"),
        pytest.param(None, id="nothing"),
        pytest.param([], id="a list"),
    ],
)  # fmt: skip
def test_a_result_out_of_shape_is_refused(result: Any) -> None:
    with pytest.raises(marker.MarkingFailed):
        marker.checked(result, ["double"])


@bounded
@given(st.lists(st.text(alphabet="class Robt:\n selfx=()d.%!", max_size=60) | words, max_size=4))
def test_any_source_shows_something_or_nothing(sources: list[str]) -> None:
    answers = [lessons.code_cell(source, "a", "answer") for source in sources]
    assert set(shown_by_exercise(lessons.notebook(*answers))) <= {"a"}
