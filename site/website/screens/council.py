"""What the council sees of the clubs: take-up as counts, small ones suppressed, and nobody's name."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.people.enums import Role
from clubs.people.guards import staff_only
from clubs.records.suppression import SMALLEST_COUNT, suppressed
from clubs.timetable.models import Session

WEEKS = 4


@dataclass(frozen=True)
class TakeUp:
    """One neighbourhood in the coming four weeks. A count is None where it is suppressed."""

    neighbourhood: str
    clubs: int
    sessions: int
    room: int
    children: int | None


@require_safe
@never_cache
@staff_only(Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
def take_up(request: HttpRequest) -> HttpResponse:
    """Places offered and children booked, by neighbourhood."""
    rows = take_up_by_neighbourhood()
    shown = [row.children for row in rows if row.children is not None]
    return render(
        request,
        "screens/council.html",
        {
            "rows": rows,
            "weeks": WEEKS,
            "smallest": SMALLEST_COUNT,
            "total": suppressed_total(rows, sum(shown)),
            "arrivals": suppressed(Attendance.objects.filter(arrived_at__isnull=False).count()),
        },
    )


def suppressed_total(rows: list[TakeUp], shown: int) -> int | None:
    """A total is told only where it does not give a single suppressed count away."""
    hidden = sum(row.children is None for row in rows)
    return None if hidden == 1 else shown


def take_up_by_neighbourhood() -> list[TakeUp]:
    """Sessions planned and different children booked in the coming four weeks, by neighbourhood's name."""
    now = timezone.now()
    window = Q(starts_at__gt=now, starts_at__lt=now + timedelta(weeks=WEEKS))
    offered = (
        Session.objects.planned()
        .filter(window)
        .values("club__venue__neighbourhood")
        .annotate(sessions=Count("pk"), clubs=Count("club", distinct=True))
    )
    rooms: dict[str, int] = defaultdict(int)
    for session in Session.objects.planned().filter(window).select_related("club__venue"):
        rooms[session.club.venue.neighbourhood] += session.room_capacity
    booked = dict(
        PlaceSession.objects.live()
        .filter(session__in=Session.objects.planned().filter(window))
        .values_list("session__club__venue__neighbourhood")
        .annotate(children=Count("child", distinct=True))
    )
    return [
        TakeUp(
            row["club__venue__neighbourhood"], row["clubs"], row["sessions"],
            rooms[row["club__venue__neighbourhood"]],
            suppressed(booked.get(row["club__venue__neighbourhood"], 0)),
        )
        for row in offered.order_by("club__venue__neighbourhood")
    ]  # fmt: skip
