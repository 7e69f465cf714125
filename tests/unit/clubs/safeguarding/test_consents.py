"""Consents: who decides, what stands, and that no row means no."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from clubs.people.models import Child
from clubs.records.refusals import Refusal
from clubs.safeguarding import actions, consents, rules
from clubs.safeguarding.enums import CHILD_PURPOSES, PHOTO_PURPOSES, Decision, How, Purpose
from clubs.safeguarding.models import Consent
from clubs.safeguarding.wording import CURRENT
from tests.factories.people import BoroughRoleFactory, ChildFactory, UserFactory, born_years_ago

pytestmark = pytest.mark.django_db

BORN = date(2013, 2, 28)
WHO_DECIDES = {
    "lessons, the day before 13": (Purpose.LEARNING, date(2026, 2, 27), False),
    "lessons, from the 13th birthday": (Purpose.LEARNING, date(2026, 2, 28), True),
    "photos, at 12": (Purpose.PHOTOS_ON_SITE, date(2026, 2, 27), False),
    "photos, at 15": (Purpose.PHOTOS_ON_SITE, date(2028, 3, 1), False),
}


@pytest.mark.parametrize(("purpose", "day", "own"), WHO_DECIDES.values(), ids=WHO_DECIDES.keys())
def test_who_decides(purpose: Purpose, day: date, own: bool) -> None:
    guardian = UserFactory()
    child = ChildFactory(guardian=guardian, learner=True, birth_date=BORN)
    assert rules.decides_for_themselves(child, purpose, day) is own
    assert rules.may_decide(child.user, child, purpose, day) is own
    assert rules.may_decide(guardian, child, purpose, day) is not own
    assert not rules.may_decide(UserFactory(), child, purpose, day)


def test_no_row_means_no() -> None:
    child = ChildFactory()
    assert not any(consents.agreed(child, purpose) for purpose in CHILD_PURPOSES)
    assert consents.photo_consents([child]) == {child.pk: set()}


STORIES = {
    "yes": ([True], [Decision.GIVEN], True),
    "no": ([False], [Decision.REFUSED], False),
    "yes, then taken back": ([True, False], [Decision.GIVEN, Decision.WITHDRAWN], False),
    "no, then yes": ([False, True], [Decision.REFUSED, Decision.GIVEN], True),
    "taken back, then yes again": (
        [True, False, True],
        [Decision.GIVEN, Decision.WITHDRAWN, Decision.GIVEN],
        True,
    ),
}


@pytest.mark.parametrize(("said", "rows", "stands"), STORIES.values(), ids=STORIES.keys())
def test_the_whole_story_stays_and_the_last_word_counts(said, rows, stands: bool) -> None:
    guardian = UserFactory()
    child = ChildFactory(guardian=guardian)
    for yes in said:
        actions.decide_for_child(by=guardian, child=child, purpose=Purpose.PHOTOS_ON_SITE, yes=yes)
    kept = Consent.objects.filter(child=child).order_by("pk")
    assert [row.decision for row in kept] == rows
    assert consents.agreed(child, Purpose.PHOTOS_ON_SITE) is stands
    assert {row.wording_version for row in kept} == {CURRENT[Purpose.PHOTOS_ON_SITE].version}


def test_another_family_decides_nothing() -> None:
    with pytest.raises(Refusal, match="not_your_child"):
        actions.decide_for_child(by=UserFactory(), child=ChildFactory(), purpose=Purpose.LEARNING, yes=True)
    assert not Consent.objects.exists()


def test_adding_a_child_writes_every_answer_down() -> None:
    guardian = UserFactory()
    child = add(guardian, guardian, years=9)
    rows = {row.purpose: (row.decision, row.how) for row in Consent.objects.filter(child=child)}
    assert rows == {
        Purpose.LEARNING: (Decision.GIVEN, How.ONLINE),
        Purpose.PHOTOS_IN_CLUB: (Decision.REFUSED, How.ONLINE),
        Purpose.PHOTOS_ON_SITE: (Decision.REFUSED, How.ONLINE),
        Purpose.PHOTOS_IN_PRESS: (Decision.REFUSED, How.ONLINE),
    }


def test_a_guardians_yes_to_lessons_is_not_taken_from_13() -> None:
    guardian = UserFactory()
    child = add(guardian, guardian, years=13)
    assert set(Consent.objects.filter(child=child).values_list("purpose", flat=True)) == set(PHOTO_PURPOSES)


def test_a_callers_answers_are_by_telephone() -> None:
    caller = UserFactory(telephone_only=True)
    child = add(BoroughRoleFactory(role="council_officer").user, caller, years=9)
    assert set(Consent.objects.filter(child=child).values_list("how", "decided_by")) == {
        (How.TELEPHONE, caller.pk)
    }


def test_volunteers_choose_to_be_listed() -> None:
    volunteer = UserFactory()
    actions.decide_for_self(by=volunteer, purpose=Purpose.VOLUNTEER_LISTING, yes=True)
    assert consents.agreed_to_listing() == {volunteer.pk}
    actions.decide_for_self(by=volunteer, purpose=Purpose.VOLUNTEER_LISTING, yes=False)
    assert consents.agreed_to_listing() == set()
    with pytest.raises(Refusal, match="about_children"):
        actions.decide_for_self(by=volunteer, purpose=Purpose.LEARNING, yes=True)


def test_the_database_wants_a_child_or_an_adult() -> None:
    adult = UserFactory()
    words = {"decision": Decision.GIVEN, "wording_version": "t", "decided_by": adult}
    for whom in (
        {"purpose": Purpose.LEARNING},
        {"purpose": Purpose.LEARNING, "adult": adult},
        {"purpose": Purpose.VOLUNTEER_LISTING, "child": ChildFactory()},
    ):
        with pytest.raises(IntegrityError, match="consent_of_child_or_adult"), transaction.atomic():
            Consent.objects.create(**whom, **words)


def test_every_purpose_has_its_words() -> None:
    assert set(CURRENT) == set(Purpose)
    assert all(wording.why and wording.question and wording.version for wording in CURRENT.values())


def add(by, guardian, years: int) -> Child:
    return actions.add_child_with_answers(
        by=by,
        guardian=guardian,
        about_child={"first_name": "Ada", "last_name": "Okafor", "birth_date": born_years_ago(years)},
        answers={purpose: purpose == Purpose.LEARNING for purpose in CHILD_PURPOSES},
    )
