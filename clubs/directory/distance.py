"""How far apart two places are."""

from math import asin, cos, radians, sin, sqrt

# The Earth's mean radius (IUGG), in metres.
EARTH_RADIUS_M = 6_371_009
# Streets are longer than straight lines; 80 metres a minute is a walk with a child.
DETOUR = 1.3
WALKING_M_PER_MINUTE = 80


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the metres between two points on the ground as the crow flies, by the haversine formula.

    Degrees of WGS84. Within a borough the sphere is wrong by less than half a per cent.
    """
    north, other_north = radians(latitude), radians(other_latitude)
    half_chord = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half_chord)))


def walking_minutes(metres: float) -> int:
    """Return the minutes a walk of so many metres as the crow flies takes; one at least."""
    return max(1, round(metres * DETOUR / WALKING_M_PER_MINUTE))
