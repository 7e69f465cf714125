"""The states of a place, and what limits the places of a session."""

from django.db.models import TextChoices


class PlaceState(TextChoices):
    """Where a child's place stands."""

    LIVE = "live", "Booked"
    CANCELLED = "cancelled", "Cancelled"
    CALLED_OFF = "called_off", "Session called off"


# A place called off with its session comes back if the session is put back; a
# cancelled one stays cancelled, and booking again makes a new place.
PLACE_MOVES: dict[PlaceState, frozenset[PlaceState]] = {
    PlaceState.LIVE: frozenset({PlaceState.CANCELLED, PlaceState.CALLED_OFF}),
    PlaceState.CALLED_OFF: frozenset({PlaceState.LIVE, PlaceState.CANCELLED}),
    PlaceState.CANCELLED: frozenset(),
}


class Limit(TextChoices):
    """Which of the three runs out first."""

    ROOM = "room", "the room"
    KIT = "kit", "the laptops"
    ADULTS = "adults", "the adults"


class OfferState(TextChoices):
    """What a family can do with a term or session now."""

    OPEN = "open", "Places free"
    FULL = "full", "Full"
    NOT_YET = "not_yet", "Booking not open yet"
    OVER = "over", "Over"
