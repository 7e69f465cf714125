"""Watches cells as they run: what each printed and drew, and running one again.

In a notebook's kernel `watch_kernel` does all of it through IPython's own
events. A program that runs cells by itself (the marker's runner) uses the same
pieces by hand::

    watch = CellWatch()
    watch.begin(cell_source)
    ...  # run the cell; what it prints passes through sys.stdout
    run = watch.end()            # CellRun(source, printed, drawing)
    rerun(run.source, ["yes"], namespace)
"""

import ast
import builtins
import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any, TextIO

from . import drawing, svg, testing, turtle

PRINTED_LIMIT = 200_000
"""Characters of a cell's printing that are remembered; the rest is only shown."""


@dataclass(frozen=True)
class CellRun:
    """One run of one cell."""

    source: str
    printed: str
    drawing: testing.Drawing


class Tee(io.TextIOBase):
    """Remembers the first `PRINTED_LIMIT` characters and writes all on to `stream`, if any."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream
        self._kept: list[str] = []
        self._room = PRINTED_LIMIT

    def write(self, text: str) -> int:
        if self._room > 0:
            self._kept.append(text[: self._room])
            self._room -= len(text)
        return self.stream.write(text) if self.stream else len(text)

    def flush(self) -> None:
        if self.stream:
            self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def remembered(self) -> str:
        """Give what was written so far."""
        return "".join(self._kept)


class CellWatch:
    """Remembers what one cell after another prints and draws."""

    def __init__(self) -> None:
        self._source: str | None = None
        self._tee: Tee | None = None

    def begin(self, source: str) -> None:
        """Start watching a cell: a clean sheet of paper, and its printing copied."""
        drawing.new_sheet()
        self._source = source
        self._tee = Tee(sys.stdout)
        sys.stdout = self._tee

    def end(self) -> CellRun | None:
        """Stop watching; give the run, or None when no cell had begun."""
        if self._source is None or self._tee is None:
            return None
        if sys.stdout is self._tee:
            sys.stdout = self._tee.stream
        run = CellRun(self._source, self._tee.remembered(), drawing.record())
        self._source = self._tee = None
        return run


def is_test(source: str) -> bool:
    """Say whether a cell is a test cell: one that imports `lesson_kit.testing`.

    Judged by its text alone, since a kernel is not told a cell's metadata.
    """
    if "testing" not in source:
        return False
    try:
        nodes = list(ast.walk(ast.parse(dedent(source))))
    except (SyntaxError, ValueError):
        return False
    return any(_imports_testing(node) for node in nodes)


def _imports_testing(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == "lesson_kit.testing" or (
            node.module == "lesson_kit" and any(name.name == "testing" for name in node.names)
        )
    return isinstance(node, ast.Import) and any(name.name == "lesson_kit.testing" for name in node.names)


def rerun(source: str, answers: Sequence[str], namespace: Mapping[str, Any]) -> str:
    """Run `source` on a copy of `namespace`, answering ``input()``; give what it printed.

    A cell that is pushed in as a whole runs as IPython runs it, from the left edge.
    The drawing on the sheet is put back afterwards. Raises
    `testing.CellStopped`, with a sentence for the child, when the cell stops early.
    """
    names = dict(namespace)
    printed = Tee()
    with drawing.set_aside(), _input_gives(answers), contextlib.redirect_stdout(printed):
        try:
            exec(compile(dedent(source), "your cell", "exec"), names)  # noqa: S102 - the pupil's own cell
        except testing.CellStopped:
            raise
        except (Exception, SystemExit) as reason:
            raise testing.CellStopped(_stopped(reason)) from None
    return printed.remembered()


@contextlib.contextmanager
def _input_gives(answers: Sequence[str]) -> Iterator[None]:
    """Let ``input()`` give these answers, in functions of earlier cells too."""
    asked = builtins.input
    builtins.input = _answering(answers)
    try:
        yield
    finally:
        builtins.input = asked


def _answering(answers: Sequence[str]) -> Callable[..., str]:
    waiting = iter(answers)

    def answer(prompt: object = "") -> str:
        try:
            return next(waiting)
        except StopIteration:
            raise testing.CellStopped(_asked_too_often(len(answers))) from None

    return answer


def _asked_too_often(expected: int) -> str:
    times = {1: "once", 2: "twice"}.get(expected, f"{expected} times")
    return f"Your code asks with input() more than {times}. Check how often it should ask."


def _stopped(reason: BaseException) -> str:
    kind = type(reason).__name__
    words = str(reason)
    return f"Your code stopped early with {kind}{': ' + words if words else ''}."


class KernelAnswers:
    """Answers test cells from the cells that ran in this kernel."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._watch = CellWatch()
        self._last: CellRun | None = None

    def before_cell(self, info: Any) -> None:
        """Start watching; IPython calls this before it runs a cell."""
        self._watch.begin(info.raw_cell)

    def after_cell(self, result: Any) -> None:
        """Keep the run and show its picture; IPython calls this after a cell."""
        run = self._watch.end()
        if run is None or is_test(run.source):
            return
        self._last = run
        turtles = turtle.markers()
        if turtles or drawing.is_drawn(run.drawing):
            _show(run.drawing, turtles)

    def printed(self) -> str:
        return self._run().printed

    def source(self) -> str:
        return self._run().source

    def drawing(self) -> testing.Drawing:
        return self._run().drawing

    def run_with_input(self, answers: Sequence[str]) -> str:
        return rerun(self._run().source, answers, self._shell.user_ns)

    def _run(self) -> CellRun:
        if self._last is None:
            raise testing.CellStopped("Run your own cell first. Then run this check again.")
        return self._last


def watch_kernel() -> KernelAnswers | None:
    """Watch this process's IPython kernel from its next cell on; None without one.

    From then on ``import turtle`` gives our turtle there: the standard one wants
    a window.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return None
    answers = KernelAnswers(shell)
    shell.events.register("pre_run_cell", answers.before_cell)
    shell.events.register("post_run_cell", answers.after_cell)
    testing.use(answers)
    sys.modules["turtle"] = turtle
    return answers


def _show(record: testing.Drawing, turtles: list[svg.Marker]) -> None:
    from IPython.display import publish_display_data

    picture = svg.picture(record, turtles)
    publish_display_data({"image/svg+xml": picture, "text/plain": svg.title(record)})
