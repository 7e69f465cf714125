"""Actions: keyword-only, atomic, told who acts, recorded with ids and no names."""

import pytest
from django.db import DatabaseError

from clubs.people import actions
from clubs.records.audit import audited
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from tests.factories.people import ChildFactory, UserFactory, born_years_ago


def positional(by): ...
def nobody(*, child): ...


@pytest.mark.parametrize("function", [positional, nobody], ids=["positional", "without by="])
def test_what_is_no_action_is_refused_at_import(function) -> None:
    with pytest.raises(TypeError):
        audited("test")(function)


@pytest.mark.django_db
def test_an_entry_holds_ids_and_no_names() -> None:
    guardian = UserFactory()
    child = actions.add_child(by=guardian, first_name="Ada", last_name="Okafor", birth_date=born_years_ago(9))
    entry = AuditEntry.objects.get(action="people.add_child")
    assert (entry.actor_id, entry.subject_type, entry.subject_id) == (
        guardian.pk,
        "people.child",
        str(child.pk),
    )
    assert "Ada" not in str(entry.about)
    assert "Okafor" not in str(entry.about)


@pytest.mark.django_db
def test_a_refused_action_leaves_nothing_behind() -> None:
    with pytest.raises(Refusal):
        actions.update_child(
            by=UserFactory(),
            child=ChildFactory(),
            first_name="X",
            last_name="Y",
            birth_date=born_years_ago(9),
        )
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_action_that_breaks_half_way_is_undone() -> None:
    @audited("test.half")
    def half(*, by):
        UserFactory(email="half@example.org")
        raise DatabaseError

    with pytest.raises(DatabaseError):
        half(by=None)
    assert not AuditEntry.objects.exists()
    assert not type(UserFactory.build()).objects.filter(email="half@example.org").exists()
