"""Who covers which session: confirmed and cleared adults, or the lead's pledge further ahead."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from clubs.timetable.models import Session
from clubs.volunteers.models import RotaEntry
from clubs.volunteers.rules import rota_decides


@dataclass(frozen=True)
class Cover:
    """The adults that count for a session. ``pledged``: promised by the lead, not yet on the rota."""

    adults: int
    pledged: bool


def covers_of(sessions: Iterable[Session], now: datetime) -> dict[int, Cover]:
    """Return the cover of each session by its id. One query, whatever their number."""
    sessions = list(sessions)
    near = [s for s in sessions if rota_decides(s.starts_at, now, settings.CLUBS_ROTA_HORIZON_DAYS)]
    confirmed = Counter(
        RotaEntry.objects.confirmed().cleared().filter(session__in=near).values_list("session", flat=True)
        if near
        else ()
    )
    by_rota = {session.pk: Cover(confirmed[session.pk], pledged=False) for session in near}
    return {s.pk: by_rota.get(s.pk) or Cover(s.pledged_adults, pledged=True) for s in sessions}


def cover_of(session: Session, now: datetime) -> Cover:
    """Return the cover of one session."""
    return covers_of([session], now)[session.pk]
