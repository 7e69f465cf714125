"""Places afterwards: what the database refuses, cancelling, and a timetable that changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from clubs.booking.actions import book_places, cancel_place
from clubs.booking.calendar_file import calendar_of
from clubs.booking.enums import PLACE_MOVES, PlaceState
from clubs.booking.models import Place, PlaceSession
from clubs.booking.offerings import free_places
from clubs.booking.rules import may_move_place
from clubs.booking.tasks import dates_of, send_cancellation, send_confirmation, tell_guardian_of_change
from clubs.directory.places import calendar as club_calendar
from clubs.people.models import User
from clubs.records.refusals import Refusal
from clubs.timetable.actions import (
    cancel_session,
    move_session,
    plan_sessions,
    put_back_session,
    skip_session,
)
from clubs.timetable.models import Session
from clubs.timetable.rules import WeeklyPattern
from tests.factories.booking import BookingFactory, PlaceFactory, place_date
from tests.factories.directory import ClubFactory
from tests.factories.people import BoroughRoleFactory, ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import staffed

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> User:
    return UserFactory(first_name="Robin")


def place_of(parent: User, **place: object) -> Place:
    return PlaceFactory(child=ChildFactory(guardian=parent, preferred_name="Sun"), **place)


def events(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


class TestTheDatabase:
    def test_one_live_place_a_session(self) -> None:
        place = PlaceFactory()
        with pytest.raises(IntegrityError, match="place_one_live_a_session"), transaction.atomic():
            Place.objects.create(booking=BookingFactory(), child=place.child, session=place.session)
        Place.objects.filter(pk=place.pk).update(state=PlaceState.CALLED_OFF)
        Place.objects.create(booking=BookingFactory(), child=place.child, session=place.session)

    def test_one_live_place_a_term(self) -> None:
        place = PlaceFactory(term=SessionFactory().term)
        with pytest.raises(IntegrityError, match="place_one_live_a_term"), transaction.atomic():
            Place.objects.create(booking=BookingFactory(), child=place.child, term=place.term)

    @pytest.mark.parametrize("both", [True, False], ids=["both", "neither"])
    def test_a_term_or_a_session(self, both: bool) -> None:
        session = SessionFactory()
        what = {"term": session.term, "session": session} if both else {}
        with pytest.raises(IntegrityError, match="place_for_term_or_session"), transaction.atomic():
            Place.objects.create(booking=BookingFactory(), child=ChildFactory(), **what)

    @pytest.mark.parametrize(
        ("shift", "refused"),
        [
            pytest.param(timedelta(minutes=89), True, id="a minute in common"),
            pytest.param(timedelta(minutes=90), False, id="one starts as the other ends"),
            pytest.param(timedelta(minutes=-90), False, id="one ends as the other starts"),
        ],
    )
    def test_no_child_in_two_places(self, shift: timedelta, refused: bool) -> None:
        place = PlaceFactory()
        other = SessionFactory(starts_at=place.session.starts_at + shift)
        if not refused:
            PlaceFactory(child=place.child, session=other)
            return
        with pytest.raises(IntegrityError, match="child_in_one_place_at_a_time"), transaction.atomic():
            PlaceFactory(child=place.child, session=other)

    def test_child_and_times_are_the_databases_own(self) -> None:
        place = PlaceFactory()
        date = place.dates.get()
        stranger = ChildFactory()
        PlaceSession.objects.filter(pk=date.pk).update(child=stranger)
        date.refresh_from_db()
        assert date.child == place.child
        assert (date.during.lower, date.during.upper) == (place.session.starts_at, place.session.ends_at)

    @pytest.mark.parametrize("now", PlaceState, ids=str)
    @pytest.mark.parametrize("then", PlaceState, ids=str)
    def test_every_move_of_state(self, now: PlaceState, then: PlaceState) -> None:
        dated = {PlaceState.CANCELLED: timezone.now()}
        place = PlaceFactory(state=now, cancelled_at=dated.get(now))
        assert may_move_place(now, then) is (then in PLACE_MOVES[now])
        place.state, place.cancelled_at = then, dated.get(then)
        if then == now or then in PLACE_MOVES[now]:
            place.save()
            return
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            place.save()


class TestCancelling:
    def test_frees_the_place_at_once(self, parent: User) -> None:
        session = SessionFactory(room_capacity=1)
        staffed(session)
        place = place_of(parent, session=session)
        assert free_places(session) == 0
        cancel_place(place=place, by=parent)
        assert free_places(session) == 1
        assert book_places(children=[place.child], offering=session, by=parent)

    def test_a_term_keeps_what_was(self, parent: User) -> None:
        past = SessionFactory(days_ahead=-7)
        coming = SessionFactory(club=past.club)
        place = place_of(parent, term=past.term)
        place_date(place, past)
        cancel_place(place=place, by=parent)
        assert list(place.dates.live().values_list("session", flat=True)) == [past.pk]
        assert place.dates.get(session=coming).live is False

    @pytest.mark.parametrize(
        ("place", "code"),
        [
            pytest.param({"cancelled": True}, "place_state", id="twice"),
            pytest.param({"session__started": True}, "already_started", id="after the start"),
        ],
    )
    def test_too_late(self, parent: User, place: dict, code: str) -> None:
        with pytest.raises(Refusal, match=code):
            cancel_place(place=place_of(parent, **place), by=parent)

    @pytest.mark.parametrize(
        ("who", "assisted", "allowed"),
        [
            pytest.param(UserFactory, False, False, id="another family"),
            pytest.param(
                lambda: BoroughRoleFactory(role="council_officer").user, True, True, id="an officer helps"
            ),
            pytest.param(lambda: BoroughRoleFactory(role="editor").user, True, False, id="an editor"),
        ],
    )
    def test_who(self, parent: User, who: Callable[[], User], assisted: bool, allowed: bool) -> None:
        place = place_of(parent)
        if allowed:
            assert not cancel_place(place=place, by=who(), assisted=assisted).is_live
            return
        with pytest.raises(Refusal, match="not_your_child"):
            cancel_place(place=place, by=who(), assisted=assisted)
        assert Place.objects.get(pk=place.pk).is_live


class TestLetters:
    def test_a_booking_is_confirmed_with_a_calendar(self, parent: User) -> None:
        session = SessionFactory()
        staffed(session)
        children = [ChildFactory(guardian=parent, preferred_name=name) for name in ("Sun", "Moon")]
        booking = book_places(children=children, offering=session, by=parent)
        send_confirmation(booking_id=booking.pk)

        [letter] = mail.outbox
        assert letter.to == [parent.email]
        assert letter.subject == f"Booked: {session.club.name}, Sun and Moon"
        [enclosed] = letter.attachments
        found = events(enclosed.content.encode() if isinstance(enclosed.content, str) else enclosed.content)
        assert [str(event["summary"]) for event in found] == [
            f"{name} at {session.club.name}" for name in ("Sun", "Moon")
        ]
        assert {event["dtstart"].dt for event in found} == {session.starts_at}
        assert len({str(event["uid"]) for event in found}) == 2

    def test_staff_book_and_the_family_is_told(self, parent: User) -> None:
        officer = BoroughRoleFactory(role="council_officer").user
        session = SessionFactory()
        staffed(session)
        child = ChildFactory(guardian=parent)
        booking = book_places(children=[child], offering=session, by=officer, assisted=True)
        send_confirmation(booking_id=booking.pk)
        assert [letter.to for letter in mail.outbox] == [[parent.email]]

    def test_an_entry_keeps_its_name_and_counts_its_changes(self, parent: User) -> None:
        place = place_of(parent)
        [first] = events(calendar_of(dates_of([place])))
        later = place.session.starts_at + timedelta(hours=1)
        move_session(session=place.session, starts_at=later, ends_at=later + timedelta(hours=1), by=None)
        [moved] = events(calendar_of(dates_of([place])))
        cancel_place(place=place, by=parent)
        [gone] = events(calendar_of(dates_of([place]), cancelled=True))
        assert first["uid"] == moved["uid"] == gone["uid"]
        assert [event["sequence"] for event in (first, moved, gone)] == [0, 1, 2]
        assert [str(event["status"]) for event in (first, moved, gone)] == [
            "CONFIRMED",
            "CONFIRMED",
            "CANCELLED",
        ]
        assert moved["dtstart"].dt == later

    def test_cancelling_tells_every_guardian(self, parent: User) -> None:
        place = place_of(parent)
        other = UserFactory()
        place.child.guardianships.create(guardian=other)
        cancel_place(place=place, by=parent)
        send_cancellation(place_id=place.pk)
        assert [letter.to for letter in mail.outbox] == [[parent.email], [other.email]]
        assert "Sun's place" in mail.outbox[0].body


def hour_later(session: Session) -> Session:
    shift = timedelta(hours=1)
    return move_session(
        session=session, starts_at=session.starts_at + shift, ends_at=session.ends_at + shift, by=None
    )


def skipped_and_back(session: Session) -> Session:
    return put_back_session(session=skip_session(session=session, reason="", by=None), by=None)


class TestAChangedTimetable:
    @pytest.mark.parametrize(
        ("change", "kind", "live", "state", "words"),
        [
            pytest.param(hour_later, "moved", True, "live", "now meets on", id="moved"),
            pytest.param(
                lambda s: skip_session(session=s, reason="Half term", by=None),
                "skipped",
                False,
                "called_off",
                "Half term",
                id="skipped",
            ),
            pytest.param(
                lambda s: cancel_session(session=s, reason="The roof leaks", by=None),
                "cancelled",
                False,
                "called_off",
                "The roof leaks",
                id="cancelled",
            ),
            pytest.param(skipped_and_back, "put_back", True, "live", "going ahead after all", id="put back"),
        ],
    )
    def test_places_follow(
        self,
        parent: User,
        change: Callable[[Session], Session],
        kind: str,
        live: bool,
        state: str,
        words: str,
    ) -> None:
        place = place_of(parent)
        session = change(place.session)
        place.refresh_from_db()
        date = place.dates.get()
        assert (date.live, place.state, date.during.lower) == (live, state, session.starts_at)
        tell_guardian_of_change(guardian_id=parent.pk, session_id=session.pk, change=kind)
        [letter] = mail.outbox
        assert words in letter.body

    def test_a_term_goes_on_without_the_date(self, parent: User) -> None:
        session = SessionFactory()
        SessionFactory(club=session.club, days_ahead=14)
        place = place_of(parent, term=session.term)
        skip_session(session=session, reason="", by=None)
        place.refresh_from_db()
        assert place.is_live
        assert [date.session_id for date in place.dates.live()] != [session.pk]
        assert place.dates.live().count() == 1

    def test_a_date_added_is_part_of_the_term(self, parent: User) -> None:
        session = SessionFactory()
        place = place_of(parent, term=session.term)
        day = timezone.localtime(session.starts_at)
        pattern = WeeklyPattern(
            day.weekday(), (day + timedelta(hours=2)).time(), (day + timedelta(hours=3)).time()
        )
        every_week = {session.day + timedelta(days=7 * week) for week in range(-30, 30)}
        added = plan_sessions(
            term=session.term,
            pattern=pattern,
            room_capacity=10,
            kit_capacity=10,
            pledged_adults=2,
            by=None,
            breaks=frozenset(every_week - {session.day + timedelta(days=7)}),
        )
        assert len(added) == 1
        assert place.dates.live().filter(session=added[0]).exists()

    def test_a_move_onto_a_childs_other_place_is_refused(self, parent: User) -> None:
        place = place_of(parent)
        other = PlaceFactory(child=place.child, session=SessionFactory(days_ahead=8)).session
        with pytest.raises(Refusal, match="child_would_clash"):
            move_session(
                session=other, starts_at=place.session.starts_at, ends_at=place.session.ends_at, by=None
            )
        assert Session.objects.get(pk=other.pk).starts_at == other.starts_at

    def test_put_back_leaves_a_child_who_is_elsewhere_by_now(self, parent: User) -> None:
        place = place_of(parent)
        session = skip_session(session=place.session, reason="", by=None)
        elsewhere = PlaceFactory(child=place.child, session=SessionFactory(starts_at=session.starts_at))
        put_back_session(session=session, by=None)
        place.refresh_from_db()
        assert place.state == PlaceState.CALLED_OFF
        assert Place.objects.get(pk=elsewhere.pk).is_live


def test_the_directory_learns_who_comes() -> None:
    club = ClubFactory()
    place = PlaceFactory(session=SessionFactory(club=club))
    PlaceFactory(session=SessionFactory(club=club, days_ahead=8), cancelled=True)
    today = timezone.localdate()
    assert club_calendar().children_of(club, today) == [place.child]
    assert club_calendar().children_of(club, today + timedelta(days=30)) == []
    assert club_calendar().cards_last_until(club, today) == place.session.term.ends_on
    assert club_calendar().cards_last_until(ClubFactory(), today) is None
