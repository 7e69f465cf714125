"""From what the cells and tests of one exercise did to its outcome and the child's message."""

from dataclasses import dataclass, field
from typing import Any

from lesson_kit import testing

from curriculum.grading.checker.answers import Reading
from curriculum.grading.checker.link import CellReport, PupilLost
from curriculum.grading.checker.names import MissingName, Names
from curriculum.grading.checker.pupil import Pupil
from curriculum.grading.checker.raised import CodeRaised
from curriculum.grading.checker.test_cells import TestResult, TestTooSlow, holds
from curriculum.grading.checker.words import error_words
from curriculum.grading.outcomes import FOR_CHILD, Outcome

LONGEST_MESSAGE = 600

_ENDED = {
    "slow": Outcome.TOO_SLOW,
    "memory": Outcome.TOO_MUCH_MEMORY,
    "output": Outcome.TOO_MUCH_OUTPUT,
    "exit": Outcome.STOPPED_ITSELF,
    "garbled": Outcome.STOPPED_ITSELF,
    "error": Outcome.ERROR,
}


@dataclass
class Attempt:
    """One exercise in one submission, as far as it has been run.

    `starter` is the text of the answer cell as it was given out, None where the
    exercise has no such cell; `missing` says that it had been deleted. `reading` is
    the answer and its run; `waiting` says that a person must give some of the points.
    """

    max_points: float = 0
    starter: str | None = None
    missing: bool = False
    waiting: bool = False
    reading: Reading = field(default_factory=Reading)
    tests: list[TestResult] = field(default_factory=list)
    said: str | None = None
    cells: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def answer(self) -> str:
        return self.reading.source

    @property
    def report(self) -> CellReport:
        return self.reading.report

    @property
    def points(self) -> float:
        return sum(test.points for test in self.tests)

    @property
    def tests_passed(self) -> bool:
        return all(test.raised is None and test.points >= test.max_points for test in self.tests)

    @property
    def passed(self) -> bool:
        return bool(self.tests) and self.tests_passed and self.points >= self.max_points

    @property
    def not_started(self) -> bool:
        return self.starter is not None and self.answer.strip() == self.starter.strip()


def authored_message(attempt: Attempt, known: list[dict[str, str]], pupil: Pupil, names: Names) -> str | None:
    """Give the message of the first known wrong answer whose sign holds, or None.

    To be asked while the pupil's names are still as the exercise left them.
    """
    if attempt.passed or attempt.not_started:
        return None
    seen = {name: thing for name, thing in names.items() if not name.startswith("__")}
    with_text = Names(pupil, **(seen | {"source": attempt.answer, "printed": attempt.report.printed}))
    return next((wrong["message"] for wrong in known if holds(wrong["sign"], with_text)), None)


def verdict(attempt: Attempt) -> tuple[Outcome, str]:
    """Give the outcome, and the sentence for the child."""
    if attempt.passed:
        return Outcome.PASSED, FOR_CHILD[Outcome.PASSED]
    if attempt.missing:
        return Outcome.REPAIRED, FOR_CHILD[Outcome.REPAIRED]
    if attempt.not_started:
        return Outcome.NOT_STARTED, FOR_CHILD[Outcome.NOT_STARTED]
    if attempt.waiting and attempt.tests_passed and _from_cell(attempt) is None:
        return Outcome.FOR_A_PERSON, FOR_CHILD[Outcome.FOR_A_PERSON]
    outcome, words = _from_cell(attempt) or _from_tests(attempt)
    return outcome, (attempt.said or words)[:LONGEST_MESSAGE]


def _from_cell(attempt: Attempt) -> tuple[Outcome, str] | None:
    ended, error = attempt.report.ended, attempt.report.error
    if ended in ("done", "input"):
        return None
    outcome = _ENDED[ended]
    if outcome is Outcome.ERROR and error is not None:
        return outcome, error_words(error)
    return outcome, FOR_CHILD[outcome]


def _from_tests(attempt: Attempt) -> tuple[Outcome, str]:
    raised = next((test.raised for test in attempt.tests if test.raised is not None), None)
    if isinstance(raised, CodeRaised):
        outcome = _ENDED.get(raised.ended, Outcome.ERROR)
        return outcome, error_words(raised.error) if outcome is Outcome.ERROR else FOR_CHILD[outcome]
    if isinstance(raised, PupilLost):
        outcome = _ENDED[raised.how]
        return outcome, FOR_CHILD[outcome]
    if isinstance(raised, MissingName):
        return Outcome.WRONG, _missing_name(raised)
    if isinstance(raised, AssertionError):
        return Outcome.WRONG, _said(raised) or FOR_CHILD[Outcome.WRONG]
    if isinstance(raised, SyntaxError | TestTooSlow):
        return Outcome.MARKER_FAULT, FOR_CHILD[Outcome.MARKER_FAULT]
    return Outcome.WRONG, FOR_CHILD[Outcome.WRONG]


def _missing_name(raised: MissingName) -> str:
    near = f" You have `{raised.near}`: is it spelled right?" if raised.near else ""
    return f"There is no `{raised.name}` yet. Make it in your code.{near}"


def _said(raised: AssertionError) -> str:
    """The message of the author's assert, or of `CellStopped`."""
    said: Any = raised.args[0] if raised.args else ""
    return said if isinstance(said, str) and (said or isinstance(raised, testing.CellStopped)) else ""
