"""A club's page: its facts, and the places truly free now."""

import pytest
from django.utils import timezone

from clubs.directory.enums import ClubState
from clubs.safeguarding.actions import decide_for_self
from clubs.safeguarding.enums import Purpose
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory, VenueFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import VolunteerProfileFactory, cleared_volunteer, staffed
from website.pages.clubs import access_facts, meets
from website.pages.first_pages.load import load_club_pages
from website.pages.volunteers import listed_volunteers

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(front):
    venue = VenueFactory(free_wifi=True, step_free=False, room_capacity=20)
    club = ClubFactory(
        name="Heath Hut Coders", slug="heath-hut", venue=venue, youngest=9, oldest=12, cost_pence=250
    )
    load_club_pages()
    return club


def page_of(client, club) -> str:
    return client.get(f"/clubs/{club.slug}/").content.decode()


@pytest.mark.parametrize(
    "fact",
    ["Heath Hut Coders", "9 to 12", "£2.50", "Free Wi-Fi", "There are steps", "Free at the venue"],
)
def test_it_says(client, club, fact):
    assert fact in page_of(client, club)


def test_it_counts_the_places_as_it_is_opened(client, club):
    session = SessionFactory(club=club, room_capacity=5, kit_capacity=5)
    staffed(session)
    assert "5 places free" in page_of(client, club)
    for _child in range(4):
        PlaceFactory(session=session)
    assert "Only 1 place left" in page_of(client, club)
    PlaceFactory(session=session)
    full = page_of(client, club)
    assert ">Full</strong>" in full
    assert "Book a place" not in full


@pytest.mark.parametrize(
    ("state", "words"),
    [(ClubState.OPEN, "No dates just now"), (ClubState.PAUSED, "This club is taking a break")],
)
def test_without_dates_it_says_why(client, club, state, words):
    club.state = state
    club.save()
    assert words in page_of(client, club)


def test_the_usual_day_and_hours(club):
    from clubs.booking.offerings import offers_of_club

    first = SessionFactory(club=club, days_ahead=7)
    SessionFactory(club=club, days_ahead=14)
    SessionFactory(club=club, days_ahead=16)
    day = timezone.localtime(first.starts_at).strftime("%A")
    assert meets(offers_of_club(club).sessions) == f"{day}s, 4pm to 5.30pm"


def test_access_is_said_both_ways():
    words = [fact.words for fact in access_facts(VenueFactory.build(step_free=True, hearing_loop=False))]
    assert "Step-free from the street" in words
    assert "No hearing loop" in words


def test_only_volunteers_who_agreed_are_listed_by_first_name(client, club):
    agreed = cleared_volunteer(club, first_name="Amara", last_name="Secretname")
    silent = UserFactory(first_name="Silent")
    changed = UserFactory(first_name="Changed")
    for user in (agreed, silent, changed):
        VolunteerProfileFactory(user=user, picture="owl")
    for user in (agreed, changed):
        decide_for_self(by=user, purpose=Purpose.VOLUNTEER_LISTING, yes=True)
    decide_for_self(by=changed, purpose=Purpose.VOLUNTEER_LISTING, yes=False)

    assert [volunteer.first_name for volunteer in listed_volunteers()] == ["Amara"]
    html = client.get("/volunteers/").content.decode()
    assert "Amara" in html
    assert "Heath Hut Coders" in html
    for hidden in ("Secretname", "Silent", "Changed", agreed.email):
        assert hidden not in html
