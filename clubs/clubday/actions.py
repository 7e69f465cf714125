"""Every mark on the register. Marking the same thing twice changes nothing."""

from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.enums import MARK_MOVES, Mark
from clubs.clubday.models import Attendance
from clubs.clubday.rules import check_mark, check_register_open
from clubs.directory.rules import check_helps
from clubs.people.models import Child, User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session


@audited("clubday.mark_arrived")
def mark_arrived(*, session: Session, child: Child, by: User) -> Attendance:
    """Write down that a child is here now.

    Raises:
        Refusal: ``not_yours``, ``not_expected``, ``session_not_planned``, ``register_closed``,
            or ``presence`` for a child who has gone home.
    """
    return _mark(Mark.ARRIVED, session, child, by)


@audited("clubday.mark_left")
def mark_left(*, session: Session, child: Child, by: User) -> Attendance:
    """Write down that a child goes home now.

    Raises:
        Refusal: as ``mark_arrived``; ``presence`` for a child who never came.
    """
    return _mark(Mark.LEFT, session, child, by)


@audited("clubday.take_back_arrival")
def take_back_arrival(*, session: Session, child: Child, by: User) -> Attendance:
    """Put right an arrival marked by mistake; who marked it and who took it back stay in the audit.

    Raises:
        Refusal: as ``mark_arrived``.
    """
    return _mark(Mark.NOT_ARRIVED, session, child, by)


@audited("clubday.take_back_leaving")
def take_back_leaving(*, session: Session, child: Child, by: User) -> Attendance:
    """Put right a leaving marked by mistake: the child is here as before.

    Raises:
        Refusal: as ``mark_arrived``; ``presence`` for a child who never came.
    """
    return _mark(Mark.NOT_LEFT, session, child, by)


def _mark(mark: Mark, session: Session, child: Child, by: User) -> Attendance:
    check_helps(by, session.club)
    check_register_open(session.state, session.starts_at, session.ends_at, timezone.now())
    attendance = _held(session, child)
    if attendance.presence == MARK_MOVES[mark][1]:
        return attendance
    check_mark(attendance.presence, mark)
    for field, value in _values(mark, by).items():
        setattr(attendance, field, value)
    attendance.save()
    return attendance


def _values(mark: Mark, by: User) -> dict[str, object]:
    """Return the fields a mark writes: a time and who answers for it, or neither any more."""
    return {
        Mark.ARRIVED: {"arrived_at": timezone.now(), "arrival_marked_by": by},
        Mark.LEFT: {"left_at": timezone.now(), "leaving_marked_by": by},
        Mark.NOT_ARRIVED: {"arrived_at": None, "arrival_marked_by": None},
        Mark.NOT_LEFT: {"left_at": None, "leaving_marked_by": None},
    }[mark]


def _held(session: Session, child: Child) -> Attendance:
    """Return the child's row, made if there is none and held until the transaction ends."""
    if not PlaceSession.objects.live().filter(session=session, child=child).exists():
        raise Refusal(
            "not_expected",
            "This child has no place at this session.",
            "Ask the parent to book on their telephone; the register shows it at once.",
            status=404,
        )
    Attendance.objects.get_or_create(session=session, child=child)
    return Attendance.objects.select_for_update().get(session=session, child=child)
