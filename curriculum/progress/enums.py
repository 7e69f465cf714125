"""What is noted as a child works. No keystrokes, no times of day kept apart, no scores between children."""

from django.db import models


class Kind(models.TextChoices):
    """What happened."""

    OPENED = "opened", "opened the lesson"
    RAN = "ran", "ran their code"
    ERROR = "error", "met an error"
    HINT = "hint", "took a hint"
    CHECKED = "checked", "checked their work"
    PASSED = "passed", "finished an exercise"


FROM_THE_ROOM = frozenset({Kind.OPENED, Kind.RAN, Kind.ERROR})
"""What a child's lesson room may tell; the rest the site knows by itself."""
