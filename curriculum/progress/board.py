"""A session's children and how they are getting on: what the volunteers' board shows.

Only here are children's names and their lessons joined; the board is for the
adults of that session, and the screen that shows it asks who is looking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.clubday.names import names_shown
from clubs.people.models import Child
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.grading.models import Mark
from curriculum.grading.outcomes import COMPATIBLE_FOR_VOLUNTEER, Outcome

from .enums import Kind
from .models import Event, HelpRequest, LessonVisit
from .standing import Standing, standings
from .stuck import TRIES, Step, Stuck, perhaps_stuck

QUIET_AFTER = timedelta(minutes=10)
# Those who come early begin before the session does.
EARLY = timedelta(minutes=30)


class Need(IntEnum):
    """Why a tile stands where it stands: what needs somebody comes first."""

    ASKING = 0
    NOT_OPENED = 1
    STUCK = 2
    GOING_ON = 3
    AWAY = 4


@dataclass(frozen=True)
class BoardRow:
    """One child. `now_on` is an exercise's title; `last` the last mark there; times are None when unknown."""

    child: Child
    name: str
    arrived: bool
    left: bool
    standing: Standing | None = None
    exercise: str = ""
    last: Mark | None = None
    last_error: str = ""
    last_seen_at: datetime | None = None
    tries: int = 0
    call: HelpRequest | None = None
    stuck: Stuck | None = None
    not_opened: bool = False

    @property
    def key(self) -> str:
        """What this child's tile is known by on the page."""
        return f"child-{self.child.pk}"

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that the child is in, as far as the board knows."""
        return self.standing.lesson if self.standing else None

    @property
    def now_on(self) -> str:
        return self.title_of(self.exercise)

    @property
    def last_outcome(self) -> Outcome | None:
        return Outcome(self.last.outcome) if self.last else None

    @property
    def caution(self) -> str:
        """What to know about the last mark before believing it; empty as a rule."""
        return COMPATIBLE_FOR_VOLUNTEER if self.last and self.last.submission.compatible else ""

    @property
    def here(self) -> bool:
        return self.arrived and not self.left

    @property
    def quiet(self) -> bool:
        """Whether nothing has been heard for a while of a child who is here and began."""
        seen = self.last_seen_at
        return self.here and seen is not None and seen < timezone.now() - QUIET_AFTER

    @property
    def need(self) -> Need:
        """What this child needs of an adult, if anything."""
        if self.call is not None:
            return Need.ASKING
        if self.not_opened and not self.left:
            return Need.NOT_OPENED
        if self.stuck is not None and not self.left:
            return Need.STUCK
        return Need.GOING_ON if self.here else Need.AWAY

    @property
    def asks_about(self) -> str:
        """The title of the exercise asked about."""
        return self.title_of(self.call.exercise) if self.call else ""

    @property
    def waits_minutes(self) -> int:
        """Whole minutes since the child called."""
        return int((timezone.now() - self.call.asked_at).total_seconds() // 60) if self.call else 0

    def title_of(self, exercise: str) -> str:
        """An exercise's title, its slug where the lesson is another."""
        known = self.standing.exercises if self.standing else []
        return next((each.exercise.title for each in known if each.exercise.slug == exercise), exercise)


def board(session: Session) -> list[BoardRow]:
    """Everyone expected at or arrived at a session, what needs somebody first.

    Those who ask stand in the order in which they wait, those to whom somebody is on the
    way after them; all others by name.
    """
    attendances = {each.child_id: each for each in Attendance.objects.filter(session=session)}
    children = children_of(session, attendances.values())
    work = _Work([child.user_id for child in children if child.user_id], session)
    names = names_shown(children)
    rows = [work.row(child, names[child.pk], attendances.get(child.pk)) for child in children]
    return sorted(rows, key=_place)


def row_of(session: Session, child_pk: int) -> BoardRow | None:
    """How one child stands on a session's board; None for a child who is not on it."""
    return next((row for row in board(session) if row.child.pk == child_pk), None)


def children_of(session: Session, attendances: Iterable[Attendance] | None = None) -> list[Child]:
    """Who is expected at a session or has arrived."""
    marks = Attendance.objects.filter(session=session) if attendances is None else attendances
    here = {each.child_id for each in marks if each.arrived_at is not None}
    expected = set(PlaceSession.objects.live().filter(session=session).values_list("child_id", flat=True))
    return list(Child.objects.filter(pk__in=expected | here).select_related("user"))


def session_lessons(session: Session) -> list[Lesson]:
    """The lessons chosen for a session, in order."""
    return [chosen.lesson for chosen in session.lessons.select_related("lesson")]


def _place(row: BoardRow) -> tuple[int, bool, datetime, str]:
    asked = row.call.asked_at if row.call else datetime.max.replace(tzinfo=timezone.get_current_timezone())
    return (row.need, bool(row.call and row.call.taken_at), asked, row.name.casefold())


class _Work:
    """What the learners of one session have done in it, gathered in a few queries."""

    def __init__(self, learner_ids: list[int], session: Session) -> None:
        self._now = timezone.now()
        self._steps: dict[int, list[Event]] = {pk: [] for pk in learner_ids}
        since = Event.objects.filter(learner_id__in=learner_ids, happened_at__gt=session.starts_at - EARLY)
        for event in since.select_related("lesson").order_by("happened_at", "pk"):
            self._steps[event.learner_id].append(event)
        chosen = session_lessons(session)
        self._default = chosen[0] if chosen else None
        self._before = _visited_last(learner_ids)
        lessons = {event.lesson for events in self._steps.values() for event in events if event.lesson}
        lessons |= {self._default} if self._default else set(self._before.values())
        self._standings = standings(learner_ids, lessons)
        self._marks = _marks_by_exercise(learner_ids, self._now)
        calls = HelpRequest.objects.open().filter(session=session).select_related("taken_by", "lesson")
        self._calls = {call.learner_id: call for call in calls}

    def row(self, child: Child, name: str, attendance: Attendance | None) -> BoardRow:
        arrived = attendance is not None and attendance.arrived_at is not None
        left = attendance is not None and attendance.left_at is not None
        events = self._steps.get(child.user_id, []) if child.user_id else []
        lesson = next((event.lesson for event in reversed(events) if event.lesson), None)
        lesson = lesson or self._default or self._before.get(child.user_id or 0)
        about: dict[str, Any] = {
            "call": self._calls.get(child.user_id) if child.user_id else None,
            "not_opened": bool(events) and events[-1].kind == Kind.START_FAILED,
            "last_seen_at": events[-1].happened_at if events else None,
        }
        if child.user_id is None or lesson is None:
            return BoardRow(child, name, arrived, left, **about)
        standing = self._standings[child.user_id, lesson.pk]
        in_lesson = [event for event in events if event.lesson_id == lesson.pk]
        done = frozenset(each.exercise.slug for each in standing.exercises if each.settled)
        current = _current(standing, in_lesson)
        marks = self._marks.get((child.user_id, lesson.pk, current), [])
        return BoardRow(
            child, name, arrived, left, standing,
            exercise=current,
            last=marks[0] if marks else None,
            last_error=_last_error(in_lesson, current),
            tries=len(marks),
            stuck=perhaps_stuck([_step(event) for event in in_lesson], self._now, done),
            **about,
        )  # fmt: skip


def _visited_last(learner_ids: list[int]) -> dict[int, Lesson]:
    """The lesson each child was in last, whenever that was."""
    visits = LessonVisit.objects.filter(learner_id__in=learner_ids).order_by("learner_id", "-last_at")
    return {
        visit.learner_id: visit.lesson for visit in visits.distinct("learner_id").select_related("lesson")
    }


def _marks_by_exercise(learner_ids: list[int], now: datetime) -> dict[tuple[int, int, str], list[Mark]]:
    """The last day's marks of each learner, lesson and exercise, newest first."""
    marks = (
        Mark.objects.counting()
        .filter(submission__learner_id__in=learner_ids, submission__stored_at__gt=now - timedelta(days=1))
        .exclude(outcome=Outcome.NOT_STARTED)
        .select_related("submission")
        .defer("submission__notebook", "drawing", "cells")
        .order_by("-submission__stored_at", "-pk")
    )
    found: dict[tuple[int, int, str], list[Mark]] = {}
    for mark in marks:
        key = (mark.submission.learner_id, mark.submission.lesson_id, mark.exercise)
        found.setdefault(key, []).append(mark)
    return found


def _current(standing: Standing, events: list[Event]) -> str:
    """The exercise a child is on: the one last touched unless it is done, else the first not done."""
    to_do = [each.exercise.slug for each in standing.exercises if not each.settled]
    touched = next((event.exercise for event in reversed(events) if event.exercise), "")
    return touched if touched in to_do else next(iter(to_do), "")


def _last_error(events: list[Event], exercise: str) -> str:
    """What went wrong at the last try of this exercise, "" where it went well or was never tried."""
    tries = (event for event in reversed(events) if event.kind in TRIES and event.exercise == exercise)
    last = next(tries, None)
    return last.error_kind if last else ""


def _step(event: Event) -> Step:
    return Step(event.kind, event.exercise, event.error_kind, event.happened_at)
