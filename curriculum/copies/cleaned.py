"""A notebook as it may be copied: its text, and nothing that ran, that claims trust, or that names anybody.

It is made anew from the cells' text and not by taking things out, so that what nobody thought of stays
behind.
"""

import json
import re
from typing import Any

from clubs.records.refusals import Refusal
from curriculum.courses.lesson_cells import text_of
from curriculum.grading.plain_text import plain_text

LARGEST = 1024 * 1024
"""The most that a copy may weigh, in bytes of JSON, pictures in its text included."""
MOST_CELLS = 400
CELL_TYPES = frozenset({"code", "markdown", "raw"})
_ATTACHED = re.compile(r"attachment:([A-Za-z0-9][A-Za-z0-9._-]{0,99})")
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

type Notebook = dict[str, Any]


def cleaned(notebook: Any) -> Notebook:
    """The copy, nbformat 4.5. Raises Refusal: "copy_unreadable" (422), "copy_too_large" (413)."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise unreadable()
    if len(cells) > MOST_CELLS:
        raise too_large()
    copy = {
        "cells": [_cell(cell, number) for number, cell in enumerate(cells, 1)],
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    if len(json.dumps(copy)) > LARGEST:
        raise too_large()
    return copy


def unreadable() -> Refusal:
    """The refusal of what is no notebook."""
    return Refusal("copy_unreadable", "That is no notebook that can be copied.", "Look at the code.", 422)


def too_large() -> Refusal:
    """The refusal of a notebook that is too much for a copy."""
    return Refusal("copy_too_large", "That notebook is too large to be copied.", "Look at the code.", 413)


def _cell(cell: dict[str, Any], number: int) -> dict[str, Any]:
    kind = cell.get("cell_type")
    if kind not in CELL_TYPES:
        raise unreadable()
    try:
        source = plain_text(text_of(cell))
    except TypeError:
        raise unreadable() from None
    made: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    elif kind == "markdown" and (pictures := _needed(cell.get("attachments"), source)):
        made["attachments"] = pictures
    return made


def _needed(attachments: Any, source: str) -> dict[str, dict[str, str]]:
    """Of a cell's attachments those pictures that its text shows."""
    shown = _ATTACHED.findall(source) if isinstance(attachments, dict) else []
    found = {name: _picture(attachments.get(name)) for name in shown}
    return {name: picture for name, picture in found.items() if picture}


def _picture(bundle: Any) -> dict[str, str]:
    kinds = bundle.items() if isinstance(bundle, dict) else ()
    return {kind: content for kind, content in kinds if kind in _PICTURES and isinstance(content, str)}
