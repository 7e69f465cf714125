"""The child's own code boxes: ordinary code cells that no exercise asks for.

They stand at the end of the notebook, behind the last test, so that a stock nbgrader,
which runs every cell in order, meets them when all marks are made; what the room hands in
leaves them out.
"""

from typing import Any

Cell = dict[str, Any]

PART = "scratch"


def is_scratch(cell: Cell) -> bool:
    """Whether this is a code cell that the child added to try things in."""
    metadata = cell["metadata"]
    lesson = metadata.get("lesson")
    named = isinstance(lesson, dict) and lesson.get("part") == PART
    return cell["cell_type"] == "code" and named and not metadata.get("nbgrader")
