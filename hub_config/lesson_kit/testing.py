"""What a test cell may ask about the pupil's work, besides reading their names.

A test cell starts with ``from lesson_kit import testing`` and then reads like
any other Python::

    from lesson_kit import testing
    assert "Hello" in testing.printed(), "Let your robot say Hello."

The same cell runs unchanged in two places, so nothing here knows where the
answers come from. They come from one `Answers` object:

* in an ordinary kernel (the lesson room, stock nbgrader) from
  `lesson_kit.cells`, which watches the cells of that kernel as they run;
* in the marker's checker from an object of its own, which asks the pupil's
  process across a channel and is put in place with `use`.

Everything that crosses is plain data. Below the four questions that an
`Answers` object must answer stand readings made from those answers alone
(`code`, `loops`, `calls`, `segments`, …): a new source of answers needs
nothing for them.
"""

import ast
import io
import tokenize
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

Drawing = dict[str, Any]


class CellStopped(AssertionError):
    """The pupil's cell stopped before its end when it was run again.

    The message is for the child. It is an AssertionError, so a test cell that
    meets it fails with that message and needs no handling of its own.
    """


class Answers(Protocol):
    """The four questions. "The cell" is the last solution cell before this test.

    A solution cell is one whose nbgrader metadata says ``solution: true``;
    where only source text is known (an ordinary kernel) it is the last cell
    that was run and does not import `lesson_kit.testing`.
    """

    def printed(self) -> str:
        """Give what the cell wrote to standard output, up to where it stopped.

        Prompts of ``input()``, tracebacks, warnings and the value of a last
        expression are no part of it. Empty when it printed nothing.
        """

    def source(self) -> str:
        """Give the cell's text, as the pupil left it."""

    def drawing(self) -> Drawing:
        """Give what the cell's turtles drew, as `lesson_kit.drawing` records it.

        A cell that drew nothing gives a drawing without lines, fills and dots.
        """

    def run_with_input(self, answers: Sequence[str]) -> str:
        """Run the cell once more and give what it printed this time.

        Each call of ``input()`` takes the next of `answers`. The run starts
        from the names as they stand now and leaves them as they were;
        `printed` and `drawing` keep telling of the first run.

        Raises CellStopped when the cell raises anything, or calls ``input()``
        more often than there are answers.
        """


class NoAnswers:
    """Stands in until a cell has been watched: says so instead of guessing."""

    def printed(self) -> str:
        raise CellStopped(_NOTHING_RAN)

    def source(self) -> str:
        raise CellStopped(_NOTHING_RAN)

    def drawing(self) -> Drawing:
        raise CellStopped(_NOTHING_RAN)

    def run_with_input(self, answers: Sequence[str]) -> str:
        raise CellStopped(_NOTHING_RAN)


_NOTHING_RAN = "Run your own cell first. Then run this check again."
_answers: Answers = NoAnswers()


def use(answers: Answers) -> Answers:
    """Take answers from `answers` from now on; give the object used until now."""
    global _answers  # one process has one pupil: a module-wide choice is the point
    before, _answers = _answers, answers
    return before


def printed() -> str:
    """Give what the last solution cell printed. See `Answers.printed`."""
    return _answers.printed()


def source() -> str:
    """Give the text of the last solution cell. See `Answers.source`."""
    return _answers.source()


def drawing() -> Drawing:
    """Give the last solution cell's drawing. See `Answers.drawing`."""
    return _answers.drawing()


def run_with_input(answers: Sequence[str]) -> str:
    """Run the last solution cell with these answers. See `Answers.run_with_input`."""
    return _answers.run_with_input([str(answer) for answer in answers])


# Readings made from the answers alone.


def printed_lines() -> list[str]:
    """Give the printed lines, without spaces at their ends and without empty lines."""
    return [line.strip() for line in printed().splitlines() if line.strip()]


def code() -> str:
    """Give the cell's text without its comments.

    A text that Python cannot take apart is given back whole.
    """
    text = source()
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return text
    lines = text.splitlines()
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines)


def loops() -> int:
    """Count the ``for`` and ``while`` loops written in the cell."""
    return sum(isinstance(node, ast.For | ast.While) for node in _nodes())


def calls(*names: str) -> int:
    """Count the places in the cell that call one of `names`, plain or after a dot."""
    return sum(isinstance(node, ast.Call) and _called(node) in names for node in _nodes())


def uses(name: str) -> bool:
    """Say whether the cell reads the variable `name` anywhere."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in _nodes()
    )


class Segment(NamedTuple):
    """One straight stroke; positions and width in turtle steps, colour as #rrggbb."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: str
    width: float

    @property
    def length(self) -> float:
        """The stroke's length in turtle steps."""
        (x1, y1), (x2, y2) = self.start, self.end
        return ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5


def segments() -> list[Segment]:
    """Give the strokes of the drawing one by one, in the order they were drawn.

    Strokes of no length are left out.
    """
    strokes = [
        Segment((x1, y1), (x2, y2), line["colour"], line["width"])
        for line in drawing()["lines"]
        for (x1, y1), (x2, y2) in pairwise(line["points"])
    ]
    return [stroke for stroke in strokes if stroke.length > 0]


def colours() -> set[str]:
    """Give the colours used for lines, fills and dots, each as #rrggbb."""
    record = drawing()
    return {item["colour"] for kind in ("lines", "fills", "dots") for item in record[kind]}


def _nodes() -> tuple[ast.AST, ...]:
    return _nodes_of(source())


@lru_cache(maxsize=4)
def _nodes_of(text: str) -> tuple[ast.AST, ...]:
    """All nodes of a cell; a test asks about one cell several times."""
    try:
        return tuple(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError):
        return ()


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
