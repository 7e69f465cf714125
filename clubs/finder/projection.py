"""From degrees to the map's own units: a flat picture true enough for one borough."""

from dataclasses import dataclass
from math import cos, radians


@dataclass(frozen=True)
class Projection:
    """A window on the Earth, ``width`` units wide: equirectangular, with east-west shrunk as at its middle.

    Edges in degrees of WGS84.
    """

    west: float
    east: float
    south: float
    north: float
    width: int

    @property
    def units_per_degree_east(self) -> float:
        """Map units for a degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def units_per_degree_north(self) -> float:
        """Map units for a degree of latitude; longer than one of longitude by the parallel's shrinking."""
        return self.units_per_degree_east / cos(radians((self.south + self.north) / 2))

    @property
    def height(self) -> int:
        """The window's height in map units."""
        return round((self.north - self.south) * self.units_per_degree_north)

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return x (to the right) and y (downwards) of a place, to a tenth of a unit."""
        x = (longitude - self.west) * self.units_per_degree_east
        y = (self.north - latitude) * self.units_per_degree_north
        return round(x, 1), round(y, 1)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Say whether a place is inside the window."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north
