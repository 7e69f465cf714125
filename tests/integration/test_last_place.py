"""Fifty families want the last place at the same moment; one of them gets it.

Real requests on real connections, each in a thread of its own. The same crowd
with the lock switched off must oversell: so it is the lock that is proved, and
not a lucky order of events.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from time import sleep

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from clubs.booking import actions, counting
from clubs.booking.models import Place, PlaceSession
from clubs.booking.offerings import Offering, free_places, sessions_of
from clubs.people.models import Child
from clubs.timetable.models import Session
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 50
# Between counting and committing, so that the crowd truly overlaps even on one core.
PAUSE_S = 0.03


@pytest.fixture
def last_place() -> Session:
    session = SessionFactory(room_capacity=1)
    staffed(session)
    return session


@pytest.fixture
def crowd(last_place: Session) -> list[Callable[[Barrier], int]]:
    """One booking request a family, signed in and waiting at the barrier; each gives its HTTP status."""
    return [booking_request(last_place) for _ in range(CROWD)]


def booking_request(session: Session) -> Callable[[Barrier], int]:
    parent = UserFactory()
    child = ChildFactory(guardian=parent)
    client = Client()
    client.force_login(parent)
    address = reverse("booking:check", args=["session", session.pk])

    def send(start: Barrier) -> int:
        try:
            start.wait(timeout=30)
            return client.post(address, {"child": [child.pk]}).status_code
        finally:
            connection.close()

    return send


@pytest.fixture(autouse=True)
def slow_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone counts, then dawdles, with the lock and without it alike."""

    def count_and_dawdle(sessions: list[Session], now: datetime) -> dict[int, object]:
        supplies = counting.count_supplies(sessions, now)
        sleep(PAUSE_S)
        return supplies

    monkeypatch.setattr(actions, "count_supplies", count_and_dawdle)


def all_at_once(crowd: list[Callable[[Barrier], int]]) -> Counter[int]:
    start = Barrier(len(crowd))
    with ThreadPoolExecutor(len(crowd)) as threads:
        return Counter(threads.map(lambda send: send(start), crowd))


def places_given(session: Session) -> int:
    given = PlaceSession.objects.live().filter(session=session).count()
    assert given == Place.objects.live().filter(session=session).count()
    return given


def test_fifty_at_once_and_one_gets_it(last_place: Session, crowd: list[Callable[[Barrier], int]]) -> None:
    answers = all_at_once(crowd)

    assert places_given(last_place) == 1
    assert answers == {302: 1, 409: CROWD - 1}
    assert free_places(last_place) == 0


def test_without_the_lock_the_same_crowd_oversells(
    last_place: Session, crowd: list[Callable[[Barrier], int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hold_nothing(
        children: list[Child], offering: Offering, now: datetime
    ) -> tuple[list[Child], list[Session]]:
        return children, sessions_of(offering, now)

    monkeypatch.setattr(actions, "hold", hold_nothing)
    answers = all_at_once(crowd)

    assert places_given(last_place) > 1, "nothing was oversold: this test no longer proves the lock"
    assert set(answers) == {302, 409}
