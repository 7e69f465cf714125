"""A club with a lead, a volunteer and children, and a calendar that knows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.utils import timezone

from clubs.directory import places
from clubs.directory.actions import CardWish, PrintedCard, issue_cards
from clubs.directory.models import Club
from clubs.people.models import Child, User
from clubs.safeguarding.enums import Decision, Purpose
from clubs.safeguarding.models import Consent
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import ChildFactory, UserFactory


@dataclass
class KnownCalendar:
    """Answers as it is told."""

    children: list[Child] = field(default_factory=list)
    until: date | None = None

    def children_of(self, club: Club, day: date) -> list[Child]:
        return self.children

    def cards_last_until(self, club: Club, day: date) -> date | None:
        return self.until


@pytest.fixture
def calendar() -> Iterator[KnownCalendar]:
    before = places.calendar()
    known = KnownCalendar(until=timezone.localdate() + timedelta(days=60))
    places.register_calendar(known)
    yield known
    places.register_calendar(before)


@pytest.fixture
def club(db) -> Club:
    return ClubFactory()


@pytest.fixture
def lead(club) -> User:
    return ClubRoleFactory(club=club, lead=True).user


@pytest.fixture
def guardian(db) -> User:
    return UserFactory()


def agrees(guardian: User, child: Child) -> None:
    Consent.objects.create(
        child=child,
        purpose=Purpose.LEARNING,
        decision=Decision.GIVEN,
        wording_version="t",
        decided_by=guardian,
    )


@pytest.fixture
def child(calendar, guardian) -> Child:
    coming = ChildFactory(guardian=guardian, last_name="Okafor")
    agrees(guardian, coming)
    calendar.children.append(coming)
    return coming


@pytest.fixture
def card(club, lead, child) -> PrintedCard:
    return issue_cards(by=lead, club=club, wishes=[CardWish(child, "Amber Otter", "otter")])[0]
