"""Finding clubs: who fits the family's wish, how far each is, and what is free there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clubs.booking.offerings import ClubOffers, Offer, offers_of_clubs
from clubs.directory.distance import distance_m, walking_minutes
from clubs.directory.models import Club
from clubs.finder.postcodes import Spot
from clubs.timetable.enums import Weekday
from clubs.timetable.rules import LONDON

METRES_PER_MILE = 1609.344
# Beyond this nobody walks with a child; the distance alone is shown.
FARTHEST_WALK_MINUTES = 60


@dataclass(frozen=True)
class Wish:
    """What a family looks for; None and False ask for nothing. ``day``: 0 is Monday."""

    spot: Spot | None = None
    age: int | None = None
    day: int | None = None
    free_now: bool = False
    step_free: bool = False


@dataclass(frozen=True)
class FoundClub:
    """One club that fits the wish, with what it offers counted now."""

    club: Club
    offers: ClubOffers
    # The first coming session that fits the wish, free or not; and the first with a place.
    next_session: Offer | None
    next_free: Offer | None
    metres: float | None
    age: int | None

    @property
    def walk(self) -> str:
        """How far it is in words; "" when nobody said from where."""
        if self.metres is None:
            return ""
        minutes = walking_minutes(self.metres)
        miles = f"{self.metres / METRES_PER_MILE:.1f} miles"
        return f"{minutes} minutes' walk" if 1 < minutes <= FARTHEST_WALK_MINUTES else _short(minutes, miles)

    @property
    def days(self) -> str:
        """The days of the week it meets on, in words, as in "Tuesdays and Saturdays"."""
        met = sorted({offer.first.starts_at.astimezone(LONDON).weekday() for offer in self.offers.sessions})
        return " and ".join(f"{Weekday(str(day)).label}s" for day in met)

    @property
    def shown(self) -> Offer | None:
        """The session its card speaks of: one with a place where there is one."""
        return self.next_free or self.next_session

    @property
    def places(self) -> int:
        """Places at the session shown, for the age asked for or for any."""
        if self.shown is None or not self.shown.is_open:
            return 0
        return self.shown.free if self.age is None else self.shown.free_for_age(self.age)


def find_clubs(
    wish: Wish, clubs: Iterable[Club] | None = None, now: datetime | None = None
) -> list[FoundClub]:
    """Return the clubs that fit a wish, nearest first, or by their next date where nobody said from where.

    ``clubs``: those to look among, with venue and organisation; all that the public sees by default.
    Places are counted now. A constant number of queries, and nothing is written anywhere.
    """
    now = now or timezone.now()
    listed = [club for club in (Club.objects.listed() if clubs is None else clubs) if _suits(club, wish)]
    offers = offers_of_clubs(listed, now)
    found = [_found(club, offers[club.pk], wish) for club in listed]
    return sorted((club for club in found if _wanted(club, wish)), key=_order)


def _suits(club: Club, wish: Wish) -> bool:
    fits_age = wish.age is None or club.youngest <= wish.age <= club.oldest
    return fits_age and (club.venue.step_free or not wish.step_free)


def _found(club: Club, offers: ClubOffers, wish: Wish) -> FoundClub:
    on_day = [offer for offer in offers.sessions if wish.day is None or _weekday(offer) == wish.day]
    return FoundClub(
        club=club,
        offers=offers,
        next_session=on_day[0] if on_day else None,
        next_free=next((offer for offer in on_day if _has_place(offer, wish.age)), None),
        metres=_metres(wish.spot, club),
        age=wish.age,
    )


def _wanted(found: FoundClub, wish: Wish) -> bool:
    if wish.free_now and found.next_free is None:
        return False
    return wish.day is None or found.next_session is not None


def _has_place(offer: Offer, age: int | None) -> bool:
    return offer.is_open and (offer.free if age is None else offer.free_for_age(age)) > 0


def _weekday(offer: Offer) -> int:
    return offer.first.starts_at.astimezone(LONDON).weekday()


def _metres(spot: Spot | None, club: Club) -> float | None:
    if spot is None:
        return None
    return distance_m(spot.latitude, spot.longitude, club.venue.latitude, club.venue.longitude)


def _order(found: FoundClub) -> tuple:
    shown = found.shown
    when = shown.first.starts_at.timestamp() if shown else float("inf")
    return (found.metres if found.metres is not None else 0.0, when, found.club.name)


def _short(minutes: int, miles: str) -> str:
    return "1 minute's walk" if minutes == 1 else miles
