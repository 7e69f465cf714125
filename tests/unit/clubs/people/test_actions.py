"""Families and roles: what actions write and refuse."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from clubs.people import actions
from clubs.people.enums import Role, RoleState
from clubs.people.models import BoroughRole, Child, Guardianship, User
from clubs.records.refusals import Refusal
from tests.factories.people import BoroughRoleFactory, ChildFactory, UserFactory, born_years_ago

pytestmark = pytest.mark.django_db

ADA = {"first_name": " Ada ", "last_name": "Okafor", "birth_date": born_years_ago(9)}


def administrator() -> User:
    return BoroughRoleFactory(role=Role.ADMINISTRATOR).user


def test_a_child_is_added_to_the_family_of_whoever_adds_it() -> None:
    guardian = UserFactory()
    child = actions.add_child(by=guardian, **ADA)
    assert child.first_name == "Ada"
    assert list(Child.objects.of_guardian(guardian)) == [child]


def test_two_taps_make_one_child() -> None:
    guardian = UserFactory()
    actions.add_child(by=guardian, **ADA)
    with pytest.raises(Refusal, match="child_here_already"):
        actions.add_child(by=guardian, **ADA)


def test_staff_add_a_child_for_a_caller_and_nobody_else_does() -> None:
    caller = UserFactory(telephone_only=True)
    actions.add_child(by=BoroughRoleFactory(role=Role.COUNCIL_OFFICER).user, guardian=caller, **ADA)
    assert caller.guardianships.count() == 1
    with pytest.raises(Refusal, match="not_yours"):
        actions.add_child(by=UserFactory(), guardian=caller, **(ADA | {"first_name": "Eve"}))


def test_a_child_adds_nobody() -> None:
    with pytest.raises(Refusal, match="not_yours"):
        actions.add_child(by=UserFactory(child=True), **ADA)


def test_a_learner_is_made_once() -> None:
    child = ChildFactory()
    assert actions.make_learner(by=None, child=child) == actions.make_learner(by=None, child=child)


def test_the_database_keeps_kinds_apart() -> None:
    with pytest.raises(IntegrityError, match="must be of kind"), transaction.atomic():
        Guardianship.objects.create(child=ChildFactory(), guardian=UserFactory(child=True))
    with pytest.raises(IntegrityError, match="must be of kind"), transaction.atomic():
        Child.objects.filter(pk=ChildFactory().pk).update(user=UserFactory())


def test_an_adult_without_email_needs_a_telephone() -> None:
    with pytest.raises(IntegrityError, match="user_adult_can_be_reached"):
        User.objects.create_user(None)


def test_an_address_is_one_whatever_its_case() -> None:
    UserFactory(email="same@example.org")
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="SAME@example.org")])


def test_a_role_brings_its_groups_and_takes_them_away() -> None:
    editor, by = UserFactory(), administrator()
    role = actions.grant_role(by=by, user=editor, role=Role.EDITOR)
    assert set(editor.groups.values_list("name", flat=True)) == {"Editors", "Moderators"}
    assert User.objects.get(pk=editor.pk).is_staff
    actions.end_role(by=by, role=role)
    assert not editor.groups.exists()
    assert not User.objects.get(pk=editor.pk).is_staff
    assert Group.objects.filter(name="Editors").exists()


def test_a_safeguarding_role_waits_for_a_second_person() -> None:
    first, second, lead = administrator(), administrator(), UserFactory()
    role = actions.grant_role(by=first, user=lead, role=Role.SAFEGUARDING_LEAD)
    assert role.state == RoleState.PROPOSED
    assert not User.objects.get(pk=lead.pk).is_staff
    with pytest.raises(Refusal, match="needs_another_person"):
        actions.agree_to_role(by=first, role=role)
    assert actions.agree_to_role(by=second, role=role).state == RoleState.ACTIVE
    with pytest.raises(Refusal, match="not_waiting"):
        actions.agree_to_role(by=administrator(), role=role)


def test_nobody_proposes_themselves_for_safeguarding() -> None:
    by = administrator()
    with pytest.raises(Refusal, match="needs_another_person"):
        actions.grant_role(by=by, user=by, role=Role.SAFEGUARDING_LEAD)


def test_the_database_wants_two_people_too() -> None:
    first, lead = UserFactory(), UserFactory()
    for pair in ({}, {"granted_by": first, "approved_by": first}, {"granted_by": first, "approved_by": lead}):
        with pytest.raises(IntegrityError, match="borough_role_two_people"), transaction.atomic():
            BoroughRole.objects.create(user=lead, role=Role.SAFEGUARDING_LEAD, **pair)
    assert BoroughRoleFactory(safeguarding=True).pk


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COUNCIL_OFFICER, Role.SAFEGUARDING_LEAD])
def test_only_those_who_may_grant_do(role: Role) -> None:
    by = BoroughRoleFactory(role=Role.EDITOR).user
    with pytest.raises(Refusal, match="not_yours"):
        actions.grant_role(by=by, user=UserFactory(), role=role)


def test_the_command_line_makes_the_first_administrator_only() -> None:
    UserFactory(email="first@example.org")
    call_command("grant_role", "first@example.org", "administrator")
    assert BoroughRole.objects.active().filter(role=Role.ADMINISTRATOR).exists()
    with pytest.raises(CommandError):
        call_command("grant_role", "nobody@example.org", "administrator")
    with pytest.raises(CommandError):
        call_command("grant_role", "first@example.org", "safeguarding_lead")
