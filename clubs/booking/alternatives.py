"""What else there is when something is full: the club's next date, then other clubs near by."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from clubs.booking.counting import count_supplies
from clubs.booking.rules import fits_age
from clubs.booking.supply import Supply
from clubs.directory.distance import distance_m
from clubs.directory.enums import ClubState
from clubs.directory.models import Club
from clubs.people.models import Child
from clubs.people.rules import age_on
from clubs.timetable.models import Session

# How far ahead other dates are looked for, and how many are named.
LOOK_AHEAD = timedelta(days=42)
NAMED = 2


def what_else(club: Club, children: Sequence[Child], now: datetime) -> list[Session]:
    """Return up to two coming sessions with room for all these children, one a club.

    This club's own next date comes first, then the nearest other clubs by
    their next dates.
    """
    sessions = list(
        Session.objects.coming(now)
        .filter(
            starts_at__lt=now + LOOK_AHEAD,
            term__booking_opens_at__lte=now,
            club__state=ClubState.OPEN,
        )
        .select_related("club__venue")
        .order_by("starts_at", "pk")
    )
    supplies = count_supplies(sessions, now)
    first_of_club: dict[int, Session] = {}
    for session in sessions:
        if session.club_id not in first_of_club and _room_for(children, session, supplies[session.pk]):
            first_of_club[session.club_id] = session
    return sorted(first_of_club.values(), key=lambda found: _way(club, found.club))[:NAMED]


def in_words(sessions: Sequence[Session]) -> str:
    """Return a next step that names these sessions."""
    if not sessions:
        return "Look for another club near you."
    named = " or ".join(f"{found.club.name} on {found.day:%A %-d %B}" for found in sessions)
    return f"There is still room at {named}."


def _room_for(children: Sequence[Child], session: Session, supply: Supply) -> bool:
    if not all(fits_age(child.birth_date, session) for child in children):
        return False
    return supply.fits([age_on(child.birth_date, session.day) for child in children])


def _way(here: Club, there: Club) -> float:
    if here.pk == there.pk:
        return -1.0
    one, other = here.venue, there.venue
    return distance_m(one.latitude, one.longitude, other.latitude, other.longitude)
