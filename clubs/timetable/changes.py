"""Telling the apps above that a session changed.

Booking and volunteers hold rows about sessions but stand above the timetable,
so they register here at start-up. Listeners run inside the change's own
transaction: one that raises a refusal undoes the change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from clubs.timetable.models import Session


class ChangeKind(Enum):
    """What happened to a session."""

    ADDED = "added"
    MOVED = "moved"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    PUT_BACK = "put_back"


@dataclass(frozen=True)
class SessionChange:
    """One change, as its listeners see it; ``session`` already holds the new values."""

    kind: ChangeKind
    session: Session
    started_at_before: datetime | None = None


Listener = Callable[[SessionChange], None]
_listeners: list[Listener] = []


def on_session_change(listener: Listener) -> Listener:
    """Register a listener once; called from an app's ``ready``."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def announce(change: SessionChange) -> None:
    """Tell every listener, in the order of their registration."""
    for listener in _listeners:
        listener(change)
