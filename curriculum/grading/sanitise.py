"""Makes a submitted notebook safe to mark, as nbgrader's sanitising steps do, without its database.

nbgrader 0.9: `DeduplicateIds` (of cells with one grade id the last keeps it),
`OverwriteCells` (type, points and text of locked cells come from the source
notebook). Beyond it, what went wrong while working is mended instead of failing:

- metadata that nobody could have made by working in the lesson is ignored;
- a deleted cell is put back after the cell that stood before it, an answer as it was given out;
- an answer cell that was split in two counts as one;
- a test that stands above its answer is run after it, a set-up cell before all it came before.

No Django here.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from curriculum.courses.lesson_cells import ANSWERS, GRADED, LessonCell

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
    """One cell to run or to mark, in order.

    `role` is pupil, setup, answer, part (an earlier part of an answer that was
    split), test, by_hand (an answer that a person marks) or task. `exercise` is
    the one this cell belongs to, empty for cells of none. Only code cells run;
    words are here when a person marks them.
    """

    role: str
    source: str
    grade_id: str = ""
    points: float = 0
    exercise: str = ""
    runs: bool = True


@dataclass
class Sanitised:
    """The steps, and what had to be mended: grade id → missing, edited, copied, split, moved or retyped."""

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


def sanitise(submitted: Notebook, known: dict[str, LessonCell]) -> Sanitised:
    """Give the cells of `submitted` to run and mark, in its order, with the tests of the lesson (`known`).

    An answer cell that was deleted comes back as it was released.
    """
    repairs: dict[str, str] = {}
    placed = _without_copies(submitted["cells"], known, repairs)
    _put_back_missing(placed, known, repairs)
    _put_in_order(placed, known, repairs)
    steps = [step for each in placed if (step := _step(each, known, repairs)) is not None]
    return Sanitised(steps, repairs)


@dataclass
class _Placed:
    """A cell in its place; `part` says that the answer goes on in the next cell of the same grade id."""

    grade_id: str
    cell_type: str
    text: str
    part: bool = False


def _without_copies(
    cells: list[Cell], known: dict[str, LessonCell], repairs: dict[str, str]
) -> list[_Placed]:
    """Pair each cell with its grade id; of several with one id only the last keeps it.

    But an answer's copies that stand right before it are the parts of an answer that was split.
    """
    placed: list[_Placed] = []
    seen: set[str] = set()
    for cell in reversed(cells):
        each = _Placed(grade_id_of(cell), cell["cell_type"], source_of(cell))
        if each.grade_id not in known:
            each.grade_id = ""
        elif each.grade_id in seen:
            each.part = known[each.grade_id].role in ANSWERS and _follows(placed) == each.grade_id
            repairs[each.grade_id] = "split" if each.part else "copied"
            each.grade_id = each.grade_id if each.part else ""
        else:
            seen.add(each.grade_id)
        placed.append(each)
    placed.reverse()
    return placed


def _follows(backwards: list[_Placed]) -> str:
    """The grade id of the next cell that is not empty."""
    return next((each.grade_id for each in reversed(backwards) if each.text.strip() or each.grade_id), "")


def _put_back_missing(placed: list[_Placed], known: dict[str, LessonCell], repairs: dict[str, str]) -> None:
    present = {each.grade_id for each in placed}
    before: LessonCell | None = None
    for grade_id, cell in known.items():
        if grade_id not in present:
            repairs[grade_id] = "missing"
            text = cell.source if cell.locked else cell.released
            at = _places(placed, before)[-1] + 1 if before else 0
            placed.insert(at, _Placed(grade_id, cell.cell_type, text))
        before = cell


def _put_in_order(placed: list[_Placed], known: dict[str, LessonCell], repairs: dict[str, str]) -> None:
    """Move a test below its exercise's answer, and a set-up cell above all that it came before."""
    order = list(known.values())
    for test in reversed([cell for cell in order if cell.role == "test"]):
        answers = [cell for cell in order if cell.role in ANSWERS and cell.exercise == test.exercise]
        (here,) = _places(placed, test)
        below = max((_places(placed, each)[-1] for each in answers), default=here)
        if below > here:
            repairs[test.grade_id] = "moved"
            placed.insert(below, placed.pop(here))
    for position, setup in enumerate(order):
        if setup.role == "setup" and setup.cell_type == "code":
            later = [cell for cell in order[position + 1 :] if cell.role in (*ANSWERS, "test")]
            (here,) = _places(placed, setup)
            above = min((_places(placed, each)[0] for each in later), default=here)
            if above < here:
                repairs[setup.grade_id] = "moved"
                placed.insert(above, placed.pop(here))


def _places(placed: list[_Placed], cell: LessonCell) -> list[int]:
    return [at for at, each in enumerate(placed) if each.grade_id == cell.grade_id]


def _step(each: _Placed, known: dict[str, LessonCell], repairs: dict[str, str]) -> Step | None:
    """What is to be done with a cell, its type and a locked one's text as in the source."""
    if not each.grade_id:
        return Step("pupil", each.text) if each.cell_type == "code" else None
    cell = known[each.grade_id]
    text = each.text
    if each.cell_type != cell.cell_type:
        repairs.setdefault(each.grade_id, "retyped")
    if cell.locked:
        if text not in (cell.source, cell.released):
            repairs.setdefault(each.grade_id, "edited")
        text = cell.source
    runs = cell.cell_type == "code"
    if not runs and cell.role not in GRADED:
        return None
    role = "part" if each.part else cell.role
    return Step(role, text, each.grade_id, 0.0 if each.part else cell.points, cell.exercise, runs)
