"""Who counts towards cover: the rule, the database's own reading of it, and the two held together."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from clubs.timetable.models import Session
from clubs.volunteers.clearance import what_is_missing
from clubs.volunteers.enums import Clearance
from clubs.volunteers.models import Check, ClearanceRecord, RotaEntry
from clubs.volunteers.rota import Cover, cover_of, covers_of
from clubs.volunteers.rules import ClearanceDates, is_cleared, missing_clearances
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import CheckFactory, RotaEntryFactory, cleared_volunteer, staffed

DAY = date(2026, 3, 3)
EVE, MORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)
CLEARED = ClearanceDates(
    check_due_on=MORROW,
    identity_seen_on=EVE,
    adult_from=EVE,
    first_reference_on=EVE,
    second_reference_on=EVE,
    training_due_on=MORROW,
    conduct_signed_on=EVE,
)
FIELDS = {
    Clearance.CHECK: "check_due_on",
    Clearance.IDENTITY: "identity_seen_on",
    Clearance.ADULT: "adult_from",
    Clearance.FIRST_REFERENCE: "first_reference_on",
    Clearance.SECOND_REFERENCE: "second_reference_on",
    Clearance.TRAINING: "training_due_on",
    Clearance.CONDUCT: "conduct_signed_on",
}
LASTING = {Clearance.CHECK, Clearance.TRAINING}


@pytest.mark.parametrize("clearance", Clearance, ids=str)
def test_each_clearance_alone_decides(clearance: Clearance) -> None:
    field = FIELDS[clearance]
    too_late, on_the_day = (EVE, DAY) if clearance in LASTING else (MORROW, DAY)
    assert missing_clearances(replace(CLEARED, **{field: None}), DAY) == [clearance]
    assert missing_clearances(replace(CLEARED, **{field: too_late}), DAY) == [clearance]
    assert is_cleared(replace(CLEARED, **{field: on_the_day}), DAY)


def test_nothing_known_is_everything_missing() -> None:
    assert missing_clearances(ClearanceDates(), DAY) == list(Clearance)


CASES = [
    pytest.param({}, {}, id="all in date"),
    *(pytest.param({}, {FIELDS[c]: None}, id=f"no {c}") for c in Clearance if c != Clearance.CHECK),
    *(
        pytest.param({}, {FIELDS[c]: days}, id=f"{c} {days:+d} days from the session")
        for c in Clearance
        if c not in LASTING
        for days in (0, 1)
    ),
    *(pytest.param({}, {"training_due_on": days}, id=f"training due {days:+d}") for days in (-1, 0)),
    *(pytest.param({"due_on": days}, {}, id=f"check due {days:+d}") for days in (-1, 0)),
    pytest.param({"outcome": "referred"}, {}, id="referred"),
    pytest.param({"workforce": "adult"}, {}, id="for adults only"),
    pytest.param({"workforce": "both"}, {}, id="for both"),
    pytest.param({"kind": "standard"}, {}, id="a lower level"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("check", "dates"), CASES)
def test_the_database_reads_the_same_rule(check: dict, dates: dict) -> None:
    """``RotaEntry.objects.cleared()`` and ``missing_clearances`` agree in every case."""
    session = SessionFactory(days_ahead=5)
    volunteer = cleared_volunteer(session.club)
    entry = RotaEntryFactory(session=session, volunteer=volunteer)

    def moved(values: dict) -> dict:
        return {
            name: session.day + timedelta(days=value) if isinstance(value, int) else value
            for name, value in values.items()
        }

    if check:
        Check.objects.update(**moved(check))
    if dates:
        ClearanceRecord.objects.update(**moved(dates))
    by_rule = not what_is_missing(volunteer, session.day)
    assert RotaEntry.objects.cleared().filter(pk=entry.pk).exists() is by_rule


@pytest.mark.django_db
def test_the_newest_clear_check_counts() -> None:
    volunteer = cleared_volunteer()
    CheckFactory(volunteer=volunteer, lapsed=True)
    CheckFactory(volunteer=volunteer, referred=True)
    assert what_is_missing(volunteer, timezone.localdate()) == []


@pytest.mark.django_db
def test_who_has_no_account_any_more_does_not_count() -> None:
    session = SessionFactory()
    volunteer, *_ = staffed(session)
    volunteer.is_active = False
    volunteer.save()
    assert cover_of(session, timezone.now()) == Cover(1, pledged=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days_ahead", "cover"),
    [
        pytest.param(1, Cover(3, pledged=False), id="tomorrow: the rota"),
        pytest.param(10, Cover(3, pledged=False), id="the last day of the horizon: the rota"),
        pytest.param(11, Cover(5, pledged=True), id="a day later: the pledge"),
    ],
)
@override_settings(CLUBS_ROTA_HORIZON_DAYS=10)
def test_cover_by_horizon(days_ahead: int, cover: Cover) -> None:
    session = SessionFactory(days_ahead=days_ahead, pledged_adults=5)
    staffed(session, 3)
    RotaEntryFactory(session=session)  # not cleared
    RotaEntryFactory(session=session, volunteer=cleared_volunteer(), withdrawn=True)
    assert cover_of(session, timezone.now()) == cover


@pytest.mark.django_db
def test_cover_of_many_sessions_is_one_query(django_assert_num_queries: object) -> None:
    sessions = [SessionFactory(days_ahead=days) for days in (2, 3, 40)]
    sessions = list(Session.objects.filter(pk__in=[session.pk for session in sessions]))
    with django_assert_num_queries(1):
        assert len(covers_of(sessions, timezone.now())) == 3
