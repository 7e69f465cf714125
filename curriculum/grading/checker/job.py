"""One submission, marked: the notebook made safe, its cells run, its tests held against them.

A job, as JSON::

    {"notebook": "…the file as it was sent…", "source": {…}, "release": {…}, "runner": "/path/to/socket",
     "exercises": [{"id": "greeting", "wrong_answers": [{"sign": "…", "message": "…"}]}],
     "seconds": {"cell": 5, "call": 3, "job": 40}}

Its result::

    {"points": 3.0, "max_points": 8.0, "repairs": {"greeting--test-1": "edited"}, "seconds": 0.05,
     "mode": "sealed", "faults": [{"kind": "too_slow", "exercise": "greeting", "detail": "…"}],
     "exercises": [{"id": "greeting", "points": 2.0, "max_points": 2.0, "outcome": "passed",
                    "message": "It works. Well done!", "error_kind": "", "drawing": null, "seconds": 0.01,
                    "cells": [{"id": "greeting--test-1", "points": 2.0, "max_points": 2.0,
                               "by_hand": false}]}]}

`mode` is sealed, or compatible where the tests ran in the pupil's reach; `by_hand` says
that a person must give the cell's points.
"""

import importlib
import time
from collections import Counter
from types import ModuleType
from typing import Any

from lesson_kit import testing

from curriculum.grading.checker.answers import Answers
from curriculum.grading.checker.names import Names
from curriculum.grading.checker.noticed import Noticed
from curriculum.grading.checker.pupil import Pupil, Seconds
from curriculum.grading.checker.shown import shown_by_exercise
from curriculum.grading.checker.test_cells import run_test
from curriculum.grading.checker.verdict import Attempt, authored_message, verdict
from curriculum.grading.faults import Fault
from curriculum.grading.outcomes import FOR_CHILD, Outcome
from curriculum.grading.plain_text import plain_text
from curriculum.grading.sanitise import (
    NotANotebook,
    NotJson,
    Sanitised,
    Step,
    parse,
    sanitise,
    source_cells,
    source_of,
)

MODULES = ("collections", "datetime", "functools", "itertools", "json", "math", "random", "re", "string")
"""What a test may use of the modules that the pupil has imported; all harmless."""

Job = dict[str, Any]
Result = dict[str, Any]


def modules() -> dict[str, ModuleType]:
    """Import what tests may use; once, before any fork."""
    return {name: importlib.import_module(name) for name in MODULES} | {"lesson_kit.testing": testing}


def mark(job: Job) -> Result:
    """Mark one submission. Raises RunnerUnavailable when it must be tried again later."""
    started = time.monotonic()
    try:
        sent = parse(job["notebook"])
        sanitised = sanitise(sent, job["source"], job["release"])
    except (NotJson, NotANotebook, RecursionError) as reason:
        return _unreadable(job, reason)
    marking = _Marking(job, sanitised)
    marking.noticed.of_notebook(sent, job["source"], sanitised.repairs)
    try:
        marking.run()
    finally:
        marking.pupil.close()
    exercises = [
        _described(exercise["id"], marking.attempts[exercise["id"]]) for exercise in job["exercises"]
    ]
    exercises = marking.noticed.without_excess(exercises)
    return _result(exercises, sanitised.repairs, time.monotonic() - started, marking.noticed)


class _Marking:
    """The walk through one notebook's cells."""

    def __init__(self, job: Job, sanitised: Sanitised) -> None:
        self._steps = sanitised.steps
        self.pupil = Pupil(job["runner"], Seconds(**job.get("seconds", {})), modules())
        self._names = Names(self.pupil)
        self.noticed = Noticed(each["id"] for each in job["exercises"])
        self._shown = shown_by_exercise(job["source"])
        self._answers = Answers(self.pupil)
        self._wrong_answers = {each["id"]: each["wrong_answers"] for each in job["exercises"]}
        starters = {grade_id: source_of(cell) for grade_id, cell in source_cells(job["release"]).items()}
        self.attempts = {
            each["id"]: Attempt(
                starter=starters.get(each["id"], ""), missing=sanitised.repairs.get(each["id"]) == "missing"
            )
            for each in job["exercises"]
        }
        for step in self._steps:
            if step.role == "test":
                self.attempts[step.exercise].max_points += step.points
        self._tests_left = Counter(step.exercise for step in self._steps if step.role == "test")

    def run(self) -> None:
        testing.use(self._answers)
        for number, step in enumerate(self._steps):
            if step.role == "test":
                self._test(step)
            else:
                self._cell(number, step)

    def _cell(self, number: int, step: Step) -> None:
        started = time.monotonic()
        report = self.pupil.run(number, step.source)
        self.pupil.impatient = report.ended == "slow"
        self.noticed.of_cell(step.exercise, report)
        if step.role == "answer":
            self._answers.now_about(number, step.source, report)
            attempt = self.attempts[step.exercise]
            attempt.answer, attempt.report = step.source, report
            attempt.seconds += time.monotonic() - started

    def _test(self, step: Step) -> None:
        attempt = self.attempts[step.exercise]
        started = time.monotonic()
        self.pupil.shown = self._shown.get(step.exercise, frozenset())
        tested = run_test(step.source, step.points, self._names)
        attempt.tests.append(tested)
        self.noticed.of_test(step.exercise, tested.raised)
        attempt.cells.append(cell_of(step.grade_id, tested.points, step.points))
        attempt.seconds += time.monotonic() - started
        self._tests_left[step.exercise] -= 1
        if not self._tests_left[step.exercise]:
            known = self._wrong_answers[step.exercise]
            attempt.said = authored_message(attempt, known, self.pupil, self._names)


def _described(exercise: str, attempt: Attempt) -> dict[str, Any]:
    outcome, message = verdict(attempt)
    error = attempt.report.error
    return {
        "id": exercise,
        "points": attempt.points,
        "max_points": attempt.max_points,
        "outcome": outcome.value,
        "message": plain_text(message),
        "error_kind": plain_text(error.kind) if error is not None and outcome is Outcome.ERROR else "",
        "drawing": attempt.report.drawing,
        "seconds": round(attempt.seconds, 4),
        "cells": attempt.cells,
    }


def _unreadable(job: Job, reason: Exception) -> Result:
    cells: dict[str, list[dict[str, Any]]] = {each["id"]: [] for each in job["exercises"]}
    for grade_id, cell in source_cells(job["source"]).items():
        marks = cell["metadata"]["nbgrader"]
        if marks.get("grade") and not marks.get("solution"):
            cells[grade_id.partition("--")[0]].append(cell_of(grade_id, 0.0, float(marks.get("points", 0))))
    exercises = [
        {
            "id": each, "points": 0.0, "max_points": sum(cell["max_points"] for cell in graded),
            "outcome": Outcome.UNREADABLE.value, "message": FOR_CHILD[Outcome.UNREADABLE], "error_kind": "",
            "drawing": None, "seconds": 0.0, "cells": graded,
        }
        for each, graded in cells.items()
    ]  # fmt: skip
    noticed = Noticed(cells)
    noticed.add(Fault.UNREADABLE, "", str(reason))
    return _result(exercises, {}, 0.0, noticed)


def cell_of(grade_id: str, points: float, most: float, *, by_hand: bool = False) -> dict[str, Any]:
    """One graded cell's part of a mark."""
    return {"id": grade_id, "points": points, "max_points": most, "by_hand": by_hand}


def _result(
    exercises: list[dict[str, Any]], repairs: dict[str, str], seconds: float, noticed: Noticed
) -> Result:
    return {
        "points": sum(each["points"] for each in exercises),
        "max_points": sum(each["max_points"] for each in exercises),
        "exercises": exercises,
        "mode": "sealed",
        "faults": noticed.as_data(),
        "repairs": repairs,
        "seconds": round(seconds, 4),
    }
