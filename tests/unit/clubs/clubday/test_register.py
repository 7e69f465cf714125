"""The register: who marks, what follows what, and what the team sees."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from clubs.clubday import actions
from clubs.clubday.enums import Presence
from clubs.clubday.models import Attendance
from clubs.clubday.register import register_of
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
from tests.factories.directory import ClubRoleFactory
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


ACTS = {
    "arrived": actions.mark_arrived,
    "left": actions.mark_left,
    "undo-arrival": actions.undo_arrival,
    "undo-leaving": actions.undo_leaving,
}
TRAITS = {Presence.EXPECTED: {}, Presence.HERE: {"here": True}, Presence.LEFT: {"left": True}}
EXPECTED, HERE, LEFT = Presence


@pytest.mark.parametrize(
    ("now", "act", "then"),
    [
        pytest.param(EXPECTED, "arrived", HERE, id="arrives"),
        pytest.param(HERE, "arrived", HERE, id="arrives twice"),
        pytest.param(LEFT, "arrived", LEFT, id="an old page's arrival after leaving"),
        pytest.param(EXPECTED, "left", "not_here_yet", id="leaves before arriving"),
        pytest.param(HERE, "left", LEFT, id="leaves"),
        pytest.param(LEFT, "left", LEFT, id="leaves twice"),
        pytest.param(EXPECTED, "undo-arrival", EXPECTED, id="arrival taken back twice"),
        pytest.param(HERE, "undo-arrival", EXPECTED, id="arrival taken back"),
        pytest.param(LEFT, "undo-arrival", "gone_since", id="arrival taken back after leaving"),
        pytest.param(EXPECTED, "undo-leaving", EXPECTED, id="leaving taken back, never here"),
        pytest.param(HERE, "undo-leaving", HERE, id="leaving taken back twice"),
        pytest.param(LEFT, "undo-leaving", HERE, id="leaving taken back"),
    ],
)
def test_every_mark_in_every_state(
    session: Session, child: Child, volunteer: User, now: Presence, act: str, then: str
) -> None:
    row = AttendanceFactory(session=session, child=child, **TRAITS[now])
    if then in Presence:
        assert ACTS[act](session=session, child=child, by=volunteer).presence == then
        return
    with pytest.raises(Refusal, match=then):
        ACTS[act](session=session, child=child, by=volunteer)
    assert Attendance.objects.get(pk=row.pk).presence == now


@pytest.mark.parametrize("act", ["left", "undo-arrival", "undo-leaving"])
def test_nothing_follows_on_a_child_never_marked(
    session: Session, child: Child, volunteer: User, act: str
) -> None:
    with pytest.raises(Refusal, match="not_here_yet"):
        ACTS[act](session=session, child=child, by=volunteer)
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("before", "act"), [(EXPECTED, "arrived"), (HERE, "left"), (HERE, "undo-arrival"), (LEFT, "undo-leaving")]
)
def test_a_mark_twice_is_one_mark(
    session: Session, child: Child, volunteer: User, before: Presence, act: str
) -> None:
    AttendanceFactory(session=session, child=child, **TRAITS[before])
    once = ACTS[act](session=session, child=child, by=volunteer)
    twice = ACTS[act](session=session, child=child, by=ClubRoleFactory(club=session.club).user)
    for field in ("arrived_at", "arrival_marked_by", "left_at", "leaving_marked_by"):
        assert getattr(once, field) == getattr(twice, field)


def test_who_took_a_mark_back_stays_known(session: Session, child: Child, volunteer: User) -> None:
    actions.mark_arrived(session=session, child=child, by=volunteer)
    actions.undo_arrival(session=session, child=child, by=volunteer)
    told = AuditEntry.objects.filter(actor=volunteer).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["clubday.mark_arrived", "clubday.undo_arrival"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: SessionFactory(started=True, skipped=True), "session_not_planned", id="skipped"),
        pytest.param(lambda: SessionFactory(started=True, cancelled=True), "session_not_planned", id="off"),
        pytest.param(lambda: SessionFactory(days_ahead=2), "too_early", id="the day after tomorrow"),
        pytest.param(lambda: SessionFactory(days_ahead=-2), "too_late", id="the day before yesterday"),
    ],
)
def test_no_marks_at_the_wrong_time(make: Callable[[], Session], code: str) -> None:
    session = make()
    child = PlaceFactory(session=session).child
    by = ClubRoleFactory(club=session.club).user
    AttendanceFactory(session=session, child=child, here=True)
    for act in ACTS.values():
        with pytest.raises(Refusal, match=code):
            act(session=session, child=child, by=by)


def test_yesterdays_register_can_still_be_put_right() -> None:
    session = SessionFactory(days_ahead=-1)
    child = PlaceFactory(session=session).child
    by = ClubRoleFactory(club=session.club).user
    assert actions.mark_arrived(session=session, child=child, by=by).presence == HERE


@pytest.mark.parametrize(
    "cancelled", [pytest.param(True, id="cancelled"), pytest.param(False, id="no place")]
)
def test_walk_ins_are_not_taken(session: Session, volunteer: User, cancelled: bool) -> None:
    child = PlaceFactory(session=session, cancelled=True).child if cancelled else ChildFactory()
    with pytest.raises(Refusal, match="not_expected"):
        actions.mark_arrived(session=session, child=child, by=volunteer)
    assert not Attendance.objects.exists()


def test_a_child_who_came_is_accounted_for_after_the_place_is_cancelled(
    session: Session, child: Child, volunteer: User
) -> None:
    actions.mark_arrived(session=session, child=child, by=volunteer)
    child.place_dates.update(live=False)
    [row] = register_of(session).rows
    assert (row.is_here, row.expected) == (True, False)
    assert actions.mark_left(session=session, child=child, by=volunteer).presence == LEFT


def test_a_place_given_back_leaves_the_register(session: Session, child: Child) -> None:
    child.place_dates.update(live=False)
    assert register_of(session).rows == ()


WHO = [
    pytest.param(lambda club: ClubRoleFactory(club=club).user, True, id="a volunteer of the club"),
    pytest.param(lambda club: ClubRoleFactory(club=club, lead=True).user, True, id="its lead"),
    pytest.param(lambda club: ClubRoleFactory(club=club, ended=True).user, False, id="who left the team"),
    pytest.param(lambda club: ClubRoleFactory(lead=True).user, False, id="another club's lead"),
    pytest.param(lambda club: UserFactory(), False, id="a parent"),
]


@pytest.mark.parametrize(("who", "allowed"), WHO)
def test_only_the_clubs_own_team(
    client: Client, session: Session, child: Child, who: Callable[[Club], User], allowed: bool
) -> None:
    client.force_login(who(session.club))
    page = f"/team/sessions/{session.pk}/"
    for address in ("", "register/", "register/print/"):
        assert client.get(page + address).status_code == (200 if allowed else 403)
    for act in ("arrived", "left", "undo-leaving", "undo-arrival"):
        answer = client.post(f"{page}register/{child.pk}/{act}/")
        assert answer.status_code == (303 if allowed else 403)
        if allowed:
            assert answer["Location"] == f"{page}register/#child-{child.pk}"
    assert Attendance.objects.exists() is allowed


def test_strangers_sign_in_and_children_stay_out(client: Client, session: Session, child: Child) -> None:
    address = f"/team/sessions/{session.pk}/register/"
    assert client.get(address)["Location"].startswith("/account/login/")
    client.force_login(UserFactory(child=True))
    assert client.get(address).status_code == 403
    assert client.post(f"{address}{child.pk}/arrived/").status_code == 403


def test_a_refused_mark_leads_back_to_the_register(
    client: Client, session: Session, child: Child, volunteer: User
) -> None:
    client.force_login(volunteer)
    register = f"/team/sessions/{session.pk}/register/"
    answer = client.post(f"{register}{child.pk}/left/")
    assert answer.status_code == 409
    assert 'data-reason="not_here_yet"' in answer.text
    assert f'<a href="{register}">Go back to the register</a>' in answer.text
    assert client.get(f"{register}{child.pk}/arrived/").status_code == 405


def test_counts_of_children_and_adults(client: Client, session: Session, child: Child) -> None:
    AttendanceFactory(session=session, child=child, here=True)
    AttendanceFactory(session=session, child=PlaceFactory(session=session).child, left=True)
    PlaceFactory(session=session)
    lapsed, cleared = staffed(session, 2)
    Check.objects.filter(volunteer=lapsed).update(due_on=timezone.localdate() - timedelta(days=3))

    register = register_of(session)

    assert (len(register.here), register.gone, len(register.rows)) == (1, 1, 3)
    assert register.adults == (cleared.first_name,)
    client.force_login(cleared)
    page = " ".join(client.get(f"/team/sessions/{session.pk}/register/").text.split())
    assert "<strong>1</strong> child here of <strong>3</strong>" in page
    assert "<strong>1</strong> adult on the rota" in page


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        pytest.param(["Ada Kite", "Ben Kite"], ["Ada", "Ben"], id="nobody shares"),
        pytest.param(["Ada Kite", "Ada Moss"], ["Ada K.", "Ada M."], id="two share a first name"),
        pytest.param(["Ada Kite", "ada Moss"], ["Ada K.", "ada M."], id="in another case"),
        pytest.param(["Ada Kite", "Ada Kane"], ["Ada Kane", "Ada Kite"], id="and the initial"),
    ],
)
def test_names_tell_children_apart(session: Session, names: list[str], shown: list[str]) -> None:
    for name in names:
        first, last = name.split()
        PlaceFactory(session=session, child=ChildFactory(first_name=first, last_name=last))
    assert [row.name for row in register_of(session).rows] == shown


@pytest.mark.parametrize(
    ("purposes", "words"),
    [
        pytest.param([], "No photos", id="nobody said anything"),
        pytest.param([Purpose.PHOTOS_IN_CLUB], "Photos: in the club", id="inside the club"),
        pytest.param(
            [Purpose.PHOTOS_ON_SITE, Purpose.PHOTOS_IN_PRESS],
            "Photos: borough site, press",
            id="two of three",
        ),
    ],
)
def test_photo_consent_in_words(session: Session, child: Child, purposes: list[Purpose], words: str) -> None:
    parent = UserFactory()
    child.guardianships.create(guardian=parent)
    for purpose in purposes:
        decide_for_child(by=parent, child=child, purpose=purpose, yes=True)
    [row] = register_of(session).rows
    assert row.photo_words == words


def test_a_constant_number_of_queries(session: Session, django_assert_num_queries: Callable) -> None:
    for _ in range(6):
        PlaceFactory(session=session)
    staffed(session, 2)
    with django_assert_num_queries(5):
        register_of(session)


@pytest.mark.parametrize(
    ("traits", "constraint"),
    [
        pytest.param(
            {"left": True, "arrived_at": None, "arrival_marked_by": None},
            "attendance_left_after_arrived",
            id="left without coming",
        ),
        pytest.param(
            {"here": True, "left_at": timezone.now() - timedelta(hours=3), "leaving_marked_by": None},
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
