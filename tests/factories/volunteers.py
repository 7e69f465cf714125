"""Volunteers, checks and the rota."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.directory.models import Club
from clubs.people.models import User
from clubs.timetable.models import Session
from clubs.volunteers import models
from clubs.volunteers.enums import CheckKind, CheckOutcome, RotaState, Workforce
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory


def days_from_now(days: int) -> factory.LazyFunction:
    """A date so many days from today; negative: ago."""
    return factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=days))


class VolunteerProfileFactory(DjangoModelFactory):
    class Meta:
        model = models.VolunteerProfile

    user = factory.SubFactory(UserFactory)
    skills = ["python"]


class CheckFactory(DjangoModelFactory):
    """A clear check for work with children, due in two years; ``lapsed``, ``referred``, ``adults_only``."""

    class Meta:
        model = models.Check

    class Params:
        lapsed = factory.Trait(due_on=days_from_now(-1))
        referred = factory.Trait(outcome=CheckOutcome.REFERRED)
        adults_only = factory.Trait(workforce=Workforce.ADULT)

    volunteer = factory.SubFactory(UserFactory)
    kind = CheckKind.ENHANCED
    workforce = Workforce.CHILD
    number = "001234567890"
    number_last_four = "7890"
    issued_on = days_from_now(-365)
    seen_on = days_from_now(-360)
    seen_by = factory.SubFactory(UserFactory)
    outcome = CheckOutcome.CLEAR
    due_on = days_from_now(730)


class ClearanceRecordFactory(DjangoModelFactory):
    """Everything but the check, in date for a year."""

    class Meta:
        model = models.ClearanceRecord

    volunteer = factory.SubFactory(UserFactory)
    identity_seen_on = days_from_now(-360)
    adult_from = days_from_now(-3650)
    first_reference_on = days_from_now(-360)
    second_reference_on = days_from_now(-360)
    training_done_on = days_from_now(-360)
    training_due_on = days_from_now(370)
    conduct_signed_on = days_from_now(-360)
    conduct_version = "2026-09"


class RotaEntryFactory(DjangoModelFactory):
    """A volunteer coming to a session; ``withdrawn``, ``stood_down``."""

    class Meta:
        model = models.RotaEntry

    class Params:
        withdrawn = factory.Trait(state=RotaState.WITHDRAWN)
        stood_down = factory.Trait(state=RotaState.STOOD_DOWN)

    session = factory.SubFactory(SessionFactory)
    volunteer = factory.SubFactory(UserFactory)


def cleared_volunteer(club: Club | None = None, **user: object) -> User:
    """An adult with every clearance in date, and a volunteer's role at ``club`` if one is given."""
    volunteer = UserFactory(**user)
    CheckFactory(volunteer=volunteer)
    ClearanceRecordFactory(volunteer=volunteer)
    if club is not None:
        ClubRoleFactory(user=volunteer, club=club)
    return volunteer


def staffed(session: Session, adults: int = 2) -> list[User]:
    """Put so many cleared adults on the session's rota and return them."""
    volunteers = [cleared_volunteer(session.club) for _ in range(adults)]
    for volunteer in volunteers:
        RotaEntryFactory(session=session, volunteer=volunteer)
    return volunteers
