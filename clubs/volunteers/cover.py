"""How many adults a group of children needs: pure arithmetic, no database.

Ratios: NSPCC Learning, "Recommended adult to child ratios": ages 4 to 8 one
adult to six children, 9 to 12 one to eight, 13 to 18 one to ten; two adults at
least, whatever the number. A mixed group needs the sum of its fractions,
rounded up. Fractions are exact, so no group is refused by a rounding error.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

LEAST_ADULTS = 2


@dataclass(frozen=True)
class AgeBand:
    """Ages in whole years, both ends included, and the children one adult may look after."""

    youngest: int
    oldest: int
    children_per_adult: int

    @property
    def share(self) -> Fraction:
        """The part of an adult that one child of this band needs."""
        return Fraction(1, self.children_per_adult)

    def __contains__(self, age: int) -> bool:
        return self.youngest <= age <= self.oldest


AGE_BANDS = (AgeBand(4, 8, 6), AgeBand(9, 12, 8), AgeBand(13, 18, 10))


def band_of(age: int) -> AgeBand:
    """Return the band of an age in whole years.

    Raises:
        ValueError: no band holds that age.
    """
    for band in AGE_BANDS:
        if age in band:
            return band
    raise ValueError(f"No ratio is set for age {age}.")


def bands_between(youngest: int, oldest: int) -> tuple[AgeBand, ...]:
    """Return the bands that a club for these ages touches, youngest first."""
    return tuple(band for band in AGE_BANDS if band.youngest <= oldest and band.oldest >= youngest)


def share_of_adults(ages: Iterable[int]) -> Fraction:
    """Return the sum of the fractions of an adult that children of these ages need."""
    return sum((band_of(age).share for age in ages), Fraction(0))


def adults_needed(ages: Iterable[int]) -> int:
    """Return the adults a session with children of these ages needs; two at least, even for none."""
    return max(LEAST_ADULTS, ceil(share_of_adults(ages)))


def covers(adults: int, ages: Iterable[int]) -> bool:
    """Say whether this many adults are enough for children of these ages."""
    return adults >= adults_needed(ages)


def more_children(adults: int, ages: Iterable[int], band: AgeBand) -> int:
    """Return how many more children of a band the adults can take beside those of these ages."""
    if adults < LEAST_ADULTS:
        return 0
    spare = adults - share_of_adults(ages)
    return max(0, floor(spare / band.share))
