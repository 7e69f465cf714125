"""One submission, marked: the notebook made safe, its cells run, its tests held against them.

A job, as JSON::

    {"notebook": "…the file as it was sent…", "source": {…}, "release": {…}, "runner": "/path/to/socket",
     "exercises": [{"id": "greeting", "wrong_answers": [{"sign": "…", "message": "…"}]}],
     "mode": "sealed", "files": [{"name": "birds.csv", "content_base64": "…"}],
     "seconds": {"cell": 5, "call": 3, "job": 40}}

Its result::

    {"points": 3.0, "max_points": 8.0, "repairs": {"greeting--test-1": "edited"}, "seconds": 0.05,
     "mode": "sealed", "faults": [{"kind": "too_slow", "exercise": "greeting", "detail": "…"}],
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

from curriculum.courses.lesson_cells import ANSWERS, GRADED
from curriculum.grading.checker.answers import Answers, Reading
from curriculum.grading.checker.lesson import Lesson
from curriculum.grading.checker.names import Names
from curriculum.grading.checker.noticed import Noticed
from curriculum.grading.checker.pupil import Pupil, Seconds
from curriculum.grading.checker.test_cells import TestResult, reported_test, run_test
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
)

MODULES = ("collections", "datetime", "functools", "itertools", "json", "math", "random", "re", "string")
"""What a test may use of the modules that the pupil has imported; all harmless."""

Job = dict[str, Any]
Result = dict[str, Any]


def modules() -> dict[str, ModuleType]:
    """Import what tests may use; once, before any fork."""
    return {name: importlib.import_module(name) for name in MODULES} | {"lesson_kit.testing": testing}


def mark(job: Job, lesson: Lesson) -> Result:
    """Mark one submission. Raises RunnerUnavailable when it must be tried again later.

    Of the job only what is its own is read: notebook, runner and seconds.
    """
    started = time.monotonic()
    try:
        sent = parse(job["notebook"])
        sanitised = sanitise(sent, lesson.known)
    except (NotJson, NotANotebook, RecursionError) as reason:
        return _unreadable(lesson, reason)
    marking = _Marking(job, lesson, sanitised)
    marking.noticed.of_notebook(sent, lesson.known, lesson.claims, sanitised.repairs)
    try:
        marking.run()
    finally:
        marking.pupil.close()
    exercises = [_described(exercise, marking.attempts[exercise]) for exercise in lesson.wrong_answers]
    exercises = marking.noticed.without_excess(exercises)
    return _result(lesson, exercises, sanitised.repairs, time.monotonic() - started, marking.noticed)


class _Marking:
    """The walk through one notebook's cells."""

    def __init__(self, job: Job, lesson: Lesson, sanitised: Sanitised) -> None:
        self._steps = sanitised.steps
        self._lesson = lesson
        self.pupil = Pupil(job["runner"], Seconds(**job.get("seconds", {})), modules(), files=lesson.files)
        self._names = Names(self.pupil)
        self.noticed = Noticed(lesson.wrong_answers)
        self._answers = Answers(self.pupil)
        self._parts: list[str] = []
        self._last_part: tuple[int, Step] | None = None
        exercises = dict.fromkeys([*lesson.wrong_answers, *(step.exercise for step in self._steps)])
        self.attempts = {each: self._attempt(each, sanitised) for each in exercises}
        self._tests_left = Counter(step.exercise for step in self._steps if step.role == "test")

    def _attempt(self, exercise: str, sanitised: Sanitised) -> Attempt:
        known = self._lesson.known
        answer = known.get(exercise)
        has_answer = answer is not None and answer.role in ANSWERS
        return Attempt(
            max_points=sum(cell.points for cell in known.values() if cell.exercise == exercise),
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
        if step.role == "part":
            self._parts.append(step.source)
            return
        parts = self._parts if step.role in ANSWERS else []  # an empty cell may stand between them
        whole = "\n".join([*parts, step.source])
        reading = self._run(number, whole) if step.runs else Reading(None, whole)
        self.noticed.of_cell(step.exercise, reading.report)
        if step.role in ANSWERS:
            self._answer(step, reading)
            # Whether it was split or copied cannot be told from its text: see _test.
            self._last_part = (number, step) if self._parts and step.runs else None
            self._parts = []
        elif step.role == "task":
            self._for_a_person(step)

    def _run(self, number: int, source: str) -> Reading:
        self.pupil.looked_at = self._looked_at_after(number)
        report = self.pupil.run(number, source)
        self.pupil.impatient = report.ended == "slow"
        return Reading(number, source, report)

    def _looked_at_after(self, number: int) -> tuple[str, ...]:
        """The names that the tests look at which stand between this cell and the next."""
        following = next((step for step in self._steps[number + 1 :] if step.runs), None)
        if following is None or following.role != "test" or self._lesson.compatible:
            return ()
        return self._lesson.looked_at.get(following.exercise, ())

    def _answer(self, step: Step, reading: Reading) -> None:
        if step.grade_id == step.exercise:
            self.attempts[step.exercise].reading = reading
        if step.runs:
            self._answers.about = reading
        if step.role == "by_hand":
            released = self._lesson.known[step.grade_id].released
            same = _lines(reading.source) == _lines(released) if self._parts else reading.source == released
            if same:
                self.attempts[step.exercise].cells.append(cell_of(step.grade_id, 0.0, step.points))
            else:
                self._for_a_person(step)

    def _for_a_person(self, step: Step) -> None:
        attempt = self.attempts[step.exercise]
        attempt.waiting = True
        attempt.cells.append(cell_of(step.grade_id, 0.0, step.points, by_hand=True))

    def _test(self, number: int, step: Step) -> None:
        attempt = self.attempts[step.exercise]
        self.pupil.shown = self._lesson.shown.get(step.exercise, frozenset())
        tested = self._tested(number, step)
        if tested.raised is not None and self._last_part is not None:
            tested = self._tested_without_copies(number, step, tested)
        attempt.tests.append(tested)
        self.noticed.of_test(step.exercise, tested.raised)
        attempt.cells.append(cell_of(step.grade_id, tested.points, step.points))
        self._tests_left[step.exercise] -= 1
        if not self._tests_left[step.exercise]:
            known = self._lesson.wrong_answers.get(step.exercise, [])
            attempt.said = authored_message(attempt, known, self.pupil, self._names)

    def _tested_without_copies(self, number: int, step: Step, tested: TestResult) -> TestResult:
        """Take the last cell of an answer alone, as if those before were copies; not if that is no better."""
        if self._last_part is None:
            return tested
        at, answer = self._last_part
        self._last_part, whole = None, self._answers.about
        self._answers.about = self._run(at, answer.source)
        again = self._tested(number, step)
        if again.raised is None:
            if answer.grade_id == answer.exercise:
                self.attempts[answer.exercise].reading = self._answers.about
            return again
        self._answers.about = self._run(at, whole.source)
        return tested

    def _tested(self, number: int, step: Step) -> TestResult:
        if self._lesson.compatible:
            report = self.pupil.test(number, step.source, self._answers.about.cell)
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


def _unreadable(lesson: Lesson, reason: Exception) -> Result:
    cells: dict[str, list[dict[str, Any]]] = {each: [] for each in lesson.wrong_answers}
    for cell in lesson.known.values():
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
    noticed = Noticed(cells)
    noticed.add(Fault.UNREADABLE, "", str(reason))
    return _result(lesson, exercises, {}, 0.0, noticed)


def cell_of(grade_id: str, points: float, most: float, *, by_hand: bool = False) -> dict[str, Any]:
    """One graded cell's part of a mark."""
    return {"id": grade_id, "points": points, "max_points": most, "by_hand": by_hand}


def _result(
    lesson: Lesson, exercises: list[dict[str, Any]], repairs: dict[str, str], seconds: float, noticed: Noticed
) -> Result:
    return {
        "points": sum(each["points"] for each in exercises),
        "max_points": sum(each["max_points"] for each in exercises),
        "exercises": exercises,
        "mode": "compatible" if lesson.compatible else "sealed",
        "faults": noticed.as_data(),
        "repairs": repairs,
        "seconds": round(seconds, 4),
    }
