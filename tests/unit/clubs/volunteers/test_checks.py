"""Check records: what they may hold, who reads them, and that every look is recorded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from clubs.people import guards
from clubs.people.models import User
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from clubs.safeguarding.actions import decide_for_self
from clubs.safeguarding.enums import Purpose
from clubs.volunteers.actions import record_check, record_clearances, view_checks
from clubs.volunteers.enums import CheckKind, CheckOutcome, Workforce
from clubs.volunteers.models import Check, ClearanceRecord, VolunteerProfile
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import BoroughRoleFactory, UserFactory
from tests.factories.volunteers import CheckFactory, VolunteerProfileFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def safeguarding_lead(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(guards, "has_second_step", lambda _user: True)
    return BoroughRoleFactory(safeguarding=True).user


def facts(**changed: object) -> dict:
    today = timezone.localdate()
    return {
        "volunteer": UserFactory(),
        "kind": CheckKind.ENHANCED,
        "workforce": Workforce.CHILD,
        "number": "001234567890",
        "issued_on": today - timedelta(days=20),
        "seen_on": today,
        "due_on": today + timedelta(days=1000),
        "outcome": CheckOutcome.CLEAR,
        "update_service_consent": True,
        **changed,
    }


def test_no_file_and_no_free_text() -> None:
    """The only text columns are choices, the encrypted number and its last four digits (R12)."""
    columns = Check._meta.concrete_fields
    assert not [column for column in columns if isinstance(column, models.FileField)]
    free = {
        column.name
        for column in columns
        if isinstance(column, models.CharField | models.TextField) and not column.choices
    }
    assert free == {"number", "number_last_four"}


def test_the_number_is_unreadable_in_the_table(safeguarding_lead: User) -> None:
    check = record_check(by=safeguarding_lead, **facts())
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM volunteers_check WHERE id = %s", [check.pk])
        [stored] = cursor.fetchone()
    assert "1234567890" not in stored
    assert Check.objects.get().number == "001234567890"
    assert check.number_last_four == "7890"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"number": "12345"}, "check_number", id="too short a number"),
        pytest.param({"number": "12345678901x"}, "check_number", id="a letter in it"),
        pytest.param({"issued_on": TODAY + days(1)}, "check_dates", id="seen before issue"),
        pytest.param({"seen_on": TODAY + days(1)}, "check_dates", id="seen tomorrow"),
        pytest.param({"due_on": TODAY - days(30)}, "check_dates", id="due before issue"),
    ],
)
def test_what_cannot_be_right_is_refused(safeguarding_lead: User, changed: dict, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        record_check(by=safeguarding_lead, **facts(**changed))
    assert not Check.objects.exists()


@pytest.mark.parametrize("role", ["editor", "council_officer", "administrator", None], ids=str)
def test_nobody_else_reads_or_writes(role: str | None) -> None:
    other = BoroughRoleFactory(role=role).user if role else ClubRoleFactory(lead=True).user
    volunteer = CheckFactory().volunteer
    with pytest.raises(Refusal, match="not_yours"):
        view_checks(volunteer=volunteer, by=other)
    with pytest.raises(Refusal, match="not_yours"):
        record_check(by=other, **facts())


@pytest.mark.parametrize(
    ("leads", "changed", "eligible"),
    [
        pytest.param(False, {}, True, id="a volunteer, enhanced"),
        pytest.param(False, {"kind": CheckKind.ENHANCED_BARRED}, False, id="a volunteer, barred list"),
        pytest.param(True, {"kind": CheckKind.ENHANCED_BARRED}, True, id="a lead, barred list"),
        pytest.param(True, {"kind": CheckKind.STANDARD}, False, id="a lead, standard"),
        pytest.param(True, {"workforce": Workforce.ADULT}, False, id="a lead, adult workforce"),
        pytest.param(True, {"workforce": Workforce.BOTH}, False, id="a lead, both workforces"),
    ],
)
def test_no_check_a_role_may_not_be_asked_for(
    safeguarding_lead: User, leads: bool, changed: dict, eligible: bool
) -> None:
    volunteer = ClubRoleFactory(lead=leads).user
    if eligible:
        record_check(by=safeguarding_lead, **facts(volunteer=volunteer, **changed))
        return
    with pytest.raises(Refusal, match="not_eligible"):
        record_check(by=safeguarding_lead, **facts(volunteer=volunteer, **changed))


def test_the_list_is_a_look_too(client: Client, safeguarding_lead: User) -> None:
    volunteer = ClubRoleFactory().user
    due_on = CheckFactory(volunteer=volunteer).due_on
    client.force_login(safeguarding_lead)
    page = client.get("/team/checks/").text
    assert f"{due_on:%-d %b %Y}" in page
    assert AuditEntry.objects.filter(action="volunteers.view_clearances", actor=safeguarding_lead).exists()


def test_one_s_own_page_has_no_forms(client: Client, safeguarding_lead: User) -> None:
    ClubRoleFactory(user=safeguarding_lead)
    client.force_login(safeguarding_lead)
    assert "Record the check" not in client.get(f"/team/checks/{safeguarding_lead.pk}/").text


def test_only_those_who_help_have_a_profile(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/team/profile/").status_code == 403


def test_nobody_clears_themselves(safeguarding_lead: User) -> None:
    with pytest.raises(Refusal, match="own_check"):
        record_check(by=safeguarding_lead, **facts(volunteer=safeguarding_lead))


def test_every_view_is_recorded(client: Client, safeguarding_lead: User) -> None:
    volunteer = CheckFactory().volunteer
    ClubRoleFactory(user=volunteer)
    client.force_login(safeguarding_lead)
    for _ in range(2):
        page = client.get(f"/team/checks/{volunteer.pk}/").text
    assert "7890" in page
    assert "001234567890" not in page
    looks = AuditEntry.objects.filter(action="volunteers.view_checks", actor=safeguarding_lead)
    assert looks.filter(subject_id=str(volunteer.pk)).count() == 2


def test_the_pages_of_the_safeguarding_lead(client: Client, safeguarding_lead: User) -> None:
    volunteer = ClubRoleFactory().user
    client.force_login(safeguarding_lead)
    assert "Not cleared" in client.get("/team/checks/").text
    answer = client.post(f"/team/checks/{volunteer.pk}/check/", {**facts(), "number": "12"})
    assert answer.status_code == 422
    sent = {**facts(volunteer=""), "seen_on": timezone.localdate() + timedelta(days=3)}
    assert "cannot all be right" in client.post(f"/team/checks/{volunteer.pk}/check/", sent).text
    assert client.post(f"/team/checks/{volunteer.pk}/check/", facts()).status_code == 302
    dates = dict.fromkeys(["identity_seen_on", "first_reference_on", "training_done_on"], TODAY)
    answer = client.post(f"/team/checks/{volunteer.pk}/dates/", dates)
    assert "Fill in both days" in answer.text
    dates["training_due_on"] = TODAY + days(700)
    assert client.post(f"/team/checks/{volunteer.pk}/dates/", dates).status_code == 302
    assert ClearanceRecord.objects.get(volunteer=volunteer).training_due_on == dates["training_due_on"]


@pytest.mark.parametrize("address", ["/team/checks/", "/team/checks/1/"])
def test_a_club_lead_does_not_get_in(client: Client, address: str) -> None:
    client.force_login(ClubRoleFactory(lead=True).user)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("offered", ["standard", "enhanced_barred", "adult", "both", "other"])
def test_the_form_offers_no_check_that_must_not_be_asked_for(
    client: Client, safeguarding_lead: User, offered: str
) -> None:
    client.force_login(safeguarding_lead)
    page = client.get(f"/team/checks/{ClubRoleFactory().user.pk}/").text
    assert f'value="{offered}"' not in page
    assert 'value="enhanced"' in page


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        pytest.param({"number_last_four": "12ab"}, "check_last_four_digits", id="no digits"),
        pytest.param({"seen_on": TODAY - days(999)}, "check_seen_after_issue", id="seen first"),
        pytest.param({"due_on": TODAY - days(999)}, "check_due_after_issue", id="due first"),
        pytest.param({"outcome": "spotty"}, "check_outcome_known", id="another outcome"),
    ],
)
def test_the_database_refuses(changed: dict, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CheckFactory(**changed)


def test_nobody_sees_their_own_check() -> None:
    user = UserFactory()
    with pytest.raises(IntegrityError, match="check_not_seen_by_oneself"), transaction.atomic():
        CheckFactory(volunteer=user, seen_by=user)


def test_record_clearances_needs_the_role() -> None:
    nothing = dict.fromkeys(
        [
            "identity_seen_on",
            "adult_from",
            "first_reference_on",
            "second_reference_on",
            "training_done_on",
            "training_due_on",
            "conduct_signed_on",
        ]
    )
    with pytest.raises(Refusal, match="not_yours"):
        record_clearances(volunteer=UserFactory(), by=UserFactory(), conduct_version="", **nothing)


def test_listed_only_while_the_yes_stands(client: Client) -> None:
    volunteer = VolunteerProfileFactory(user__first_name="Robin").user
    ClubRoleFactory(user=volunteer)
    VolunteerProfileFactory()
    client.force_login(volunteer)
    sent = {"picture": "robot", "skills": ["python", "art"], "listed": "yes"}
    assert client.post("/team/profile/", sent).status_code == 302
    [profile] = VolunteerProfile.objects.listed()
    assert (profile.name_shown, profile.picture, profile.skills) == ("Robin", "robot", ["python", "art"])
    decide_for_self(by=volunteer, purpose=Purpose.VOLUNTEER_LISTING, yes=False)
    assert not VolunteerProfile.objects.listed().exists()
    assert "Robin" not in client.get("/team/profile/").text.split("<main", 1)[1]
