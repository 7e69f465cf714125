"""Runs cells in real IPython shells, one forked process for each job.

Started as a program: jobs come as JSON on standard input, results leave as JSON
on standard output. A job is a list of steps ``[kind, text]``:

* ``run``   runs a cell; its result is null, or [name, message] of what stopped it;
* ``sign``  works out an expression with the cell's names; its result is true or
  false, false too when it cannot be worked out.
"""

import io
import json
import multiprocessing
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type


class SilentHook(DisplayHook):
    """Shows no values of last expressions; a kernel sends them apart from printing."""

    def __call__(self, result: Any = None) -> None:
        pass


class SilentPublisher(DisplayPublisher):
    """Shows no pictures."""

    def publish(self, *_: Any, **__: Any) -> None:
        pass


class Shell(InteractiveShell):
    """A shell that prints what cells print and nothing else, as a kernel does."""

    displayhook_class = Type(SilentHook)
    display_pub_class = Type(SilentPublisher)

    def _showtraceback(self, *_: Any) -> None:
        pass


def run_job(steps: list[list[str]]) -> list[Any]:
    """Take the steps one after another in a new shell; give their results."""
    sys.stdin = io.StringIO()
    sys.stdout = io.StringIO()
    shell = Shell.instance()
    return [_run(shell, text) if kind == "run" else _sign(shell, text) for kind, text in steps]


def _run(shell: Shell, source: str) -> list[str] | None:
    result = shell.run_cell(source)
    stopped = result.error_before_exec or result.error_in_exec
    return [type(stopped).__name__, str(stopped)] if stopped else None


def _sign(shell: Shell, expression: str) -> bool:
    from lesson_kit import testing

    names = dict(shell.user_ns, source=testing.source(), printed=testing.printed(), testing=testing)
    try:
        return bool(eval(expression, names))
    except Exception:
        return False


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        results = pool.map(run_job, json.load(sys.stdin), chunksize=1)
    json.dump(results, sys.stdout)
