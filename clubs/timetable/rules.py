"""What the timetable allows: pure functions, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clubs.records.refusals import Refusal
from clubs.timetable.enums import SESSION_MOVES, SessionState

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class WeeklyPattern:
    """A club's usual day and hours, in London's local time. ``weekday``: 0 is Monday."""

    weekday: int
    starts: time
    ends: time


def london_day(moment: datetime) -> date:
    """Return the calendar day an aware moment falls on in London; ages and terms are reckoned by it."""
    return moment.astimezone(LONDON).date()


def check_pattern(pattern: WeeklyPattern) -> None:
    """Refuse a pattern that ends before it starts.

    Raises:
        Refusal: ``ends_before_start``.
    """
    if pattern.ends <= pattern.starts:
        raise Refusal(
            "ends_before_start",
            "The session would end before it starts.",
            "Check the two times and try again.",
            status=422,
        )


def weekly_dates(
    starts_on: date, ends_on: date, pattern: WeeklyPattern, breaks: frozenset[date] = frozenset()
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the start and end of each session of a term, as aware London times.

    Clocks may change in a term: four o'clock stays four o'clock on the wall.
    """
    check_pattern(pattern)
    day = starts_on + timedelta(days=(pattern.weekday - starts_on.weekday()) % 7)
    while day <= ends_on:
        if day not in breaks:
            yield (
                datetime.combine(day, pattern.starts, LONDON),
                datetime.combine(day, pattern.ends, LONDON),
            )
        day += timedelta(days=7)


def check_state_move(now: SessionState | str, then: SessionState) -> None:
    """Refuse a change of state that the table of states does not hold.

    Raises:
        Refusal: ``session_state``.
    """
    if not may_move_to(now, then):
        raise Refusal(
            "session_state",
            f"This session is “{SessionState(now).label.lower()}”, so that cannot be done to it.",
            "Look at the club's dates again: someone may have changed it already.",
        )


def may_move_to(now: SessionState | str, then: SessionState) -> bool:
    """Say whether a session in one state may go to another."""
    return then in SESSION_MOVES[SessionState(now)]


def check_within_term(starts_at: datetime, ends_at: datetime, first_day: date, last_day: date) -> None:
    """Refuse times that run backwards or fall outside the term.

    Raises:
        Refusal: ``ends_before_start`` or ``outside_term``.
    """
    if ends_at <= starts_at:
        raise Refusal(
            "ends_before_start",
            "The session would end before it starts.",
            "Check the two times and try again.",
            status=422,
        )
    if not (first_day <= london_day(starts_at) and london_day(ends_at) <= last_day):
        raise Refusal(
            "outside_term",
            f"That day is outside the term, which runs from {first_day:%-d %B} to {last_day:%-d %B}.",
            "Choose a day inside the term, or change the term's dates first.",
            status=422,
        )
