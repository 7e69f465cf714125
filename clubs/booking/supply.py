"""How many places a session has left: pure arithmetic on what was counted, no database."""

from collections.abc import Iterable
from dataclasses import dataclass

from clubs.booking.enums import Limit
from clubs.volunteers.cover import AgeBand, adults_needed, band_of, bands_between, covers, more_children
from clubs.volunteers.rota import Cover


@dataclass(frozen=True)
class Supply:
    """One session as it was counted.

    ``ages``: of the children booked, in whole years on the session's day.
    ``youngest`` and ``oldest``: the ages the club is for.
    """

    room: int
    kit: int
    cover: Cover
    ages: tuple[int, ...]
    youngest: int
    oldest: int

    def fits(self, more_ages: Iterable[int]) -> bool:
        """Say whether children of these ages can all come as well."""
        together = (*self.ages, *more_ages)
        return len(together) <= min(self.room, self.kit) and covers(self.cover.adults, together)

    def free_for(self, band: AgeBand) -> int:
        """Return how many more children of one age band can come."""
        by_space = min(self.room, self.kit) - len(self.ages)
        return max(0, min(by_space, more_children(self.cover.adults, self.ages, band)))

    @property
    def free(self) -> int:
        """Places for any age the club takes: what its youngest band, which needs most adults, still gets."""
        return min(self.free_for(band) for band in bands_between(self.youngest, self.oldest))

    def free_for_age(self, age: int) -> int:
        """Return how many more children of one age can come; 0 for an age the club is not for."""
        return self.free_for(band_of(age)) if self.youngest <= age <= self.oldest else 0

    @property
    def limit(self) -> Limit:
        """What runs out first."""
        if self.free < min(self.room, self.kit) - len(self.ages):
            return Limit.ADULTS
        return Limit.ROOM if self.room <= self.kit else Limit.KIT

    @property
    def adults_needed(self) -> int:
        """The adults that the children booked need; two at least."""
        return adults_needed(self.ages)
