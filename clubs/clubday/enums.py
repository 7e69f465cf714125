"""Where a child is on the day, and what may follow what."""

from django.db.models import TextChoices


class Presence(TextChoices):
    """What the register says of one child."""

    EXPECTED = "expected", "Not here yet"
    HERE = "here", "Here"
    LEFT = "left", "Gone home"


# Forward by a mark, back one step by taking a mark back.
PRESENCE_MOVES: dict[Presence, frozenset[Presence]] = {
    Presence.EXPECTED: frozenset({Presence.HERE}),
    Presence.HERE: frozenset({Presence.LEFT, Presence.EXPECTED}),
    Presence.LEFT: frozenset({Presence.HERE}),
}
