"""Every write to the timetable."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from psycopg import errors

from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.changes import ChangeKind, SessionChange, announce
from clubs.timetable.enums import SessionState
from clubs.timetable.models import Session, Term
from clubs.timetable.permissions import check_may_plan
from clubs.timetable.rules import (
    WeeklyPattern,
    check_state_move,
    check_within_term,
    weekly_dates,
)


@audited("timetable.plan_sessions")
def plan_sessions(
    *,
    term: Term,
    pattern: WeeklyPattern,
    room_capacity: int,
    kit_capacity: int,
    pledged_adults: int,
    by: User | None,
    breaks: frozenset[date] = frozenset(),
) -> list[Session]:
    """Write a session for every week of a term, all or none.

    ``breaks``: days with no session, such as half term. Returns them by date.

    Raises:
        Refusal: ``not_yours``, ``ends_before_start`` or ``club_busy``.
    """
    check_may_plan(by, term.club)
    # A booking of the whole term holds this row too: it sees all of the new dates or none.
    term = Term.objects.select_for_update(no_key=True, of=("self",)).select_related("club").get(pk=term.pk)
    sessions = []
    for starts_at, ends_at in weekly_dates(term.starts_on, term.ends_on, pattern, breaks):
        session = Session(
            club=term.club,
            term=term,
            starts_at=starts_at,
            ends_at=ends_at,
            room_capacity=room_capacity,
            kit_capacity=kit_capacity,
            pledged_adults=pledged_adults,
        )
        _save_if_free(session)
        announce(SessionChange(ChangeKind.ADDED, session))
        sessions.append(session)
    return sessions


@audited("timetable.move_session")
def move_session(*, session: Session, starts_at: datetime, ends_at: datetime, by: User | None) -> Session:
    """Give a planned session other times inside its term; those it touches are told.

    Raises:
        Refusal: ``not_yours``, ``session_state``, ``ends_before_start``, ``outside_term``,
            ``club_busy``, or what a listener refuses.
    """
    session = locked(session)
    check_may_plan(by, session.club)
    if not session.is_planned:
        raise Refusal(
            "session_state",
            "Only a session that is going ahead can be moved.",
            "Put it back into the series first, then move it.",
        )
    check_within_term(starts_at, ends_at, session.term.starts_on, session.term.ends_on)
    before = session.starts_at
    session.starts_at, session.ends_at = starts_at, ends_at
    _save_if_free(session)
    announce(SessionChange(ChangeKind.MOVED, session, started_at_before=before))
    return session


@audited("timetable.skip_session")
def skip_session(*, session: Session, reason: str, by: User | None) -> Session:
    """Take a break on one date; it can be put back. Those it touches are told why.

    Raises:
        Refusal: ``not_yours`` or ``session_state``.
    """
    return _change_state(session, SessionState.SKIPPED, ChangeKind.SKIPPED, reason, by)


@audited("timetable.cancel_session")
def cancel_session(*, session: Session, reason: str, by: User | None) -> Session:
    """Call one date off for good; those it touches are told why.

    Raises:
        Refusal: ``not_yours`` or ``session_state``.
    """
    return _change_state(session, SessionState.CANCELLED, ChangeKind.CANCELLED, reason, by)


@audited("timetable.put_back_session")
def put_back_session(*, session: Session, by: User | None) -> Session:
    """Put a skipped date back; term places count on it again.

    Raises:
        Refusal: ``not_yours``, ``session_state`` or ``club_busy``.
    """
    return _change_state(session, SessionState.PLANNED, ChangeKind.PUT_BACK, "", by)


@audited("timetable.set_capacity")
def set_capacity(
    *, session: Session, room_capacity: int, kit_capacity: int, pledged_adults: int, by: User | None
) -> Session:
    """Say how many the room and the kit hold and how many adults the lead pledges.

    A smaller number cancels nobody: it only leaves fewer places free.

    Raises:
        Refusal: ``not_yours``.
    """
    session = locked(session)
    check_may_plan(by, session.club)
    session.room_capacity = room_capacity
    session.kit_capacity = kit_capacity
    session.pledged_adults = pledged_adults
    session.save(update_fields=["room_capacity", "kit_capacity", "pledged_adults"])
    return session


def locked(session: Session) -> Session:
    """Return the session as it stands now, its row held until the transaction ends."""
    return (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .select_related("club", "term")
        .get(pk=session.pk)
    )


def _change_state(
    session: Session, state: SessionState, kind: ChangeKind, reason: str, by: User | None
) -> Session:
    session = locked(session)
    check_may_plan(by, session.club)
    check_state_move(session.state, state)
    session.state, session.reason = state, reason
    _save_if_free(session)
    announce(SessionChange(kind, session))
    return session


def _save_if_free(session: Session) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        raise Refusal(
            "club_busy",
            f"The club already has a session on {session.day:%A %-d %B} at that time.",
            "Choose another time, or cancel the other session first.",
        ) from error
