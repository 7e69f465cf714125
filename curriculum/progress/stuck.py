"""Who is perhaps stuck: a rule over what happened, written down in docs/reference/perhaps-stuck.md.

Pure: no database and no clock of its own. It says "perhaps", never how well a child
does, and it is forgotten with the events it was read from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .enums import Kind

SAME_ERROR_TIMES = 3
WITHOUT_PROGRESS = timedelta(minutes=10)
# A longer gap than this is a pause: reading, talking, a biscuit. It counts for nothing.
PAUSE = timedelta(minutes=4)

TRIES = frozenset({Kind.RAN, Kind.ERROR, Kind.CHECKED})


class Why(StrEnum):
    """Why somebody might look in."""

    SAME_ERROR = "same_error"
    NO_PROGRESS = "no_progress"


@dataclass(frozen=True)
class Step:
    """One event as the rule reads it; `error_kind` is "" where nothing went wrong."""

    kind: str
    exercise: str
    error_kind: str
    at: datetime


@dataclass(frozen=True)
class Stuck:
    """Perhaps stuck: why, on which exercise ("" for none), with which error ("" for none)."""

    why: Why
    exercise: str
    error_kind: str = ""


def perhaps_stuck(steps: Sequence[Step], now: datetime, done: frozenset[str] = frozenset()) -> Stuck | None:
    """What one child's steps in the lesson they are in, oldest first, say of them now.

    `done` are the exercises that work already.
    """
    if not steps or now - steps[-1].at > PAUSE:
        return None  # quiet is not stuck
    return _same_error(steps, done) or _no_progress(steps, now, done)


def _same_error(steps: Sequence[Step], done: frozenset[str]) -> Stuck | None:
    """The last exercise tried has failed in one way, so many times running."""
    tries = [step for step in steps if step.kind in TRIES or step.kind == Kind.PASSED]
    if not tries or tries[-1].exercise in done:
        return None
    last = tries[-1]
    here = [step for step in tries if step.exercise == last.exercise]
    times, before = 0, None
    for step in reversed(here):
        if step.kind == Kind.PASSED or not step.error_kind or step.error_kind != last.error_kind:
            break
        # A run and the check of the same code right after it are one try.
        if not (before is not None and before.kind == Kind.CHECKED and step.kind == Kind.ERROR):
            times += 1
        before = step
    return Stuck(Why.SAME_ERROR, last.exercise, last.error_kind) if times >= SAME_ERROR_TIMES else None


def _no_progress(steps: Sequence[Step], now: datetime, done: frozenset[str]) -> Stuck | None:
    """At work for ten minutes since something last went forward: pauses left out."""
    since = _since_progress(steps)
    at_work = [step for step in since if step.exercise and step.exercise not in done]
    tries = [step for step in at_work if step.kind in TRIES]
    if not tries or since[-1] is not at_work[-1]:
        return None
    spent = _time_at_work([*(step.at for step in since), now])
    return Stuck(Why.NO_PROGRESS, tries[-1].exercise) if spent >= WITHOUT_PROGRESS else None


def _since_progress(steps: Sequence[Step]) -> Sequence[Step]:
    """The steps from the last exercise done on; from the lesson's opening where none is."""
    forward = [place for place, step in enumerate(steps) if step.kind == Kind.PASSED]
    return steps[forward[-1] :] if forward else steps


def _time_at_work(moments: Iterable[datetime]) -> timedelta:
    spent, before = timedelta(), None
    for moment in moments:
        if before is not None and moment - before <= PAUSE:
            spent += moment - before
        before = moment
    return spent
