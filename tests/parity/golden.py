"""Stock nbgrader's marks as files: one an assignment, notebook → child → grade id → [points, by hand]."""

import json
from pathlib import Path

from .stock import Marks

FOLDER = Path(__file__).with_name("golden")


def write(assignment: str, notebooks: dict[str, Marks]) -> None:
    """Keep an assignment's marks, a child a line."""
    parts = []
    for notebook, marks in notebooks.items():
        lines = (f"  {json.dumps(child)}: {json.dumps(each)}" for child, each in marks.items())
        parts.append(f" {json.dumps(notebook)}: {{\n" + ",\n".join(lines) + "\n }")
    (FOLDER / f"{assignment}.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")


def read(assignment: str) -> dict[str, Marks]:
    """An assignment's marks."""
    kept = json.loads((FOLDER / f"{assignment}.json").read_text())
    return {
        notebook: {child: _marks(each) for child, each in marks.items()} for notebook, marks in kept.items()
    }


def _marks(kept: dict[str, list[object]] | None) -> dict[str, tuple[float, bool]] | None:
    return (
        None
        if kept is None
        else {cell: (float(str(points)), bool(hand)) for cell, (points, hand) in kept.items()}
    )
