"""Where a child is on the day, and which marks lead where."""

from django.db.models import TextChoices


class Presence(TextChoices):
    """What the register says of one child."""

    EXPECTED = "expected", "Not here yet"
    HERE = "here", "Here"
    LEFT = "left", "Gone home"


class Mark(TextChoices):
    """What one tap on the register says."""

    ARRIVED = "arrived", "Here"
    LEFT = "left", "Gone home"
    NOT_ARRIVED = "not_arrived", "Not here after all"
    NOT_LEFT = "not_left", "Still here"


# From where each mark leads where: forward by a mark, back one step by taking it back.
MARK_MOVES: dict[Mark, tuple[Presence, Presence]] = {
    Mark.ARRIVED: (Presence.EXPECTED, Presence.HERE),
    Mark.LEFT: (Presence.HERE, Presence.LEFT),
    Mark.NOT_ARRIVED: (Presence.HERE, Presence.EXPECTED),
    Mark.NOT_LEFT: (Presence.LEFT, Presence.HERE),
}
