"""Terms and sessions. Sessions stand a week or so from now, at four in the afternoon London time."""

from datetime import datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.directory.models import Club
from clubs.timetable import models
from clubs.timetable.enums import SessionState
from clubs.timetable.rules import LONDON
from tests.factories.directory import ClubFactory


def at_four(days_ahead: int) -> datetime:
    """Four in the afternoon, so many London days from today."""
    return datetime.combine(timezone.localdate() + timedelta(days=days_ahead), time(16), LONDON)


class TermFactory(DjangoModelFactory):
    """A term around today whose booking is open; ``not_open_yet`` opens in two days."""

    class Meta:
        model = models.Term

    class Params:
        not_open_yet = factory.Trait(
            booking_opens_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
        )

    club = factory.SubFactory(ClubFactory)
    name = "Sample term"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=60))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=120))
    booking_opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=70))


class SessionFactory(DjangoModelFactory):
    """A planned session of an hour and a half in a room for 20, ``days_ahead`` days from today.

    Two adults are pledged. ``skipped``, ``cancelled``; ``started`` began a quarter of an hour ago.
    """

    class Meta:
        model = models.Session

    class Params:
        days_ahead = 7
        skipped = factory.Trait(state=SessionState.SKIPPED)
        cancelled = factory.Trait(state=SessionState.CANCELLED)
        started = factory.Trait(
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=15)),
            ends_at=factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=90)),
        )

    club = factory.SubFactory(ClubFactory)
    term = factory.LazyAttribute(lambda session: term_around(session.club))
    starts_at = factory.LazyAttribute(lambda session: at_four(session.days_ahead))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=90))
    room_capacity = 20
    kit_capacity = 20
    pledged_adults = 2


def term_around(club: Club) -> models.Term:
    """The club's term around today, made if there is none."""
    today = timezone.localdate()
    term = models.Term.objects.of_club(club).filter(starts_on__lte=today, ends_on__gte=today).first()
    return term or TermFactory(club=club)
