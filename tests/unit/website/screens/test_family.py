"""The family page shows one's own children, what is coming, and nobody else's."""

import pytest
from django.utils import timezone

from tests.factories.booking import PlaceFactory
from tests.factories.people import ChildFactory, GuardianshipFactory
from website.screens.family import family_of

pytestmark = pytest.mark.django_db


def test_own_children_with_what_is_coming() -> None:
    mine = GuardianshipFactory()
    place = PlaceFactory(child=mine.child)
    PlaceFactory(child=mine.child, cancelled=True)
    PlaceFactory(child=ChildFactory())
    (member,) = family_of(mine.guardian, timezone.now())
    assert member.child == mine.child
    assert [coming.place for coming in member.coming] == [place]
    assert member.stories == []


def test_nobody_elses() -> None:
    mine, other = GuardianshipFactory(), GuardianshipFactory()
    PlaceFactory(child=other.child)
    (member,) = family_of(mine.guardian, timezone.now())
    assert member.child == mine.child
    assert member.coming == []
