"""Whose lesson servers should be running: the children due at a session now or soon.

Told to the hub by opaque id, with two instants and a lesson's name: not who they are, where
they are expected, or with whom.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.timetable.enums import SessionState
from curriculum.courses.models import Lesson

from .models import SessionLesson
from .standing import Standing, standings

# The hub starts servers some minutes ahead; it is told early enough to choose.
SOON = timedelta(hours=1)
# Nothing is started ahead of a session that began longer ago, so that no lesson need be known.
JUST_BEGUN = timedelta(minutes=10)
MOST_TOLD = 2000


@dataclass(frozen=True)
class Due:
    """A child due at a session; `lesson` is a slug, "" where none is to be had ready."""

    learner: str
    starts_at: datetime
    ends_at: datetime
    lesson: str


def due(now: datetime) -> list[Due]:
    """Every child with a lesson account who is due now or soon, soonest first, those who left excepted."""
    dates = list(
        PlaceSession.objects.live()
        .filter(
            session__state=SessionState.PLANNED,
            session__starts_at__lte=now + SOON,
            session__ends_at__gt=now,
            child__user__is_active=True,
        )
        .select_related("session", "child__user")
        .order_by("session__starts_at", "pk")[:MOST_TOLD]
    )
    sessions = {date.session_id for date in dates}
    left = set(
        Attendance.objects.filter(session__in=sessions, left_at__isnull=False).values_list(
            "session_id", "child_id"
        )
    )
    staying = [date for date in dates if (date.session_id, date.child_id) not in left]
    lessons = _lessons_of([date for date in staying if date.session.starts_at > now - JUST_BEGUN])
    return [
        Due(
            date.child.user.opaque_id,
            date.session.starts_at,
            date.session.ends_at,
            lessons.get(date.pk, ""),
        )
        for date in staying
        if date.child.user is not None
    ]


def _lessons_of(dates: list[PlaceSession]) -> dict[int, str]:
    """The lesson each child will most likely open, by their date's key: seven queries however many come."""
    if not dates:
        return {}
    released = list(Lesson.objects.released())
    chosen: defaultdict[int, list[Lesson]] = defaultdict(list)
    rows = SessionLesson.objects.filter(session__in={date.session_id for date in dates}, lesson__in=released)
    for row in rows.select_related("lesson"):
        chosen[row.session_id].append(row.lesson)
    learners = {date.child.user_id for date in dates if date.child.user_id}
    known = standings(learners, released)
    found = {}
    for date in dates:
        if (learner := date.child.user_id) is None:
            continue
        of_club = [known[learner, lesson.pk] for lesson in chosen[date.session_id]]
        lesson = likely(of_club, [known[learner, each.pk] for each in released])
        found[date.pk] = lesson.slug if lesson else ""
    return found


def likely(chosen: Iterable[Standing], released: Iterable[Standing]) -> Lesson | None:
    """What the club does and this child has not done, else what they began, else what comes next."""
    released = [each for each in released if not each.finished]
    begun = [each for each in released if each.started]
    wanted = [each for each in chosen if not each.finished]
    return next((each.lesson for each in [*wanted, *begun, *released]), None)
