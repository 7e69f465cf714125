"""States of a submission, of a lesson's correction and of its parts, and which may follow which."""

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


class CorrectionState(models.TextChoices):
    """Where a lesson's correction stands."""

    PREPARING = "preparing", "being marked again"
    READY = "ready", "waiting for a decision"
    APPLIED = "applied", "applied"
    DISCARDED = "discarded", "discarded"
    OVERTAKEN = "overtaken", "overtaken by a newer release"

    @classmethod
    def undecided(cls) -> list["CorrectionState"]:
        """Those in which nobody has decided yet; a lesson has one such correction at most."""
        return [cls.PREPARING, cls.READY]


CORRECTION_TRANSITIONS: dict[CorrectionState, frozenset[CorrectionState]] = {
    CorrectionState.PREPARING: frozenset(
        {CorrectionState.READY, CorrectionState.DISCARDED, CorrectionState.OVERTAKEN}
    ),
    CorrectionState.READY: frozenset(
        {CorrectionState.APPLIED, CorrectionState.DISCARDED, CorrectionState.OVERTAKEN}
    ),
    CorrectionState.APPLIED: frozenset(),
    CorrectionState.DISCARDED: frozenset(),
    CorrectionState.OVERTAKEN: frozenset(),
}


class RemarkingState(models.TextChoices):
    """Where one submission stands in a correction."""

    WAITING = "waiting", "waiting to be marked again"
    MARKED = "marked", "marked again"
    FAILED = "failed", "could not be marked again"
