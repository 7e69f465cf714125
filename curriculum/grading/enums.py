"""States of a submission, and which may follow which."""

from django.db import models


class State(models.TextChoices):
    """Where a submission stands."""

    STORED = "stored", "waiting to be marked"
    MARKING = "marking", "being marked"
    MARKED = "marked", "marked"
    SET_ASIDE = "set_aside", "set aside for staff"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.STORED: frozenset({State.MARKING}),
    # A worker that died leaves "marking" behind; the next one begins again from there.
    State.MARKING: frozenset({State.MARKING, State.MARKED, State.SET_ASIDE, State.STORED}),
    State.SET_ASIDE: frozenset({State.STORED}),
    State.MARKED: frozenset(),
}

FINISHED = frozenset({State.MARKED, State.SET_ASIDE})
