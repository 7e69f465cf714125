"""A drawing record is checked in the same way by our own code and by its JSON Schema."""

import json
import xml.etree.ElementTree as ET
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as some

from hub_config.lesson_kit import drawing, svg, turtle
from hub_config.lesson_kit.drawing_record import MOST_POINTS, SCHEMA, NotADrawing, in_order, validate

LINE = {"points": [[0, 0], [10.5, -3]], "colour": "#ff0000", "width": 2, "order": 1}
FILL = {"points": [[0, 0], [9, 0], [9, 9]], "colour": "#00ff00", "order": 2}
DOT = {"at": [5, 5], "size": 10, "colour": "#0000ff", "order": 3}


def record(**changes: Any) -> dict[str, Any]:
    drawn = {"lines": [LINE], "fills": [FILL], "dots": [DOT]}
    return {"version": 1, "width": 400, "height": 400, "background": "#ffffff"} | drawn | changes


GOOD: dict[str, dict[str, Any]] = {
    "all kinds": record(),
    "nothing drawn": record(lines=[], fills=[], dots=[]),
    "without order": record(dots=[{"at": [0, 0], "size": 1, "colour": "#000000"}]),
}
BAD: dict[str, Any] = {
    "no object": [],
    "text": "<svg onload=alert(1)>",
    "version 2": record(version=2),
    "version true": record(version=True),
    "unknown field": record(script="x"),
    "field missing": {key: value for key, value in record().items() if key != "dots"},
    "width nought": record(width=0),
    "width huge": record(width=10_000),
    "width in parts": record(width=400.5),
    "colour by name": record(background="red"),
    "colour with script": record(background="#ffffff;x"),
    "capital colour": record(background="#FFFFFF"),
    "colour and a new line": record(background="#ffffff\n"),
    "lines no list": record(lines={}),
    "line with a field too many": record(lines=[LINE | {"onclick": "x"}]),
    "line of one point": record(lines=[LINE | {"points": [[0, 0]]}]),
    "point of three": record(lines=[LINE | {"points": [[0, 0, 0], [1, 1, 1]]}]),
    "point of text": record(lines=[LINE | {"points": [["0", "0"], [1, 1]]}]),
    "point far out": record(lines=[LINE | {"points": [[0, 0], [0, 99_999]]}]),
    "line too thick": record(lines=[LINE | {"width": 999}]),
    "width below nought": record(lines=[LINE | {"width": -1}]),
    "order true": record(lines=[LINE | {"order": True}]),
    "dot of text": record(dots=[DOT | {"size": "10"}]),
    "too many dots": record(dots=[DOT] * (MOST_POINTS + 1)),
}


def fits_schema(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


@pytest.mark.parametrize("value", GOOD.values(), ids=GOOD.keys())
def test_accepts(value: dict[str, Any]) -> None:
    assert validate(value) == value
    assert fits_schema(value)


@pytest.mark.parametrize("value", BAD.values(), ids=BAD.keys())
def test_refuses(value: Any) -> None:
    with pytest.raises(NotADrawing):
        validate(value)
    assert not fits_schema(value) or value["version"] is True or value["background"].endswith("\n")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_refuses_numbers_that_are_none(number: float) -> None:
    with pytest.raises(NotADrawing):
        validate(record(dots=[DOT | {"at": [number, 0]}]))


def test_refuses_too_many_points_in_all() -> None:
    line = LINE | {"points": [[0, 0]] * (MOST_POINTS // 2)}
    with pytest.raises(NotADrawing, match="too many points"):
        validate(record(lines=[line] * 3))


@given(some.recursive(some.none() | some.integers() | some.text() | some.floats(), some.lists, max_leaves=5))
def test_never_raises_anything_else(value: Any) -> None:
    for changed in (
        value,
        record(lines=value),
        record(dots=[value]),
        record(fills=[FILL | {"points": value}]),
    ):
        try:
            validate(changed)
        except NotADrawing:
            continue


def test_later_lies_over_earlier() -> None:
    assert [kind for kind, _ in in_order(record())] == ["lines", "fills", "dots"]


def test_a_picture_says_what_it_shows_and_where_the_turtle_is() -> None:
    drawing.new_sheet()
    turtle.fd(50)
    picture = ET.fromstring(svg.picture(drawing.record(), turtle.markers()))
    names = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    assert picture.findtext(f"{names}title") == picture.get("aria-label") == "A turtle drawing: 1 line"
    assert len(picture.findall(f"{names}g")) == 1
    assert not any("style" in element.attrib or "id" in element.attrib for element in picture.iter())
    drawing.new_sheet()


def test_a_full_sheet_stays_small() -> None:
    drawing.new_sheet()
    for step in range(MOST_POINTS):
        turtle.goto(step % 900 + 0.123, step % 700 + 0.456)
    with pytest.raises(drawing.SheetFull):
        turtle.home()
    assert len(svg.picture(drawing.record())) < 200_000
    assert len(json.dumps(drawing.record())) < 250_000
    drawing.new_sheet()
