"""Turns a drawing record into one SVG picture that says in words what it shows."""

from html import escape
from typing import NamedTuple

from .drawing_record import Record, in_order


class Marker(NamedTuple):
    """Where a turtle stands: position in steps, heading in degrees from east."""

    x: float
    y: float
    heading: float
    colour: str


def picture(record: Record, turtles: list[Marker] | None = None) -> str:
    """Give the record as an SVG document, with little turtles where they stand."""
    width, height = record["width"], record["height"]
    words = escape(title(record), quote=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{words}" '
        f'width="{width}" height="{height}" '
        f'viewBox="{-width / 2:g} {-height / 2:g} {width} {height}">',
        f"<title>{words}</title>",
        f'<rect x="{-width / 2:g}" y="{-height / 2:g}" width="{width}" height="{height}" '
        f'fill="{record["background"]}"/>',
        *(_DRAW[kind](item) for kind, item in in_order(record)),
        *(_turtle(turtle) for turtle in turtles or []),
        "</svg>",
    ]
    return "".join(parts)


def title(record: Record) -> str:
    """Say in words what a record holds: "A turtle drawing: 5 lines and 2 dots"."""
    strokes = sum(len(line["points"]) - 1 for line in record["lines"])
    counts = [
        _count(strokes, "line"),
        _count(len(record["fills"]), "filled shape"),
        _count(len(record["dots"]), "dot"),
    ]
    *most, last = [words for words in counts if words] or ["nothing drawn yet"]
    return "A turtle drawing: " + (f"{', '.join(most)} and {last}" if most else last)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _line(item: Record) -> str:
    return (
        f'<polyline points="{_points(item)}" fill="none" stroke="{item["colour"]}" '
        f'stroke-width="{item["width"]:g}" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _fill(item: Record) -> str:
    return f'<polygon points="{_points(item)}" fill="{item["colour"]}"/>'


def _dot(item: Record) -> str:
    x, y = item["at"]
    return f'<circle cx="{_short(x)}" cy="{_short(-y)}" r="{item["size"] / 2:g}" fill="{item["colour"]}"/>'


_DRAW = {"lines": _line, "fills": _fill, "dots": _dot}


def _turtle(turtle: Marker) -> str:
    """Draw a turtle seen from above: four feet, a head, a shell."""
    feet = "".join(f'<circle cx="{x}" cy="{y}" r="3"/>' for x in (-5, 5) for y in (-6, 6))
    return (
        f'<g transform="translate({_short(turtle.x)} {_short(-turtle.y)}) '
        f'rotate({-turtle.heading:g})" fill="#3f8f4f" stroke="#1d4d2b">{feet}'
        f'<circle cx="11" cy="0" r="4"/><ellipse cx="0" cy="0" rx="9" ry="7" '
        f'fill="{turtle.colour}" stroke="#1d4d2b" stroke-width="2"/></g>'
    )


def _points(item: Record) -> str:
    return " ".join(f"{_short(x)},{_short(-y)}" for x, y in item["points"])


def _short(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}"
