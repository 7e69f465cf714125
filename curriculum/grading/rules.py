"""When a submission may be made, and what it must look like."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from clubs.records.refusals import Refusal

from .enums import CORRECTION_TRANSITIONS, TRANSITIONS, CorrectionState, State
from .outcomes import Outcome
from .sanitise import LARGEST_NOTEBOOK, NotANotebook, Notebook, NotJson, parse

MOST_TRIES = 3
LONGEST_KEY = 64

# Checking is free; only a burst that nobody can have read the answers to is slowed.
PACES = ((6, timedelta(seconds=20)), (30, timedelta(minutes=5)))


class TooFast(Refusal):
    """Checking has become guessing; `wait_seconds` says for how long to pause."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            "too_fast",
            "That was a lot of checks in a short time.",
            f"Read the last message once more and change one thing. Check again in {wait_seconds} seconds.",
            status=429,
        )
        self.wait_seconds = wait_seconds


def check_may_follow(now: State, then: State) -> None:
    """Raise Refusal ("wrong_state") unless a submission may go from `now` to `then`."""
    if not may_follow(now, then):
        raise Refusal("wrong_state", f"A submission that is {now.label} cannot become {then.label}.")


def may_follow(now: State, then: State) -> bool:
    """Whether a submission may go from `now` to `then`."""
    return then in TRANSITIONS[now]


def check_pace(stored: Sequence[datetime], now: datetime) -> None:
    """Raise TooFast when `stored`, the times of earlier submissions, are too many too close together."""
    for most, within in PACES:
        recent = sorted(moment for moment in stored if moment > now - within)
        if len(recent) >= most:
            wait = recent[-most] + within - now
            raise TooFast(max(1, round(wait.total_seconds())))


def check_notebook(body: bytes) -> tuple[str, Notebook]:
    """Read what was sent. Raises Refusal: "too_large" (413), "not_json" (400), "not_a_notebook" (422)."""
    again = "Close the lesson, open it again and check once more."
    if len(body) > LARGEST_NOTEBOOK:
        raise Refusal(
            "too_large", "Your lesson has grown too big to send.", "Clear long outputs, then check.", 413
        )
    try:
        text = body.decode("utf-8")
        return text, parse(text)
    except (UnicodeDecodeError, NotJson):
        raise Refusal("not_json", "That is no lesson.", again, status=400) from None
    except NotANotebook:
        raise Refusal("not_a_notebook", "That is not a notebook of this lesson.", again, status=422) from None


def check_key(key: str | None) -> None:
    """Raise Refusal ("bad_key") unless an Idempotency-Key is absent or short printable text."""
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Refusal(
            "bad_key", "The Idempotency-Key cannot be used.", "Send up to 64 plain characters.", status=400
        )


_NOT_NOW = {
    CorrectionState.PREPARING: (
        "still_preparing", "Its submissions are still being marked again.", "Come back when all are in.",
    ),
    CorrectionState.OVERTAKEN: (
        "overtaken", "A newer release of the lesson came meanwhile.", "Look at the newer correction.",
    ),
}  # fmt: skip


def check_may_become(now: CorrectionState, then: CorrectionState) -> None:
    """Raise Refusal ("still_preparing", "overtaken", "already_decided") unless a correction may change so."""
    if not may_become(now, then):
        decided = ("already_decided", f"This correction is {now.label} already.", "Nothing is left to do.")
        raise Refusal(*_NOT_NOW.get(now, decided))


def may_become(now: CorrectionState, then: CorrectionState) -> bool:
    """Whether a correction may go from `now` to `then`."""
    return then in CORRECTION_TRANSITIONS[now]


class Earned(Protocol):
    """What one exercise earned: a mark, or what a correction found."""

    points: float
    max_points: float
    outcome: str
    message: str
    error_kind: str
    cells: list[dict[str, object]]
    drawing: dict[str, object] | None

    @property
    def passed(self) -> bool: ...
    @property
    def share(self) -> float: ...


def is_worse(now: Earned, then: Earned) -> bool:
    """Whether `then` would take something away: done comes first, then the share of the points."""
    return (then.passed, then.share) < (now.passed, now.share)


def is_worth_writing(now: Earned | None, then: Earned) -> bool:
    """Whether a correction's result becomes a mark: never a worse one, nor one like the one that counts now.

    One in which a test of ours was at fault says nothing about the child either.
    """
    if now is None:
        return True
    if is_worse(now, then) or then.outcome == Outcome.MARKER_FAULT:
        return False
    said = ("points", "max_points", "outcome", "message", "error_kind", "cells", "drawing")
    return any(getattr(now, name) != getattr(then, name) for name in said)
