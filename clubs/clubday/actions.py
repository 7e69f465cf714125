"""Every write to the register. Doing any of them twice changes nothing more."""

from django.utils import timezone

from clubs.booking.models import PlaceSession
from clubs.clubday.enums import Presence
from clubs.clubday.models import Attendance
from clubs.clubday.rules import BACK, check_presence_move, check_takes_marks
from clubs.directory.rules import check_helps
from clubs.people.models import Child, User
from clubs.records.audit import audited
from clubs.records.listening import tell
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session


@audited("clubday.mark_arrived")
def mark_arrived(*, session: Session, child: Child, by: User) -> Attendance:
    """Write down that an expected child has come in.

    Raises:
        Refusal: ``not_signed_in``, ``not_yours``, ``session_not_planned``, ``too_early``,
            ``too_late`` or ``not_expected``.
    """
    _check_may_mark(by, session)
    if not PlaceSession.objects.live().filter(session=session, child=child).exists():
        raise Refusal(
            "not_expected",
            "This child has no place at this session. The register takes booked children only.",
            BACK,
        )
    mark, _made = Attendance.objects.get_or_create(session=session, child=child)
    if mark.presence == Presence.EXPECTED:
        mark.arrived_at, mark.arrival_marked_by = timezone.now(), by
        mark.save(update_fields=["arrived_at", "arrival_marked_by"])
    return mark


@audited("clubday.mark_left")
def mark_left(*, session: Session, child: Child, by: User) -> Attendance:
    """Write down that a child who was here has gone home.

    Raises:
        Refusal: as ``mark_arrived``, and ``not_here_yet``.
    """
    _check_may_mark(by, session)
    mark = _mark_of(session, child)
    if mark.presence == Presence.LEFT:
        return mark
    check_presence_move(mark.presence, Presence.LEFT)
    mark.left_at, mark.leaving_marked_by = timezone.now(), by
    mark.save(update_fields=["left_at", "leaving_marked_by"])
    return mark


@audited("clubday.undo_arrival")
def undo_arrival(*, session: Session, child: Child, by: User) -> Attendance:
    """Take back a wrong "arrived". The audit log keeps that it stood.

    Raises:
        Refusal: as ``mark_arrived``, ``not_here_yet`` for a child never marked, ``gone_since``
            for one who has gone home.
    """
    _check_may_mark(by, session)
    mark = _mark_of(session, child)
    if mark.presence != Presence.EXPECTED:
        check_presence_move(mark.presence, Presence.EXPECTED)
        mark.arrived_at = mark.arrival_marked_by = None
        mark.save(update_fields=["arrived_at", "arrival_marked_by"])
    return mark


@audited("clubday.undo_leaving")
def undo_leaving(*, session: Session, child: Child, by: User) -> Attendance:
    """Take back a wrong "left": the child is here again, since the time first written down.

    Raises:
        Refusal: as ``mark_arrived``, and ``not_here_yet`` for a child never marked.
    """
    _check_may_mark(by, session)
    mark = _mark_of(session, child)
    if mark.presence == Presence.LEFT:
        mark.left_at = mark.leaving_marked_by = None
        mark.save(update_fields=["left_at", "leaving_marked_by"])
    return mark


def _check_may_mark(by: User, session: Session) -> None:
    """Refuse, or hold the session: nobody calls it off meanwhile, and a second click waits for the first.

    Whoever watches the session is told once the mark stands.
    """
    check_helps(by, session.club)
    session = Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session.pk)
    check_takes_marks(
        planned=session.is_planned,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        now=timezone.now(),
    )
    tell("session", session.pk)


def _mark_of(session: Session, child: Child) -> Attendance:
    """The child's line, for a child marked before."""
    mark = Attendance.objects.filter(session=session, child=child).first()
    if mark is None:
        raise Refusal("not_here_yet", "The register does not say yet that this child has arrived.", BACK)
    return mark
