"""The record of a drawing: the one form in which it leaves a pupil's process.

A record is small, made of numbers and colours alone, and checked by `validate`
wherever it arrives::

    {"version": 1, "width": 400, "height": 400, "background": "#ffffff",
     "lines": [{"points": [[0, 0], [100, 0]], "colour": "#000000", "width": 2, "order": 1}],
     "fills": [{"points": [[0, 0], [9, 0], [9, 9]], "colour": "#ff0000", "order": 2}],
     "dots":  [{"at": [5, 5], "size": 10, "colour": "#0000ff", "order": 3}]}

Positions are turtle steps from the middle of the sheet, y upwards, two
decimals. `order` says what lies on top of what: later over earlier. `in_order`
gives the items that way.
"""

import re
from typing import Any

Record = dict[str, Any]

EDGE = 1_000
"""Positions are held within this many steps of the middle, each way."""
MOST_POINTS = 10_000
"""Points one sheet takes: corners of lines and fills, and dots."""
THICKEST = 200
"""Widest line and largest dot, in steps."""

_COLOUR = {"type": "string", "pattern": "^#[0-9a-f]{6}$"}
_NUMBER = {"type": "number", "minimum": -EDGE, "maximum": EDGE}
_POINT = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}
_POINTS = {"type": "array", "items": _POINT, "minItems": 2, "maxItems": MOST_POINTS}
_SIZE = {"type": "number", "minimum": 0, "maximum": THICKEST}
_ORDER = {"type": "integer", "minimum": 0, "maximum": 4 * MOST_POINTS}
_SIDE = {"type": "integer", "minimum": 1, "maximum": 2 * EDGE}


def _item(**fields: dict[str, Any]) -> dict[str, Any]:
    needed = list(fields)
    fields["order"] = _ORDER
    item = {"type": "object", "properties": fields, "required": needed}
    return {"type": "array", "maxItems": MOST_POINTS, "items": item | _CLOSED}


_CLOSED = {"additionalProperties": False}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Turtle drawing",
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "width": _SIDE,
        "height": _SIDE,
        "background": _COLOUR,
        "lines": _item(points=_POINTS, colour=_COLOUR, width=_SIZE),
        "fills": _item(points=_POINTS, colour=_COLOUR),
        "dots": _item(at=_POINT, size=_SIZE, colour=_COLOUR),
    },
    "required": ["version", "width", "height", "background", "lines", "fills", "dots"],
    "additionalProperties": False,
}
"""JSON Schema of a record. `order` may be left out: fills, then lines, then dots."""


def in_order(record: Record) -> list[tuple[str, Record]]:
    """Give (kind, item) pairs from the lowest to the topmost; kinds as in the record.

    Items without an `order` lie below the others: fills, then lines, then dots.
    """
    items = [(kind, item) for kind in ("fills", "lines", "dots") for item in record[kind]]
    return sorted(items, key=lambda pair: pair[1].get("order", 0))


class NotADrawing(ValueError):
    """A value that is no drawing record; the message says what is wrong with it."""


def validate(value: object) -> Record:
    """Give `value` back when it is a drawing record within all limits.

    The same rules as `SCHEMA`, plus `MOST_POINTS` over the whole drawing, in
    the standard library alone. Raises NotADrawing.
    """
    top = _object(value, "drawing", SCHEMA["properties"], SCHEMA["required"])
    _require(top["version"] == 1 and top["version"] is not True, "version is not 1")
    for side in ("width", "height"):
        _require(type(top[side]) is int and 1 <= top[side] <= 2 * EDGE, f"{side} is off")
    _colour(top["background"], "background")
    points = sum(_check_items(top, kind) for kind in ("lines", "fills", "dots"))
    _require(points <= MOST_POINTS + len(top["lines"]), "too many points")
    return top


def _check_items(top: Record, kind: str) -> int:
    items = top[kind]
    _require(isinstance(items, list) and len(items) <= MOST_POINTS, f"{kind} is no short list")
    rules = SCHEMA["properties"][kind]["items"]
    return sum(_check_item(item, kind, rules) for item in items)


def _check_item(value: object, kind: str, rules: dict[str, Any]) -> int:
    item = _object(value, kind, rules["properties"], rules["required"])
    _colour(item["colour"], kind)
    for field in {"width", "size"} & item.keys():
        _number(item[field], 0, THICKEST, f"{kind} {field}")
    if "order" in item:
        _require(type(item["order"]) is int, f"{kind} order is no whole number")
        _number(item["order"], 0, 4 * MOST_POINTS, f"{kind} order")
    points = item["points"] if "points" in item else [item["at"]]
    least = 2 if "points" in item else 1
    _require(isinstance(points, list) and len(points) >= least, f"{kind} has too few points")
    for point in points:
        _require(isinstance(point, list) and len(point) == 2, f"{kind} has a bad point")
        for position in point:
            _number(position, -EDGE, EDGE, f"{kind} position")
    return len(points)


def _object(value: object, name: str, allowed: dict[str, Any], needed: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotADrawing(f"{name} is no object")
    _require(value.keys() <= allowed.keys(), f"{name} has an unknown field")
    _require(set(needed) <= value.keys(), f"{name} lacks a field")
    return value


def _number(value: object, least: float, most: float, name: str) -> None:
    plain = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
    _require(plain, f"{name} is out of range")


def _colour(value: object, name: str) -> None:
    fits = isinstance(value, str) and re.fullmatch(_COLOUR["pattern"][1:-1], value)
    _require(bool(fits), f"{name} has a bad colour")


def _require(holds: bool, problem: str) -> None:
    if not holds:
        raise NotADrawing(problem)
