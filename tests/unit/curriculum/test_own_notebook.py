"""Who may open their own work in Notebook 7: of 13 on the day, at a club that allows it. One answer else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clubs.directory.enums import ClubState
from clubs.people.models import Child
from curriculum.progress.own_notebook import may_open_notebook
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory
from tests.factories.people import ChildFactory, UserFactory, born_years_ago
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db

DAY = date(2030, 3, 1)
BIRTHDAYS = {
    "13 today": (date(2017, 3, 1), True),
    "13 tomorrow": (date(2017, 3, 2), False),
    "13 long since": (date(2014, 7, 1), True),
    "9": (date(2020, 6, 1), False),
    "born on 29 February, 13 in a common year": (date(2016, 2, 29), True),
}


def comes_to(own_notebooks: bool = True, state: ClubState = ClubState.OPEN, **about: object) -> Child:
    """A child with a place at a club, tomorrow."""
    club = ClubFactory(own_notebooks=own_notebooks)
    child: Child = ChildFactory(learner=True, **about)
    PlaceFactory(session=SessionFactory(club=club, days_ahead=1), child=child)
    if state != club.state:
        club.state = state
        club.save()
    return child


def may(child: Child, day: date | None = None) -> bool:
    return may_open_notebook(child.user, day or timezone.localdate())


@pytest.mark.parametrize(("born", "allowed"), BIRTHDAYS.values(), ids=BIRTHDAYS)
def test_age_is_that_of_the_day(monkeypatch, born, allowed):
    child = comes_to(birth_date=born)
    monkeypatch.setattr("curriculum.progress.own_notebook._club_allows", lambda _child, _day: True)
    assert may(child, DAY) is allowed


def test_29_february_in_a_common_year_is_the_first_of_march(monkeypatch):
    child = comes_to(birth_date=date(2016, 2, 29))
    monkeypatch.setattr("curriculum.progress.own_notebook._club_allows", lambda _child, _day: True)
    assert not may(child, date(2029, 2, 28))
    assert may(child, date(2029, 3, 1))


CLUBS = {
    "open, allows it": (True, ClubState.OPEN, True),
    "paused, allows it": (True, ClubState.PAUSED, True),
    "closed, allowed it": (True, ClubState.CLOSED, False),
    "does not allow it": (False, ClubState.OPEN, False),
}


@pytest.mark.parametrize(("allows", "state", "may_open"), CLUBS.values(), ids=CLUBS)
def test_the_club(allows, state, may_open):
    child = comes_to(allows, state, birth_date=born_years_ago(14))
    assert may(child) is may_open


def test_one_club_of_two_is_enough():
    child = comes_to(own_notebooks=False, birth_date=born_years_ago(14))
    assert not may(child)
    PlaceFactory(session=SessionFactory(club=ClubFactory(own_notebooks=True), days_ahead=2), child=child)
    assert may(child)


def test_a_club_that_the_child_does_not_come_to_allows_nothing():
    ClubFactory(own_notebooks=True)
    stranger = ChildFactory(learner=True, birth_date=born_years_ago(14))
    assert not may(stranger)
    gone = ChildFactory(learner=True, birth_date=born_years_ago(14))
    session = SessionFactory(club=ClubFactory(own_notebooks=True), days_ahead=1)
    PlaceFactory(session=session, child=gone, cancelled=True)
    assert not may(gone)
    child = comes_to(birth_date=born_years_ago(14))
    assert not may(child, timezone.localdate() + timedelta(days=2))  # after the last session


def test_an_adult_is_no_child():
    assert not may_open_notebook(UserFactory(), timezone.localdate())


def test_the_answer_does_not_say_why():
    yes = comes_to(birth_date=born_years_ago(14))
    young = comes_to(birth_date=born_years_ago(12))
    elsewhere = comes_to(own_notebooks=False, birth_date=born_years_ago(14))
    answers = [
        Client().get("/api/lesson/v1/own-notebook", headers=lessons.relay_headers(child.user))
        for child in (yes, young, elsewhere)
    ]
    assert [answer.status_code for answer in answers] == [204, 403, 403]
    assert answers[0].content == b""
    assert answers[1].json() == answers[2].json()
    assert answers[1].json()["code"] == "no_own_notebook"
