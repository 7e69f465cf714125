"""One submission, marked: the notebook made safe, its cells run, its tests held against them.

A job, as JSON::

    {"notebook": "…the file as it was sent…", "source": {…}, "release": {…}, "runner": "/path/to/socket",
     "exercises": [{"id": "greeting", "wrong_answers": [{"sign": "…", "message": "…"}]}],
     "mode": "sealed", "files": [{"name": "birds.csv", "content_base64": "…"}],
     "seconds": {"cell": 5, "call": 3, "job": 40}}

Its result::

    {"points": 3.0, "max_points": 8.0, "repairs": {"greeting--test-1": "edited"}, "seconds": 0.05,
     "mode": "sealed", "faults": [{"kind": "garbled", "exercise": "greeting", "detail": "…a sentence…"}],
     "exercises": [{"id": "greeting", "points": 2.0, "max_points": 2.0, "outcome": "passed",
                    "message": "It works. Well done!", "error_kind": "", "drawing": null, "seconds": 0.01,
                    "cells": [{"id": "greeting--test-1", "points": 2.0, "max_points": 2.0,
                               "by_hand": false}]}]}

`mode` is sealed, or compatible where the tests run in the pupil's reach, beside the
pupil's own code and in its names: what a foreign notebook may need. `files` are put into
the folder that the code runs in. `mode` and `files` may be left out. `by_hand` says that a
person must give the cell's points.
"""

import importlib
import time
from collections import Counter
from types import ModuleType
from typing import Any

from lesson_kit import testing

from curriculum.courses.lesson_cells import ANSWERS, GRADED, lesson_cells
from curriculum.grading.checker.answers import Answers, Reading, together
from curriculum.grading.checker.names import Names
from curriculum.grading.checker.pupil import Pupil, Seconds
from curriculum.grading.checker.test_cells import TestResult, reported_test, run_test
from curriculum.grading.checker.verdict import Attempt, authored_message, verdict
from curriculum.grading.outcomes import FOR_CHILD, Outcome
from curriculum.grading.plain_text import plain_text
from curriculum.grading.sanitise import (
    NotANotebook,
    NotJson,
    Sanitised,
    Step,
    parse,
    sanitise,
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
        sanitised = sanitise(parse(job["notebook"]), job["source"], job["release"])
    except (NotJson, NotANotebook, RecursionError):
        return _unreadable(job)
    marking = _Marking(job, sanitised)
    try:
        marking.run()
    finally:
        marking.pupil.close()
    exercises = [
        _described(exercise["id"], marking.attempts[exercise["id"]]) for exercise in job["exercises"]
    ]
    return _result(job, exercises, sanitised.repairs, time.monotonic() - started)


class _Marking:
    """The walk through one notebook's cells."""

    def __init__(self, job: Job, sanitised: Sanitised) -> None:
        self._steps = sanitised.steps
        self._compatible = _mode(job) == "compatible"
        self.pupil = Pupil(
            job["runner"], Seconds(**job.get("seconds", {})), modules(), files=job.get("files", ())
        )
        self._names = Names(self.pupil)
        self._answers = Answers(self.pupil)
        self._parts: list[Reading] = []
        self._ways = [self._answers.about]
        self._known = lesson_cells(job["source"], job["release"])
        self._wrong_answers = {each["id"]: each["wrong_answers"] for each in job["exercises"]}
        exercises = [each["id"] for each in job["exercises"]] + [step.exercise for step in self._steps]
        self.attempts = {each: self._attempt(each, sanitised) for each in exercises}
        self._tests_left = Counter(step.exercise for step in self._steps if step.role == "test")

    def _attempt(self, exercise: str, sanitised: Sanitised) -> Attempt:
        answer = self._known.get(exercise)
        has_answer = answer is not None and answer.role in ANSWERS
        return Attempt(
            max_points=sum(cell.points for cell in self._known.values() if cell.exercise == exercise),
            starter=answer.released if answer is not None and has_answer else None,
            missing=has_answer and sanitised.repairs.get(exercise) == "missing",
        )

    def run(self) -> None:
        testing.use(self._answers)
        for number, step in enumerate(self._steps):
            started = time.monotonic()
            if step.role == "test":
                self._test(number, step)
            else:
                self._cell(number, step)
            if step.exercise:
                self.attempts[step.exercise].seconds += time.monotonic() - started

    def _cell(self, number: int, step: Step) -> None:
        reading = Reading((), step.source)
        if step.runs:
            report = self.pupil.run(number, step.source)
            self.pupil.impatient = report.ended == "slow"
            reading = Reading((number,), step.source, report)
        if step.role == "part":
            self._parts.append(reading)
        elif step.role in ANSWERS:
            self._answer(step, [*self._parts, reading])
            self._parts = []
        elif step.role == "task":
            self._for_a_person(step)

    def _answer(self, step: Step, parts: list[Reading]) -> None:
        attempt, whole = self.attempts[step.exercise], together(parts)
        if step.grade_id == step.exercise:
            attempt.reading = whole
        if step.runs:
            self._ways = [whole, parts[-1]] if len(parts) > 1 else [whole]
            self._answers.about = whole
        if step.role == "by_hand":
            released = self._known[step.grade_id].released
            unchanged = whole.source == released or (
                len(parts) > 1 and _lines(whole.source) == _lines(released)
            )
            if unchanged:
                attempt.cells.append(cell_of(step.grade_id, 0.0, step.points))
            else:
                self._for_a_person(step)

    def _for_a_person(self, step: Step) -> None:
        attempt = self.attempts[step.exercise]
        attempt.waiting = True
        attempt.cells.append(cell_of(step.grade_id, 0.0, step.points, by_hand=True))

    def _test(self, number: int, step: Step) -> None:
        attempt = self.attempts[step.exercise]
        tested = self._tested(number, step)
        for way in self._ways[1:]:
            if tested.raised is not None:
                self._answers.about = way
                again = self._tested(number, step)
                tested = tested if again.raised is not None else again
                self._answers.about = self._ways[0]
        attempt.tests.append(tested)
        attempt.cells.append(cell_of(step.grade_id, tested.points, step.points))
        self._tests_left[step.exercise] -= 1
        if not self._tests_left[step.exercise]:
            known = self._wrong_answers.get(step.exercise, [])
            attempt.said = authored_message(attempt, known, self.pupil, self._names)

    def _tested(self, number: int, step: Step) -> TestResult:
        if self._compatible:
            report = self.pupil.test(number, step.source, self._answers.about.cells)
            return reported_test(report, step.points)
        return run_test(step.source, step.points, self._names)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


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


def _unreadable(job: Job) -> Result:
    known = lesson_cells(job["source"], job["release"]).values()
    cells: dict[str, list[dict[str, Any]]] = {each["id"]: [] for each in job["exercises"]}
    for cell in known:
        if cell.role in GRADED and cell.exercise in cells:
            cells[cell.exercise].append(cell_of(cell.grade_id, 0.0, cell.points))
    exercises = [
        {
            "id": each, "points": 0.0, "max_points": sum(cell["max_points"] for cell in graded),
            "outcome": Outcome.UNREADABLE.value, "message": FOR_CHILD[Outcome.UNREADABLE], "error_kind": "",
            "drawing": None, "seconds": 0.0, "cells": graded,
        }
        for each, graded in cells.items()
    ]  # fmt: skip
    return _result(job, exercises, {}, 0.0)


def cell_of(grade_id: str, points: float, most: float, *, by_hand: bool = False) -> dict[str, Any]:
    """One graded cell's part of a mark."""
    return {"id": grade_id, "points": points, "max_points": most, "by_hand": by_hand}


def _mode(job: Job) -> str:
    return "compatible" if job.get("mode") == "compatible" else "sealed"


def _result(job: Job, exercises: list[dict[str, Any]], repairs: dict[str, str], seconds: float) -> Result:
    return {
        "points": sum(each["points"] for each in exercises),
        "max_points": sum(each["max_points"] for each in exercises),
        "exercises": exercises,
        "mode": _mode(job),
        "faults": [],
        "repairs": repairs,
        "seconds": round(seconds, 4),
    }
