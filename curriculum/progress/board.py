"""A session's children and how they are getting on: what the volunteers' board shows.

Only here are children's names and their lessons joined; the board is for the
adults of that session, and the screen that shows it asks who is looking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.models import Attendance
from clubs.people.models import Child
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.grading.models import Mark
from curriculum.grading.outcomes import COMPATIBLE_FOR_VOLUNTEER, Outcome

from .enums import Kind
from .models import Event
from .standing import Standing, standings

STUCK_AFTER_TRIES = 3
QUIET_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class BoardRow:
    """One child. `now_on` is an exercise's title; `last` the last mark; times are None when unknown."""

    child: Child
    name: str
    arrived: bool
    left: bool
    standing: Standing | None = None
    now_on: str = ""
    last: Mark | None = None
    last_error: str = ""
    last_seen_at: datetime | None = None
    tries_in_a_row: int = 0

    @property
    def last_outcome(self) -> Outcome | None:
        return Outcome(self.last.outcome) if self.last else None

    @property
    def caution(self) -> str:
        """What to know about the last mark before believing it; empty as a rule."""
        return COMPATIBLE_FOR_VOLUNTEER if self.last and self.last.submission.compatible else ""

    @property
    def stuck(self) -> bool:
        """Whether somebody should look in: several tries on one exercise, none of which passed."""
        return self.tries_in_a_row >= STUCK_AFTER_TRIES

    @property
    def quiet(self) -> bool:
        """Whether nothing has been heard for a while of a child who is here and began."""
        seen = self.last_seen_at
        return self.arrived and not self.left and seen is not None and seen < timezone.now() - QUIET_AFTER


def board(session: Session) -> list[BoardRow]:
    """Everyone expected at or arrived at a session: those who are stuck first, then by name."""
    attendances = {each.child_id: each for each in Attendance.objects.filter(session=session)}
    expected = set(PlaceSession.objects.live().filter(session=session).values_list("child_id", flat=True))
    here = {child_id for child_id, each in attendances.items() if each.arrived_at is not None}
    children = list(Child.objects.filter(pk__in=expected | here).select_related("user"))
    work = _Work([child.user_id for child in children if child.user_id], session)
    names = _names(children)
    rows = [work.row(child, names[child.pk], attendances.get(child.pk)) for child in children]
    return sorted(rows, key=lambda row: (not row.arrived or row.left, not row.stuck, row.name.casefold()))


def session_lessons(session: Session) -> list[Lesson]:
    """The lessons chosen for a session, in order."""
    return [chosen.lesson for chosen in session.lessons.select_related("lesson")]


def _names(children: list[Child]) -> dict[int, str]:
    """What each is called; two of one name get the first letter of their last name."""
    called = [child.name_shown.casefold() for child in children]
    return {
        child.pk: child.name_shown
        if called.count(child.name_shown.casefold()) == 1
        else f"{child.name_shown} {child.last_name[:1]}."
        for child in children
    }


class _Work:
    """What the learners of one session did last, gathered in a few queries."""

    def __init__(self, learner_ids: list[int], session: Session) -> None:
        events = Event.objects.filter(learner_id__in=learner_ids).select_related("lesson")
        self._last = {event.learner_id: event for event in events.latest_of_each()}
        with_exercise = events.exclude(exercise="").exclude(kind=Kind.PASSED)
        self._on = {event.learner_id: event for event in with_exercise.latest_of_each()}
        chosen = session_lessons(session)
        self._default = chosen[0] if chosen else None
        lessons = {event.lesson for event in self._last.values()} | (
            {self._default} if self._default else set()
        )
        self._standings = standings(learner_ids, lessons)
        counting = Mark.objects.counting().filter(submission__learner_id__in=learner_ids)
        marks = counting.exclude(outcome=Outcome.NOT_STARTED)
        self._marks: dict[tuple[int, str], list[Mark]] = {}
        recent = marks.filter(submission__stored_at__gt=timezone.now() - timedelta(days=1))
        for mark in (
            recent.select_related("submission")
            .defer("submission__notebook")
            .order_by("-submission__stored_at", "-pk")
        ):
            self._marks.setdefault((mark.submission.learner_id, mark.exercise), []).append(mark)

    def row(self, child: Child, name: str, attendance: Attendance | None) -> BoardRow:
        arrived = attendance is not None and attendance.arrived_at is not None
        left = attendance is not None and attendance.left_at is not None
        last = self._last.get(child.user_id) if child.user_id else None
        lesson = last.lesson if last else self._default
        if child.user_id is None or lesson is None:
            return BoardRow(child, name, arrived, left)
        standing = self._standings[child.user_id, lesson.pk]
        current = self._current(child.user_id, standing)
        marks = self._marks.get((child.user_id, current), [])
        on = self._on.get(child.user_id)
        return BoardRow(
            child, name, arrived, left, standing,
            now_on=_title(standing, current),
            last=marks[0] if marks else None,
            last_error=on.error_kind if on and on.exercise == current else "",
            last_seen_at=last.happened_at if last else None,
            tries_in_a_row=_failed_in_a_row(marks),
        )  # fmt: skip

    def _current(self, learner_id: int, standing: Standing) -> str:
        """The exercise a child is on: the one last touched unless it is done, else the first not done."""
        on = self._on.get(learner_id)
        if on is not None and on.lesson_id == standing.lesson.pk:
            touched = next((each for each in standing.exercises if each.exercise.slug == on.exercise), None)
            if touched is not None and not touched.settled:
                return on.exercise
        return next((each.exercise.slug for each in standing.exercises if not each.settled), "")


def _title(standing: Standing, exercise: str) -> str:
    return next((each.exercise.title for each in standing.exercises if each.exercise.slug == exercise), "")


def _failed_in_a_row(newest_first: list[Mark]) -> int:
    count = 0
    for mark in newest_first:
        if Outcome(mark.outcome).is_settled:
            break
        count += 1
    return count
