"""When a volunteer is cleared, and what the rota allows: pure functions, no database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clubs.records.refusals import Refusal
from clubs.timetable.rules import london_day
from clubs.volunteers.enums import (
    ELIGIBLE_CHECKS,
    ELIGIBLE_WORKFORCES,
    ROTA_MOVES,
    CheckKind,
    Clearance,
    RotaState,
    Workforce,
)

# Disclosure and Barring Service certificates.
CHECK_NUMBER_DIGITS = 12


@dataclass(frozen=True)
class ClearanceDates:
    """The dates that decide clearance, None where there is nothing yet.

    ``check_due_on``: when the newest clear check for the child workforce is next due.
    """

    check_due_on: date | None = None
    identity_seen_on: date | None = None
    adult_from: date | None = None
    first_reference_on: date | None = None
    second_reference_on: date | None = None
    training_due_on: date | None = None
    conduct_signed_on: date | None = None


def missing_clearances(dates: ClearanceDates, day: date) -> list[Clearance]:
    """Return what is not in date on a day, in the order of the enumeration; empty means cleared.

    A thing due on a day still counts on that day.
    """

    def begun(since: date | None) -> bool:
        return since is not None and since <= day

    def lasting(until: date | None) -> bool:
        return until is not None and day <= until

    in_date = {
        Clearance.CHECK: lasting(dates.check_due_on),
        Clearance.IDENTITY: begun(dates.identity_seen_on),
        Clearance.ADULT: begun(dates.adult_from),
        Clearance.FIRST_REFERENCE: begun(dates.first_reference_on),
        Clearance.SECOND_REFERENCE: begun(dates.second_reference_on),
        Clearance.TRAINING: lasting(dates.training_due_on),
        Clearance.CONDUCT: begun(dates.conduct_signed_on),
    }
    return [clearance for clearance in Clearance if not in_date[clearance]]


def check_cleared(dates: ClearanceDates, day: date) -> None:
    """Refuse a volunteer who is not cleared on a day.

    Raises:
        Refusal: ``not_cleared``, naming what is missing.
    """
    missing = missing_clearances(dates, day)
    if missing:
        words = ", ".join(clearance.label for clearance in missing)
        raise Refusal(
            "not_cleared",
            f"Still needed before that day: {words}.",
            "The safeguarding lead can record what is missing; then sign up again.",
            status=403,
        )


def is_cleared(dates: ClearanceDates, day: date) -> bool:
    """Say whether a volunteer is cleared on a day."""
    return not missing_clearances(dates, day)


def check_rota_move(now: RotaState | str, then: RotaState) -> None:
    """Refuse a change on the rota that its table of states does not hold.

    Raises:
        Refusal: ``rota_state``.
    """
    if not may_move_on_rota(now, then):
        raise Refusal(
            "rota_state",
            f"The rota already says “{RotaState(now).label.lower()}”.",
            "Look at the session again: someone may have changed it already.",
        )


def may_move_on_rota(now: RotaState | str, then: RotaState) -> bool:
    """Say whether an entry in one state may go to another."""
    return then in ROTA_MOVES[RotaState(now)]


def rota_decides(starts_at: datetime, now: datetime, horizon_days: int) -> bool:
    """Say whether confirmed adults count for a session, or still the lead's pledge.

    Inside the horizon (days from today, in London) the rota decides; beyond it the pledge.
    """
    return london_day(starts_at) <= london_day(now) + timedelta(days=horizon_days)


def check_eligible(kind: CheckKind, workforce: Workforce, *, leads: bool) -> None:
    """Refuse a check that somebody's role may not be asked for. ``leads``: they lead a club.

    Raises:
        Refusal: ``not_eligible``.
    """
    if not is_eligible(kind, workforce, leads=leads):
        raise Refusal(
            "not_eligible",
            "This role may not be asked for that check.",
            "Club volunteers have an enhanced check for the child workforce; "
            "leads may have the barred list looked at too.",
            status=422,
        )


def is_eligible(kind: CheckKind, workforce: Workforce, *, leads: bool) -> bool:
    """Say whether somebody's role may be asked for a check."""
    return kind in ELIGIBLE_CHECKS[leads] and workforce in ELIGIBLE_WORKFORCES


def check_check_dates(number: str, issued_on: date, seen_on: date, due_on: date, today: date) -> None:
    """Refuse a check record whose number or dates cannot be right.

    Raises:
        Refusal: ``check_number`` or ``check_dates``.
    """
    if len(number) != CHECK_NUMBER_DIGITS or not (number.isascii() and number.isdigit()):
        raise Refusal(
            "check_number",
            "A certificate number has twelve digits.",
            "Copy it from the top right of the certificate.",
            status=422,
        )
    if not issued_on <= seen_on <= today or due_on <= issued_on:
        raise Refusal(
            "check_dates",
            "These dates cannot all be right.",
            "A check is issued, then seen, today at the latest; it is next due after it was issued.",
            status=422,
        )


def check_training_dates(done_on: date | None, due_on: date | None) -> None:
    """Refuse training dates of which one is missing or that run backwards.

    Raises:
        Refusal: ``training_dates``.
    """
    if (done_on is None) != (due_on is None) or (done_on and due_on and due_on <= done_on):
        raise Refusal(
            "training_dates",
            "Training has a day it was done and a later day it is due again.",
            "Fill in both days, or neither.",
            status=422,
        )
