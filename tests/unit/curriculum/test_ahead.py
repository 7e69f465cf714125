"""Whom the hub is told to start servers for, and with which lesson."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from clubs.clubday.models import Attendance
from clubs.people.models import Child
from clubs.timetable.enums import SessionState
from clubs.timetable.models import Session
from curriculum.grading.models import Mark, Submission
from curriculum.grading.outcomes import Outcome
from curriculum.progress.ahead import due
from curriculum.progress.models import SessionLesson
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db

DUE = "/api/hub/v1/due"
HUB = {"Authorization": f"Bearer {settings.CLUBS_HUB_TOKEN}"}
MINUTE = timedelta(minutes=1)


def session(starts_in: timedelta = 5 * MINUTE, **about) -> Session:
    starts_at = timezone.now() + starts_in
    return SessionFactory(started=True, starts_at=starts_at, ends_at=starts_at + 60 * MINUTE, **about)


def booked(at: Session, **about) -> Child:
    child = ChildFactory(learner=True)
    PlaceFactory(session=at, child=child, **about)
    return child


WHEN = {
    "in five minutes": (5 * MINUTE, True),
    "in half an hour": (30 * MINUTE, True),
    "in two hours": (120 * MINUTE, False),
    "under way": (-50 * MINUTE, True),
    "over": (-61 * MINUTE, False),
}


@pytest.mark.parametrize(("starts_in", "told"), WHEN.values(), ids=WHEN)
def test_sessions_now_and_soon_are_told(starts_in, told):
    child = booked(session(starts_in))
    assert [each.learner for each in due(timezone.now())] == ([child.user.opaque_id] if told else [])


def test_cancelled_places_called_off_sessions_and_closed_accounts_are_not_told():
    booked(session(), cancelled=True)
    off = session()
    booked(off)
    Session.objects.filter(pk=off.pk).update(state=SessionState.CANCELLED)
    closed = booked(session())
    closed.user.is_active = False
    closed.user.save()
    PlaceFactory(session=session(), child=ChildFactory())  # no club card yet
    assert due(timezone.now()) == []


def test_a_child_who_has_left_is_due_no_more():
    at = session(-30 * MINUTE)
    child, stays = booked(at), booked(at)
    adult, now = UserFactory(), timezone.now()
    Attendance.objects.create(
        session=at, child=child, arrived_at=now - MINUTE, arrival_marked_by=adult,
        left_at=now, leaving_marked_by=adult,
    )  # fmt: skip
    assert [each.learner for each in due(now)] == [stays.user.opaque_id]


def test_the_lesson_is_the_clubs_unless_the_child_has_done_it():
    first, second = lessons.lesson(), lessons.lesson("second-lesson")
    at = session()
    SessionLesson.objects.create(session=at, lesson=second, chosen_by=UserFactory())
    new, done = booked(at), booked(at)
    sent = Submission.objects.create(learner=done.user, lesson=second, version=second.current, notebook={})
    for exercise in second.exercises.all():
        Mark.objects.create(
            submission=sent, exercise=exercise.slug, points=1, max_points=1, outcome=Outcome.PASSED
        )
    told = {each.learner: each.lesson for each in due(timezone.now())}
    assert told == {new.user.opaque_id: second.slug, done.user.opaque_id: first.slug}


def test_more_children_cost_no_more_queries(django_assert_max_num_queries):
    lessons.lesson()
    at = session()
    for _ in range(4):
        booked(at)
    with django_assert_max_num_queries(9):
        assert len(due(timezone.now())) == 4


def test_the_hub_hears_nothing_that_names_a_child_or_a_place(client):
    lessons.lesson()
    at = session()
    child = booked(at)
    answer = client.get(DUE, headers=HUB)
    assert answer.json()["due"] == [
        {
            "learner": child.user.opaque_id, "lesson": "small-lesson",
            "starts_at": at.starts_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "ends_at": at.ends_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
    ]  # fmt: skip
    for private in (child.first_name, child.last_name, at.club.name, at.club.venue.name):
        assert private not in answer.text


STRANGERS = {
    "nobody": {},
    "the relay": {"Authorization": f"Bearer {settings.CLUBS_RELAY_TOKEN}"},
    "a wrong token": {"Authorization": "Bearer guessed"},
    "another scheme": {"Authorization": f"Token {settings.CLUBS_HUB_TOKEN}"},
    "a child's server": {**HUB, "X-Learner": "amberamber111111"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
def test_nobody_else_may_ask(client, headers):
    assert client.get(DUE, headers=headers).json()["code"] == "not_the_hub"


def test_without_a_token_of_the_site_nobody_may_ask(client, settings):
    settings.CLUBS_HUB_TOKEN = ""
    assert client.get(DUE, headers={"Authorization": "Bearer "}).status_code == 401
