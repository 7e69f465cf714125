"""The states of a session, and which may follow which."""

from django.db.models import TextChoices


class SessionState(TextChoices):
    """Whether a session takes place."""

    PLANNED = "planned", "Going ahead"
    SKIPPED = "skipped", "Taking a break that day"
    CANCELLED = "cancelled", "Called off"


# A skipped date can be put back into the series; a cancelled one is told to
# families as final and stays so.
SESSION_MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.PLANNED: frozenset({SessionState.SKIPPED, SessionState.CANCELLED}),
    SessionState.SKIPPED: frozenset({SessionState.PLANNED, SessionState.CANCELLED}),
    SessionState.CANCELLED: frozenset(),
}


class Weekday(TextChoices):
    """A day of the week, as forms and the finder speak of it; value 0 is Monday, as Python counts."""

    MONDAY = "0", "Monday"
    TUESDAY = "1", "Tuesday"
    WEDNESDAY = "2", "Wednesday"
    THURSDAY = "3", "Thursday"
    FRIDAY = "4", "Friday"
    SATURDAY = "5", "Saturday"
    SUNDAY = "6", "Sunday"
