"""The one lock of booking.

Order: the rows of the children, then the term's (when a term is booked), then
the rows of the sessions, each by rising id. Everything that gives a child a
date takes this lock before it counts, so two bookings never count the same
place as free, and two bookings of one family cannot wait for each other in a
circle. Changes of the timetable hold the same rows of term and session, so
none falls between counting and writing. What only frees places need not wait.

NO KEY locks: they exclude each other, yet leave foreign keys to these rows alone.
"""

from collections.abc import Collection
from datetime import datetime

from clubs.booking.offerings import Offering, sessions_of
from clubs.people.models import Child
from clubs.timetable.models import Session, Term


def hold(children: Collection[Child], offering: Offering, now: datetime) -> tuple[list[Child], list[Session]]:
    """Hold children and offering until the transaction ends; return children and sessions as they stand.

    Children come by id, sessions by date; a term gives those of its sessions
    that are still going ahead once the lock is held.

    Raises:
        TransactionManagementError: outside a transaction.
    """
    ids = [child.pk for child in children]
    held = list(Child.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if isinstance(offering, Term):
        Term.objects.select_for_update(no_key=True).get(pk=offering.pk)
    return held, _held_sessions(offering, now)


def _held_sessions(offering: Offering, now: datetime) -> list[Session]:
    ids = [session.pk for session in sessions_of(offering, now)]
    rows = (
        Session.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=ids)
        .select_related("club__venue", "term")
        .order_by("pk")
    )
    single = isinstance(offering, Session)
    return sorted((row for row in rows if single or row.is_planned), key=lambda row: row.starts_at)
