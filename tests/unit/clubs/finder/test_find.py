"""The finder: what fits, in what order, and nothing kept of the search."""

import logging
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clubs.booking.enums import OfferState
from clubs.directory.models import Club
from clubs.finder.models import Postcode
from clubs.finder.postcodes import Spot, locate
from clubs.finder.search import Wish, find_clubs
from tests.factories.directory import ClubFactory, VenueFactory
from tests.factories.finder import PostcodeFactory
from tests.factories.timetable import SessionFactory, at_four
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db

SOMERS_TOWN = Spot("NW1 1AA", 51.5290, -0.1320, exact=True)


def club_at(name: str, latitude: float = 51.5290, *, places: int = 20, **club: object) -> Club:
    """A club with one staffed session next week."""
    venue = VenueFactory(latitude=latitude, step_free=club.pop("step_free", False))
    made = ClubFactory(name=name, venue=venue, **club)
    staffed(SessionFactory(club=made, room_capacity=places))
    return made


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        pytest.param(Wish(spot=SOMERS_TOWN), ["Near", "Middling", "Far"], id="nearest first"),
        pytest.param(Wish(age=15), ["Far", "Middling"], id="for an age"),
        pytest.param(Wish(age=4), [], id="for nobody's age"),
        pytest.param(Wish(step_free=True), ["Middling"], id="step-free"),
        pytest.param(Wish(free_now=True, spot=SOMERS_TOWN), ["Near", "Far"], id="places free now"),
        pytest.param(Wish(day=at_four(7).weekday(), age=9), ["Middling", "Near"], id="the day they meet"),
        pytest.param(Wish(day=at_four(8).weekday()), [], id="a day they do not"),
    ],
)
def test_what_is_found(wish: Wish, names: list[str]) -> None:
    club_at("Near", 51.5295, youngest=8, oldest=12)
    club_at("Middling", 51.5390, youngest=8, oldest=16, step_free=True, places=0)
    club_at("Far", 51.5490, youngest=13, oldest=18)
    club_at("Closed", state="closed")
    assert [found.club.name for found in find_clubs(wish)] == names


def test_the_card_speaks_of_the_first_session_with_a_place() -> None:
    club = club_at("Sample", places=0)
    later = SessionFactory(club=club, days_ahead=14)
    staffed(later)
    [found] = find_clubs(Wish())
    assert found.next_session.state == OfferState.FULL
    assert found.shown.first == later
    assert found.places == 12  # two adults, six children of eight each


@pytest.mark.parametrize(
    ("latitude", "words"),
    [
        pytest.param(51.5290, "1 minute's walk", id="next door"),
        pytest.param(51.5380, "16 minutes' walk", id="a kilometre"),
        pytest.param(51.6290, "6.9 miles", id="too far to walk"),
    ],
)
def test_how_far(latitude: float, words: str) -> None:
    club_at("Sample", latitude)
    [found] = find_clubs(Wish(spot=SOMERS_TOWN))
    assert found.walk == words


def test_the_number_of_queries_does_not_grow_with_the_clubs() -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            find_clubs(Wish(spot=SOMERS_TOWN))
        return len(counted)

    club_at("One")
    few = queries()
    for number in range(4):
        club_at(f"More {number}")
    assert queries() == few


@pytest.mark.parametrize(
    ("typed", "name", "exact"),
    [
        pytest.param("nw1 1aa", "NW1 1AA", True, id="small letters"),
        pytest.param(" NW11AA. ", "NW1 1AA", True, id="no space, a dot"),
        pytest.param("NW1", "NW1", False, id="a district"),
    ],
)
def test_postcodes_are_understood(typed: str, name: str, exact: bool) -> None:
    PostcodeFactory()
    spot = locate(typed)
    assert spot is not None
    assert (spot.name, spot.exact) == (name, exact)


@pytest.mark.parametrize("typed", ["NW1 9ZZ", "ZZ1", "Camden", "'; DROP", "", "NW1 1AAA"])
def test_what_is_no_postcode_is_nowhere(typed: str) -> None:
    PostcodeFactory()
    assert locate(typed) is None


def test_a_search_is_kept_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    PostcodeFactory()
    club_at("Sample")
    with CaptureQueriesContext(connection) as counted:
        answer = client.post("/find/", {"where": "NW1 1AA", "age": "9"})
    assert answer.status_code == 200
    assert "Sample" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert not BrowserSession.objects.exists()
    assert not [query for query in counted if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert not [line for line in caplog.messages if "find" in line and ("NW1" in line or "NW11" in line)]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param({"where": "XX9 9XX"}, "We do not know that postcode", id="an unknown postcode"),
        pytest.param({"age": "three"}, "Write the age as a number", id="an age in words"),
        pytest.param({"age": "40"}, "for children from 4 to 18", id="a grown-up's age"),
    ],
)
def test_what_is_not_understood_is_said(client: Client, asked: dict[str, str], words: str) -> None:
    club_at("Sample")
    answer = client.post("/find/", asked)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Sample" in answer.text  # and the rest of the search is answered


def test_the_script_gets_the_results_alone(client: Client) -> None:
    club_at("Sample")
    part = client.post("/find/", {}, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="found"')


def test_pins_and_list_say_the_same(client: Client) -> None:
    club_at("Inside")
    club_at("Far outside", 52.5)
    page = client.get("/find/").text
    slug = Club.objects.get(name="Inside").slug
    assert f'href="#club-{slug}"' in page
    assert f'id="club-{slug}"' in page
    assert page.count("borough-map__pin") == 1


@pytest.mark.parametrize("ahead", [timedelta(days=2)], ids=["opens in two days"])
def test_a_club_whose_booking_is_not_open_says_when(client: Client, ahead: timedelta) -> None:
    club = club_at("Sample")
    term = club.terms.get()
    term.booking_opens_at += timedelta(days=70) + ahead
    term.save()
    assert "Booking opens" in client.get("/find/").text


def test_postcodes_load_once(capsys: pytest.CaptureFixture[str], tmp_path) -> None:
    import gzip

    path = tmp_path / "few.csv.gz"
    with gzip.open(path, "wt") as opened:
        opened.write("postcode,latitude,longitude,district,ward\nNW1 1AA,51.5,-0.1,E09000007,E05013669\n")
    call_command("load_postcodes", file=path)
    call_command("load_postcodes", file=path)
    assert Postcode.objects.get().code == "NW11AA"
    assert capsys.readouterr().out.splitlines() == ["1 postcodes loaded.", "Postcodes are loaded already."]
