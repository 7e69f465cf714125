"""Whether a club's children may open their own work in Notebook 7: its lead says, and it is recorded."""

import pytest

from clubs.directory.actions import allow_own_notebooks, stop_own_notebooks
from clubs.directory.enums import ClubRoleKind
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def said_yes_and_no() -> list[str]:
    entries = AuditEntry.objects.filter(action__endswith="own_notebooks").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_no_club_does_until_its_lead_says_so(club, lead):
    assert club.own_notebooks is False
    allow_own_notebooks(by=lead, club=club)
    club.refresh_from_db()
    assert club.own_notebooks is True
    stop_own_notebooks(by=lead, club=club)
    club.refresh_from_db()
    assert club.own_notebooks is False
    assert said_yes_and_no() == ["directory.allow_own_notebooks", "directory.stop_own_notebooks"]


OTHERS = {
    "a volunteer": lambda club: ClubRoleFactory(club=club, role=ClubRoleKind.VOLUNTEER).user,
    "another club's lead": lambda _club: ClubRoleFactory(club=ClubFactory(), lead=True).user,
    "a lead who left": lambda club: ClubRoleFactory(club=club, lead=True, ended=True).user,
    "a child": lambda _club: UserFactory(child=True),
}


@pytest.mark.parametrize("action", [allow_own_notebooks, stop_own_notebooks])
@pytest.mark.parametrize("who", OTHERS.values(), ids=OTHERS)
def test_nobody_else_says_it(club, who, action):
    with pytest.raises(Refusal):
        action(by=who(club), club=club)
    club.refresh_from_db()
    assert club.own_notebooks is False
    assert said_yes_and_no() == []


def test_the_leads_page(client, club, lead):
    client.force_login(lead)
    address = f"/team/clubs/{club.slug}/lessons/"
    for form, allowed in (({"own_notebooks": "on"}, True), ({}, False), ({"own_notebooks": "on"}, True)):
        assert client.post(address, form).status_code == 302
        club.refresh_from_db()
        assert club.own_notebooks is allowed
    assert b"checked" in client.get(address).content
