"""From what a family types to a place on the map. What was typed is never kept."""

import re
from dataclasses import dataclass

from django.db.models import Avg

from clubs.finder.models import Postcode

FULL = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


@dataclass(frozen=True)
class Spot:
    """A place to measure from. Degrees of WGS84; ``exact`` is False for the middle of a district."""

    name: str
    latitude: float
    longitude: float
    exact: bool


def normalised(typed: str) -> str:
    """Return a postcode as the table has it: capitals, no spaces or dots."""
    return re.sub(r"[^A-Z0-9]", "", typed.upper())


def locate(typed: str) -> Spot | None:
    """Return where a postcode or a district such as NW1 is; None when nobody lives there."""
    code = normalised(typed)
    if FULL.fullmatch(code):
        row = Postcode.objects.filter(pk=code).first()
        return Spot(str(row), row.latitude, row.longitude, exact=True) if row else None
    return _middle_of(code) if DISTRICT.fullmatch(code) else None


def _middle_of(district: str) -> Spot | None:
    middle = Postcode.objects.filter(district=district).aggregate(
        north=Avg("latitude"), east=Avg("longitude")
    )
    if middle["north"] is None:
        return None
    return Spot(district, middle["north"], middle["east"], exact=False)
