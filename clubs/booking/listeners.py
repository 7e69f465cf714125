"""What places do when a session changes. Runs inside the change's own transaction."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import F
from psycopg import errors

from clubs.booking.enums import PlaceState
from clubs.booking.models import Place, PlaceSession, PlaceSessionQuerySet
from clubs.booking.tasks import tell_guardian_of_change
from clubs.people.models import User
from clubs.records.refusals import Refusal
from clubs.timetable.changes import ChangeKind, SessionChange
from clubs.timetable.models import Session


def follow_session(change: SessionChange) -> None:
    """Keep places true to the session, and have the families it touches told.

    Raises:
        Refusal: ``child_would_clash`` for a move onto a time when a child is elsewhere.
    """
    _FOLLOW[change.kind](change.session)
    for guardian_id in _guardians_touched(change.session):
        tell_guardian_of_change.defer(
            guardian_id=guardian_id, session_id=change.session.pk, change=change.kind.value
        )


def _add(session: Session) -> None:
    """Give every place of the term its new date, except a child who is elsewhere then."""
    for place in Place.objects.live().filter(term=session.term).select_related("child").order_by("child"):
        date = PlaceSession(place=place, session=session, child=place.child)
        if not _saved(date):
            date.live = False
            date.save()


def _move(session: Session) -> None:
    try:
        with transaction.atomic():
            # Writing the row is enough: the database copies the session's times anew.
            _dates(session).live().update(calendar_sequence=F("calendar_sequence") + 1)
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        raise Refusal(
            "child_would_clash",
            "A child of this session has a place at another club at that time.",
            "Choose another time, or speak with the family first.",
        ) from error


def _call_off(session: Session) -> None:
    _dates(session).live().update(live=False, calendar_sequence=F("calendar_sequence") + 1)
    Place.objects.live().filter(session=session).update(state=PlaceState.CALLED_OFF)


def _put_back(session: Session) -> None:
    """Revive the dates of places that still stand, except for a child who is elsewhere by now."""
    standing = _dates(session).filter(place__state__in=(PlaceState.LIVE, PlaceState.CALLED_OFF))
    for date in standing.select_related("place").order_by("child"):
        date.live = True
        date.calendar_sequence += 1
        if _saved(date) and date.place.state == PlaceState.CALLED_OFF:
            Place.objects.filter(pk=date.place_id).update(state=PlaceState.LIVE)


_FOLLOW: dict[ChangeKind, Callable[[Session], None]] = {
    ChangeKind.ADDED: _add,
    ChangeKind.MOVED: _move,
    ChangeKind.SKIPPED: _call_off,
    ChangeKind.CANCELLED: _call_off,
    ChangeKind.PUT_BACK: _put_back,
}


def _dates(session: Session) -> PlaceSessionQuerySet:
    return PlaceSession.objects.filter(session=session)


def _saved(date: PlaceSession) -> bool:
    """Save a date unless its child is elsewhere at that time."""
    try:
        with transaction.atomic():
            date.save()
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        return False
    return True


def _guardians_touched(session: Session) -> list[int]:
    touched = User.objects.filter(
        guardianships__child__place_dates__session=session,
        guardianships__child__place_dates__place__state__in=(PlaceState.LIVE, PlaceState.CALLED_OFF),
        email__isnull=False,
        is_active=True,
    )
    return list(touched.distinct().order_by("pk").values_list("pk", flat=True))
