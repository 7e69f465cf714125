"""What a checker's result must look like before anything of it is written down. No Django here.

Closed records: a field too many is as wrong as one too few. Numbers are finite, texts plain and
short, ids the lesson's own.
"""

import math
from collections.abc import Callable
from typing import Any

from hub_config.lesson_kit import drawing_record

from .faults import LONGEST_DETAIL, MOST_FAULTS, Fault
from .outcomes import Outcome
from .plain_text import plain_text

MOST_POINTS = 10_000
MOST_SECONDS = 600
MOST_CELLS = 400
LONGEST_ID = 300
LONGEST_MESSAGE = 1_000
LONGEST_KIND = 200
MODES = ("sealed", "compatible")
REPAIRS = ("missing", "edited", "copied", "retyped", "split", "moved")

Check = Callable[[Any], bool]


def problem_of(result: Any, exercises: list[str]) -> str:
    """Say what is wrong with a result for a lesson of these exercises, by its field; empty if nothing is."""
    problem = _record(result, RESULT)
    if problem:
        return problem
    told = [each.get("id") if isinstance(each, dict) else None for each in result["exercises"]]
    if told != exercises:
        return "exercises of another lesson"
    for each in result["exercises"]:
        problem = _record(each, EXERCISE) or next(
            filter(None, (_record(cell, CELL) for cell in each["cells"])), ""
        )
        if problem or not _adds_up(each):
            return f"{each['id']}: {problem or 'more points than there are'}"
    for fault in result["faults"]:
        if problem := _record(fault, FAULT):
            return f"fault: {problem}"
        if fault["exercise"] not in ("", *exercises):
            return "a fault of another lesson"
    return ""


def _record(value: Any, fields: dict[str, Check]) -> str:
    if not isinstance(value, dict) or value.keys() != fields.keys():
        return "other fields than agreed"
    return next((f"{name} is off" for name, check in fields.items() if not check(value[name])), "")


def _adds_up(each: dict[str, Any]) -> bool:
    return bool(each["points"] <= each["max_points"]) and all(
        cell["points"] <= cell["max_points"] for cell in each["cells"]
    )


def _number(most: float) -> Check:
    def check(value: Any) -> bool:
        return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= most

    return check


def _text(longest: int) -> Check:
    def check(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= longest and plain_text(value) == value

    return check


def _list(most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _drawing(value: Any) -> bool:
    try:
        return value is None or bool(drawing_record.validate(value))
    except drawing_record.NotADrawing:
        return False


def _repairs(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= MOST_CELLS
        and all(map(_text(LONGEST_ID), value))
        and all(map(_one_of(*REPAIRS), value.values()))
    )


CELL: dict[str, Check] = {
    "id": _text(LONGEST_ID),
    "points": _number(MOST_POINTS),
    "max_points": _number(MOST_POINTS),
    "by_hand": lambda value: isinstance(value, bool),
}
EXERCISE: dict[str, Check] = {
    "id": _text(LONGEST_ID),
    "points": _number(MOST_POINTS),
    "max_points": _number(MOST_POINTS),
    "outcome": _one_of(*Outcome),
    "message": _text(LONGEST_MESSAGE),
    "error_kind": _text(LONGEST_KIND),
    "drawing": _drawing,
    "seconds": _number(MOST_SECONDS),
    "cells": _list(MOST_CELLS),
}
FAULT: dict[str, Check] = {
    "kind": _one_of(*Fault),
    "exercise": _text(LONGEST_ID),
    "detail": _text(LONGEST_DETAIL),
}
RESULT: dict[str, Check] = {
    "points": _number(MOST_POINTS),
    "max_points": _number(MOST_POINTS),
    "exercises": _list(MOST_CELLS),
    "mode": _one_of(*MODES),
    "faults": _list(MOST_FAULTS),
    "repairs": _repairs,
    "seconds": _number(MOST_SECONDS),
}
