"""Brings a child's answers into a release's notebook.

The release gives the text, the tests and the order; the child gives the sources of
answer cells and any cells of their own; the boxes that they added stand at the end. So
deleted, edited or copied tests are mended and a newer release loses nothing that the
child wrote.
"""

import copy
from typing import Any

import nbformat

from hub_config.lesson_server import scratch

Cell = dict[str, Any]
Notebook = dict[str, Any]
Key = tuple[str, str]


def grading(cell: Cell) -> dict[str, Any]:
    """A cell's nbgrader metadata, empty when it has none."""
    found = cell.get("metadata", {}).get("nbgrader")
    return found if isinstance(found, dict) else {}


def is_answer(cell: Cell) -> bool:
    """Whether the child writes in this cell and it is marked."""
    return bool(cell["cell_type"] == "code" and grading(cell).get("solution"))


def is_free_code(cell: Cell) -> bool:
    """Whether it is code to play with: neither answer, test nor locked."""
    marks = grading(cell)
    return cell["cell_type"] == "code" and not (
        marks.get("solution") or marks.get("grade") or marks.get("locked")
    )


def outline(notebook: Notebook) -> list[tuple[str, Key, str]]:
    """What stands in a notebook, in order: each cell's kind, key and source."""
    return [(cell["cell_type"], _key(cell), _text(cell)) for cell in notebook["cells"]]


def bring_in(answers: Notebook, release: Notebook, before: Notebook | None = None) -> Notebook:
    """A new notebook of ``release`` with the child's ``answers`` in it.

    ``before`` is the release that the child's file was made from, if it is known: an
    answer still as that release had it gives way to the new release's starting line.
    """
    merged = copy.deepcopy(release)
    earlier = (before or {}).get("cells", [])
    by_id = {cell.get("id"): _key(cell) for cell in [*earlier, *release["cells"]]}
    keyed = [(_key(cell, by_id), cell) for cell in answers["cells"] if not scratch.is_scratch(cell)]
    theirs = _written_by_child(keyed)
    untouched = {_key(cell): _text(cell) for cell in earlier}
    for cell in merged["cells"]:
        key = _key(cell)
        written = theirs.get(key) if is_answer(cell) or is_free_code(cell) else None
        if written is not None and _text(written) != untouched.get(key):
            _give(cell, written)
    _add_own_cells(merged, keyed, untouched)
    _add_scratch(merged, answers)
    return merged


def _key(cell: Cell, by_id: dict[Any, Key] | None = None) -> Key:
    """What a cell is known by: its grade_id if it has one, else its id.

    ``by_id`` has the keys of released cells, for a cell that lost its metadata.
    """
    grade_id = grading(cell).get("grade_id")
    if grade_id:
        return ("grade", str(grade_id))
    return (by_id or {}).get(cell.get("id"), ("cell", str(cell.get("id"))))


def _text(cell: Cell) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _written_by_child(keyed: list[tuple[Key, Cell]]) -> dict[Key, Cell]:
    """The child's code cells by key; of copies the first counts."""
    found: dict[Key, Cell] = {}
    for key, cell in keyed:
        if is_answer(cell) or is_free_code(cell):
            found.setdefault(key, cell)
    return found


def _give(cell: Cell, theirs: Cell) -> None:
    """Put the child's source, and what it last printed, in a cell of the release."""
    cell["source"] = _text(theirs)
    cell["outputs"] = copy.deepcopy(theirs.get("outputs", []))
    cell["execution_count"] = theirs.get("execution_count")


def _add_own_cells(merged: Notebook, keyed: list[tuple[Key, Cell]], untouched: dict[Key, str]) -> None:
    """Put the child's own cells after the cell they stood behind.

    Own cells are the copies they made, answers whose exercise is gone, and cells that
    no release ever had. They lose their nbgrader metadata: they are not marked.
    """
    released = {_key(cell) for cell in merged["cells"]} | set(untouched)
    names = {cell.get("id") for cell in merged["cells"]}
    seen: set[Key] = set()
    position = 0
    for key, cell in keyed:
        place = None if key in seen else _place_of(merged, key)
        if place is not None:
            position = place + 1
        elif _is_own(cell, key in released, key not in seen, untouched.get(key)):
            merged["cells"].insert(position, _own_cell(cell, names, "own"))
            position += 1
        seen.add(key)


def _add_scratch(merged: Notebook, answers: Notebook) -> None:
    """Put the boxes that the child added, empty ones too, behind everything else."""
    names = {cell.get("id") for cell in merged["cells"]}
    own = filter(scratch.is_scratch, answers["cells"])
    merged["cells"].extend([_own_cell(cell, names, scratch.PART) for cell in own])


def _place_of(merged: Notebook, key: Key) -> int | None:
    return next((i for i, cell in enumerate(merged["cells"]) if _key(cell) == key), None)


def _is_own(cell: Cell, released: bool, first: bool, as_released: str | None) -> bool:
    """Whether a cell that has no place in the release is the child's to keep."""
    if not _text(cell).strip():
        return False
    if cell["cell_type"] != "code":
        return not released
    if not (is_answer(cell) or is_free_code(cell)):
        return False
    if released and first:
        # It stood in an earlier release: worth keeping only if the child wrote in it.
        return _text(cell) != as_released
    return True


def _own_cell(cell: Cell, names: set[Any], part: str) -> Cell:
    """A copy of a child's cell, unmarked, under an id that no other cell has."""
    own: Cell = nbformat.from_dict(copy.deepcopy(cell))
    own["metadata"] = {"lesson": {"part": part}}
    if own.get("id") is None or own["id"] in names:
        own["id"] = nbformat.v4.new_code_cell().id
    names.add(own["id"])
    return own
