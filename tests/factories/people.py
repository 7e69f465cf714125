"""Accounts, families and roles."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from clubs.people import models
from clubs.people.enums import Kind, Role, RoleState


class UserFactory(DjangoModelFactory):
    """An adult who signs in by e-mail."""

    class Meta:
        model = models.User

    class Params:
        child = factory.Trait(kind=Kind.CHILD, email=None, first_name="", last_name="")
        telephone_only = factory.Trait(email=None, telephone="020 7946 0001")

    kind = Kind.ADULT
    email = factory.Sequence(lambda number: f"adult{number}@example.org")
    first_name = factory.Sequence(lambda number: f"Robin{number}")
    last_name = "Sample"
    password = "!"


class ChildFactory(DjangoModelFactory):
    """A child of ten; ``guardian=`` puts them in a family, ``learner=True`` gives them an account."""

    class Meta:
        model = models.Child
        skip_postgeneration_save = True

    class Params:
        learner = factory.Trait(user=factory.SubFactory(UserFactory, child=True))

    first_name = factory.Sequence(lambda number: f"Sunny{number}")
    last_name = "Sample"
    birth_date = factory.LazyFunction(lambda: born_years_ago(10))

    @factory.post_generation
    def guardian(self, create: bool, extracted: models.User | None, **_kwargs: object) -> None:
        if create and extracted:
            models.Guardianship.objects.create(child=self, guardian=extracted)


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = models.Guardianship

    child = factory.SubFactory(ChildFactory)
    guardian = factory.SubFactory(UserFactory)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = models.Organisation

    name = factory.Sequence(lambda number: f"Sample Library {number}")
    slug = factory.Sequence(lambda number: f"sample-library-{number}")


class BoroughRoleFactory(DjangoModelFactory):
    """A role in force; a safeguarding lead's comes with its two people."""

    class Meta:
        model = models.BoroughRole

    class Params:
        ended = factory.Trait(state=RoleState.ENDED, ended_at=factory.LazyFunction(timezone.now))
        safeguarding = factory.Trait(
            role=Role.SAFEGUARDING_LEAD,
            granted_by=factory.SubFactory(UserFactory),
            approved_by=factory.SubFactory(UserFactory),
        )

    user = factory.SubFactory(UserFactory)
    role = Role.EDITOR


def born_years_ago(years: int) -> date:
    """New Year's Day so many years back: whoever is born then has that age all this year."""
    today = timezone.localdate()
    return today.replace(year=today.year - years, month=1, day=1)
