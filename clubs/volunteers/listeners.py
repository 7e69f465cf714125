"""What the rota does when a session changes."""

from django.db import IntegrityError, transaction
from psycopg import errors

from clubs.records.refusals import Refusal
from clubs.timetable.changes import ChangeKind, SessionChange
from clubs.volunteers.enums import RotaState
from clubs.volunteers.models import RotaEntry
from clubs.volunteers.tasks import tell_volunteer_of_change


def follow_session(change: SessionChange) -> None:
    """Keep the rota true to the session and have its volunteers told.

    Those stood down by a skipped session are told when it is put back, and
    sign up again themselves: their evening may have filled meanwhile.

    Raises:
        Refusal: ``volunteer_would_clash`` for a move onto a time when one of them is elsewhere.
    """
    if change.kind is ChangeKind.ADDED:
        return
    was = RotaState.STOOD_DOWN if change.kind is ChangeKind.PUT_BACK else RotaState.CONFIRMED
    entries = RotaEntry.objects.filter(session=change.session, state=was)
    touched = list(entries.values_list("pk", flat=True))
    if change.kind is ChangeKind.MOVED:
        _take_new_times(change)
    elif change.kind in (ChangeKind.SKIPPED, ChangeKind.CANCELLED):
        entries.update(state=RotaState.STOOD_DOWN)
    for entry_id in touched:
        tell_volunteer_of_change.defer(entry_id=entry_id, change=change.kind.value)


def _take_new_times(change: SessionChange) -> None:
    try:
        with transaction.atomic():
            # Writing the row is enough: the database copies the session's times anew.
            RotaEntry.objects.filter(session=change.session).update(session=change.session)
    except IntegrityError as error:
        if not isinstance(error.__cause__, errors.ExclusionViolation):
            raise
        raise Refusal(
            "volunteer_would_clash",
            "A volunteer of this session is at another club at that time.",
            "Choose another time, or ask them to withdraw from one of the two.",
        ) from error
