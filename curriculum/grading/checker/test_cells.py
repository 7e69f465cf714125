"""Runs a test cell against a pupil and gives its points by nbgrader's rule.

A cell that raises earns nothing; one whose last expression is a number from 0 to
the cell's points earns that number; any other earns all its points.
"""

import ast
import builtins
import io
import signal
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType

from curriculum.grading.checker.link import CellReport, PupilLost
from curriculum.grading.checker.names import Names
from curriculum.grading.checker.pupil import CodeRaised

TEST_SECONDS = 15.0


class TestTooSlow(BaseException):
    """A test cell took longer than `TEST_SECONDS` in all."""


@dataclass(frozen=True)
class TestResult:
    """What a test cell earned of its most, and what it raised, if anything."""

    points: float
    max_points: float
    raised: BaseException | None = None


@dataclass(frozen=True)
class CompiledTest:
    """A test cell's statements, and its last expression if it ends with one; `hushed`: that is not shown."""

    body: CodeType
    last: CodeType | None
    hushed: bool


@cache
def compile_test(source: str) -> CompiledTest | Exception:
    """A test cell's code, or why Python cannot read it."""
    try:
        tree = ast.parse(source)
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr):
            return CompiledTest(compile(tree, "check", "exec"), None, _is_hushed(source))
        del tree.body[-1]
        value = compile(ast.Expression(last.value), "check", "eval")
        return CompiledTest(compile(tree, "check", "exec"), value, _is_hushed(source))
    except Exception as reason:
        return reason


@cache
def compile_expression(expression: str) -> CodeType | Exception:
    """An expression's code, or why Python cannot read it."""
    try:
        return compile(expression.strip(), "sign", "eval")
    except Exception as reason:
        return reason


def names_used(source: str) -> set[str]:
    """The names that a test or a sign may ask a pupil for; none where Python cannot read it."""
    try:
        tree = ast.parse(source.strip())
    except Exception:
        return set()
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return used - vars(builtins).keys()


def run_test(source: str, points: float, names: Names) -> TestResult:
    """Run one test cell. Raises nothing."""
    try:
        test = compile_test(source)
        if isinstance(test, Exception):
            raise test.with_traceback(None)
        with _within(TEST_SECONDS):
            exec(test.body, names)  # noqa: S102 - the lesson author's test
            given = None if test.last is None else eval(test.last, names)  # noqa: S307 - as above
        shown = None if test.hushed else given
        return TestResult(points if shown is None else partial_credit(repr(shown), points), points)
    except (Exception, TestTooSlow) as raised:
        return TestResult(0.0, points, raised)


def reported_test(report: CellReport, points: float) -> TestResult:
    """What a test cell earned that ran beside the pupil's code (compatible mode). Raises nothing."""
    try:
        if report.ended != "done":
            raise _raised(report)
        return TestResult(points if report.shown is None else partial_credit(report.shown, points), points)
    except Exception as raised:
        return TestResult(0.0, points, raised)


def _raised(report: CellReport) -> Exception:
    error = report.error
    if error is None:
        return PupilLost(report.ended)
    return (
        AssertionError(error.message) if error.kind == "AssertionError" else CodeRaised(report.ended, error)
    )


def _is_hushed(source: str) -> bool:
    """Whether the last sign, but for remarks, is the semicolon that keeps IPython from showing a value."""
    if ";" not in source:
        return False
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type not in _NO_SIGNS][-1:] == [";"]


_NO_SIGNS = (tokenize.ENDMARKER, tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT)


def partial_credit(shown: str, points: float) -> float:
    """What a test cell's last value earns, shown as text; as nbgrader's `get_partial_grade`.

    Raises ValueError when the number is above the cell's points.
    """
    try:
        earned = float(shown)
    except ValueError:
        return points
    if earned > points:
        raise ValueError("partial credit cannot be greater than maximum points for cell")
    return earned if earned >= 0 else points


def holds(expression: str, names: Names) -> bool:
    """Whether a known wrong answer's sign is true here; False when it cannot be told."""
    code = compile_expression(expression)
    if isinstance(code, Exception):
        return False
    try:
        with _within(TEST_SECONDS):
            return bool(eval(code, names))  # noqa: S307 - the lesson author's expression
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
