"""What happens to a notebook while a child works in it: cells copied, split, deleted, moved, changed."""

import copy
from collections.abc import Callable

from .cells import Cell, Notebook, code, flags_of, words

Meddle = Callable[[list[Cell]], None]


def _answer(cells: list[Cell]) -> int:
    return next(at for at, cell in enumerate(cells) if flags_of(cell).get("solution"))


def _test(cells: list[Cell]) -> int:
    return next(at for at, cell in enumerate(cells) if flags_of(cell).get("grade"))


def copied(cells: list[Cell]) -> None:
    """The first answer copied, as it is, right below."""
    at = _answer(cells)
    cells.insert(at + 1, _again(cells[at]))


def copied_to_the_end(cells: list[Cell]) -> None:
    """The first answer copied to the end."""
    cells.append(_again(cells[_answer(cells)]))


def test_copied(cells: list[Cell]) -> None:
    """The first graded cell copied right below."""
    at = _test(cells)
    cells.insert(at + 1, _again(cells[at]))


def split(cells: list[Cell]) -> None:
    """The first answer split after its first line that has nothing indented below it."""
    at = _answer(cells)
    lines = cells[at]["source"].splitlines(keepends=True)
    cut = next((n for n in range(1, len(lines)) if lines[n].strip() and not lines[n][0].isspace()), 1)
    first = _again(cells[at]) | {"source": "".join(lines[:cut]).rstrip("\n")}
    cells[at] = cells[at] | {"source": "".join(lines[cut:])}
    cells.insert(at, first)


def answer_deleted(cells: list[Cell]) -> None:
    """The first answer deleted."""
    del cells[_answer(cells)]


def test_deleted(cells: list[Cell]) -> None:
    """The first graded cell deleted."""
    del cells[_test(cells)]


def setup_deleted(cells: list[Cell]) -> None:
    """The first read-only cell deleted."""
    locked = (flags_of(cell) for cell in cells)
    del cells[next(at for at, each in enumerate(locked) if each.get("locked") and not each.get("grade"))]


def test_edited(cells: list[Cell]) -> None:
    """The first graded cell's text replaced."""
    cells[_test(cells)]["source"] = "pass"


def retyped(cells: list[Cell]) -> None:
    """The first answer turned into a cell of the other type."""
    cell = cells[_answer(cells)]
    if cell["cell_type"] == "code":
        cell["cell_type"] = "markdown"
        del cell["outputs"], cell["execution_count"]
    else:
        cell.update(cell_type="code", outputs=[], execution_count=None)
        cell.pop("attachments", None)


def moved(cells: list[Cell]) -> None:
    """The first answer moved to the end."""
    cells.append(cells.pop(_answer(cells)))


def cells_added(cells: list[Cell]) -> None:
    """Cells of the child's own above, between and below."""
    at = _answer(cells)
    cells.insert(at + 1, code("my_own = 1\nprint(my_own)\nmy_own") | {"id": "own-1"})
    cells.insert(0, words("My notes") | {"id": "own-0"})
    cells.append(code("1 / 0") | {"id": "own-2"})


def points_raised(cells: list[Cell]) -> None:
    """The points of the first graded cell raised in its metadata."""
    flags_of(cells[_test(cells)])["points"] = 100


MEDDLINGS: dict[str, Meddle] = {
    "copied": copied,
    "copied-to-the-end": copied_to_the_end,
    "test-copied": test_copied,
    "split": split,
    "answer-deleted": answer_deleted,
    "test-deleted": test_deleted,
    "setup-deleted": setup_deleted,
    "test-edited": test_edited,
    "retyped": retyped,
    "moved": moved,
    "cells-added": cells_added,
    "points-raised": points_raised,
}


def meddled(notebook: Notebook, name: str) -> Notebook:
    """A copy of the notebook to which one of these things has happened."""
    changed = copy.deepcopy(notebook)
    MEDDLINGS[name](changed["cells"])
    return changed


def _again(cell: Cell) -> Cell:
    return copy.deepcopy(cell) | {"id": f"{cell['id']}-again"}
