"""Counting places. Never a stored number: always the live dates of places, counted anew.

A page may count without the lock and show what was true a moment ago. Whoever
goes on to write must hold ``lock.hold`` first and count after it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from clubs.booking.models import PlaceSession
from clubs.booking.supply import Supply
from clubs.people.rules import age_on
from clubs.timetable.models import Session
from clubs.volunteers.rota import covers_of


def count_supplies(sessions: Iterable[Session], now: datetime) -> dict[int, Supply]:
    """Return the supply of each session by its id. Two queries, whatever their number.

    The sessions' clubs should be loaded already.
    """
    sessions = list(sessions)
    covers = covers_of(sessions, now)
    ages = _ages_booked(sessions)
    return {
        session.pk: Supply(
            room=session.room_capacity,
            kit=session.kit_capacity,
            cover=covers[session.pk],
            ages=tuple(ages[session.pk]),
            youngest=session.club.youngest,
            oldest=session.club.oldest,
        )
        for session in sessions
    }


def _ages_booked(sessions: list[Session]) -> dict[int, list[int]]:
    days = {session.pk: session.day for session in sessions}
    ages: dict[int, list[int]] = defaultdict(list)
    booked = PlaceSession.objects.live().filter(session__in=sessions)
    for session_id, birth_date in booked.values_list("session", "child__birth_date"):
        ages[session_id].append(age_on(birth_date, days[session_id]))
    return ages
