"""Events become counts without a child and are deleted: a session's when it is over, at home after a day.

A child's events that are due are counted and deleted in one transaction, so each is
counted exactly once however often this runs or is cut off.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.timetable.rules import LONDON, london_day

from .attending import AROUND
from .enums import Kind
from .help_actions import lapse
from .models import Event, ExerciseCount, HelpRequest, HelpRequestQuerySet

# A session's board stays as it was for a little while after the end.
AFTER_SESSION = timedelta(hours=1)

COLUMNS = {
    Kind.OPENED: "opened",
    Kind.RAN: "ran",
    Kind.ERROR: "ran",
    Kind.CHECKED: "checked",
    Kind.PASSED: "passed",
    Kind.HINT: "hints",
    Kind.HELP: "helped",
}


@dataclass
class Report:
    """What was (or would be) done: events counted, of how many children, calls for help deleted."""

    events: int = 0
    children: int = 0
    calls: int = 0


@dataclass
class _Counted:
    sittings: set[object] = field(default_factory=set)
    columns: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)


def roll_up(now: datetime | None = None, *, dry_run: bool = False) -> Report:
    """Count and delete what is due at `now`; with `dry_run` only say how much it is."""
    now = now or timezone.now()
    report = Report()
    old = Event.objects.filter(happened_at__lt=now - AFTER_SESSION)
    for learner_id in list(old.values_list("learner_id", flat=True).distinct()):
        counted = _due(learner_id, now).count() if dry_run else _roll_up_learner(learner_id, now)
        report.events += counted
        report.children += counted > 0
    calls = HelpRequest.objects.filter(session__ends_at__lt=now - AFTER_SESSION)
    report.calls = calls.count() if dry_run else _delete_calls(calls)
    return report


@transaction.atomic
def _roll_up_learner(learner_id: int, now: datetime) -> int:
    events = list(_due(learner_id, now).select_for_update(of=("self",), skip_locked=True))
    found: dict[tuple[int, str], _Counted] = {}
    for event in events:
        if event.lesson_id is None:
            continue  # of the server: nothing to learn about a lesson
        one = found.setdefault((event.lesson_id, event.exercise), _Counted())
        one.sittings.add(london_day(event.happened_at))
        one.columns[COLUMNS[Kind(event.kind)]] += 1
        if event.error_kind:
            one.errors[event.error_kind] += 1
    for (lesson_id, exercise), counted in sorted(found.items()):
        _add(lesson_id, exercise, counted)
    Event.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _add(lesson_id: int, exercise: str, counted: _Counted) -> None:
    ExerciseCount.objects.bulk_create(
        [ExerciseCount(lesson_id=lesson_id, exercise=exercise)], ignore_conflicts=True
    )
    row = ExerciseCount.objects.select_for_update().get(lesson_id=lesson_id, exercise=exercise)
    row.sittings += len(counted.sittings)
    for column, times in counted.columns.items():
        setattr(row, column, getattr(row, column) + times)
    row.errors = dict(Counter(row.errors) + counted.errors)
    row.save()


def _due(learner_id: int, now: datetime) -> QuerySet[Event]:
    """This child's events that have been kept long enough."""
    events = Event.objects.of_learner(learner_id)
    at_home = datetime.combine(london_day(now) - timedelta(days=1), datetime.min.time(), LONDON)
    due = Q(happened_at__lt=at_home)
    for starts_at, ends_at in _ended_sessions(learner_id, at_home, now):
        due |= Q(happened_at__gte=starts_at - 2 * AROUND, happened_at__lt=ends_at + AROUND)
    return events.filter(due).order_by("pk")


def _ended_sessions(learner_id: int, since: datetime, now: datetime) -> Iterable[tuple[datetime, datetime]]:
    """Start and end of the sessions this child was at that are over; older ones do not matter any more."""
    over = Q(session__ends_at__gte=since - timedelta(days=1), session__ends_at__lt=now - AFTER_SESSION)
    came = Attendance.objects.filter(over, child__user_id=learner_id, arrived_at__isnull=False)
    expected = PlaceSession.objects.live().filter(over, child__user_id=learner_id)
    times = ("session__starts_at", "session__ends_at")
    return {*came.values_list(*times), *expected.values_list(*times)}


@transaction.atomic
def _delete_calls(calls: HelpRequestQuerySet) -> int:
    """Close what is still open of sessions that are over, and delete their calls: they are counted."""
    lapse(calls=calls.open())
    return calls.filter(ended_at__isnull=False).delete()[0]
