"""Ages and who may do what with whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubs.people import rules
from clubs.people.enums import ROLE_TRANSITIONS, Role, RoleState
from clubs.people.models import BoroughRole, Child
from clubs.records.refusals import Refusal
from tests.factories.people import BoroughRoleFactory, ChildFactory, UserFactory

AGES = {
    "the day before the birthday": (date(2015, 6, 10), date(2026, 6, 9), 10),
    "the birthday": (date(2015, 6, 10), date(2026, 6, 10), 11),
    "born on 29 February, 28 February of a common year": (date(2016, 2, 29), date(2025, 2, 28), 8),
    "born on 29 February, 1 March of a common year": (date(2016, 2, 29), date(2025, 3, 1), 9),
    "born on 29 February, 29 February of a leap year": (date(2016, 2, 29), date(2024, 2, 29), 8),
    "born on 29 February, 28 February of a leap year": (date(2016, 2, 29), date(2024, 2, 28), 7),
    "the day of birth": (date(2020, 1, 1), date(2020, 1, 1), 0),
}


@pytest.mark.parametrize(("born", "day", "age"), AGES.values(), ids=AGES.keys())
def test_age_on(born: date, day: date, age: int) -> None:
    assert rules.age_on(born, day) == age


@given(born=st.dates(date(1990, 1, 1), date(2026, 1, 1)), days=st.integers(0, 30000))
def test_age_never_falls_and_rises_by_one_at_most_a_day(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    step = rules.age_on(born, day + timedelta(days=1)) - rules.age_on(born, day)
    assert step in (0, 1)
    assert rules.age_on(born, day) <= days / 365


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2026, 6, 2), "not_born_yet"),
        (date(2024, 6, 1), "age_outside"),
        (date(2007, 6, 1), "age_outside"),
        (date(2022, 6, 1), None),
        (date(2007, 6, 2), None),
    ],
    ids=["to come", "two", "nineteen today", "four today", "eighteen, nineteen tomorrow"],
)
def test_birthdays_that_a_child_of_the_clubs_may_have(born: date, code: str | None) -> None:
    today = date(2026, 6, 1)
    if code is None:
        rules.check_birth_date(born, today)
        return
    with pytest.raises(Refusal, match=code):
        rules.check_birth_date(born, today)


@pytest.mark.django_db
def test_who_looks_after_a_child() -> None:
    guardian, other = UserFactory(), UserFactory()
    child = ChildFactory(guardian=guardian, learner=True)
    assert rules.looks_after(guardian, child)
    assert not rules.looks_after(other, child)
    assert not rules.looks_after(child.user, child)
    assert not rules.looks_after(None, child)
    with pytest.raises(Refusal, match="not_your_child"):
        rules.check_looks_after(other, child)


HOLDERS = {
    "in force": ({}, True),
    "ended": ({"ended": True}, False),
    "another role": ({"role": Role.COUNCIL_OFFICER}, False),
    "of a closed account": ({"user__is_active": False}, False),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("traits", "holds"), HOLDERS.values(), ids=HOLDERS.keys())
def test_a_role_counts(traits: dict[str, object], holds: bool) -> None:
    role = BoroughRoleFactory(**traits)
    assert rules.has_role(role.user, Role.EDITOR) is holds


@pytest.mark.parametrize("before", RoleState)
@pytest.mark.parametrize("after", RoleState)
def test_every_move_of_a_role_is_in_the_table(before: RoleState, after: RoleState) -> None:
    allowed = {("proposed", "active"), ("proposed", "ended"), ("active", "ended")}
    assert rules.may_become(BoroughRole(state=before), after) is ((before.value, after.value) in allowed)
    assert set(ROLE_TRANSITIONS) == set(RoleState)


def test_the_name_shown_is_the_one_they_like() -> None:
    assert Child(first_name="Alexandra", preferred_name="Sasha").name_shown == "Sasha"
    assert Child(first_name="Alexandra").name_shown == "Alexandra"
