"""A session's own page: what its team sees and does there."""

import pytest
from django.test import Client

from clubs.timetable.enums import SessionState
from clubs.timetable.models import Session
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubRoleFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import RotaEntryFactory, cleared_volunteer, staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return SessionFactory()


def page_of(client: Client, session: Session) -> str:
    return " ".join(client.get(f"/team/sessions/{session.pk}/").text.split())


def lead_of(session: Session):
    return ClubRoleFactory(club=session.club, lead=True).user


def test_the_lead_sees_what_is_missing(client: Client, session: Session) -> None:
    for _ in range(9):
        PlaceFactory(session=session)
    staffed(session, 1)
    client.force_login(lead_of(session))
    page = page_of(client, session)
    assert "1 more adult needed" in page
    assert "9 children are booked" in page
    assert "No answer yet" in page


def test_a_volunteer_joins_and_withdraws(client: Client, session: Session) -> None:
    client.force_login(cleared_volunteer(session.club))
    assert "I can come" in page_of(client, session)
    assert client.post(f"/team/sessions/{session.pk}/come/").status_code == 303
    assert session.rota.confirmed().count() == 1
    assert "I cannot come" in page_of(client, session)
    assert client.post(f"/team/sessions/{session.pk}/not-come/").status_code == 303
    assert not session.rota.confirmed().exists()


def test_who_is_not_cleared_reads_what_is_missing_and_gets_no_button(
    client: Client, session: Session
) -> None:
    client.force_login(ClubRoleFactory(club=session.club).user)
    page = page_of(client, session)
    assert "you still need a clear check in date, identity seen" in page
    assert "I can come" not in page
    answer = client.post(f"/team/sessions/{session.pk}/come/")
    assert answer.status_code == 403
    assert 'data-reason="not_cleared"' in answer.text


def test_the_rota_says_who_is_not_cleared(client: Client, session: Session) -> None:
    uncleared = ClubRoleFactory(club=session.club).user
    RotaEntryFactory(session=session, volunteer=uncleared)
    client.force_login(uncleared)
    assert "Not cleared" in page_of(client, session)


@pytest.mark.parametrize(
    ("what", "state"), [("skip", SessionState.SKIPPED), ("cancel", SessionState.CANCELLED)]
)
def test_a_lead_changes_the_date(client: Client, session: Session, what: str, state: SessionState) -> None:
    client.force_login(lead_of(session))
    address = f"/team/sessions/{session.pk}/change/"
    assert client.post(address, {"what": what, "reason": ""}).status_code == 422
    assert client.post(address, {"what": what, "reason": "half term"}).status_code == 303
    session.refresh_from_db()
    assert (session.state, session.reason) == (state, "half term")
    page = page_of(client, session)
    assert "Half term" in page
    assert ("Put this date back" in page) is (state == SessionState.SKIPPED)


def test_a_skipped_date_comes_back(client: Client) -> None:
    session = SessionFactory(skipped=True)
    client.force_login(lead_of(session))
    assert client.post(f"/team/sessions/{session.pk}/put-back/").status_code == 303
    session.refresh_from_db()
    assert session.is_planned


@pytest.mark.parametrize("address", ["change/", "put-back/"])
def test_a_volunteer_changes_no_date(client: Client, session: Session, address: str) -> None:
    client.force_login(ClubRoleFactory(club=session.club).user)
    assert "Skip or cancel" not in page_of(client, session)
    answer = client.post(f"/team/sessions/{session.pk}/{address}", {"what": "skip", "reason": "rain"})
    assert answer.status_code == 403


def test_the_page_leads_on(client: Client, session: Session) -> None:
    client.force_login(lead_of(session))
    page = page_of(client, session)
    for address in (f"/team/sessions/{session.pk}/register/", f"/team/clubs/{session.club.slug}/cards/"):
        assert f'href="{address}"' in page
