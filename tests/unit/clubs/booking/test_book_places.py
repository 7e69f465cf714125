"""The booking action: who gets a place, who is told why not, and what they can do next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from clubs.booking.actions import book_places
from clubs.booking.models import Booking, Place, PlaceSession
from clubs.booking.offerings import free_places
from clubs.people.models import Child, User
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from tests.factories.booking import PlaceFactory
from tests.factories.directory import ClubFactory
from tests.factories.people import BoroughRoleFactory, ChildFactory, UserFactory, born_years_ago
from tests.factories.timetable import SessionFactory, TermFactory
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> User:
    return UserFactory()


def staffed_session(adults: int = 2, **fields: object) -> Session:
    session = SessionFactory(**fields)
    staffed(session, adults)
    return session


def book(parent: User, session: Session, *children: Child) -> Booking:
    return book_places(children=children, offering=session, by=parent)


def test_a_family_gets_its_places_together(parent: User) -> None:
    session = staffed_session()
    children = [ChildFactory(guardian=parent), ChildFactory(guardian=parent, birth_date=born_years_ago(13))]
    before = free_places(session)

    booking = book(parent, session, *children)

    assert {place.child for place in booking.places.live()} == set(children)
    assert PlaceSession.objects.live().filter(session=session).count() == 2
    assert free_places(session) < before


def test_a_term_gives_a_date_for_every_session_to_come(parent: User) -> None:
    club = ClubFactory()
    past, skipped = (
        SessionFactory(club=club, days_ahead=-7),
        SessionFactory(club=club, days_ahead=14, skipped=True),
    )
    coming = [staffed_session(club=club, days_ahead=days) for days in (7, 21)]

    booking = book_places(children=[ChildFactory(guardian=parent)], offering=past.term, by=parent)

    dates = PlaceSession.objects.filter(place__booking=booking).values_list("session", flat=True)
    assert set(dates) == {session.pk for session in coming}
    assert skipped.pk not in dates


REFUSALS = [
    pytest.param(lambda parent: ([], staffed_session()), "nobody_chosen", id="nobody chosen"),
    pytest.param(
        lambda parent: ([ChildFactory()], staffed_session()), "not_your_child", id="another family's child"
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], staffed_session(club=ClubFactory(paused=True))),
        "club_not_open",
        id="a paused club",
    ),
    pytest.param(
        lambda parent: (
            [ChildFactory(guardian=parent)],
            staffed_session(term=(term := TermFactory(not_open_yet=True)), club=term.club),
        ),
        "not_open_yet",
        id="before booking opens",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], SessionFactory(started=True)),
        "already_started",
        id="after the start",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], SessionFactory(skipped=True)),
        "session_not_planned",
        id="a skipped date",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], SessionFactory(days_ahead=-3).term),
        "nothing_left",
        id="a term with nothing left",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent, birth_date=born_years_ago(7))], staffed_session()),
        "too_young",
        id="too young",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent, birth_date=born_years_ago(18))], staffed_session()),
        "too_old",
        id="too old",
    ),
    pytest.param(
        lambda parent: (
            [child := ChildFactory(guardian=parent)],
            PlaceFactory(child=child, session=staffed_session()).session,
        ),
        "already_booked",
        id="twice",
    ),
    pytest.param(
        lambda parent: (
            [child := ChildFactory(guardian=parent)],
            staffed_session(starts_at=PlaceFactory(child=child).session.starts_at + timedelta(minutes=30)),
        ),
        "busy_then",
        id="at another club then",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], staffed_session(room_capacity=0)),
        "full",
        id="no room",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], staffed_session(kit_capacity=0)),
        "full",
        id="no laptops",
    ),
    pytest.param(
        lambda parent: ([ChildFactory(guardian=parent)], staffed_session(adults=1)),
        "full",
        id="one adult alone",
    ),
    pytest.param(
        lambda parent: (
            [ChildFactory(guardian=parent), ChildFactory(guardian=parent)],
            staffed_session(room_capacity=1),
        ),
        "full",
        id="two children, one place",
    ),
]


@pytest.mark.parametrize(("given", "code"), REFUSALS)
def test_refused_in_words_and_nothing_changes(
    parent: User, given: Callable[[User], tuple[list[Child], object]], code: str
) -> None:
    children, offering = given(parent)
    before = (Place.objects.count(), PlaceSession.objects.count(), Booking.objects.count())

    with pytest.raises(Refusal) as refused:
        book_places(children=children, offering=offering, by=parent)

    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert refused.value.next_step
    assert before == (Place.objects.count(), PlaceSession.objects.count(), Booking.objects.count())


def test_full_names_what_else_there_is(parent: User) -> None:
    full = staffed_session(room_capacity=0)
    later = staffed_session(club=full.club, days_ahead=14)
    elsewhere = staffed_session(club=ClubFactory(name="The Other Club"), days_ahead=9)

    with pytest.raises(Refusal) as refused:
        book(parent, full, ChildFactory(guardian=parent))

    assert f"{full.club.name} on {later.day:%A %-d %B}" in refused.value.next_step
    assert f"The Other Club on {elsewhere.day:%A %-d %B}" in refused.value.next_step


@pytest.mark.parametrize(
    ("role", "assisted", "allowed"),
    [
        pytest.param("council_officer", True, True, id="an officer who assists"),
        pytest.param("administrator", True, True, id="an administrator who assists"),
        pytest.param("council_officer", False, False, id="an officer who does not say so"),
        pytest.param("editor", True, False, id="an editor"),
    ],
)
def test_staff_book_for_a_family(role: str, assisted: bool, allowed: bool) -> None:
    staff = BoroughRoleFactory(role=role).user
    child, session = ChildFactory(guardian=UserFactory(telephone_only=True)), staffed_session()
    if not allowed:
        with pytest.raises(Refusal, match="not_your_child"):
            book_places(children=[child], offering=session, by=staff, assisted=assisted)
        return
    assert book_places(children=[child], offering=session, by=staff, assisted=assisted).assisted


@pytest.mark.parametrize(
    ("ahead", "on_rota", "pledged", "allowed"),
    [
        pytest.param(21, 0, 4, False, id="inside the horizon a pledge is not enough"),
        pytest.param(21, 2, 0, True, id="inside the horizon the rota decides"),
        pytest.param(22, 0, 2, True, id="beyond it the pledge counts"),
        pytest.param(22, 2, 0, False, id="beyond it the rota does not"),
    ],
)
def test_cover_on_both_sides_of_the_horizon(
    parent: User, ahead: int, on_rota: int, pledged: int, allowed: bool
) -> None:
    session = staffed_session(on_rota, days_ahead=ahead, pledged_adults=pledged)
    assert (free_places(session) > 0) is allowed


def test_age_counts_on_the_day_of_the_session(parent: User) -> None:
    """A child who turns eight the day before may come, though seven today."""
    session = staffed_session(days_ahead=20)
    eve = session.day - timedelta(days=1)
    child = ChildFactory(guardian=parent, birth_date=eve.replace(year=eve.year - 8))
    assert timezone.localdate() < eve
    assert book(parent, session, child)
