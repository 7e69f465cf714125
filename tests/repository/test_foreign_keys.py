"""No model points upwards: a lower app must not know of a higher one, not even by string."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

# Lowest first; each may point at itself and at what stands before it.
ROOMS = (
    "records", "people", "safeguarding", "directory", "timetable", "volunteers", "booking", "finder",
    "clubday", "authoring", "courses", "grading", "progress", "copies", "pages",
)  # fmt: skip


def relations() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ROOMS:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
                target = field.related_model._meta.app_label
                # The user model is named by AUTH_USER_MODEL wherever it is needed.
                if target in ROOMS and field.related_model._meta.label != "people.User":
                    yield f"{model._meta.label}.{field.name}", target


def test_there_are_relations_to_look_at() -> None:
    assert len(list(relations())) > 20


@pytest.mark.parametrize(("name", "target"), sorted(relations()), ids=str)
def test_points_down(name: str, target: str) -> None:
    own = name.partition(".")[0]
    assert ROOMS.index(target) <= ROOMS.index(own), f"{name} points up at {target}"


def test_every_own_app_has_its_place() -> None:
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("clubs.", "curriculum.", "website."))
        and any(isinstance(model, type) and issubclass(model, models.Model) for model in config.get_models())
    }
    assert ours <= set(ROOMS)
