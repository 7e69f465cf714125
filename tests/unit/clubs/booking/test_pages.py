"""The four pages of booking, as a family walks them, and what each answers to what it should not be asked."""

from uuid import uuid4

import pytest
from django.test import Client

from clubs.booking.models import Booking, Place
from clubs.directory.models import Club
from clubs.people.models import Child, User
from clubs.timetable.models import Session
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory
from tests.factories.people import ChildFactory, UserFactory, born_years_ago
from tests.factories.timetable import SessionFactory, TermFactory
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(client: Client) -> User:
    parent = UserFactory()
    client.force_login(parent)
    return parent


@pytest.fixture
def session() -> Session:
    session = SessionFactory()
    staffed(session)
    return session


@pytest.fixture
def child(parent: User) -> Child:
    return ChildFactory(guardian=parent, preferred_name="Sun")


def page_of(session: Session, rest: str = "") -> str:
    return f"/book/session/{session.pk}/{rest}"


@pytest.mark.parametrize("kind", ["term", "session"])
def test_from_choice_to_calendar(
    client: Client, parent: User, child: Child, session: Session, kind: str
) -> None:
    pk = session.term_id if kind == "term" else session.pk
    assert f"/book/{kind}/{pk}/" in client.get(f"/book/club/{session.club.slug}/").text
    assert "Sun" in client.get(f"/book/{kind}/{pk}/").text
    assert "Is this right?" in client.get(f"/book/{kind}/{pk}/check/?child={child.pk}").text
    assert not Place.objects.exists()

    answer = client.post(f"/book/{kind}/{pk}/check/", {"child": child.pk}, follow=True)

    assert answer.redirect_chain == [(f"/book/booked/{Booking.objects.get().reference}/", 302)]
    assert "See you at" in answer.text
    assert client.get(f"{answer.redirect_chain[0][0]}calendar.ics").content.startswith(b"BEGIN:VCALENDAR")


def test_a_family_without_children_is_led_to_add_one(client: Client, parent: User, session: Session) -> None:
    page = client.get(page_of(session)).text
    assert f"/family/children/add/?next=%2Fbook%2Fsession%2F{session.pk}%2F" in page


def test_a_stranger_signs_in_first_and_comes_back(client: Client, session: Session) -> None:
    assert client.get(f"/book/club/{session.club.slug}/").status_code == 200
    answer = client.get(page_of(session))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={page_of(session)}")


def test_a_child_the_club_is_not_for_cannot_be_ticked(client: Client, parent: User, session: Session) -> None:
    ChildFactory(guardian=parent, birth_date=born_years_ago(7))
    page = client.get(page_of(session)).text
    assert "this club is for 8 to 16" in page
    assert "disabled" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_familys_child(
    client: Client, parent: User, child: Child, session: Session, method: str
) -> None:
    stranger = ChildFactory(guardian=UserFactory(), preferred_name="Hidden")
    answer = getattr(client, method)(page_of(session, "check/"), {"child": [child.pk, stranger.pk]})
    assert answer.status_code == 403
    assert 'data-reason="not_your_child"' in answer.text
    assert "Hidden" not in answer.text
    assert not Place.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({}, 422, id="nobody chosen"),
        pytest.param({"child": "x"}, 403, id="no number"),
        pytest.param({"child": 10**30}, 403, id="a number beyond all"),
    ],
)
def test_bad_choices(
    client: Client, parent: User, child: Child, session: Session, sent: dict, status: int
) -> None:
    for method in (client.get, client.post):
        assert method(page_of(session, "check/"), sent).status_code == status
    assert not Place.objects.exists()


def test_a_booking_after_the_start(client: Client, parent: User, child: Child) -> None:
    session = SessionFactory(started=True)
    assert "can no longer be booked" in client.get(page_of(session)).text
    answer = client.post(page_of(session, "check/"), {"child": child.pk})
    assert answer.status_code == 409
    assert 'data-reason="already_started"' in answer.text
    assert not Place.objects.exists()


def test_full_says_full_and_what_else(client: Client, parent: User, child: Child) -> None:
    full = SessionFactory(room_capacity=1)
    staffed(full)
    PlaceFactory(session=full)
    other = SessionFactory(club=ClubFactory(name="The Other Club"), days_ahead=8)
    staffed(other)

    page = client.get(page_of(full)).text
    assert "Full" in page
    assert f"/book/session/{other.pk}/" in page
    assert "waiting list" not in page.lower()

    answer = client.post(page_of(full, "check/"), {"child": child.pk})
    assert answer.status_code == 409
    assert "The Other Club" in answer.text


def test_before_booking_opens(client: Client, parent: User, child: Child) -> None:
    term = TermFactory(not_open_yet=True)
    session = SessionFactory(term=term, club=term.club)
    staffed(session)
    assert "Booking is not open yet" in client.get(page_of(session)).text
    assert client.post(page_of(session, "check/"), {"child": child.pk}).status_code == 409


def test_a_term_that_is_over(client: Client, parent: User, child: Child) -> None:
    term = SessionFactory(days_ahead=-3).term
    assert "Nothing left to book" in client.get(f"/book/term/{term.pk}/").text
    assert client.post(f"/book/term/{term.pk}/check/", {"child": child.pk}).status_code == 302


def test_places_for_older_children_only(client: Client, parent: User) -> None:
    """Nineteen of 13 leave two adults a tenth: enough for one more of 13, not for one of 9."""
    session = SessionFactory()
    staffed(session)
    for _ in range(19):
        PlaceFactory(session=session, child=ChildFactory(birth_date=born_years_ago(13)))
    assert "Places from age 13" in client.get(page_of(session)).text


@pytest.mark.parametrize("path", ["", "calendar.ics"])
def test_another_familys_booking(client: Client, parent: User, path: str) -> None:
    place = PlaceFactory()
    assert client.get(f"/book/booked/{place.booking.reference}/{path}").status_code == 403
    assert client.get(f"/book/booked/{uuid4()}/{path}").status_code == 404


def test_cancelling_asks_once(client: Client, parent: User, child: Child) -> None:
    place = PlaceFactory(child=child)
    assert "Cancel this place?" in client.get(f"/book/place/{place.pk}/cancel/").text
    assert Place.objects.get().is_live
    assert client.post(f"/book/place/{place.pk}/cancel/")["Location"] == "/family/"
    assert not Place.objects.get().is_live


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_familys_place(client: Client, parent: User, method: str) -> None:
    place = PlaceFactory()
    assert getattr(client, method)(f"/book/place/{place.pk}/cancel/").status_code == 403
    assert Place.objects.get().is_live


def test_a_paused_club_offers_nothing(client: Client) -> None:
    club: Club = SessionFactory(club=ClubFactory(paused=True)).club
    assert "No dates just now" in client.get(f"/book/club/{club.slug}/").text
    assert client.get("/book/club/nowhere/").status_code == 404
