"""Planning a term and changing its dates."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubs.people.models import User
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from clubs.timetable.actions import cancel_session, move_session, plan_sessions, set_capacity, skip_session
from clubs.timetable.enums import SESSION_MOVES, SessionState
from clubs.timetable.models import Session, Term
from clubs.timetable.rules import LONDON, WeeklyPattern, london_day, may_move_to, weekly_dates
from tests.factories.directory import ClubRoleFactory
from tests.factories.people import BoroughRoleFactory, UserFactory
from tests.factories.timetable import SessionFactory, TermFactory

TUESDAYS_AT_FOUR = WeeklyPattern(1, time(16), time(17, 30))
CAPACITY = {"room_capacity": 16, "kit_capacity": 12, "pledged_adults": 2}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "breaks", "days"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 17), [], [3, 10, 17], id="from a Monday to a Tuesday"),
        pytest.param(date(2026, 3, 3), date(2026, 3, 16), [], [3, 10], id="from a Tuesday to a Monday"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 17), [10], [3, 17], id="with a break"),
        pytest.param(date(2026, 3, 4), date(2026, 3, 9), [], [], id="no Tuesday in it"),
    ],
)
def test_dates_of_a_term(starts_on: date, ends_on: date, breaks: list[int], days: list[int]) -> None:
    off = frozenset(date(2026, 3, day) for day in breaks)
    found = [starts.day for starts, _ends in weekly_dates(starts_on, ends_on, TUESDAYS_AT_FOUR, off)]
    assert found == days


def test_four_o_clock_stays_four_o_clock_when_clocks_change() -> None:
    before, after = weekly_dates(date(2026, 3, 24), date(2026, 3, 31), TUESDAYS_AT_FOUR)
    assert before[0].utcoffset() == timedelta(0)
    assert after[0].utcoffset() == timedelta(hours=1)
    assert (after[0].hour, after[1] - after[0]) == (16, timedelta(minutes=90))


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 400),
    st.integers(0, 6),
    st.times(time(7), time(20, 0)),
)
def test_every_date_is_in_the_term_on_the_day(first: date, length: int, weekday: int, starts: time) -> None:
    last = first + timedelta(days=length)
    pattern = WeeklyPattern(weekday, starts, time(21))
    dates = list(weekly_dates(first, last, pattern))
    assert all(first <= london_day(start) <= last and start.weekday() == weekday for start, _ in dates)
    assert len(dates) == sum((first + timedelta(days=day)).weekday() == weekday for day in range(length + 1))


@pytest.mark.parametrize("now", SessionState, ids=str)
@pytest.mark.parametrize("then", SessionState, ids=str)
def test_the_rule_is_the_table(now: SessionState, then: SessionState) -> None:
    assert may_move_to(now, then) is (then in SESSION_MOVES[now])


@pytest.mark.django_db
class TestActions:
    def test_a_term_is_planned_whole(self) -> None:
        term = TermFactory()
        sessions = plan_sessions(term=term, pattern=TUESDAYS_AT_FOUR, by=None, **CAPACITY)
        assert len(sessions) == Session.objects.filter(term=term).count() > 20
        assert {session.starts_at.astimezone(LONDON).hour for session in sessions} == {16}

    def test_or_not_at_all(self) -> None:
        term = TermFactory()
        day = next(start for start, _ in weekly_dates(term.starts_on, term.ends_on, TUESDAYS_AT_FOUR))
        other = SessionFactory(club=term.club, term=term, starts_at=day + timedelta(days=14, hours=1))
        with pytest.raises(Refusal, match="club_busy"):
            plan_sessions(term=term, pattern=TUESDAYS_AT_FOUR, by=None, **CAPACITY)
        assert Session.objects.get() == other

    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            pytest.param(lambda term: ClubRoleFactory(club=term.club, lead=True).user, True, id="its lead"),
            pytest.param(
                lambda term: BoroughRoleFactory(role="administrator").user, True, id="an administrator"
            ),
            pytest.param(lambda term: ClubRoleFactory(club=term.club).user, False, id="a volunteer"),
            pytest.param(lambda term: ClubRoleFactory(lead=True).user, False, id="another club's lead"),
            pytest.param(lambda term: UserFactory(), False, id="a parent"),
        ],
    )
    def test_who_may_change_dates(self, who: Callable[[Term], User], allowed: bool) -> None:
        session = SessionFactory()
        by = who(session.term)
        actions = [
            lambda: set_capacity(session=session, by=by, **CAPACITY),
            lambda: skip_session(session=session, reason="", by=by),
        ]
        for action in actions:
            if allowed:
                action()
                continue
            with pytest.raises(Refusal, match="not_yours"):
                action()
        assert AuditEntry.objects.filter(actor=by).count() == (2 if allowed else 0)

    @pytest.mark.parametrize(
        ("times", "code"),
        [
            pytest.param(lambda s: (s.ends_at, s.starts_at), "ends_before_start", id="backwards"),
            pytest.param(
                lambda s: (s.starts_at + timedelta(days=300), s.ends_at + timedelta(days=300)),
                "outside_term",
                id="after the term",
            ),
            pytest.param(
                lambda s: (s.starts_at + timedelta(days=7), s.ends_at + timedelta(days=7)),
                "club_busy",
                id="onto another session",
            ),
        ],
    )
    def test_moves_that_cannot_be(
        self, times: Callable[[Session], tuple[datetime, datetime]], code: str
    ) -> None:
        session = SessionFactory()
        SessionFactory(club=session.club, days_ahead=14)
        starts_at, ends_at = times(session)
        with pytest.raises(Refusal, match=code):
            move_session(session=session, starts_at=starts_at, ends_at=ends_at, by=None)
        assert Session.objects.get(pk=session.pk).starts_at == session.starts_at

    def test_what_is_off_cannot_be_moved_or_cancelled_twice(self) -> None:
        session = cancel_session(session=SessionFactory(), reason="", by=None)
        with pytest.raises(Refusal, match="session_state"):
            move_session(session=session, starts_at=session.starts_at, ends_at=session.ends_at, by=None)
        with pytest.raises(Refusal, match="session_state"):
            cancel_session(session=session, reason="", by=None)
