"""A session that is on: children who are here, adults who help, and what the children do."""

from collections.abc import Iterable

from django.utils import timezone

from clubs.clubday.models import Attendance
from clubs.people.models import Child, User
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.progress.actions import note_events
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import ChildFactory, GuardianshipFactory, UserFactory


def child_here(session: Session, arrived: bool = True, **about: object) -> Child:
    """A child with a card and a place at the session; ``arrived`` on the register."""
    child: Child = ChildFactory(learner=True, **about)
    PlaceFactory(session=session, child=child)
    if arrived:
        Attendance.objects.create(
            session=session, child=child, arrived_at=timezone.now(), arrival_marked_by=UserFactory()
        )
    return child


def learning(child: Child) -> Child:
    """The same child, with a guardian who has said yes to lessons."""
    guardian = GuardianshipFactory(child=child).guardian
    decide_for_child(by=guardian, child=child, purpose=Purpose.LEARNING, yes=True)
    return child


def helper_of(session: Session, **about: object) -> User:
    """A volunteer of the session's club."""
    user: User = ClubRoleFactory(club=session.club, user=UserFactory(**about)).user
    return user


def at_work(child: Child, lesson: Lesson, did: Iterable[str], exercise: str = "double") -> None:
    """What a child does, in order: "opened", "ran", or "error NameError"."""
    for what in did:
        kind, _, error_kind = what.partition(" ")
        on = "" if kind == "opened" else exercise
        note_events(
            events=[{"lesson": lesson.slug, "exercise": on, "kind": kind, "error_kind": error_kind}],
            by=child.user,
        )
