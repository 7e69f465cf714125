"""The register of personal data: what each field is for, who sees it, how long it stays.

Every app says so in its own ``personal_data.py``, found at start-up. The
processing record, the retention table, exports, erasure and the privacy pages
are all read from here, and a test fails on a field that nobody declared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.module_loading import autodiscover_modules

# Whose models must be in the register.
OWN_PACKAGES = ("clubs.", "curriculum.", "website.")


class Basis(StrEnum):
    """Lawful bases of UK GDPR Article 6. A council's own officer confirms the choice."""

    PUBLIC_TASK = "public task"
    CONSENT = "consent"
    LEGAL_DUTY = "legal obligation"
    VITAL_INTERESTS = "vital interests"


class Audience(StrEnum):
    """Who may read a field."""

    SELF = "the person"
    GUARDIANS = "the child's guardians"
    CHILD = "the child"
    CLUB_TEAM = "the club's lead and volunteers"
    CLUB_LEAD = "the club's lead"
    SAFEGUARDING = "the safeguarding lead"
    COUNCIL = "the council's officers"
    ADMINISTRATORS = "administrators"
    PUBLIC = "everyone"
    NOBODY = "nobody; only programs read it"


class Erasure(StrEnum):
    """What happens to a row when the person it is about is erased."""

    DELETE = "deleted"
    BLANK = "emptied of what is personal"
    KEEP = "kept until its time is up"


@dataclass(frozen=True)
class Keep:
    """How long. ``days`` after the row's ``since`` field the purge deletes it; without them, words only."""

    words: str
    days: int | None = None
    since: str = ""


@dataclass(frozen=True)
class Declaration:
    """What one model holds about people. ``found_by``: "child" or "user" → the lookup of their rows."""

    model: type[models.Model]
    fields: Mapping[str, str]
    basis: Basis
    audience: tuple[Audience, ...]
    keep: Keep
    technical: frozenset[str]
    found_by: Mapping[str, str]
    erasure: Erasure


@dataclass
class _Register:
    declared: dict[type[models.Model], Declaration] = field(default_factory=dict)
    impersonal: set[type[models.Model]] = field(default_factory=set)


_register = _Register()


def declare(
    model: type[models.Model],
    *,
    fields: Mapping[str, str],
    basis: Basis,
    audience: Iterable[Audience],
    keep: Keep,
    found_by: Mapping[str, str],
    technical: Iterable[str] = (),
    erasure: Erasure = Erasure.DELETE,
) -> None:
    """Enter a model: ``fields`` maps each personal field to its purpose, a phrase after "so that …".

    ``technical`` names the fields that say nothing of a person beyond the row's
    being there (states, counters, links to places). ``found_by`` maps "child"
    (people.Child) and/or "user" (people.User) to an ORM lookup from this model.
    Raises FieldDoesNotExist for a field or lookup the model has not, and ValueError
    when it is entered twice.
    """
    if model in _register.declared or model in _register.impersonal:
        raise ValueError(f"{model._meta.label} is in the register already")
    for name in (*fields, *technical, *([keep.since] if keep.since else [])):
        model._meta.get_field(name)
    for lookup in found_by.values():
        _resolve(model, lookup)
    _register.declared[model] = Declaration(
        model, dict(fields), basis, tuple(audience), keep, frozenset(technical), dict(found_by), erasure
    )


def nothing_personal(*entered: type[models.Model]) -> None:
    """Enter models that hold nothing about a person. Raises ValueError for one that points at one."""
    for model in entered:
        if any(_points_at_person(column) for column in model._meta.local_concrete_fields):
            raise ValueError(f"{model._meta.label} points at a person: declare it")
        _register.impersonal.add(model)


def declarations() -> list[Declaration]:
    """Everything declared, by app and model."""
    return sorted(_register.declared.values(), key=lambda entry: entry.model._meta.label)


def undeclared_fields(owned: Iterable[type[models.Model]] | None = None) -> list[str]:
    """Labels ("people.Child.first_name") of fields of our own models that nobody declared."""
    missing = []
    for model in own_models() if owned is None else owned:
        if model in _register.impersonal:
            continue
        entry = _register.declared.get(model)
        named = {*entry.fields, *entry.technical} if entry else set()
        missing += [
            f"{model._meta.label}.{column.name}"
            # A parent model's columns (a Wagtail page's own) are the parent's to declare.
            for column in model._meta.local_concrete_fields
            if not column.primary_key and column.name not in named
        ]
    return missing


def own_models() -> list[type[models.Model]]:
    """Models of this project's own apps, those made by a library for it (history tables) included."""
    return [model for model in apps.get_models() if model.__module__.startswith(OWN_PACKAGES)]


def discover() -> None:
    """Import every installed app's ``personal_data`` module."""
    autodiscover_modules("personal_data")


def _points_at_person(column: models.Field) -> bool:
    target = column.related_model
    return isinstance(target, type) and target._meta.label in {"people.User", "people.Child"}


def _resolve(model: type[models.Model], lookup: str) -> None:
    """Follow a lookup ("booking__child") field by field. Raises FieldDoesNotExist where it leads nowhere."""
    here: type[models.Model] = model
    for name in lookup.split("__"):
        if name == "pk" and model._meta.label in {"people.User", "people.Child"}:
            return
        target = here._meta.get_field(name).related_model
        if not isinstance(target, type):
            raise FieldDoesNotExist(f"{model._meta.label}: {lookup} does not lead to a person")
        here = target
