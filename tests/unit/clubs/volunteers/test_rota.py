"""Signing up, withdrawing, and what a change of the timetable does to the rota."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from clubs.booking.models import Place
from clubs.people.models import User
from clubs.records.refusals import Refusal
from clubs.timetable.actions import cancel_session, move_session, put_back_session, skip_session
from clubs.timetable.models import Session
from clubs.volunteers.actions import confirm_on_rota, withdraw_from_rota
from clubs.volunteers.enums import ROTA_MOVES, RotaState
from clubs.volunteers.models import Check, RotaEntry
from clubs.volunteers.tasks import tell_lead_of_withdrawal, tell_volunteer_of_change
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import RotaEntryFactory, cleared_volunteer, staffed

pytestmark = pytest.mark.django_db


def test_signing_up_twice_is_once() -> None:
    session = SessionFactory()
    volunteer = cleared_volunteer(session.club)
    for _ in range(2):
        confirm_on_rota(session=session, volunteer=volunteer, by=volunteer)
    assert RotaEntry.objects.confirmed().get().volunteer == volunteer


def lapsed(session: Session) -> User:
    volunteer = cleared_volunteer(session.club)
    Check.objects.filter(volunteer=volunteer).update(due_on=session.day - timedelta(days=1))
    return volunteer


def busy(session: Session) -> User:
    volunteer = cleared_volunteer(session.club)
    RotaEntryFactory(volunteer=volunteer, session=SessionFactory(starts_at=session.starts_at))
    return volunteer


@pytest.mark.parametrize(
    ("session", "who", "code"),
    [
        pytest.param({}, lambda s: ClubRoleFactory(club=s.club).user, "not_cleared", id="not cleared"),
        pytest.param({}, lapsed, "not_cleared", id="a check that lapses the day before"),
        pytest.param({}, lambda s: cleared_volunteer(), "not_of_this_club", id="not of this club"),
        pytest.param({}, busy, "rota_clash", id="at another club then"),
        pytest.param(
            {"started": True}, lambda s: cleared_volunteer(s.club), "already_started", id="after the start"
        ),
        pytest.param(
            {"skipped": True}, lambda s: cleared_volunteer(s.club), "session_not_planned", id="a skipped date"
        ),
    ],
)
def test_who_is_refused(session: dict, who: Callable[[Session], User], code: str) -> None:
    made = SessionFactory(**session)
    volunteer = who(made)
    with pytest.raises(Refusal, match=code):
        confirm_on_rota(session=made, volunteer=volunteer, by=volunteer)
    assert not RotaEntry.objects.filter(session=made).exists()


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        pytest.param(lambda s: ClubRoleFactory(club=s.club, lead=True).user, True, id="the lead"),
        pytest.param(lambda s: ClubRoleFactory(club=s.club).user, False, id="another volunteer"),
        pytest.param(lambda s: UserFactory(), False, id="anybody"),
    ],
)
def test_who_may_sign_another_up(who: Callable[[Session], User], allowed: bool) -> None:
    session = SessionFactory()
    volunteer = cleared_volunteer(session.club)
    if allowed:
        confirm_on_rota(session=session, volunteer=volunteer, by=who(session))
        return
    with pytest.raises(Refusal, match="not_yours"):
        confirm_on_rota(session=session, volunteer=volunteer, by=who(session))


def test_dropping_out_tells_the_lead_and_cancels_no_child() -> None:
    session = SessionFactory()
    volunteer = staffed(session)[0]
    lead = ClubRoleFactory(club=session.club, lead=True).user
    place = PlaceFactory(session=session)
    entry = RotaEntry.objects.get(volunteer=volunteer)

    withdraw_from_rota(entry=entry, by=volunteer)
    tell_lead_of_withdrawal(entry_id=entry.pk)

    assert Place.objects.get(pk=place.pk).is_live
    [letter] = mail.outbox
    assert letter.to == [lead.email]
    assert "Cleared adults still coming: 1" in letter.body
    assert f"/team/sessions/{session.pk}/" in letter.body


@pytest.mark.parametrize("now", RotaState, ids=str)
@pytest.mark.parametrize("then", RotaState, ids=str)
def test_every_move_of_state(now: RotaState, then: RotaState) -> None:
    entry = RotaEntryFactory(state=now)
    entry.state = then
    if then == now or then in ROTA_MOVES[now]:
        entry.save()
        return
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        entry.save()


def test_the_database_refuses_a_clash() -> None:
    entry = RotaEntryFactory()
    elsewhere = SessionFactory(starts_at=entry.session.starts_at + timedelta(minutes=89))
    with pytest.raises(IntegrityError, match="rota_no_clash"), transaction.atomic():
        RotaEntryFactory(volunteer=entry.volunteer, session=elsewhere)
    RotaEntryFactory(volunteer=entry.volunteer, session=SessionFactory(starts_at=entry.session.ends_at))


def test_a_move_onto_a_clash_is_refused() -> None:
    entry = RotaEntryFactory()
    other = RotaEntryFactory(volunteer=entry.volunteer, session=SessionFactory(days_ahead=8)).session
    with pytest.raises(Refusal, match="volunteer_would_clash"):
        move_session(session=other, starts_at=entry.session.starts_at, ends_at=entry.session.ends_at, by=None)
    assert Session.objects.get(pk=other.pk).starts_at == other.starts_at


@pytest.mark.parametrize(
    ("change", "state", "words"),
    [
        pytest.param(
            lambda s: move_session(
                session=s,
                starts_at=s.starts_at + timedelta(hours=1),
                ends_at=s.ends_at + timedelta(hours=1),
                by=None,
            ),
            RotaState.CONFIRMED,
            "now meets on",
            id="moved",
        ),
        pytest.param(
            lambda s: skip_session(session=s, reason="Half term", by=None),
            RotaState.STOOD_DOWN,
            "Half term",
            id="skipped",
        ),
        pytest.param(
            lambda s: cancel_session(session=s, reason="The roof leaks", by=None),
            RotaState.STOOD_DOWN,
            "The roof leaks",
            id="cancelled",
        ),
        pytest.param(
            lambda s: put_back_session(session=skip_session(session=s, reason="", by=None), by=None),
            RotaState.STOOD_DOWN,
            "sign up again",
            id="put back",
        ),
    ],
)
def test_the_rota_follows_the_session(change: Callable[[Session], Session], state: str, words: str) -> None:
    entry = RotaEntryFactory()
    session = change(entry.session)
    entry.refresh_from_db()
    assert entry.state == state
    assert entry.during.lower == session.starts_at
    kinds = {"now meets on": "moved", "sign up again": "put_back", "Half term": "skipped"}
    tell_volunteer_of_change(entry_id=entry.pk, change=kinds.get(words, "cancelled"))
    assert words in mail.outbox[0].body
    assert mail.outbox[0].to == [entry.volunteer.email]
    assert timezone.localtime(session.starts_at).strftime("%B") in mail.outbox[0].subject
