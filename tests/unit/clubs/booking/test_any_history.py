"""Whatever families, volunteers and leads do, in any order, the promises of booking hold."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from clubs.booking.actions import book_places, cancel_place
from clubs.booking.enums import PlaceState
from clubs.booking.models import Place, PlaceSession
from clubs.records.refusals import Refusal
from clubs.timetable.actions import cancel_session, move_session, put_back_session, skip_session
from clubs.timetable.models import Session
from clubs.volunteers.actions import confirm_on_rota, withdraw_from_rota
from clubs.volunteers.models import RotaEntry
from clubs.volunteers.rota import cover_of
from tests.factories.directory import ClubFactory
from tests.factories.people import ChildFactory, UserFactory, born_years_ago
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import staffed

ROOM = 3


@contextmanager
def refused_only_for(*codes: str) -> Iterator[None]:
    """Let these refusals pass: they are the right answer to a wrong moment. Any other is a failure."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code not in codes:
            raise


class Histories(RuleBasedStateMachine):
    """Two clubs, three sessions (two at the same hour), two families of two, and every action there is."""

    places = Bundle("places")

    def __init__(self) -> None:
        super().__init__()
        one, other = ClubFactory(youngest=8, oldest=14), ClubFactory(youngest=8, oldest=14)
        self.sessions = [
            SessionFactory(club=one, room_capacity=ROOM),
            SessionFactory(club=other, room_capacity=ROOM),
            SessionFactory(club=one, days_ahead=14, room_capacity=ROOM),
        ]
        self.teams = [staffed(session) for session in self.sessions]
        self.parents = [UserFactory(), UserFactory()]
        self.families = [
            [ChildFactory(guardian=parent, birth_date=born_years_ago(age)) for age in (8, 13)]
            for parent in self.parents
        ]

    @rule(
        target=places,
        family=st.integers(0, 1),
        who=st.sampled_from([(0,), (1,), (0, 1)]),
        session=st.integers(0, 2),
        whole_term=st.booleans(),
    )
    def book(self, family: int, who: tuple[int, ...], session: int, whole_term: bool) -> int | None:
        offering = self.sessions[session].term if whole_term else self.sessions[session]
        children = [self.families[family][number] for number in who]
        before = self._taken()
        offering = type(offering).objects.select_related("club").get(pk=offering.pk)
        try:
            booking = book_places(children=children, offering=offering, by=self.parents[family])
        except Refusal:
            assert self._taken() == before
            return None
        assert booking.places.live().count() == len(children)
        self._assert_covered(PlaceSession.objects.filter(place__booking=booking))
        return booking.pk

    @rule(booking=places, first=st.booleans())
    def cancel(self, booking: int | None, first: bool) -> None:
        place = Place.objects.filter(booking=booking).order_by("pk" if first else "-pk").first()
        if place is None:
            return
        with refused_only_for("place_state", "already_started"):
            cancel_place(place=place, by=place.booking.booked_by)

    @rule(session=st.integers(0, 2), adult=st.integers(0, 1))
    def drop_out_or_return(self, session: int, adult: int) -> None:
        volunteer, before = self.teams[session][adult], self._taken()
        entry = RotaEntry.objects.get(session=self.sessions[session], volunteer=volunteer)
        with refused_only_for("session_not_planned"):
            if entry.state == "confirmed":
                withdraw_from_rota(entry=entry, by=volunteer)
            else:
                current = Session.objects.get(pk=self.sessions[session].pk)
                confirm_on_rota(session=current, volunteer=volunteer, by=volunteer)
        assert self._taken() == before, "an adult dropping out cancels no child"

    @rule(
        session=st.integers(0, 2),
        change=st.sampled_from(["skip", "cancel", "put back", "later", "earlier"]),
    )
    def change_timetable(self, session: int, change: str) -> None:
        row = Session.objects.get(pk=self.sessions[session].pk)
        clashes = ("child_would_clash", "volunteer_would_clash", "club_busy", "outside_term")
        with refused_only_for("session_state", *clashes):
            if change == "skip":
                skip_session(session=row, reason="", by=None)
            elif change == "cancel":
                cancel_session(session=row, reason="", by=None)
            elif change == "put back":
                put_back_session(session=row, by=None)
            else:
                shift = timedelta(minutes=60 if change == "later" else -60)
                starts_at, ends_at = row.starts_at + shift, row.ends_at + shift
                move_session(session=row, starts_at=starts_at, ends_at=ends_at, by=None)

    @invariant()
    def never_more_than_the_room(self) -> None:
        assert all(taken <= ROOM for taken in self._taken().values())

    @invariant()
    def no_child_in_two_places(self) -> None:
        for child in (child for family in self.families for child in family):
            dates = PlaceSession.objects.live().filter(child=child).order_by("during")
            times = [(date.during.lower, date.during.upper) for date in dates]
            assert all(end <= start for (_, end), (start, _) in pairwise(times))

    @invariant()
    def live_dates_belong_to_live_places_of_planned_sessions(self) -> None:
        live = PlaceSession.objects.live().filter(session__in=self.sessions)
        assert not live.exclude(place__state=PlaceState.LIVE).exists()
        assert not live.exclude(session__state="planned").exists()

    def _taken(self) -> Counter[int]:
        live = PlaceSession.objects.live().filter(session__in=self.sessions)
        return Counter(live.values_list("session", flat=True))

    def _assert_covered(self, dates: object) -> None:
        from django.utils import timezone

        for date in dates.select_related("session__club"):
            assert cover_of(date.session, timezone.now()).adults >= 2


class TestHistories(TestCase, Histories.TestCase):
    """Histories one after another, each with clubs and families of its own, all rolled back at the end."""

    settings = settings(
        max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )


pytestmark = pytest.mark.timeout(240)
