"""At which session a child is now: only its adults see what the child does, and only they can be called."""

from datetime import datetime, timedelta

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.people.models import User
from clubs.timetable.models import Session

# Children come a little early, and the last ones finish their line.
AROUND = timedelta(minutes=15)


def session_of(learner: User, now: datetime) -> Session | None:
    """The session that is on and at which this child has arrived, else is expected; None at home.

    A child marked as gone home is at home.
    """
    on = Session.objects.planned().filter(starts_at__lte=now + AROUND, ends_at__gte=now - AROUND)
    marks = Attendance.objects.filter(session__in=on, child__user=learner, arrived_at__isnull=False)
    came = {mark.session_id: mark for mark in marks.select_related("session").order_by("arrived_at")}
    here = [mark.session for mark in came.values() if mark.left_at is None]
    if here:
        return here[-1]
    expected = PlaceSession.objects.live().filter(session__in=on, child__user=learner)
    waited_for = expected.exclude(session__in=list(came)).select_related("session")
    date = waited_for.order_by("session__starts_at").first()
    return date.session if date else None
