"""The drawn map: true to scale, and its names readable."""

import pytest

from clubs.finder.borough_map import borough_map, draw
from clubs.finder.projection import Projection

CAMDEN = Projection(west=-0.22, east=-0.10, south=51.51, north=51.58, width=600)


def test_a_kilometre_is_as_long_up_as_across() -> None:
    """At London's latitude a degree north is 111.2 km, a degree east 69.2 km."""
    x, y = CAMDEN.point(CAMDEN.north - 1 / 111.2, CAMDEN.west + 1 / 69.2)
    assert x == pytest.approx(y, rel=0.01)


def test_corners() -> None:
    assert CAMDEN.point(CAMDEN.north, CAMDEN.west) == (0, 0)
    assert CAMDEN.point(CAMDEN.south, CAMDEN.east) == (600, pytest.approx(CAMDEN.height, abs=1))
    assert CAMDEN.holds(51.54, -0.15)
    assert not CAMDEN.holds(51.54, -0.3)


def test_the_committed_map_is_camden_among_its_neighbours() -> None:
    drawn = borough_map()
    assert [outline.ours for outline in drawn.outlines].count(True) == 1
    assert drawn.outlines[-1].ours
    assert {"Islington", "Westminster", "Haringey"} <= {outline.label for outline in drawn.outlines}
    assert drawn.projection.holds(51.5290, -0.1320)  # Somers Town


def square(name: str, west: float, south: float, size: float) -> dict:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_drawing_leaves_out_what_is_far_and_names_that_are_cut() -> None:
    places = [
        square("Ours", 0, 51, 0.1),
        square("A neighbour with a long name", 0.1, 51, 0.1),
        square("Far", 5, 51, 0.1),
    ]
    drawn = draw({"features": places}, "Ours", width=600, margin=0.1)
    assert [outline["label"] for outline in drawn["outlines"]] == ["", ""]
    assert drawn["outlines"][-1]["ours"]


def test_a_borough_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        draw({"features": [square("Ours", 0, 51, 0.1)]}, "Theirs", width=600, margin=0.1)
