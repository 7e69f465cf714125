"""What the register allows: pure functions, no database."""

from datetime import datetime, timedelta

from clubs.clubday.enums import MARK_MOVES, Mark, Presence
from clubs.records.refusals import Refusal
from clubs.timetable.enums import SessionState

# The register opens before the doors do and closes well after the last child is collected.
OPENS_BEFORE = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=12)


def check_register_open(
    state: SessionState | str, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Refuse a mark for a session that is off, or too long before or after it.

    Raises:
        Refusal: ``session_not_planned`` or ``register_closed``.
    """
    if state != SessionState.PLANNED:
        raise Refusal(
            "session_not_planned", "This session is not going ahead.", "Look at the club's other dates."
        )
    if not starts_at - OPENS_BEFORE <= now <= ends_at + CLOSES_AFTER:
        raise Refusal(
            "register_closed",
            "The register is open from two hours before the session until twelve hours after it.",
            "Come back then. If something needs putting right later, tell the club's lead.",
        )


def register_open(state: SessionState | str, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Say whether marks may be made now."""
    try:
        check_register_open(state, starts_at, ends_at, now)
    except Refusal:
        return False
    return True


def check_mark(now: Presence, mark: Mark) -> None:
    """Refuse a mark that does not fit what the register says.

    Raises:
        Refusal: ``presence``.
    """
    if not may_mark(now, mark):
        raise Refusal(
            "presence",
            f"The register says “{now.label.lower()}”, so this mark does not fit.",
            "Look at the register again: somebody may have marked it already.",
        )


def may_mark(now: Presence, mark: Mark) -> bool:
    """Say whether a mark fits what the register says."""
    return MARK_MOVES[mark][0] == now
