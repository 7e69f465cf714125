"""The one big button of a child's home."""

from types import SimpleNamespace

import pytest

from curriculum.progress.lesson_map import Stage
from curriculum.progress.models import SessionLesson
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory
from website.screens.learn import first_to_open


def stop(lesson: str, stage: Stage) -> SimpleNamespace:
    return SimpleNamespace(lesson=lesson, stage=stage)


DONE, BEGUN = stop("robot", Stage.DONE), stop("gate", Stage.BEGUN)
NEXT, LATER = stop("stars", Stage.NEXT), stop("potion", Stage.LATER)


@pytest.mark.parametrize(
    ("stops", "today", "first"),
    [
        pytest.param([DONE, BEGUN, NEXT, LATER], [], BEGUN, id="what was begun"),
        pytest.param([DONE, BEGUN, NEXT, LATER], ["potion"], LATER, id="what the club does today"),
        pytest.param([DONE, BEGUN, NEXT], ["robot"], BEGUN, id="today's lesson is done, so what was begun"),
        pytest.param([DONE, NEXT, LATER], [], NEXT, id="what comes next"),
        pytest.param([DONE], ["robot"], None, id="all is done"),
        pytest.param([], [], None, id="no lessons yet"),
    ],
)
def test_first_to_open(stops: list, today: list, first: SimpleNamespace | None) -> None:
    assert first_to_open(stops, today) is first


@pytest.mark.django_db
def test_home_shows_first_what_the_club_does_today_by_its_name_only(client) -> None:
    """Neither the club, nor the place, nor the time is on a child's page."""
    lessons.lesson("one-lesson")
    today = lessons.lesson("todays-lesson")
    child, session = ChildFactory(learner=True), SessionFactory(started=True)
    PlaceFactory(session=session, child=child)
    SessionLesson.objects.create(session=session, lesson=today, chosen_by=UserFactory())
    client.force_login(child.user, backend="clubs.directory.card_backend.CardBackend")
    page = client.get("/learn/").content.decode()
    first = page[page.index('class="first-stop"') : page.index('id="map"')]
    assert "Your club does this today" in first
    assert "/learn/lessons/todays-lesson/" in first
    for private in (
        session.club.name,
        session.club.venue.name,
        f"{session.starts_at:%H:%M}",
        child.last_name,
    ):
        assert private not in page
