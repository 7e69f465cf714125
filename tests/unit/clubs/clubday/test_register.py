"""The register: who marks, what follows what, and what the team sees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from clubs.booking.models import Place
from clubs.clubday import actions
from clubs.clubday.enums import MARK_MOVES, Mark, Presence
from clubs.clubday.models import Attendance
from clubs.clubday.register import register_of
from clubs.clubday.rules import may_mark, register_open
from clubs.directory.models import Club
from clubs.people.models import Child, User
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from clubs.timetable.models import Session
from clubs.volunteers.models import Check
from tests.factories.booking import PlaceFactory
from tests.factories.clubday import AttendanceFactory
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    return SessionFactory(started=True)


@pytest.fixture
def child(session: Session) -> Child:
    return PlaceFactory(session=session, child=ChildFactory(first_name="Sunny", preferred_name="Sun")).child


@pytest.fixture
def volunteer(session: Session) -> User:
    return ClubRoleFactory(club=session.club).user


MARKS = {
    Mark.ARRIVED: actions.mark_arrived,
    Mark.LEFT: actions.mark_left,
    Mark.NOT_ARRIVED: actions.take_back_arrival,
    Mark.NOT_LEFT: actions.take_back_leaving,
}
TRAITS = {Presence.EXPECTED: {}, Presence.HERE: {"here": True}, Presence.LEFT: {"left": True}}


@pytest.mark.parametrize("now", Presence, ids=str)
@pytest.mark.parametrize("mark", Mark, ids=str)
def test_every_mark_in_every_state(
    session: Session, child: Child, volunteer: User, now: Presence, mark: Mark
) -> None:
    """A mark moves on from its own state, changes nothing where it was made already, and else is refused."""
    row = AttendanceFactory(session=session, child=child, **TRAITS[now])
    before, after = MARK_MOVES[mark]
    assert may_mark(now, mark) is (now == before)
    if now in (before, after):
        assert MARKS[mark](session=session, child=child, by=volunteer).presence == after
        return
    with pytest.raises(Refusal, match="presence"):
        MARKS[mark](session=session, child=child, by=volunteer)
    assert Attendance.objects.get(pk=row.pk).presence == now


@pytest.mark.parametrize("mark", Mark, ids=str)
def test_a_mark_twice_is_one_mark(session: Session, child: Child, volunteer: User, mark: Mark) -> None:
    AttendanceFactory(session=session, child=child, **TRAITS[MARK_MOVES[mark][0]])
    once = MARKS[mark](session=session, child=child, by=volunteer)
    twice = MARKS[mark](session=session, child=child, by=ClubRoleFactory(club=session.club).user)
    for field in ("arrived_at", "arrival_marked_by", "left_at", "leaving_marked_by"):
        assert getattr(once, field) == getattr(twice, field)


def test_who_took_a_mark_back_stays_known(session: Session, child: Child, volunteer: User) -> None:
    actions.mark_arrived(session=session, child=child, by=volunteer)
    actions.take_back_arrival(session=session, child=child, by=volunteer)
    told = AuditEntry.objects.filter(actor=volunteer).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["clubday.mark_arrived", "clubday.take_back_arrival"]


def another_clubs_lead(club: Club) -> User:
    return ClubRoleFactory(lead=True).user


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        pytest.param(lambda club: ClubRoleFactory(club=club).user, True, id="a volunteer of the club"),
        pytest.param(lambda club: ClubRoleFactory(club=club, lead=True).user, True, id="its lead"),
        pytest.param(lambda club: ClubRoleFactory(club=club, ended=True).user, False, id="who left the team"),
        pytest.param(another_clubs_lead, False, id="another club's lead"),
        pytest.param(lambda club: UserFactory(), False, id="a parent"),
    ],
)
def test_only_the_clubs_own_team(
    client: Client, session: Session, child: Child, who: Callable[[Club], User], allowed: bool
) -> None:
    client.force_login(who(session.club))
    page = f"/team/sessions/{session.pk}/"
    for address in ("", "register/", "register/sheet/", "register/roll-call/"):
        assert client.get(page + address).status_code == (200 if allowed else 403)
    marked = client.post(f"{page}register/", {"child": child.pk, "mark": "arrived"})
    assert marked.status_code == (302 if allowed else 403)
    assert Attendance.objects.exists() is allowed


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        pytest.param({"mark": "arrived"}, 422, "mark_unknown", id="nobody named"),
        pytest.param({"child": "x", "mark": "arrived"}, 422, "mark_unknown", id="no number"),
        pytest.param({"child": "own", "mark": "sleeping"}, 422, "mark_unknown", id="an unknown mark"),
        pytest.param({"child": "stranger", "mark": "arrived"}, 404, "not_expected", id="a child not booked"),
        pytest.param({"child": "cancelled", "mark": "arrived"}, 404, "not_expected", id="a cancelled place"),
    ],
)
def test_bad_marks(
    client: Client, session: Session, child: Child, volunteer: User, data: dict, status: int, code: str
) -> None:
    known = {
        "own": child,
        "stranger": ChildFactory(),
        "cancelled": PlaceFactory(session=session, cancelled=True).child,
    }
    data = {**data, "child": known[data["child"]].pk} if data.get("child") in known else data
    client.force_login(volunteer)
    answer = client.post(f"/team/sessions/{session.pk}/register/", data)
    assert answer.status_code == status
    assert f'data-reason="{code}"' in answer.text
    assert not Attendance.objects.exists()


NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "state", "is_open"),
    [
        pytest.param(NOON - timedelta(hours=3), "planned", False, id="three hours before"),
        pytest.param(NOON - timedelta(hours=1), "planned", True, id="an hour before"),
        pytest.param(NOON + timedelta(hours=10), "planned", True, id="in the evening"),
        pytest.param(NOON + timedelta(hours=20), "planned", False, id="the next day"),
        pytest.param(NOON, "cancelled", False, id="called off"),
        pytest.param(NOON, "skipped", False, id="skipped"),
    ],
)
def test_when_the_register_is_open(now: datetime, state: str, is_open: bool) -> None:
    assert register_open(state, NOON, NOON + timedelta(hours=2), now) is is_open


def test_counts_of_children_and_adults(session: Session, child: Child) -> None:
    AttendanceFactory(session=session, child=child, here=True)
    AttendanceFactory(session=session, child=PlaceFactory(session=session).child, left=True)
    PlaceFactory(session=session)
    lapsed = staffed(session, 2)[0]
    Check.objects.filter(volunteer=lapsed).update(due_on=timezone.localdate() - timedelta(days=1))

    register = register_of(session, timezone.now())

    assert (register.here, register.expected, register.left) == (1, 1, 1)
    assert (register.cleared_adults, register.adults_short) == (1, 1)
    assert [line.cleared for line in register.adults if line.volunteer == lapsed] == [False]


@pytest.mark.parametrize(
    ("purposes", "words"),
    [
        pytest.param([], "No photos", id="nobody said anything"),
        pytest.param([Purpose.PHOTOS_IN_CLUB], "Photos: club", id="inside the club"),
        pytest.param(
            [Purpose.PHOTOS_ON_SITE, Purpose.PHOTOS_IN_PRESS], "Photos: website, press", id="two of three"
        ),
    ],
)
def test_photo_consent_in_words(session: Session, child: Child, purposes: list[Purpose], words: str) -> None:
    parent = UserFactory()
    child.guardianships.create(guardian=parent)
    for purpose in purposes:
        decide_for_child(by=parent, child=child, purpose=purpose, yes=True)
    [line] = register_of(session, timezone.now()).children
    assert line.photo_words == words


def test_the_register_says_it_all_in_words(
    client: Client, session: Session, child: Child, volunteer: User
) -> None:
    client.force_login(volunteer)
    page = client.get(f"/team/sessions/{session.pk}/register/").text
    assert "Sun Sample" in page
    assert "No photos" in page
    part = client.post(
        f"/team/sessions/{session.pk}/register/",
        {"child": child.pk, "mark": "arrived"},
        headers={"HX-Request": "true"},
    )
    assert part.text.strip().startswith('<div id="register"')
    assert "Sun Sample" in client.get(f"/team/sessions/{session.pk}/register/roll-call/").text


def test_a_place_given_back_leaves_the_register(client: Client, session: Session, child: Child) -> None:
    place = Place.objects.get(child=child)
    place.dates.update(live=False)
    assert register_of(session, timezone.now()).children == ()


@pytest.mark.parametrize(
    ("traits", "constraint"),
    [
        pytest.param(
            {"left": True, "arrived_at": None, "arrival_marked_by": None},
            "attendance_left_after_arrived",
            id="left without coming",
        ),
        pytest.param(
            {"here": True, "left_at": NOON, "leaving_marked_by": None},
            "attendance_(left_after_arrived|leaving_signed)",
            id="left before coming",
        ),
        pytest.param(
            {"here": True, "arrival_marked_by": None}, "attendance_arrival_signed", id="nobody answers for it"
        ),
    ],
)
def test_the_database_refuses(traits: dict, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AttendanceFactory(**traits)


def test_one_row_a_child_and_session() -> None:
    row = AttendanceFactory()
    with pytest.raises(IntegrityError, match="attendance_once"), transaction.atomic():
        AttendanceFactory(session=row.session, child=row.child)


def test_the_lead_sees_what_is_missing(client: Client) -> None:
    session = SessionFactory()
    for _ in range(9):
        PlaceFactory(session=session)
    staffed(session, 1)
    client.force_login(ClubRoleFactory(club=session.club, lead=True).user)
    page = client.get(f"/team/sessions/{session.pk}/").text
    assert "1 more cleared adult needed" in page


def test_a_volunteer_joins_and_withdraws(client: Client) -> None:
    session = SessionFactory(club=ClubFactory())
    volunteer = staffed(session, 1)[0]
    client.force_login(volunteer)
    assert "I cannot come" in client.get(f"/team/sessions/{session.pk}/").text
    assert client.post(f"/team/sessions/{session.pk}/withdraw/").status_code == 302
    assert "I can come" in client.get(f"/team/sessions/{session.pk}/").text
    assert client.post(f"/team/sessions/{session.pk}/join/").status_code == 302
    assert session.rota.confirmed().count() == 1
