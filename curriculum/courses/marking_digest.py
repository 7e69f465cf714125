"""What the marks of a lesson hang on, so that a new picture or sentence marks nothing again."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from .models import Exercise, LessonVersion

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Files that are looked at, not read by code: they are not sent to the marker."""


def files_read(files: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Of a lesson's files, those that its code may read."""
    return [file for file in files if not file["name"].endswith(PICTURES)]


def marking_digest(version: LessonVersion | None, exercises: Iterable[Exercise]) -> str:
    """A digest of all that marking reads of a lesson; "" for one that was never released.

    Of the source: every cell that nbgrader knows, a solution's text excepted, since the
    child's stands in its place. Of the release: those solution cells, as they were given out.
    """
    if version is None:
        return ""
    held = {
        "source": [_without_solution(cell) for cell in _known(version.source)],
        "release": [_text(cell) for cell in _known(version.release) if _is_answer(cell)],
        "compatible": version.compatible,
        "files": files_read(version.files),
        "exercises": [[each.slug, each.points, each.wrong_answers] for each in exercises],
    }
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _known(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader")]


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"]["nbgrader"].get("solution"))


def _without_solution(cell: dict[str, Any]) -> list[Any]:
    return [cell["cell_type"], cell["metadata"]["nbgrader"], "" if _is_answer(cell) else _text(cell)]


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
