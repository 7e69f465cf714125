"""Every personal field is declared; the record is current; an undeclared field fails."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test.utils import isolate_apps

from clubs.directory.models import ClubCard, Venue
from clubs.people.models import Child
from clubs.records.personal_data import (
    Audience,
    Basis,
    Keep,
    declarations,
    declare,
    nothing_personal,
    own_models,
    undeclared_fields,
)
from clubs.records.processing_record import processing_record

WORDS = {"basis": Basis.PUBLIC_TASK, "audience": [Audience.SELF], "keep": Keep("a day"), "found_by": {}}


def test_every_field_of_ours_is_declared() -> None:
    assert undeclared_fields() == []


@isolate_apps("clubs.people")
def test_a_field_nobody_declared_is_found() -> None:
    class Diary(models.Model):  # noqa: DJ008 - never shown
        secret = models.TextField()

        class Meta:
            app_label = "people"

    assert undeclared_fields([Diary]) == ["people.Diary.secret"]


def test_a_model_that_points_at_a_person_cannot_be_called_impersonal() -> None:
    with pytest.raises(ValueError, match="points at a person"):
        nothing_personal(ClubCard)


def test_a_field_that_is_not_there_cannot_be_declared() -> None:
    class Nothing(Venue):
        class Meta:
            proxy = True
            app_label = "directory"

    with pytest.raises(FieldDoesNotExist):
        declare(Nothing, fields={"shoe_size": "no reason"}, **WORDS)


def test_nothing_is_declared_twice() -> None:
    with pytest.raises(ValueError, match="already"):
        declare(Child, fields={}, **WORDS)


# R1: the whole of what is known about a child.
CHILD_FIELDS = {"id", "first_name", "last_name", "preferred_name", "birth_date", "user", "added_at"}


def test_a_child_has_these_fields_and_no_others() -> None:
    assert {field.name for field in Child._meta.local_fields} == CHILD_FIELDS
    assert [field.name for field in Child._meta.local_many_to_many] == ["guardians"]


def test_no_model_of_ours_holds_files_of_people() -> None:
    holders = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        if model.__module__.startswith("clubs.")
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    ]
    assert holders == []


def test_everything_declared_says_when_it_goes() -> None:
    assert [entry.model._meta.label for entry in declarations() if not entry.keep.words] == []
    assert [e.model._meta.label for e in declarations() if bool(e.keep.days) != bool(e.keep.since)] == []


def test_the_processing_record_is_current(settings) -> None:
    written = settings.REPOSITORY / "docs" / "reference" / "personal-data.md"
    assert written.read_text() == processing_record(), "run manage.py write_processing_record"
