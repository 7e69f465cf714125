"""What stands on a lesson's page, read from its notebook."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hub_config.lesson_server.answers import grading, is_answer, is_free_code
from hub_config.lesson_server.lesson_text import first_heading, lesson_html
from hub_config.lesson_server.release import Release
from hub_config.lesson_server.scratch import is_scratch

Cell = dict[str, Any]


@dataclass(frozen=True)
class Text:
    """A piece of the story, as HTML."""

    html: str
    kind: str = "text"


@dataclass(frozen=True)
class Code:
    """A code box: a cell's id and source, whether it is marked, whether it is locked."""

    cell: str
    source: str
    rows: int
    marked: bool
    locked: bool
    kind: str = "code"


@dataclass
class ExercisePart:
    """An exercise: its task and editors in order. ``number`` counts from one."""

    id: str
    number: int
    title: str
    points: float
    hints: int
    parts: list[Text | Code] = field(default_factory=list)
    kind: str = "exercise"


Part = Text | Code | ExercisePart


def lesson_parts(notebook: dict[str, Any], release: Release, pictures: str) -> list[Part]:
    """The page's parts in order; ``pictures`` is the address of the lesson's pictures.

    A part is a piece of story, an exercise, or a code box to play with. Tests and the
    boxes that the child added (`scratch_boxes`) are not among them.
    """
    known = {exercise.id: exercise for exercise in release.exercises}
    parts: list[Part] = []
    current: ExercisePart | None = None
    released = [cell for cell in notebook["cells"] if not is_scratch(cell)]
    for cell, exercise in _with_exercises(released, set(known)):
        if exercise is None:
            current = None
        elif current is None or current.id != exercise:
            facts = known[exercise]
            number = list(known).index(exercise) + 1
            current = ExercisePart(exercise, number, facts.title, facts.points, facts.hints)
            parts.append(current)
        part = _part(cell, release.title, current, pictures)
        if part is not None:
            (current.parts if current else parts).append(part)
    return parts


def scratch_boxes(notebook: dict[str, Any]) -> list[Code]:
    """The code boxes that the child added, in order."""
    return [_code(cell) for cell in notebook["cells"] if is_scratch(cell)]


def setup_cells(notebook: dict[str, Any]) -> list[str]:
    """The ids of locked cells that are not tests: they run before the child's code."""
    return [cell["id"] for cell in notebook["cells"] if _is_setup(cell)]


def _is_setup(cell: Cell) -> bool:
    marks = grading(cell)
    tested = marks.get("grade") or marks.get("solution")
    return bool(cell["cell_type"] == "code" and marks.get("locked") and not tested)


def _with_exercises(cells: list[Cell], known: set[str]) -> Iterator[tuple[Cell, str | None]]:
    """Each cell with the exercise it belongs to, from its task to its last own cell."""
    spans: dict[str, tuple[int, int]] = {}
    for position, cell in enumerate(cells):
        exercise = _named_exercise(cell)
        if exercise in known:
            start, _end = spans.get(exercise, (position, position))
            spans[exercise] = (start, position)
    for position, cell in enumerate(cells):
        inside = (name for name, (start, end) in spans.items() if start <= position <= end)
        yield cell, next(inside, None)


def _named_exercise(cell: Cell) -> str:
    """The exercise that a cell itself names, or nothing."""
    lesson = cell["metadata"].get("lesson")
    if isinstance(lesson, dict) and lesson.get("part") == "task":
        return str(lesson.get("exercise", ""))
    return str(grading(cell).get("grade_id", "")).partition("--")[0]


def _part(cell: Cell, lesson_title: str, current: ExercisePart | None, pictures: str) -> Text | Code | None:
    source = cell["source"]
    if cell["cell_type"] == "markdown":
        return _text(source, lesson_title, current, pictures)
    if not (_is_setup(cell) or is_answer(cell) or is_free_code(cell)):
        return None
    return _code(cell)


def _code(cell: Cell) -> Code:
    rows = max(3, cell["source"].count("\n") + 2)
    return Code(cell["id"], cell["source"], rows, is_answer(cell), _is_setup(cell))


def _text(source: str, lesson_title: str, current: ExercisePart | None, pictures: str) -> Text | None:
    """A Markdown cell as HTML. The heading of a task gives way to the exercise's title."""
    begins_exercise = current is not None and not current.parts
    title = first_heading(source) if begins_exercise else lesson_title
    top = 3 if current else 2
    html = lesson_html(source, pictures=pictures, top=top, without_title=title)
    return Text(html) if html.strip() else None
