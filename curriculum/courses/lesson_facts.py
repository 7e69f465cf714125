"""What a lesson without teaching files says of itself: of another course, made with nbgrader alone."""

import re
from pathlib import Path
from typing import Any

from .lesson_cells import exercise_points, lesson_cells, text_of

Notebook = dict[str, Any]

LONGEST_TITLE = 120
_SIGNS = ("BEGIN ", "END ")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


def told_by_the_notebook(course: Path, slug: str, source: Notebook) -> dict[str, Any]:
    """What lesson.toml would say: the first heading is the title, the one above an exercise is its name."""
    headings, ids = [_heading(cell) for cell in source["cells"]], list(exercise_points(source))
    title = next((heading for heading in headings if heading), "") or _words(slug)
    return {
        "title": title, "summary": "", "course": _words(course.resolve().name), "order": 0,
        "minutes": 45, "youngest": 8, "oldest": 16,
        "exercises": [{"id": each, "title": _title(source, headings, each)} for each in ids],
    }  # fmt: skip


def _title(source: Notebook, headings: list[str], exercise: str) -> str:
    """The nearest heading above the exercise's first cell, unless another exercise has used it already."""
    known = lesson_cells(source, source)
    above, taken = "", ""
    for cell, heading in zip(source["cells"], headings, strict=True):
        above = heading or above
        found = known.get(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        if found is None or not found.exercise:
            continue
        if found.exercise == exercise:
            return above if above != taken and above else _words(exercise)
        taken = above
    return _words(exercise)


def _heading(cell: dict[str, Any]) -> str:
    """The first heading of a cell of words; nbgrader's own signs look like headings and are none."""
    found = _HEADING.findall(text_of(cell)) if cell["cell_type"] == "markdown" else []
    return next((each[:LONGEST_TITLE] for each in found if not each.startswith(_SIGNS)), "")


def _words(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip().capitalize()[:LONGEST_TITLE]
