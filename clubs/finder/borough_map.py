"""The drawn map: outlines made beforehand, pins laid on them. No picture comes from anywhere else."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clubs.finder.projection import Projection

# How much room a name takes at the size the map writes it, in map units.
LABEL_UNITS_PER_LETTER = 7.5
LABEL_HEIGHT = 16
MAP_FILE = Path(__file__).parent / "data" / "borough_map.json"


@dataclass(frozen=True)
class Outline:
    """One borough: an SVG path, its name ("" where there is no room for it) and where that is written."""

    path: str
    label: str
    label_x: float
    label_y: float
    ours: bool


@dataclass(frozen=True)
class BoroughMap:
    """The borough among its neighbours."""

    projection: Projection
    outlines: tuple[Outline, ...]


@cache
def borough_map() -> BoroughMap:
    """Return the map that ``manage.py draw_borough_map`` made."""
    drawn = json.loads(MAP_FILE.read_text())
    outlines = tuple(Outline(**outline) for outline in drawn["outlines"])
    return BoroughMap(Projection(**drawn["projection"]), outlines)


def draw(boundaries: dict, borough: str, width: int, margin: float) -> dict:
    """Return the map's file from GeoJSON outlines with a ``name`` each, the borough in the middle.

    ``margin``: the part of the borough's size that is shown around it.
    Raises KeyError when there is no such borough.
    """
    rings = {
        feature["properties"]["name"]: list(_rings(feature["geometry"])) for feature in boundaries["features"]
    }
    projection = _window(rings[borough], width, margin)
    outlines = [
        _outline(name, shape, projection, ours=name == borough)
        for name, shape in rings.items()
        if any(projection.holds(latitude, longitude) for ring in shape for longitude, latitude in ring)
    ]
    # Ours last, so that its edge lies over its neighbours'.
    outlines.sort(key=lambda outline: (outline["ours"], outline["label"]))
    _leave_room(outlines, projection)
    return {"projection": projection.__dict__, "outlines": outlines}


def _rings(geometry: dict) -> Iterator[list[tuple[float, float]]]:
    """Yield the outer ring of each polygon, as (longitude, latitude)."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for polygon in polygons:
        yield [tuple(point[:2]) for point in polygon[0]]


def _window(rings: list[list[tuple[float, float]]], width: int, margin: float) -> Projection:
    longitudes = [longitude for ring in rings for longitude, _ in ring]
    latitudes = [latitude for ring in rings for _, latitude in ring]
    beside = (max(longitudes) - min(longitudes)) * margin
    above = (max(latitudes) - min(latitudes)) * margin
    return Projection(
        west=round(min(longitudes) - beside, 5),
        east=round(max(longitudes) + beside, 5),
        south=round(min(latitudes) - above, 5),
        north=round(max(latitudes) + above, 5),
        width=width,
    )


def _outline(
    name: str, rings: list[list[tuple[float, float]]], projection: Projection, *, ours: bool
) -> dict:
    shapes = [[projection.point(latitude, longitude) for longitude, latitude in ring] for ring in rings]
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in shape) + "Z" for shape in shapes)
    width, height = projection.width, projection.height
    shown = [(x, y) for shape in shapes for x, y in shape if 0 <= x <= width and 0 <= y <= height]
    label_x = sum(x for x, _ in shown) / len(shown)
    label_y = sum(y for _, y in shown) / len(shown)
    return {
        "path": path,
        "label": name,
        "label_x": round(label_x),
        "label_y": round(label_y),
        "ours": ours,
    }


def _leave_room(outlines: list[dict], projection: Projection) -> None:
    """Blank the names that would be cut by the edge or run into another; ours is in the page's words."""
    written: list[dict] = []
    for outline in outlines:
        half = len(outline["label"]) * LABEL_UNITS_PER_LETTER / 2
        inside = half < outline["label_x"] < projection.width - half
        inside = inside and LABEL_HEIGHT < outline["label_y"] < projection.height - LABEL_HEIGHT
        apart = all(
            abs(outline["label_y"] - other["label_y"]) > LABEL_HEIGHT
            or abs(outline["label_x"] - other["label_x"])
            > half + len(other["label"]) * LABEL_UNITS_PER_LETTER / 2
            for other in written
        )
        if inside and apart and not outline["ours"]:
            written.append(outline)
        else:
            outline["label"] = ""
