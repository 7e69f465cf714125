"""Marks on the register."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.clubday import models
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory


class AttendanceFactory(DjangoModelFactory):
    """A child not here yet; ``here`` came ten minutes ago, ``left`` has gone since."""

    class Meta:
        model = models.Attendance

    class Params:
        here = factory.Trait(
            arrived_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=10)),
            arrival_marked_by=factory.SubFactory(UserFactory),
        )
        left = factory.Trait(
            here=True,
            left_at=factory.LazyFunction(timezone.now),
            leaving_marked_by=factory.SubFactory(UserFactory),
        )

    session = factory.SubFactory(SessionFactory, started=True)
    child = factory.SubFactory(ChildFactory)
