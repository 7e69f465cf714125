"""What a marking came to, for the person at the keyboard: as data, and in plain words."""

from collections.abc import Iterator
from typing import Any

from .from_files import Marked
from .outcomes import Outcome
from .plain_text import plain_text

REPAIRS = {
    "missing": "was missing and was put back",
    "edited": "had been changed and was put right",
    "copied": "was there several times; the last one counted",
    "split": "had been split in two and counted as one",
    "moved": "stood in another place and was put back",
    "retyped": "had become another kind of cell and was turned back",
}
"""What the repairs of `curriculum.grading.sanitise` did to a cell."""


def as_data(marked: Marked, lesson: str) -> dict[str, Any]:
    """One file as the JSON of ``manage.py mark`` has it (docs/reference/mark-command.md)."""
    if marked.result is None:
        return {"file": marked.file, "lesson": lesson, "problem": marked.problem}
    result = marked.result
    return {
        "file": marked.file,
        "lesson": lesson,
        "mode": result["mode"],
        "points": sum(each["points"] for each in result["exercises"]),
        "max": sum(each["max_points"] for each in result["exercises"]),
        "seconds": result["seconds"],
        "exercises": [
            {
                "id": each["id"],
                "points": each["points"],
                "max": each["max_points"],
                "outcome": each["outcome"],
                "message": each["message"],
                "seconds": each["seconds"],
            }
            for each in result["exercises"]
        ],
        "faults": result["faults"],
        "repairs": result["repairs"],
    }


def in_words(marked: Marked, lesson: str) -> str:
    """One file as a small table: each exercise, what a volunteer is told of it, what the child is told."""
    if marked.result is None:
        return f"{plain_text(marked.file)}: not marked\n  {plain_text(marked.problem)}"
    told = as_data(marked, lesson)
    head = f"{plain_text(marked.file)}: {told['points']:g} of {told['max']:g} points in {lesson}"
    width = max((len(each["id"]) for each in told["exercises"]), default=0)
    lines = [line for each in told["exercises"] for line in _exercise(each, width)]
    return "\n".join([head, *lines, *_notes(told)])


def _exercise(each: dict[str, Any], width: int) -> Iterator[str]:
    points = f"{each['points']:g} of {each['max']:g}"
    outcome = Outcome(each["outcome"])
    yield f"  {each['id']:<{width}}  {points:>8}  {outcome.for_volunteer}"
    if outcome is not Outcome.PASSED:
        for number, line in enumerate(each["message"].splitlines()):
            yield " " * (width + 14) + ("To the child: " if number == 0 else "              ") + line


def _notes(told: dict[str, Any]) -> Iterator[str]:
    for cell, repair in told["repairs"].items():
        yield f"  The cell {plain_text(cell)} {REPAIRS.get(repair, repair)}."
    for fault in told["faults"]:
        about = f" in {fault['exercise']}" if fault.get("exercise") else ""
        yield f"  The notebook tried something{about}: {plain_text(str(fault.get('detail', fault['kind'])))}"
    if told["mode"] == "compatible":
        yield "  Marked in compatible mode: its tests ran within the pupil's reach."
