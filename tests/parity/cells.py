"""Cells of nbgrader notebooks, as its Create Assignment panel makes them."""

from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def notebook(*cells: Cell) -> Notebook:
    """A notebook of these cells, each with an id."""
    named = [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": dict(KERNEL), "cells": named}


def code(source: str, **metadata: Any) -> Cell:
    """A code cell that nbgrader leaves alone."""
    return {
        "cell_type": "code", "metadata": metadata, "source": source, "outputs": [], "execution_count": None,
    }  # fmt: skip


def words(source: str, attachments: dict[str, Any] | None = None, **metadata: Any) -> Cell:
    """A markdown cell that nbgrader leaves alone."""
    cell: Cell = {"cell_type": "markdown", "metadata": metadata, "source": source}
    return cell | ({"attachments": attachments} if attachments else {})


def _marks(grade_id: str, **flags: Any) -> dict[str, Any]:
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"grade_id": grade_id} | plain | flags


def solution(model: str) -> str:
    """The model answer, between the signs that nbgrader takes it out by."""
    return f"### BEGIN SOLUTION\n{model}\n### END SOLUTION"


def answer(grade_id: str, model: str, before: str = "") -> Cell:
    """A cell that the child writes in; `before` stays in the release."""
    return code(before + solution(model), nbgrader=_marks(grade_id, solution=True))


def check(grade_id: str, source: str, points: float) -> Cell:
    """A cell of autograder tests."""
    return code(source, nbgrader=_marks(grade_id, grade=True, locked=True, points=points))


def hidden(source: str) -> str:
    """Tests that the release does not show."""
    return f"### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"


def setup(grade_id: str, source: str) -> Cell:
    """A read-only code cell."""
    return code(source, nbgrader=_marks(grade_id, locked=True))


def manual_code(grade_id: str, model: str, points: float = 2) -> Cell:
    """An answer in code that a person marks."""
    return code(solution(model), nbgrader=_marks(grade_id, grade=True, solution=True, points=points))


def manual_words(grade_id: str, model: str, points: float = 2, before: str = "") -> Cell:
    """An answer in words, which a person marks."""
    return words(
        before + solution(model), nbgrader=_marks(grade_id, grade=True, solution=True, points=points)
    )


def task(grade_id: str, source: str, points: float = 3) -> Cell:
    """A task that is done in cells of one's own, and marked by a person."""
    return words(source, nbgrader=_marks(grade_id, locked=True, task=True, points=points))


def grade_id_of(cell: Cell) -> str:
    """A cell's grade id, or an empty string."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def flags_of(cell: Cell) -> dict[str, Any]:
    """A cell's nbgrader metadata."""
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def make_older(cell: Cell, version: int) -> None:
    """Write a cell's metadata as an nbgrader of some years ago did; 0 is the time before versions."""
    marks = flags_of(cell)
    if not marks:
        return
    marks.pop("task", None)
    marks["schema_version"] = version
    if version == 0:
        del marks["schema_version"]
        for name in [name for name in ("grade", "solution", "locked") if not marks[name]]:
            del marks[name]
        if "points" in marks:
            marks["points"] = str(marks["points"])
