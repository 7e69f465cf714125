"""When the register takes marks, and which may follow which: pure functions, no database."""

from datetime import datetime, time, timedelta

from clubs.clubday.enums import PRESENCE_MOVES, Presence
from clubs.records.refusals import Refusal
from clubs.timetable.rules import LONDON, london_day

# A session that starts soon after midnight is prepared the evening before.
OPENS_BEFORE_START = timedelta(hours=3)
BACK = "Go back to the register"


def register_opens_at(starts_at: datetime) -> datetime:
    """Return when marks are first taken: the session's London midnight, or three hours before if earlier."""
    return min(_midnight(starts_at, days_later=0), starts_at - OPENS_BEFORE_START)


def register_closes_at(ends_at: datetime) -> datetime:
    """Return when marks are no longer taken: the end of the London day after the session."""
    return _midnight(ends_at, days_later=2)


def check_takes_marks(*, planned: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Refuse a mark on a session that is not going ahead, or at the wrong time.

    Raises:
        Refusal: ``session_not_planned``, ``too_early`` or ``too_late``.
    """
    if not planned:
        raise Refusal(
            "session_not_planned", "This session is not going ahead, so nobody can be marked here.", BACK
        )
    opens_at = register_opens_at(starts_at)
    if now < opens_at:
        raise Refusal(
            "too_early",
            f"This register opens on {opens_at.astimezone(LONDON):%A %-d %B at %H:%M}.",
            BACK,
        )
    if now >= register_closes_at(ends_at):
        raise Refusal("too_late", "This register closed at the end of the day after the session.", BACK)


def takes_marks(*, planned: bool, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether the register takes marks now."""
    try:
        check_takes_marks(planned=planned, starts_at=starts_at, ends_at=ends_at, now=now)
    except Refusal:
        return False
    return True


def check_presence_move(now: Presence, then: Presence) -> None:
    """Refuse a step that the table of presences does not hold.

    Raises:
        Refusal: ``not_here_yet`` for leaving before arriving, ``gone_since`` for taking back the
            arrival of a child who has gone home.
    """
    if then in PRESENCE_MOVES[now]:
        return
    if now == Presence.EXPECTED:
        raise Refusal("not_here_yet", "The register does not say yet that this child has arrived.", BACK)
    raise Refusal(
        "gone_since",
        "This child has been marked as gone home since. Undo that first.",
        BACK,
    )


def may_move(now: Presence, then: Presence) -> bool:
    """Say whether a child in one presence may go to another."""
    return then in PRESENCE_MOVES[now]


def _midnight(moment: datetime, *, days_later: int) -> datetime:
    """London's midnight at the start of the moment's day, or of a later one."""
    return datetime.combine(london_day(moment) + timedelta(days=days_later), time.min, LONDON)
