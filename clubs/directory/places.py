"""What the directory must ask of the apps above it: who comes to a club, and until when.

The app that keeps places registers its answers at start-up. Until it has,
nobody comes to any club, and no card can be made.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from clubs.people.models import Child

if TYPE_CHECKING:
    from .models import Club


class Calendar(Protocol):
    """Answers about a club's places and terms."""

    def children_of(self, club: "Club", day: date) -> list[Child]:
        """Children with a live place at the club on or after ``day``, by first name."""
        ...

    def cards_last_until(self, club: "Club", day: date) -> date | None:
        """The last day of the term that ``day`` stands in or before; None when no term is planned."""
        ...


class NobodyYet:
    """The answer before anybody registered: no child, no term."""

    def children_of(self, club: "Club", day: date) -> list[Child]:
        """Nobody."""
        return []

    def cards_last_until(self, club: "Club", day: date) -> date | None:
        """No term."""
        return None


@dataclass
class _Registered:
    calendar: Calendar


_registered = _Registered(NobodyYet())


def register_calendar(calendar: Calendar) -> None:
    """Called once at start-up by the app that keeps places."""
    _registered.calendar = calendar


def calendar() -> Calendar:
    """The registered answers."""
    return _registered.calendar
