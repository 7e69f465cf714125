"""Clubs as pins on the drawn map."""

from collections.abc import Sequence
from dataclasses import dataclass

from clubs.finder.borough_map import BoroughMap, borough_map
from clubs.finder.postcodes import Spot
from clubs.finder.search import FoundClub


@dataclass(frozen=True)
class Pin:
    """One club on the map; ``number`` is its place in the list, x and y are map units."""

    number: int
    found: FoundClub
    x: float
    y: float


@dataclass(frozen=True)
class PinnedMap:
    """The map of an answer. ``here``: where the family measures from, if it is on the map."""

    drawn: BoroughMap
    pins: tuple[Pin, ...]
    here: tuple[float, float] | None


def pinned_map(found: Sequence[FoundClub], spot: Spot | None) -> PinnedMap:
    """Lay the clubs that are inside the map's window on it, numbered as in the list.

    Pins come farthest down the list first, so that the nearest club's lies on top.
    """
    drawn = borough_map()
    pins = [
        Pin(number, club, *drawn.projection.point(club.club.venue.latitude, club.club.venue.longitude))
        for number, club in enumerate(found, start=1)
        if drawn.projection.holds(club.club.venue.latitude, club.club.venue.longitude)
    ]
    on_map = spot is not None and drawn.projection.holds(spot.latitude, spot.longitude)
    here = drawn.projection.point(spot.latitude, spot.longitude) if spot and on_map else None
    return PinnedMap(drawn, tuple(reversed(pins)), here)
