"""Makes a submitted notebook safe to mark, as nbgrader's sanitising steps do, without its database.

nbgrader 0.9: `DeduplicateIds` (of cells with one grade id the last keeps it),
`OverwriteCells` (type, points and text of locked cells come from the source
notebook; deleted test cells are put back after the cell that stood before them).
Beyond it: metadata that nobody could have made by working in the lesson never
fails the notebook, it is ignored; a deleted answer cell is put back as given out.
No Django here.
"""

import json
from dataclasses import dataclass, field
from typing import Any

LARGEST_NOTEBOOK = 1024 * 1024
MOST_CELLS = 400
LONGEST_SOURCE = 100_000
DEEPEST_JSON = 64

Notebook = dict[str, Any]
Cell = dict[str, Any]


class NotJson(ValueError):
    """The text is not JSON at all."""


class NotANotebook(ValueError):
    """The JSON is not a notebook that this lesson could have become."""


@dataclass(frozen=True)
class Step:
    """One code cell to run, in order. `role` is pupil, setup, answer or test."""

    role: str
    source: str
    grade_id: str = ""
    points: float = 0

    @property
    def exercise(self) -> str:
        """The exercise this cell belongs to: its grade id up to ``--``; empty for other cells."""
        return self.grade_id.partition("--")[0] if self.role in ("answer", "test") else ""


@dataclass
class Sanitised:
    """The cells to run, and what had to be mended: grade id → missing, edited, copied or retyped."""

    steps: list[Step]
    repairs: dict[str, str] = field(default_factory=dict)


def parse(text: str | bytes) -> Notebook:
    """Read a notebook. Raises NotJson, or NotANotebook when it is JSON of another shape or too large."""
    if len(text) > LARGEST_NOTEBOOK:
        raise NotANotebook("too large")
    try:
        notebook = json.loads(text)
    except RecursionError as reason:
        raise NotANotebook("nested too deeply") from reason
    except ValueError as reason:
        raise NotJson(str(reason)) from reason
    return check_shape(notebook)


def check_shape(notebook: Any) -> Notebook:
    """Give `notebook` back when it has a notebook's shape. Raises NotANotebook."""
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise NotANotebook("not a notebook of format 4")
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        raise NotANotebook("no list of cells, or too many")
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise NotANotebook("a cell of no known type")
        if len(source_of(cell)) > LONGEST_SOURCE:
            raise NotANotebook("a cell that is too long")
    return notebook


def source_of(cell: Cell) -> str:
    """A cell's text; the format allows a string or a list of strings. Raises NotANotebook."""
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NotANotebook("a cell without text")
    return source


def grade_id_of(cell: Cell) -> str:
    """A cell's nbgrader id, or an empty string."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def role_of(cell: Cell) -> str:
    """What a cell of a *source* notebook is: answer, test, setup, or pupil for all others."""
    marks = cell["metadata"].get("nbgrader", {})
    if marks.get("solution"):
        return "answer"
    if marks.get("grade"):
        return "test"
    return "setup" if marks.get("locked") else "pupil"


def source_cells(source: Notebook) -> dict[str, Cell]:
    """The cells of a source or release notebook that nbgrader knows, by grade id, in order."""
    known = ((grade_id_of(cell), cell) for cell in source["cells"])
    return {grade_id: cell for grade_id, cell in known if grade_id}


def sanitise(submitted: Notebook, source: Notebook, release: Notebook) -> Sanitised:
    """Give the code cells of `submitted` to run, in its order, with the tests of `source`.

    `release` gives the text of answer cells that were deleted.
    """
    known = source_cells(source)
    repairs: dict[str, str] = {}
    placed = _without_copies(submitted["cells"], known, repairs)
    _put_back_missing(placed, known, source_cells(release), repairs)
    steps = []
    for grade_id, sent in placed:
        cell = _overwritten(grade_id, sent, known[grade_id], release, repairs) if grade_id else sent
        if cell["cell_type"] == "code":
            steps.append(_step(grade_id, cell, known))
    return Sanitised(steps, repairs)


Placed = list[tuple[str, Cell]]


def _without_copies(cells: list[Cell], known: dict[str, Cell], repairs: dict[str, str]) -> Placed:
    """Pair each cell with its grade id; of several with one id only the last keeps it."""
    placed: Placed = []
    seen: set[str] = set()
    for cell in reversed(cells):
        grade_id = grade_id_of(cell)
        if grade_id in seen:
            repairs[grade_id] = "copied"
            grade_id = ""
        elif grade_id not in known:
            grade_id = ""
        else:
            seen.add(grade_id)
        placed.append((grade_id, cell))
    placed.reverse()
    return placed


def _put_back_missing(
    placed: Placed, known: dict[str, Cell], released: dict[str, Cell], repairs: dict[str, str]
) -> None:
    before = ""
    for grade_id, cell in known.items():
        if not any(each == grade_id for each, _ in placed):
            repairs[grade_id] = "missing"
            position = next((at for at, (each, _) in enumerate(placed, 1) if before and each == before), 0)
            restored = released.get(grade_id, cell) if role_of(cell) == "answer" else cell
            placed.insert(position, (grade_id, restored))
        before = grade_id


def _overwritten(grade_id: str, cell: Cell, source: Cell, release: Notebook, repairs: dict[str, str]) -> Cell:
    """The cell with the source's type, and its text too unless it is an answer."""
    text = source_of(cell)
    if cell["cell_type"] != source["cell_type"]:
        repairs.setdefault(grade_id, "retyped")
    if role_of(source) != "answer":
        released = source_cells(release).get(grade_id, source)
        if text not in (source_of(source), source_of(released)):
            repairs.setdefault(grade_id, "edited")
        text = source_of(source)
    return {"cell_type": source["cell_type"], "source": text}


def _step(grade_id: str, cell: Cell, known: dict[str, Cell]) -> Step:
    if not grade_id:
        return Step("pupil", source_of(cell))
    source = known[grade_id]
    role = role_of(source)
    points = float(source["metadata"]["nbgrader"].get("points", 0)) if role == "test" else 0.0
    return Step(role, source_of(cell), grade_id, points)
