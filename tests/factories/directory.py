"""Venues, clubs and cards."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.directory import models
from clubs.directory.enums import ClubRoleKind, ClubState
from tests.factories.people import ChildFactory, OrganisationFactory, UserFactory


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = models.Venue

    name = factory.Sequence(lambda number: f"Sample Hall {number}")
    slug = factory.Sequence(lambda number: f"sample-hall-{number}")
    address = "1 Sample Street"
    postcode = "NW1 1AA"
    neighbourhood = "Somers Town"
    latitude = 51.5290
    longitude = -0.1320
    room_capacity = 16
    free_wifi = True


class ClubFactory(DjangoModelFactory):
    class Meta:
        model = models.Club

    class Params:
        paused = factory.Trait(state=ClubState.PAUSED)
        closed = factory.Trait(state=ClubState.CLOSED)

    name = factory.Sequence(lambda number: f"Sample Club {number}")
    slug = factory.Sequence(lambda number: f"sample-club-{number}")
    venue = factory.SubFactory(VenueFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    summary = "A made-up club."


class ClubRoleFactory(DjangoModelFactory):
    """A volunteer's role; ``lead=True`` for a lead's, ``ended=True`` for one that is over."""

    class Meta:
        model = models.ClubRole

    class Params:
        lead = factory.Trait(role=ClubRoleKind.LEAD)
        ended = factory.Trait(ended_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    club = factory.SubFactory(ClubFactory)
    role = ClubRoleKind.VOLUNTEER


class ClubCardFactory(DjangoModelFactory):
    """A card in hand whose word and token nobody knows; ``expired``, ``withdrawn``."""

    class Meta:
        model = models.ClubCard

    class Params:
        expired = factory.Trait(
            expires_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))
        )
        withdrawn = factory.Trait(ended_at=factory.LazyFunction(timezone.now))

    child = factory.SubFactory(ChildFactory, learner=True)
    club = factory.SubFactory(ClubFactory)
    nickname = factory.Sequence(lambda number: f"Amber Otter {number}")
    picture = "rocket"
    word_hash = "!"
    token_hash = factory.Sequence(lambda number: f"{number:064x}")
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
