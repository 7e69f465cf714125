"""Runs a test cell against a pupil and gives its points by nbgrader's rule.

A cell that raises earns nothing; one whose last expression is a number from 0 to
the cell's points earns that number; any other earns all its points.
"""

import ast
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from curriculum.grading.checker.names import Names

TEST_SECONDS = 15.0


class TestTooSlow(BaseException):
    """A test cell took longer than `TEST_SECONDS` in all."""


@dataclass(frozen=True)
class TestResult:
    """What a test cell earned, and what it raised, if anything."""

    points: float
    raised: BaseException | None = None


def run_test(source: str, points: float, names: Names) -> TestResult:
    """Run one test cell. Raises nothing."""
    try:
        tree = ast.parse(source)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr):
            del tree.body[-1]
        with _within(TEST_SECONDS):
            exec(compile(tree, "check", "exec"), names)  # noqa: S102 - the lesson author's test
            given = _evaluate(last, names) if isinstance(last, ast.Expr) else None
        shown = None if source.rstrip().endswith(";") else given
        return TestResult(partial_credit(shown, points))
    except (Exception, TestTooSlow) as raised:
        return TestResult(0.0, raised)


def _evaluate(last: ast.Expr, names: Names) -> Any:
    return eval(compile(ast.Expression(last.value), "check", "eval"), names)  # noqa: S307 - as above


def partial_credit(value: Any, points: float) -> float:
    """What a test cell's last value earns; as nbgrader's `get_partial_grade`, which reads its repr.

    Raises ValueError when the number is above the cell's points.
    """
    if value is None:
        return points
    try:
        earned = float(repr(value))
    except ValueError:
        return points
    if earned > points:
        raise ValueError("partial credit cannot be greater than maximum points for cell")
    return earned if earned >= 0 else points


def holds(expression: str, names: Names) -> bool:
    """Whether a known wrong answer's sign is true here; False when it cannot be told."""
    try:
        with _within(TEST_SECONDS):
            return bool(eval(expression, names))  # noqa: S307 - the lesson author's expression
    except (Exception, TestTooSlow):
        return False


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    def time_is_up(_number: int, _frame: object) -> None:
        raise TestTooSlow

    before = signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
