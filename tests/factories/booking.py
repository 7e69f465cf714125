"""Bookings and places, with the dates they stand for."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.booking import models
from clubs.booking.enums import PlaceState
from clubs.timetable.models import Session, Term
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = models.Booking

    booked_by = factory.SubFactory(UserFactory)


class PlaceFactory(DjangoModelFactory):
    """A live place for a single session, its date included; ``term=`` for a whole term; ``cancelled``."""

    class Meta:
        model = models.Place
        skip_postgeneration_save = True

    class Params:
        cancelled = factory.Trait(state=PlaceState.CANCELLED, cancelled_at=factory.LazyFunction(timezone.now))

    booking = factory.SubFactory(BookingFactory)
    child = factory.SubFactory(ChildFactory)
    term: Term | None = None
    session = factory.Maybe("term", None, factory.SubFactory(SessionFactory))

    @factory.post_generation
    def dates(self, create: bool, _extracted: object, **_kwargs: object) -> None:
        if not create:
            return
        sessions = [self.session] if self.session else self.term.sessions.coming(timezone.now())
        for session in sessions:
            place_date(self, session)


def place_date(place: models.Place, session: Session) -> models.PlaceSession:
    """One date of a place, live as the place is."""
    return models.PlaceSession.objects.create(
        place=place, session=session, child=place.child, live=place.state == PlaceState.LIVE
    )
